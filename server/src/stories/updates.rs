//! Updates: what was added to a story later, each with its date, address, author and cause. They are appended, never rewritten.

use std::fmt;
use std::str::FromStr;

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::db::marks;
use platform::web::Problem;
use platform::writer::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{AnyConnection, Row};

use crate::stories::story::parsed;
use crate::things::Standing;

/// Characters of an update.
pub const MAX_BODY: usize = 20_000;
/// Updates that one story shows and gives; the oldest stay readable in its feed's pages.
pub const MAX_SHOWN: usize = 500;

/// Why there is an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// Somebody wrote it.
    Author,
    /// The story noticed a surge of its own.
    Surge,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Author => "author",
            Self::Surge => "surge",
        })
    }
}

impl FromStr for Cause {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Author, Self::Surge].into_iter().find(|cause| cause.to_string() == text).ok_or(())
    }
}

/// One update.
#[derive(Clone, Debug)]
pub struct Update {
    /// Names it; its address is `/s/{slug}#update-{id}`.
    pub id: Id,
    /// Of which story.
    pub story: Id,
    /// Who wrote it, or in whose name the story did.
    pub author: Id,
    /// As they are called now.
    pub author_name: String,
    /// Why it is there.
    pub cause: Cause,
    /// Markdown.
    pub body: String,
    /// How it stands.
    pub standing: Standing,
    /// When.
    pub at: Millis,
}

/// An update as programs read it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UpdateView {
    /// Names it.
    #[schema(value_type = String)]
    pub id: Id,
    /// When, RFC 3339.
    pub at: String,
    /// Markdown.
    pub body: String,
    /// Why it is there.
    pub cause: Cause,
}

impl From<&Update> for UpdateView {
    fn from(update: &Update) -> Self {
        Self { id: update.id, at: rfc3339(update.at), body: update.body.clone(), cause: update.cause }
    }
}

/// Appends an update and tells those who have the story open. `standing` is `Held` where the author is to look first; nobody
/// is told then, until it is let through.
///
/// # Errors
/// When the database does not take it.
pub async fn append(
    tx: &mut Tx,
    story: Id,
    author: Id,
    cause: Cause,
    body: &str,
    standing: Standing,
) -> Result<Id, Problem> {
    let (id, now) = (Id::new(tx.now()), tx.now());
    sqlx::query(
        "INSERT INTO updates (id, story, author, cause, body, standing, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.to_string())
    .bind(story.to_string())
    .bind(author.to_string())
    .bind(cause.to_string())
    .bind(body)
    .bind(standing.word())
    .bind(now)
    .execute(tx.conn())
    .await?;
    if standing == Standing::Shown {
        tell(tx, story, id);
    }
    Ok(id)
}

/// Says on the story's topic, and on the front page's, that an update is there.
pub fn tell(tx: &mut Tx, story: Id, update: Id) {
    tx.emit(format!("story:{story}"), "update", json!({ "update": update }));
    tx.emit("front", "update", json!({ "story": story, "update": update }));
}

const COLUMNS: &str = "SELECT u.id, u.story, u.author, p.name AS author_name, u.cause, u.body, u.standing, u.made_at \
     FROM updates u JOIN people p ON p.id = u.author";

fn update(row: &sqlx::any::AnyRow) -> Result<Update, sqlx::Error> {
    Ok(Update {
        id: parsed(row, "id")?,
        story: parsed(row, "story")?,
        author: parsed(row, "author")?,
        author_name: row.try_get("author_name")?,
        cause: parsed(row, "cause")?,
        body: row.try_get("body")?,
        standing: parsed(row, "standing")?,
        at: row.try_get("made_at")?,
    })
}

/// The update with this id, however it stands.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(conn: &mut AnyConnection, id: Id) -> Result<Option<Update>, sqlx::Error> {
    let sql = format!("{COLUMNS} WHERE u.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(update).transpose()
}

/// The shown updates of these stories, oldest first; of each story at most the newest [`MAX_SHOWN`].
///
/// # Errors
/// When the database does not answer.
pub async fn of_stories(conn: &mut AnyConnection, stories: &[Id]) -> Result<Vec<Update>, sqlx::Error> {
    if stories.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT id, story, author, author_name, cause, body, standing, made_at FROM (\
           SELECT u.id, u.story, u.author, p.name AS author_name, u.cause, u.body, u.standing, u.made_at, \
             ROW_NUMBER() OVER (PARTITION BY u.story ORDER BY u.id DESC) AS place \
           FROM updates u JOIN people p ON p.id = u.author \
           WHERE u.standing = 'shown' AND u.story IN ({})) ranked \
         WHERE place <= {MAX_SHOWN} ORDER BY id",
        marks(1, stories.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for story in stories {
        query = query.bind(story.to_string());
    }
    query.fetch_all(conn).await?.iter().map(update).collect()
}

/// The updates of a story that wait for its author, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn held(conn: &mut AnyConnection, story: Id) -> Result<Vec<Update>, sqlx::Error> {
    let sql = format!("{COLUMNS} WHERE u.story = $1 AND u.standing = 'held' ORDER BY u.id LIMIT {MAX_SHOWN}");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(story.to_string()).fetch_all(conn).await?;
    rows.iter().map(update).collect()
}
