//! The reports of a person.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use crate::people::own::Did;
use crate::safety::About;
use crate::safety::flags::Flag;

/// What `person` reported, newest first, at most `most`.
async fn flags(conn: &mut AnyConnection, person: Id, most: i64) -> Result<Vec<Flag>, sqlx::Error> {
    sqlx::query(
        "SELECT id, kind, thing, reason, detail, at, outcome FROM flags WHERE person = $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(person.to_string())
    .bind(most)
    .fetch_all(conn)
    .await?
    .iter()
    .map(Flag::from_row)
    .collect()
}

/// What `person` reported, newest first, at most `most`.
///
/// # Errors
/// When the database does not answer.
pub async fn did(
    conn: &mut AnyConnection,
    person: Id,
    words: &Words,
    most: i64,
) -> Result<Vec<Did>, sqlx::Error> {
    let told =
        |flag: Flag| Did { href: format!("/flags/{}", flag.id), text: words.say("me-reported"), at: flag.at };
    Ok(flags(conn, person, most).await?.into_iter().map(told).collect())
}

/// What `person` reported, to take out.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Value, sqlx::Error> {
    let told = |flag: Flag| {
        json!({
            "receipt": flag.id, "about": About::from(flag.about), "reason": flag.reason,
            "detail": flag.detail, "at": rfc3339(flag.at), "outcome": flag.outcome,
        })
    };
    Ok(flags(conn, person, i64::MAX).await?.into_iter().map(told).collect())
}

/// Takes the person's words out of their reports; that they reported stays, so that what was hidden for good reason stays so.
///
/// # Errors
/// When the database does not take it.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    sqlx::query("UPDATE flags SET reason = 'other', detail = '' WHERE person = $1")
        .bind(person.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}
