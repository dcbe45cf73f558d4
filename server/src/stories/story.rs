//! A story and its row.

use platform::Id;
use platform::clock::Millis;
use platform::db::marks;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::{AnyConnection, Row};

use crate::people::Visitor;
use crate::things::{Standing, Thing, Visibility, is_seen};
use crate::web::text::segment;

/// A story as it stands now.
#[derive(Clone, Debug)]
pub struct Story {
    /// Names it for ever.
    pub id: Id,
    /// Its place under `/s/`; never changes.
    pub slug: String,
    /// Who wrote it.
    pub author: Id,
    /// As they are called now.
    pub author_name: String,
    /// Rises with each change; the `ETag`.
    pub version: i64,
    /// One line.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// Its pictures in their order; the first is the large one.
    pub pictures: Vec<Id>,
    /// Its tags in their order.
    pub tags: Vec<String>,
    /// What it is about.
    pub about: Vec<Thing>,
    /// How it stands.
    pub standing: Standing,
    /// Who may see it.
    pub visibility: Visibility,
    /// When it was published.
    pub at: Millis,
    /// When it was changed last.
    pub changed_at: Millis,
}

/// Columns that [`Story::from_row`] reads, of `stories s` joined with `people p`.
pub const COLUMNS: &str = "s.id, s.slug, s.author, p.name AS author_name, s.version, s.title, s.body, s.pictures, s.tags, \
     s.about, s.standing, s.visibility, s.made_at, s.changed_at FROM stories s JOIN people p ON p.id = s.author";

impl Story {
    /// Reads [`COLUMNS`].
    ///
    /// # Errors
    /// When a column is missing or holds what no release wrote.
    pub fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: parsed(row, "id")?,
            slug: row.try_get("slug")?,
            author: parsed(row, "author")?,
            author_name: row.try_get("author_name")?,
            version: row.try_get("version")?,
            title: row.try_get("title")?,
            body: row.try_get("body")?,
            pictures: json(row, "pictures")?,
            tags: json(row, "tags")?,
            about: json(row, "about")?,
            standing: parsed(row, "standing")?,
            visibility: parsed(row, "visibility")?,
            at: row.try_get("made_at")?,
            changed_at: row.try_get("changed_at")?,
        })
    }

    /// The page's path.
    pub fn href(&self) -> String {
        format!("/s/{}", segment(&self.slug))
    }

    /// The topic of what happens to it.
    pub fn topic(&self) -> String {
        format!("story:{}", self.id)
    }

    /// Whether `who` sees it; `None` is somebody without a session.
    pub fn is_seen_by(&self, who: Option<&Visitor>) -> bool {
        is_seen(self.standing, self.visibility, self.author, who)
    }
}

/// A column whose word reads back into its type.
pub(super) fn parsed<T: std::str::FromStr>(row: &sqlx::any::AnyRow, column: &str) -> Result<T, sqlx::Error> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| sqlx::Error::Decode(column.into()))
}

fn json<T: serde::de::DeserializeOwned>(row: &sqlx::any::AnyRow, column: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(&row.try_get::<String, _>(column)?)
        .map_err(|error| sqlx::Error::Decode(error.into()))
}

fn written(value: &impl serde::Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(Problem::internal)
}

/// The story with this id.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(conn: &mut AnyConnection, id: Id) -> Result<Option<Story>, sqlx::Error> {
    one(conn, "s.id", &id.to_string()).await
}

/// The story at `/s/{slug}`.
///
/// # Errors
/// When the database does not answer.
pub async fn by_slug(conn: &mut AnyConnection, slug: &str) -> Result<Option<Story>, sqlx::Error> {
    // PostgreSQL takes no NUL in a text, and no slug has one.
    if slug.contains('\0') { Ok(None) } else { one(conn, "s.slug", slug).await }
}

async fn one(conn: &mut AnyConnection, column: &str, value: &str) -> Result<Option<Story>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE {column} = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).fetch_optional(conn).await?;
    row.as_ref().map(Story::from_row).transpose()
}

/// Which stories a list has, newest first.
#[derive(Clone, Debug, Default)]
pub struct Which<'a> {
    /// Those with this tag.
    pub tag: Option<&'a str>,
    /// Those before this id.
    pub after: Option<Id>,
    /// With those for members.
    pub members: bool,
}

/// Up to `limit` stories that are shown in lists.
///
/// # Errors
/// When the database does not answer.
pub async fn list(conn: &mut AnyConnection, which: Which<'_>, limit: i64) -> Result<Vec<Story>, sqlx::Error> {
    let tagged = if which.tag.is_some() { "JOIN story_tags t ON t.story = s.id AND t.tag = $4" } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} {tagged} WHERE s.standing = 'shown' AND s.visibility IN ('public', $1) AND s.id < $2 \
         ORDER BY s.id DESC LIMIT $3"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(if which.members { "members" } else { "public" })
        .bind(which.after.unwrap_or(Id::from_number(u128::MAX)).to_string())
        .bind(limit);
    if let Some(tag) = which.tag {
        query = query.bind(tag.to_owned());
    }
    query.fetch_all(conn).await?.iter().map(Story::from_row).collect()
}

/// The stories that a person wrote and that stand in any way, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn by_author(conn: &mut AnyConnection, author: Id, limit: i64) -> Result<Vec<Story>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE s.author = $1 AND s.standing IN ('shown', 'held', 'hidden') ORDER BY s.id DESC LIMIT $2"
    );
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(author.to_string()).bind(limit).fetch_all(conn).await?;
    rows.iter().map(Story::from_row).collect()
}

/// Writes a new story's row and tags.
///
/// # Errors
/// When the database does not take it.
pub async fn insert(tx: &mut Tx, story: &Story) -> Result<(), Problem> {
    sqlx::query(
        "INSERT INTO stories (id, slug, author, version, title, body, pictures, tags, about, standing, visibility, made_at, \
         changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(story.id.to_string())
    .bind(&story.slug)
    .bind(story.author.to_string())
    .bind(story.version)
    .bind(&story.title)
    .bind(&story.body)
    .bind(written(&story.pictures)?)
    .bind(written(&story.tags)?)
    .bind(written(&story.about)?)
    .bind(story.standing.word())
    .bind(story.visibility.word())
    .bind(story.at)
    .bind(story.changed_at)
    .execute(tx.conn())
    .await?;
    tag(tx, story).await
}

/// Writes what an edit may change; the caller has checked the version in this transaction.
///
/// # Errors
/// When the database does not take it.
pub async fn replace(tx: &mut Tx, story: &Story) -> Result<(), Problem> {
    sqlx::query(
        "UPDATE stories SET version = $1, title = $2, body = $3, pictures = $4, tags = $5, about = $6, visibility = $7, \
         changed_at = $8 WHERE id = $9",
    )
    .bind(story.version)
    .bind(&story.title)
    .bind(&story.body)
    .bind(written(&story.pictures)?)
    .bind(written(&story.tags)?)
    .bind(written(&story.about)?)
    .bind(story.visibility.word())
    .bind(story.changed_at)
    .bind(story.id.to_string())
    .execute(tx.conn())
    .await?;
    sqlx::query("DELETE FROM story_tags WHERE story = $1")
        .bind(story.id.to_string())
        .execute(tx.conn())
        .await?;
    tag(tx, story).await
}

async fn tag(tx: &mut Tx, story: &Story) -> Result<(), Problem> {
    for tag in &story.tags {
        sqlx::query("INSERT INTO story_tags (tag, story) VALUES ($1, $2)")
            .bind(tag)
            .bind(story.id.to_string())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// How many shown comments each of these stories has.
///
/// # Errors
/// When the database does not answer.
pub async fn comment_counts(
    conn: &mut AnyConnection,
    stories: &[Id],
) -> Result<std::collections::HashMap<Id, u64>, sqlx::Error> {
    if stories.is_empty() {
        return Ok(std::collections::HashMap::new());
    }
    let sql = format!(
        "SELECT about, COUNT(*) AS n FROM comments WHERE standing = 'shown' AND about IN ({}) GROUP BY about",
        marks(1, stories.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for story in stories {
        query = query.bind(story.to_string());
    }
    let rows = query.fetch_all(conn).await?;
    rows.iter()
        .map(|row| Ok((parsed(row, "about")?, u64::try_from(row.try_get::<i64, _>("n")?).unwrap_or(0))))
        .collect()
}
