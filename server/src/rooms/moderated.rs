//! Messages as safety sees them.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;

use crate::rooms::change::destroy;
use crate::rooms::message::{self, Message};
use crate::rooms::room;
use crate::things::Standing;

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
