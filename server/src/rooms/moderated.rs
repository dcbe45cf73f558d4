//! Messages as safety sees them.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;
use sqlx::AnyConnection;

use crate::rooms::change::destroy;
use crate::rooms::message::{self, Message};
use crate::rooms::{room, subject};
use crate::safety::Moderated;
use crate::things::{Kind, Standing, Thing};

/// Characters of a message that the queue shows.
const EXCERPT: usize = 300;

/// The message, as moderation sees it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Moderated>, sqlx::Error> {
    let Some(message) = message::find(conn, id).await? else { return Ok(None) };
    let subject = match room::find(conn, message.room).await? {
        Some(room) => subject::find(conn, room.thing).await?,
        None => None,
    };
    let (title, href) = subject.map(|subject| (subject.title, subject.href)).unwrap_or_default();
    Ok(Some(Moderated {
        thing: Thing { kind: Kind::Message, id },
        author: message.person,
        standing: message.standing,
        title,
        excerpt: message.body.chars().take(EXCERPT).collect(),
        picture: None,
        topic: room::topic(message.room),
        href,
    }))
}

/// The held messages with an id after `after`, at most `limit`, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn held(conn: &mut AnyConnection, after: &str, limit: i64) -> Result<Vec<Id>, sqlx::Error> {
    let rows =
        sqlx::query("SELECT id FROM messages WHERE standing = 'held' AND id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await?;
    rows.iter().map(|row| platform::db::id(row, "id")).collect()
}

/// Sets how the message stands, and tells the room. What was held gets its number only now: it is said only now.
///
/// # Errors
/// 404 where there is no such message, or its text is gone.
pub async fn set_standing(tx: &mut Tx, id: Id, standing: Standing) -> Result<(), Problem> {
    let message = there(tx, id).await?;
    if standing == message.standing {
        return Ok(());
    }
    sqlx::query("UPDATE messages SET standing = $1 WHERE id = $2")
        .bind(standing.word())
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    let (topic, data) = (room::topic(message.room), json!({ "message": id }));
    match (message.standing, standing) {
        (Standing::Held, Standing::Shown) => {
            tx.emit_stamped(topic, "message", data, "messages", id.to_string());
        }
        (_, Standing::Shown) => drop(tx.emit(topic, "edit", data)),
        _ => drop(tx.emit(topic, "delete", data)),
    }
    Ok(())
}

/// Destroys what the message said.
///
/// # Errors
/// 404 where there is no such message, or its text is gone.
pub async fn purge(tx: &mut Tx, id: Id) -> Result<(), Problem> {
    let message = there(tx, id).await?;
    destroy(tx, &message, Standing::Purged).await
}

async fn there(tx: &mut Tx, id: Id) -> Result<Message, Problem> {
    message::find(tx.conn(), id)
        .await?
        .filter(|message| !matches!(message.standing, Standing::Withdrawn | Standing::Purged))
        .ok_or_else(|| Problem::not_found("rooms-message-gone"))
}
