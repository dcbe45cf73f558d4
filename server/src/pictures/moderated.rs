//! Pictures as safety sees them.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::{AnyConnection, Row};

use crate::pictures::edit::stand;
use crate::pictures::{content, find as picture};
use crate::safety::Moderated;
use crate::things::{Kind, Standing, Thing};

/// The picture, however it stands; drawn as its blurred placeholder.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Moderated>, sqlx::Error> {
    Ok(picture(conn, id).await?.map(|picture| Moderated {
        thing: Thing { kind: Kind::Picture, id },
        author: picture.author,
        standing: picture.standing,
        title: picture.title,
        excerpt: picture.alt,
        picture: Some(picture.placeholder).filter(|placeholder| !placeholder.is_empty()),
        topic: format!("picture:{id}"),
        href: format!("/p/{id}"),
    }))
}

/// Sets how the picture stands, and says so wherever it is shown.
///
/// # Errors
/// When the database does not take it.
pub async fn set_standing(tx: &mut Tx, id: Id, standing: Standing) -> Result<(), Problem> {
    stand(tx, id, standing).await
}

/// Destroys what can be looked at; other people's pictures of the same content keep theirs.
///
/// # Errors
/// When the database does not take it.
pub async fn purge(tx: &mut Tx, id: Id) -> Result<(), Problem> {
    stand(tx, id, Standing::Purged).await?;
    sqlx::query("UPDATE pictures SET title = '', alt = '' WHERE id = $1")
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    content::remove(tx, id).await
}

/// Held pictures after `after`, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn held(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Thing>, sqlx::Error> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows =
        sqlx::query("SELECT id FROM pictures WHERE standing = 'held' AND id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await?;
    let thing = |row| Ok(Thing { kind: Kind::Picture, id: crate::pictures::picture::id(row, "id")? });
    rows.iter().map(thing).collect()
}

/// The digest of the original and what it looks like, also when the content is gone: so that it can still be blocked.
///
/// # Errors
/// When the database does not answer.
pub async fn digest(conn: &mut AnyConnection, id: Id) -> Result<Option<(String, u64)>, sqlx::Error> {
    sqlx::query("SELECT digest, phash FROM pictures WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?
        .map(|row| Ok((row.try_get(0)?, row.try_get::<i64, _>(1)?.cast_unsigned())))
        .transpose()
}
