//! The public log of moderation: every act, by role and with its reason. Names of moderators are not on it; the audit chain
//! knows who it was.

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde::Serialize;
use serde_json::json;
use sqlx::{AnyConnection, Row};

use crate::audit;
use crate::people::Person;
use crate::safety::{About, Subject};

/// The topic of the event log that tells of new lines.
pub const TOPIC: &str = "moderation";
/// Characters of a reason.
pub const MAX_REASON: usize = 300;
/// The role of an act that readers' reports did by themselves.
pub const READERS: &str = "readers";

/// An act as it is to be written down.
#[derive(Clone, Debug)]
pub struct Line {
    /// `role`, `let_through`, `hide`, …
    pub act: &'static str,
    /// What it was done to.
    pub about: Subject,
    /// Why.
    pub reason: String,
    /// The role that was given.
    pub given: Option<String>,
    /// Until when it holds.
    pub until: Option<Millis>,
}

impl Line {
    /// An act that holds for good.
    pub const fn new(act: &'static str, about: Subject, reason: String) -> Self {
        Self { act, about, reason, given: None, until: None }
    }
}

/// A line as everybody reads it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ModerationEntry)]
pub struct Entry {
    /// Names the line; sorts by time.
    pub id: String,
    /// RFC 3339.
    pub at: String,
    /// `let_through`, `hide`, `show`, `purge`, `block`, `lock`, `time_out`, `ban`, `role`.
    pub act: String,
    /// What it was done to.
    pub about: About,
    /// The role of whoever did it; `readers` for three independent reports.
    pub role: String,
    /// Why.
    pub reason: String,
    /// The role that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// RFC 3339: until when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// When, for the page.
    #[serde(skip)]
    pub made_at: Millis,
}

/// A reason as it is kept.
///
/// # Errors
/// 422 at `/reason` if there is none, or it is longer than [`MAX_REASON`].
pub fn valid_reason(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_REASON {
        return Err(Problem::field("/reason", "safety-why-wrong").with("max", MAX_REASON));
    }
    Ok(text.to_owned())
}

/// Writes an act down, by `who` or by readers' reports; gives the line's id.
///
/// # Errors
/// When the database does not take it; then the act must not happen either.
pub async fn write(tx: &mut Tx, who: Option<&Person>, line: &Line) -> Result<Id, Problem> {
    let (id, now) = (Id::new(tx.now()), tx.now());
    let role = who.map_or_else(|| READERS.to_owned(), |person| person.role.to_string());
    sqlx::query(
        "INSERT INTO moderation (id, act, kind, thing, person, role, reason, given, until, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.to_string())
    .bind(line.act)
    .bind(line.about.kind())
    .bind(line.about.id().to_string())
    .bind(who.map(|person| person.id.to_string()))
    .bind(role)
    .bind(&line.reason)
    .bind(line.given.clone())
    .bind(line.until)
    .bind(now)
    .execute(tx.conn())
    .await?;
    if let Some(person) = who {
        let data = json!({ "moderation": id, "given": line.given });
        audit::record(tx, person.id, line.act, &line.about.to_string(), &data).await?;
    }
    tx.emit(TOPIC, "moderation", json!({ "moderation": id }));
    Ok(id)
}

/// Up to `limit` lines before line `before`, newest first; what reports did is explained in `words`.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    conn: &mut AnyConnection,
    words: &Words,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    let before = before.unwrap_or(Id::from_number(u128::MAX)).to_string();
    let rows = sqlx::query(
        "SELECT id, act, kind, thing, role, reason, given, until, at FROM moderation WHERE id < $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(before)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| entry(row, words)).collect()
}

/// The line `id`.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, words: &Words, id: Id) -> Result<Entry, sqlx::Error> {
    let row = sqlx::query(
        "SELECT id, act, kind, thing, role, reason, given, until, at FROM moderation WHERE id = $1",
    )
    .bind(id.to_string())
    .fetch_one(conn)
    .await?;
    entry(&row, words)
}

fn entry(row: &sqlx::any::AnyRow, words: &Words) -> Result<Entry, sqlx::Error> {
    let (role, made_at): (String, Millis) = (row.try_get("role")?, row.try_get("at")?);
    let reason = if role == READERS { words.say("safety-three-reports") } else { row.try_get("reason")? };
    Ok(Entry {
        id: row.try_get("id")?,
        at: rfc3339(made_at),
        act: row.try_get("act")?,
        about: Subject::from_row(row)?.into(),
        role,
        reason,
        given: row.try_get("given")?,
        until: row.try_get::<Option<i64>, _>("until")?.filter(|until| *until != Millis::MAX).map(rfc3339),
        made_at,
    })
}

/// What was done about each of `things`, oldest first, by the thing's id; in `words`.
///
/// # Errors
/// When the database does not answer.
pub async fn about(
    conn: &mut AnyConnection,
    words: &Words,
    things: &[Id],
) -> Result<std::collections::HashMap<String, Vec<Entry>>, sqlx::Error> {
    let mut by_thing = std::collections::HashMap::<String, Vec<Entry>>::new();
    if things.is_empty() {
        return Ok(by_thing);
    }
    let sql = format!(
        "SELECT id, act, kind, thing, role, reason, given, until, at FROM moderation WHERE thing IN ({}) ORDER BY id",
        platform::db::marks(1, things.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for thing in things {
        query = query.bind(thing.to_string());
    }
    for row in query.fetch_all(conn).await? {
        let line = entry(&row, words)?;
        by_thing.entry(line.about.id.clone()).or_default().push(line);
    }
    Ok(by_thing)
}
