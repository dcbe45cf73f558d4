//! A person's own pictures: to take out, and to erase.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::Value;
use sqlx::AnyConnection;

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
