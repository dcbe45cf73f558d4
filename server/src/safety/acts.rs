//! What a moderator does: one function for the queue's buttons and for programs.

use std::str::FromStr;

use platform::Id;
use platform::clock::{DAY, Millis, parse_rfc3339};
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::people::{Act, Bar, Person, Role, Visitor, Whose, bars, directory, names};
use crate::safety::{About, Moderated, Subject, blocks, flags, locks, log, reach};
use crate::things::{Kind, Standing};

/// How long somebody is timed out if nothing else is said.
const TIME_OUT: Millis = DAY;

/// What can be done about something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// What was held is shown, and its author is trusted from now on.
    LetThrough,
    /// Out of sight for everybody but its author and moderators.
    Hide,
    /// As it was: shown, unlocked; a person may act again.
    Show,
    /// The content is destroyed; of a person, the name.
    Purge,
    /// As purge, and the content cannot be put up again.
    Block,
    /// Nothing more is said there.
    Lock,
    /// The author, or the person, may not act for a while.
    TimeOut,
    /// The author, or the person, may not act.
    Ban,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::LetThrough,
        Self::Hide,
        Self::Show,
        Self::Purge,
        Self::Block,
        Self::Lock,
        Self::TimeOut,
        Self::Ban,
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LetThrough => "let_through",
            Self::Hide => "hide",
            Self::Show => "show",
            Self::Purge => "purge",
            Self::Block => "block",
            Self::Lock => "lock",
            Self::TimeOut => "time_out",
            Self::Ban => "ban",
        }
    }
}

impl FromStr for Measure {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|measure| measure.word() == text).ok_or(())
    }
}

/// An act, as programs send it.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = ModerationAct)]
pub struct Asked {
    /// `let_through`, `hide`, `show`, `purge`, `block`, `lock`, `time_out` or `ban`.
    pub act: String,
    /// What to do it to.
    pub about: About,
    /// Why, for the public log; at most 300 characters.
    pub reason: String,
    /// RFC 3339: until when a lock, a time-out or a ban holds. Without it a time-out lasts a day, the others for good.
    pub until: Option<String>,
}

/// Does it, and gives the log line's id.
///
/// # Errors
/// 401 or 403 for whoever may not, 404 if there is no such thing, 409 if it is gone already, 422 for a field.
pub async fn act(app: &App, visitor: &Visitor, asked: Asked) -> Result<Id, Problem> {
    let moderator = visitor.allowed(Act::Moderate, Whose::Other)?.clone();
    let measure: Measure = asked.act.parse().map_err(|()| Problem::field("/act", "safety-act-wrong"))?;
    let about = asked.about.subject()?;
    let reason = log::valid_reason(&asked.reason)?;
    let until = until(measure, asked.until.as_deref(), app.clock.now())?;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let line = log::Line { until, ..log::Line::new(measure.word(), about, reason) };
                match about {
                    Subject::Thing(thing) => {
                        let found = reach::find(tx.conn(), thing).await?.ok_or(reach::nothing_there())?;
                        about_thing(tx, &moderator, measure, &found, line).await
                    }
                    Subject::Person(id) => about_person(tx, &moderator, measure, id, line).await,
                }
            })
        })
        .await
}

fn until(measure: Measure, asked: Option<&str>, now: Millis) -> Result<Option<Millis>, Problem> {
    let wrong = || Problem::field("/until", "safety-until-wrong");
    let asked = asked.map(str::trim).filter(|text| !text.is_empty());
    let until = asked.map(|text| parse_rfc3339(text).filter(|until| *until > now).ok_or_else(wrong));
    match (measure, until.transpose()?) {
        (Measure::TimeOut, None) => Ok(Some(now + TIME_OUT)),
        (Measure::TimeOut | Measure::Ban | Measure::Lock, until) => Ok(until),
        (_, Some(_)) => Err(wrong()),
        (_, None) => Ok(None),
    }
}

async fn about_thing(
    tx: &mut Tx,
    moderator: &Person,
    measure: Measure,
    found: &Moderated,
    line: log::Line,
) -> Result<Id, Problem> {
    let thing = found.thing;
    if matches!(measure, Measure::TimeOut | Measure::Ban) {
        let line = log::Line { about: Subject::Person(found.author), ..line };
        return about_person(tx, moderator, measure, found.author, line).await;
    }
    let gone = matches!(found.standing, Standing::Withdrawn | Standing::Purged);
    if gone && measure != Measure::Block {
        return Err(Problem::conflict("safety-gone"));
    }
    match measure {
        Measure::LetThrough => {
            reach::set_standing(tx, thing, Standing::Shown).await?;
            trust(tx, found.author).await?;
        }
        Measure::Show => {
            reach::set_standing(tx, thing, Standing::Shown).await?;
            locks::unlock(tx.conn(), thing.id).await?;
        }
        Measure::Hide => reach::set_standing(tx, thing, Standing::Hidden).await?,
        Measure::Purge => reach::purge(tx, thing).await?,
        Measure::Block => block(tx, found).await?,
        Measure::Lock => locks::lock(tx.conn(), thing.id, line.until).await?,
        Measure::TimeOut | Measure::Ban => {}
    }
    told(tx, moderator, found, &line).await
}

/// Writes the act down, closes the reports about the thing, and tells open pages.
async fn told(tx: &mut Tx, moderator: &Person, found: &Moderated, line: &log::Line) -> Result<Id, Problem> {
    flags::settle(tx.conn(), found.thing.id, line.act).await?;
    tell(tx, found, line.act);
    log::write(tx, Some(moderator), line).await
}

/// Tells the thing's topic, and the front page's where the thing can stand there.
pub(super) fn tell(tx: &mut Tx, found: &Moderated, act: &'static str) {
    let data = json!({ "act": act, "kind": found.thing.kind, "id": found.thing.id });
    tx.emit(found.topic.clone(), "moderation", data.clone());
    if matches!(found.thing.kind, Kind::Picture | Kind::Story | Kind::Throng | Kind::Submission) {
        tx.emit("front", "moderation", data);
    }
}

async fn trust(tx: &mut Tx, author: Id) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE people SET trusted = 1 WHERE id = $1")
        .bind(author.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Only a picture's content can come back by itself; a text is written anew.
async fn block(tx: &mut Tx, found: &Moderated) -> Result<(), Problem> {
    let Some((sha256, phash)) = reach::content(tx.conn(), found.thing).await? else {
        return Err(Problem::field("/act", "safety-block-pictures-only"));
    };
    let now = tx.now();
    blocks::block(tx.conn(), &sha256, phash, now).await?;
    if found.standing == Standing::Purged { Ok(()) } else { reach::purge(tx, found.thing).await }
}

async fn about_person(
    tx: &mut Tx,
    moderator: &Person,
    measure: Measure,
    id: Id,
    line: log::Line,
) -> Result<Id, Problem> {
    let person = directory::find(tx.conn(), id).await?.filter(|person| !person.name.is_empty());
    let person = person.ok_or(Problem::not_found("people-nobody"))?;
    // Moderators are answerable to the owner, not to each other.
    let above =
        person.role == Role::Owner || (person.role == Role::Moderator && moderator.role != Role::Owner);
    if above {
        return Err(Problem::forbidden("people-not-allowed"));
    }
    match measure {
        Measure::TimeOut | Measure::Ban => {
            bars::set(tx, id, Some(line.until.unwrap_or(Bar::FOR_GOOD))).await?;
        }
        Measure::Show => bars::set(tx, id, None).await?,
        Measure::Purge => rename(tx, id).await?,
        _ => return Err(Problem::field("/act", "safety-not-for-people")),
    }
    flags::settle(tx.conn(), id, line.act).await?;
    tx.emit(format!("person:{id}"), "moderation", json!({ "act": line.act, "person": id }));
    log::write(tx, Some(moderator), &line).await
}

/// Gives somebody back the friendly name they came with.
async fn rename(tx: &mut Tx, id: Id) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE people SET name = $1 WHERE id = $2")
        .bind(names::friendly(id))
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}
