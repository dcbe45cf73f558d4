//! The wall of variants on a picture's page.

use platform::Id;
use platform::words::Words;
use serde::Deserialize;
use sqlx::{AnyConnection, Row};

use crate::layout::Shown;
use crate::pictures;

/// Variants that a wall shows at most.
const MAX_SHOWN: i64 = 120;

/// In which order a wall is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The newest first.
    #[default]
    New,
    /// The oldest first.
    Old,
}

impl Order {
    /// Its word in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Old => "old",
        }
    }
}

/// One picture of the wall.
pub struct Variant {
    /// The picture.
    pub picture: Shown,
    /// Its title, or that it has none.
    pub title: String,
    /// Whose it is.
    pub by: String,
}

/// A picture's name with its page.
pub struct Link {
    /// The page.
    pub href: String,
    /// The name.
    pub text: String,
}

const FROM: &str = "FROM picture_parents pp JOIN pictures p ON p.id = pp.picture JOIN people who ON who.id = p.author \
                    WHERE pp.parent = $1 AND p.standing = 'shown' AND p.visibility = 'public'";

/// How many variants of `parent` everybody sees.
///
/// # Errors
/// When the database does not answer.
pub async fn count(conn: &mut AnyConnection, parent: Id) -> Result<u64, sqlx::Error> {
    let sql = format!("SELECT COUNT(*) {FROM}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(parent.to_string()).fetch_one(conn).await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

/// How many variants of `parent` everybody sees, and the first of them in that order.
///
/// # Errors
/// When the database does not answer.
pub async fn wall(
    conn: &mut AnyConnection,
    parent: Id,
    order: Order,
    words: &Words,
) -> Result<(u64, Vec<Variant>), sqlx::Error> {
    let count = count(&mut *conn, parent).await?;
    let direction = if order == Order::New { "DESC" } else { "ASC" };
    let sql = format!("SELECT p.id, p.title, who.name AS by_name {FROM} ORDER BY p.id {direction} LIMIT $2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(parent.to_string())
        .bind(MAX_SHOWN)
        .fetch_all(&mut *conn)
        .await?;
    let ids = rows.iter().map(id).collect::<Result<Vec<_>, _>>()?;
    let mut shown = pictures::shown(conn, &ids, words).await?;
    let mut variants = Vec::with_capacity(rows.len());
    for (row, id) in rows.iter().zip(ids) {
        if let Some(picture) = shown.remove(&id) {
            let by: String = row.try_get("by_name")?;
            variants.push(Variant {
                picture,
                title: named(row.try_get("title")?, words),
                by: words.say_with("picture-by", &[("name", by.as_str().into())]),
            });
        }
    }
    Ok((count, variants))
}

fn id(row: &sqlx::any::AnyRow) -> Result<Id, sqlx::Error> {
    row.try_get::<String, _>("id")?.parse().map_err(|_| sqlx::Error::Decode("pictures.id".into()))
}

/// A title, or that there is none.
pub fn named(title: String, words: &Words) -> String {
    if title.is_empty() { words.say("picture-untitled") } else { title }
}

/// The pictures among `ids` that everybody sees, as links, in that order.
///
/// # Errors
/// When the database does not answer.
pub async fn links(conn: &mut AnyConnection, ids: &[Id], words: &Words) -> Result<Vec<Link>, sqlx::Error> {
    let mut links = Vec::new();
    for id in ids {
        let found = pictures::find(&mut *conn, *id).await?;
        if let Some(picture) = found.filter(|picture| picture.is_seen(None)) {
            links.push(Link { href: format!("/p/{id}"), text: named(picture.title, words) });
        }
    }
    Ok(links)
}
