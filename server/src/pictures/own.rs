//! A person's own pictures: to take out, and to erase.

use platform::Id;
use platform::blobs::BlobHash;
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde_json::Value;
use sqlx::{AnyConnection, Row};

use crate::people::own::Did;
use crate::pictures::content;
use crate::pictures::edit::stand;
use crate::pictures::picture::{Picture, SELECT, json};
use crate::things::Standing;

/// Pictures that one erasing takes; a closure of the writer is bounded in statements.
const MAX_ERASED: usize = 100;

/// All pictures of the person, oldest first, as programs read them.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Value, sqlx::Error> {
    let mut all = Vec::new();
    for picture in of(conn, person).await? {
        all.push(json(conn, &picture).await?);
    }
    Ok(all.into())
}

/// The originals of the person's pictures that are still kept: a name for the file, and its content.
///
/// # Errors
/// When the database does not answer.
pub async fn originals(conn: &mut AnyConnection, person: Id) -> Result<Vec<(String, BlobHash)>, sqlx::Error> {
    let file = |picture: &Picture| {
        let ending = picture.media_type.rsplit('/').next().unwrap_or_default();
        Some((format!("{}.{ending}", picture.id), picture.original.parse().ok()?))
    };
    Ok(of(conn, person).await?.iter().filter_map(file).collect())
}

/// The newest pictures of the person that are to be seen: id and title.
///
/// # Errors
/// When the database does not answer.
pub async fn titles(
    conn: &mut AnyConnection,
    person: Id,
    most: i64,
) -> Result<Vec<(Id, String)>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT id, title FROM pictures WHERE author = $1 AND standing IN ('shown', 'held') ORDER BY id DESC LIMIT $2",
    )
    .bind(person.to_string())
    .bind(most)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((platform::db::id(row, "id")?, row.try_get("title")?))).collect()
}

/// The pictures that the person put up and did not take back, newest first, at most `most`.
///
/// # Errors
/// When the database does not answer.
pub async fn did(
    conn: &mut AnyConnection,
    person: Id,
    words: &Words,
    most: i64,
) -> Result<Vec<Did>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT id, title, made_at FROM pictures WHERE author = $1 AND standing IN ('shown', 'held', 'hidden') \
         ORDER BY id DESC LIMIT $2",
    )
    .bind(person.to_string())
    .bind(most)
    .fetch_all(conn)
    .await?;
    let did = |row: &sqlx::any::AnyRow| {
        let title: String = row.try_get("title")?;
        let title = if title.is_empty() { words.say("picture-untitled") } else { title };
        Ok(Did {
            href: format!("/p/{}", row.try_get::<String, _>("id")?),
            text: words.sentence("me-did-picture", &[("title", title)]),
            at: row.try_get("made_at")?,
        })
    };
    rows.iter().map(did).collect()
}

/// Withdraws all pictures of the person, with their words.
///
/// # Errors
/// 409 for more than [`MAX_ERASED`]: some are withdrawn first.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let left: Vec<Picture> =
        of(tx.conn(), person).await?.into_iter().filter(|one| !one.original.is_empty()).collect();
    if left.len() > MAX_ERASED {
        return Err(Problem::conflict("picture-too-many-to-erase").with("max", MAX_ERASED));
    }
    for picture in left {
        stand(tx, picture.id, Standing::Withdrawn).await?;
        content::remove(tx, picture.id).await?;
    }
    for sql in [
        "UPDATE pictures SET title = '', alt = '' WHERE author = $1",
        "DELETE FROM picture_tags WHERE picture IN (SELECT id FROM pictures WHERE author = $1)",
    ] {
        sqlx::query(sql).bind(person.to_string()).execute(tx.conn()).await?;
    }
    Ok(())
}

async fn of(conn: &mut AnyConnection, person: Id) -> Result<Vec<Picture>, sqlx::Error> {
    let sql = format!("{SELECT} WHERE p.author = $1 ORDER BY p.id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person.to_string()).fetch_all(conn).await?;
    rows.iter().map(Picture::from_row).collect()
}
