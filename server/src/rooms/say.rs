//! Saying something, changing it and taking it back: the actions behind the socket, the API and the form alike.

use platform::Id;
use platform::clock::SECOND;
use platform::db::is_duplicate;
use platform::web::Problem;
use platform::writer::{Seq, Tx};
use serde_json::json;

use crate::app::App;
use crate::people::{Act, Acted, Person, Visitor, Whose, bars, may};
use crate::rooms::message::{self, Message};
use crate::rooms::room::{self, Mode, Room};
use crate::rooms::subject::{self, Subject};
use crate::safety;
use crate::things::Standing;

/// Characters of a message.
pub const MAX_BODY: usize = 2_000;
/// Lines of a message.
const MAX_LINES: usize = 40;
/// Bytes of a key; the live protocol has the same bound.
const MAX_KEY: usize = 64;

/// What somebody wants to say.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The text.
    pub body: String,
    /// The client's own name for it: the same key again says nothing twice.
    pub key: Option<String>,
    /// The number of the message it answers.
    pub reply_to: Option<i64>,
}

/// What became of it; the number is known once the write has returned.
#[derive(Clone)]
pub struct Said {
    /// Which message.
    pub id: Id,
    /// Whether it was said before, under the same key.
    pub again: bool,
    seq: Seq,
    known: i64,
}

impl Said {
    /// Its place in the room.
    pub fn seq(&self) -> i64 {
        self.known.max(self.seq.get())
    }
}

/// Says `words` in the room `id` as the visitor, who becomes a guest by it.
///
/// # Errors
/// 404 where they see no such room, 403 and 429 where they may not speak (yet), 422 for words that cannot be.
pub async fn say(app: &App, visitor: &Visitor, id: Id, words: Words) -> Result<Acted<Said>, Problem> {
    let words = valid(words)?;
    let (visitor, hold) = (visitor.clone(), app.config.hold_new);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let (room, subject) = subject::seen(tx.conn(), id, visitor.person()).await?;
                let actor = visitor.act(tx, Act::Say, Whose::Other).await?;
                let value = put(tx, &room, &subject, &actor.person, words, hold).await?;
                Ok(Acted { value, actor })
            })
        })
        .await
}

/// Says `words` in the room `id` as a person who is known already, as on a socket.
///
/// # Errors
/// As [`say`]; 401 where the person is no more.
pub async fn say_as(app: &App, person: Id, id: Id, words: Words) -> Result<Said, Problem> {
    let words = valid(words)?;
    let hold = app.config.hold_new;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let person = subject::known(tx.conn(), person).await?;
                let person = person.ok_or_else(|| Problem::sign_in("people-sign-in"))?;
                let now = tx.now();
                bars::check(tx.conn(), person.id, now).await?;
                let (room, subject) = subject::seen(tx.conn(), id, Some(&person)).await?;
                put(tx, &room, &subject, &person, words, hold).await
            })
        })
        .await
}

async fn put(
    tx: &mut Tx,
    room: &Room,
    subject: &Subject,
    person: &Person,
    words: Words,
    hold: bool,
) -> Result<Said, Problem> {
    if let Some(key) = &words.key
        && let Some(Message { id, seq, .. }) =
            message::by_key(tx.conn(), room.thing.id, person.id, key).await?
    {
        let known = seq;
        let seq = tx.stamped("messages", &id.to_string()).unwrap_or_default();
        return Ok(Said { id, again: true, seq, known });
    }
    may_speak(tx, room, subject, person).await?;
    if let Some(seq) = words.reply_to {
        is_said(tx, room.thing.id, seq).await?;
    }
    let (id, standing) = (Id::new(tx.now()), first_standing(tx, hold, person, &words.body).await?);
    sqlx::query(
        "INSERT INTO messages (id, room, person, client_key, body, reply_to, standing, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.to_string())
    .bind(room.thing.id.to_string())
    .bind(person.id.to_string())
    .bind(words.key)
    .bind(words.body)
    .bind(words.reply_to)
    .bind(standing.word())
    .bind(tx.now())
    .execute(tx.conn())
    .await
    .map_err(|error| if is_duplicate(&error) { Problem::busy(1) } else { error.into() })?;
    let seq = tell_of(tx, room.thing.id, id, standing);
    Ok(Said { id, again: false, seq, known: 0 })
}

/// A held message has its number too, so that nothing is missing in the room; its event says only that.
fn tell_of(tx: &mut Tx, room: Id, message: Id, standing: Standing) -> Seq {
    let kind = if standing == Standing::Shown { "message" } else { "moderation" };
    tx.emit_stamped(room::topic(room), kind, json!({ "message": message }), "messages", message.to_string())
}

/// A link from somebody whom nobody trusts yet waits to be let through, where the owner wants that.
pub(super) async fn first_standing(
    tx: &mut Tx,
    hold: bool,
    person: &Person,
    body: &str,
) -> Result<Standing, sqlx::Error> {
    if has_link(body) { safety::first_standing(tx.conn(), hold, person).await } else { Ok(Standing::Shown) }
}

fn has_link(body: &str) -> bool {
    let body = body.to_ascii_lowercase();
    ["http://", "https://", "www."].iter().any(|start| body.contains(start))
}

/// Whether the person may speak in the room now.
async fn may_speak(tx: &mut Tx, room: &Room, subject: &Subject, person: &Person) -> Result<(), Problem> {
    let moderates = may(person.role, Act::Moderate, Whose::Other);
    let hosts = may(person.role, Act::Host, Whose::of(subject.author, person.id));
    if !moderates {
        let now = tx.now();
        safety::not_locked(tx.conn(), room.thing.id, now).await?;
    }
    match room.mode {
        _ if moderates => return Ok(()),
        Mode::Locked => return Err(Problem::forbidden("rooms-locked")),
        Mode::Readers if !hosts => return Err(Problem::forbidden("rooms-readers")),
        Mode::Readers | Mode::Open => {}
    }
    if room.slow > 0 && !hosts {
        let last = last_at(tx, room.thing.id, person.id).await?;
        let wait = last.map_or(0, |at| at + room.slow - tx.now());
        if wait > 0 {
            let seconds = u64::try_from(wait / SECOND + 1).unwrap_or(1);
            return Err(Problem::new(axum::http::StatusCode::TOO_MANY_REQUESTS, "rooms-slow")
                .with("seconds", seconds)
                .retry_after(seconds));
        }
    }
    Ok(())
}

async fn last_at(tx: &mut Tx, room: Id, person: Id) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT MAX(at) FROM messages WHERE room = $1 AND person = $2")
        .bind(room.to_string())
        .bind(person.to_string())
        .fetch_one(tx.conn())
        .await
}

async fn is_said(tx: &mut Tx, room: Id, seq: i64) -> Result<(), Problem> {
    let there = sqlx::query("SELECT 1 FROM messages WHERE room = $1 AND seq = $2 AND standing = 'shown'")
        .bind(room.to_string())
        .bind(seq)
        .fetch_optional(tx.conn())
        .await?;
    there.map(drop).ok_or_else(|| Problem::field("/reply_to", "rooms-nothing-to-answer"))
}

fn valid(words: Words) -> Result<Words, Problem> {
    if words.key.as_ref().is_some_and(|key| key.is_empty() || key.len() > MAX_KEY) {
        return Err(Problem::field("/key", "rooms-key-wrong").with("max", MAX_KEY));
    }
    Ok(Words { body: valid_body(&words.body)?, ..words })
}

/// A text as it is kept: trimmed, without control characters, with at most two line ends in a row.
///
/// # Errors
/// 422 at `/body` for nothing or too much.
pub fn valid_body(body: &str) -> Result<String, Problem> {
    let tidy = tidy(body);
    if tidy.is_empty() || tidy.chars().count() > MAX_BODY {
        return Err(Problem::field("/body", "rooms-body-wrong").with("max", MAX_BODY));
    }
    Ok(tidy)
}

fn tidy(body: &str) -> String {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    // Direction overrides can make a text read as another one; the marks that right-to-left writing needs may stay.
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{feff}')
    };
    let seen: String = body.chars().filter(|c| !hidden(*c)).collect();
    let mut text = seen.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    let lines: Vec<_> = text.lines().collect();
    let (first, rest) = lines.split_at(lines.len().min(MAX_LINES));
    let first = first.join("\n");
    if rest.is_empty() { first } else { format!("{first} {}", rest.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_tidied() {
        assert_eq!(tidy("  a\r\n\r\n\r\n\r\nb \u{7}\u{202e}c \n"), "a\n\nb c");
        assert!(valid_body(" \n \u{feff}").is_err());
        assert!(valid_body(&"é".repeat(MAX_BODY)).is_ok());
        assert!(valid_body(&"é".repeat(MAX_BODY + 1)).is_err());
        assert!(tidy(&"x\n".repeat(300)).lines().count() <= MAX_LINES);
    }

    #[test]
    fn a_link_is_seen_and_a_word_is_none() {
        assert!(has_link("see HTTPS://a.example") && has_link("www.a.example"));
        assert!(!has_link("hello"));
    }

    proptest! {
        #[test]
        fn a_tidy_text_stays_as_it_is(text in "[ a-z\\n\\r\\t\u{202e}é]{0,80}") {
            let once = tidy(&text);
            prop_assert_eq!(tidy(&once), once);
        }
    }
}
