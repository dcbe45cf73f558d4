//! What a person can take along of what they put forward and voted for, and how it goes when they are erased.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::frontpage::{addresses, moderated};

/// Submissions and votes of `person`.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Value, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT id, kind, what, headline, tags, standing, made_at FROM submissions WHERE author = $1 ORDER BY id",
    )
    .bind(person.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let mut submissions = Vec::with_capacity(rows.len());
    for row in &rows {
        submissions.push(json!({
            "id": row.try_get::<String, _>("id")?, "kind": row.try_get::<String, _>("kind")?,
            "what": row.try_get::<String, _>("what")?, "headline": row.try_get::<String, _>("headline")?,
            "tags": row.try_get::<String, _>("tags")?, "standing": row.try_get::<String, _>("standing")?,
            "at": rfc3339(row.try_get("made_at")?),
        }));
    }
    let rows = sqlx::query(
        "SELECT submission, value, at FROM submission_votes WHERE person = $1 ORDER BY submission",
    )
    .bind(person.to_string())
    .fetch_all(conn)
    .await?;
    let mut votes = Vec::with_capacity(rows.len());
    for row in &rows {
        votes.push(json!({
            "submission": row.try_get::<String, _>("submission")?, "value": row.try_get::<i64, _>("value")?,
            "at": rfc3339(row.try_get("at")?),
        }));
    }
    Ok(json!({ "submissions": submissions, "votes": votes }))
}

/// Destroys the words of everything that `person` put forward, and gives the addresses free. Their votes stay counted, under an id that
/// names nobody any more.
///
/// # Errors
/// When the database does not take it.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let rows = sqlx::query("SELECT id FROM submissions WHERE author = $1 AND standing <> 'purged'")
        .bind(person.to_string())
        .fetch_all(tx.conn())
        .await?;
    for row in rows {
        let id = platform::db::id(&row, "id")?;
        addresses::release(tx, id).await?;
        moderated::purge(tx, id).await?;
    }
    Ok(())
}
