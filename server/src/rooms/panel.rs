//! The room as a part of its thing's page: the last messages, how many are here, and a place to write.
//!
//! It shows what a stranger sees, so that the page around it may be kept ready for everybody.

use jiff::Timestamp;
use platform::Id;
use platform::live::Topic;
use platform::words::Words;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::layout::Moment;
use crate::rooms::message::{self, Message, Part};
use crate::rooms::room::{self, Mode, Room};
use crate::rooms::say::MAX_BODY;
use crate::things::Thing;

/// Messages that the panel shows; older ones stand on the room's own page.
const SHOWN: i64 = 30;

/// For `rooms/panel.html`, as `room`, beside the page's `l`.
pub struct Panel {
    /// The room's id, which is its thing's.
    pub id: Id,
    /// How many follow it on this node now.
    pub here: u64,
    /// Up to which number the messages are shown.
    pub seq: i64,
    /// The author of the thing, who is named as the host.
    pub author: Option<Id>,
    /// Who may speak.
    pub mode: Mode,
    /// Whether there is more than is shown.
    pub more: bool,
    /// Oldest first.
    pub lines: Vec<Line>,
    /// Characters of a message.
    pub max: usize,
    /// What a refused form had in it.
    pub text: String,
    /// Why it was refused.
    pub wrong: String,
    /// The topics whose changes make a kept page with this panel stale.
    pub topics: Vec<String>,
}

impl Panel {
    /// What one can give a message: its name, and the id of the word on its button.
    pub const fn signs(&self) -> [(&'static str, &'static str); 4] {
        [
            ("thanks", "rooms-give-thanks"),
            ("agreed", "rooms-give-agreed"),
            ("funny", "rooms-give-funny"),
            ("wow", "rooms-give-wow"),
        ]
    }
}

/// One message of the panel.
pub struct Line {
    /// Names it.
    pub id: Id,
    /// Its number.
    pub seq: i64,
    /// Whose.
    pub person: Id,
    /// What they are called.
    pub by: String,
    /// Whether its author is the thing's.
    pub host: bool,
    /// When.
    pub at: Moment,
    /// The text.
    pub body: String,
    /// Whether the text was changed.
    pub edited: bool,
    /// Whether only its author and moderators see it.
    pub held: bool,
    /// The number of the message it answers.
    pub reply_to: Option<i64>,
    /// What others thought of it, as a sentence.
    pub reactions: String,
}

impl Line {
    /// A message in the reader's words.
    pub fn new(message: Message, author: Option<Id>, words: &Words) -> Self {
        let at = Timestamp::from_millisecond(message.at).unwrap_or_default();
        let reactions = message.reactions.iter().map(|(sign, count)| {
            let sign = words.say(sign_word(sign));
            format!("{} {sign}", words.number(u64::try_from(*count).unwrap_or_default()))
        });
        Self {
            id: message.id,
            seq: message.seq,
            person: message.person,
            by: message.name,
            host: author == Some(message.person),
            at: Moment::clock(words, at),
            body: message.body,
            edited: message.edited_at.is_some(),
            held: message.standing != crate::things::Standing::Shown,
            reply_to: message.reply_to,
            reactions: reactions.collect::<Vec<_>>().join(" · "),
        }
    }
}

fn sign_word(sign: &str) -> &'static str {
    match sign {
        "thanks" => "rooms-sign-thanks",
        "agreed" => "rooms-sign-agreed",
        "funny" => "rooms-sign-funny",
        _ => "rooms-sign-wow",
    }
}

/// The panel of the room of `thing`, as everybody sees it. Whether the thing is seen is the page's to know.
///
/// # Errors
/// When the database does not answer.
pub async fn panel(
    app: &App,
    conn: &mut AnyConnection,
    thing: Thing,
    words: &Words,
) -> Result<Panel, sqlx::Error> {
    let room = room::find(conn, thing.id).await?;
    let room = room.unwrap_or(Room { thing, mode: Mode::Locked, slow: 0 });
    let author = crate::rooms::subject::find(conn, thing).await?.map(|subject| subject.author);
    let topic = room.topic();
    let seq = sqlx::query("SELECT seq FROM topics WHERE topic = $1")
        .bind(&topic)
        .fetch_optional(&mut *conn)
        .await?;
    let seq = seq.map_or(Ok(0), |row| row.try_get(0))?;
    let mut messages = message::part(conn, thing, Part::Before(i64::MAX, SHOWN + 1), None).await?;
    let more = i64::try_from(messages.len()).unwrap_or(i64::MAX) > SHOWN;
    if more {
        messages.remove(0);
    }
    let mut topics: Vec<_> = messages.iter().map(|message| format!("person:{}", message.person)).collect();
    topics.sort();
    topics.dedup();
    topics.push(topic.clone());
    Ok(Panel {
        id: thing.id,
        here: Topic::parse(&topic).map_or(0, |topic| app.live.hub.here(&topic) as u64),
        seq,
        author,
        mode: room.mode,
        more,
        lines: messages.into_iter().map(|message| Line::new(message, author, words)).collect(),
        max: MAX_BODY,
        text: String::new(),
        wrong: String::new(),
        topics,
    })
}
