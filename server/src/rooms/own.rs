//! What a person said, for themselves: to take along, or to erase.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::people::own::Did;
use crate::rooms::room;

/// Characters of a message that one's own page shows.
const EXCERPT: usize = 80;

/// The messages of the person that stand, newest first, at most `most`.
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
        "SELECT room, seq, body, at FROM messages WHERE person = $1 AND standing IN ('shown', 'held', 'hidden') \
         ORDER BY id DESC LIMIT $2",
    )
    .bind(person.to_string())
    .bind(most)
    .fetch_all(conn)
    .await?;
    let did = |row: &sqlx::any::AnyRow| {
        let body: String = row.try_get("body")?;
        let mut said: String = body.chars().take(EXCERPT).collect();
        if said.len() < body.len() {
            said.push('…');
        }
        let place = row.try_get::<Option<i64>, _>("seq")?.map(|seq| format!("?before={}", seq + 1));
        Ok(Did {
            href: format!("/rooms/{}{}", row.try_get::<String, _>("room")?, place.unwrap_or_default()),
            text: words.sentence("me-did-message", &[("said", said)]),
            at: row.try_get("at")?,
        })
    };
    rows.iter().map(did).collect()
}

/// Messages and reactions of the person, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Value, sqlx::Error> {
    let messages = sqlx::query(
        "SELECT id, room, seq, body, standing, at FROM messages WHERE person = $1 AND body <> '' ORDER BY id",
    )
    .bind(person.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let message = |row: &sqlx::any::AnyRow| {
        Ok::<_, sqlx::Error>(json!({
            "id": row.try_get::<String, _>("id")?,
            "room": row.try_get::<String, _>("room")?,
            "seq": row.try_get::<Option<i64>, _>("seq")?,
            "body": row.try_get::<String, _>("body")?,
            "standing": row.try_get::<String, _>("standing")?,
            "at": rfc3339(row.try_get("at")?),
        }))
    };
    let reactions =
        sqlx::query("SELECT message, sign, at FROM reactions WHERE person = $1 ORDER BY at, message, sign")
            .bind(person.to_string())
            .fetch_all(conn)
            .await?;
    let reaction = |row: &sqlx::any::AnyRow| {
        Ok::<_, sqlx::Error>(json!({
            "message": row.try_get::<String, _>("message")?,
            "sign": row.try_get::<String, _>("sign")?,
            "at": rfc3339(row.try_get("at")?),
        }))
    };
    Ok(json!({
        "messages": messages.iter().map(message).collect::<Result<Vec<_>, _>>()?,
        "reactions": reactions.iter().map(reaction).collect::<Result<Vec<_>, _>>()?,
    }))
}

/// Erases what the person said and thought, everywhere: three statements and one event a room, however much it was.
///
/// # Errors
/// When the database does not take it.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let id = person.to_string();
    let rooms = sqlx::query("SELECT DISTINCT room FROM messages WHERE person = $1")
        .bind(&id)
        .fetch_all(tx.conn())
        .await?;
    sqlx::query("DELETE FROM message_texts WHERE message IN (SELECT id FROM messages WHERE person = $1)")
        .bind(&id)
        .execute(tx.conn())
        .await?;
    sqlx::query("UPDATE messages SET body = '', client_key = NULL, standing = 'withdrawn' WHERE person = $1 AND standing <> 'purged'")
        .bind(&id)
        .execute(tx.conn())
        .await?;
    sqlx::query("DELETE FROM reactions WHERE person = $1").bind(&id).execute(tx.conn()).await?;
    for row in rooms {
        let room: Id = row.try_get::<String, _>("room")?.parse().map_err(Problem::internal)?;
        tx.emit(room::topic(room), "delete", json!({ "person": person }));
    }
    Ok(())
}
