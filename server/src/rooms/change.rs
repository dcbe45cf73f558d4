//! Changing a message after it was said: by its author with a trace, and what people think of it.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::people::{Act, Acted, Person, Visitor, Whose};
use crate::rooms::message::{self, Message};
use crate::rooms::say::{first_standing, valid_body};
use crate::rooms::{moderated, room, subject};
use crate::things::Standing;

/// What one can give a message: a word, never a bare sign.
pub const SIGNS: [&str; 4] = ["thanks", "agreed", "funny", "wow"];
/// Texts of one message that are kept before it may not be changed any more.
const MAX_EDITS: i64 = 50;

/// The message `id`, if `who` sees it and its room.
///
/// # Errors
/// 404 if not.
pub async fn seen_message(
    conn: &mut AnyConnection,
    id: Id,
    who: Option<&Person>,
) -> Result<Message, Problem> {
    let gone = || Problem::not_found("rooms-message-gone");
    let message = message::find(conn, id).await?.ok_or_else(gone)?;
    subject::seen(conn, message.room, who).await?;
    if message.is_seen_by(who) { Ok(message) } else { Err(gone()) }
}

/// Gives the message a new text; the past one can still be read.
///
/// # Errors
/// 401, 403 for somebody else's, 404, 412 for a lost race, 422 for a text that cannot be.
pub async fn edit(
    app: &App,
    visitor: &Visitor,
    id: Id,
    body: &str,
    check: impl FnOnce(i64) -> Result<(), Problem> + Send + 'static,
) -> Result<(), Problem> {
    let (me, body) = (visitor.allowed(Act::Say, Whose::Own)?.clone(), valid_body(body)?);
    let hold = app.config.hold_new;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let message = seen_message(tx.conn(), id, Some(&me)).await?;
                if message.person != me.id {
                    return Err(Problem::forbidden("rooms-not-yours"));
                }
                check(message.version)?;
                if message.version > MAX_EDITS {
                    return Err(Problem::conflict("rooms-too-many-edits"));
                }
                if message.body == body {
                    return Ok(());
                }
                keep_text(tx, &message).await?;
                let standing = first_standing(tx, hold, &me, &body).await?;
                sqlx::query(
                    "UPDATE messages SET body = $1, edited_at = $2, version = version + 1 WHERE id = $3",
                )
                .bind(body)
                .bind(tx.now())
                .bind(id.to_string())
                .execute(tx.conn())
                .await?;
                tx.emit(room::topic(message.room), "edit", json!({ "message": id }));
                // A link that comes in by an edit waits like one that was said.
                if standing == Standing::Held {
                    moderated::set_standing(tx, id, standing).await
                } else {
                    Ok(())
                }
            })
        })
        .await
}

async fn keep_text(tx: &mut Tx, message: &Message) -> Result<(), Problem> {
    sqlx::query("INSERT INTO message_texts (message, version, body, until) VALUES ($1, $2, $3, $4)")
        .bind(message.id.to_string())
        .bind(message.version)
        .bind(&message.body)
        .bind(tx.now())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The past texts of a message, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn past(conn: &mut AnyConnection, id: Id) -> Result<Vec<Value>, sqlx::Error> {
    let rows = sqlx::query("SELECT body, until FROM message_texts WHERE message = $1 ORDER BY version")
        .bind(id.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let (body, until): (String, i64) = (row.try_get("body")?, row.try_get("until")?);
            Ok(json!({ "body": body, "until": rfc3339(until) }))
        })
        .collect()
}

/// Takes a message back: its author for good, texts and all; a moderator does it in the author's place.
///
/// # Errors
/// 401, 403, 404.
pub async fn withdraw(app: &App, visitor: &Visitor, id: Id) -> Result<(), Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let message = seen_message(tx.conn(), id, visitor.person()).await?;
                let me = visitor.known()?;
                visitor.allowed(Act::WithdrawMessage, Whose::of(message.person, me.id))?;
                destroy(tx, &message, Standing::Withdrawn).await
            })
        })
        .await
}

/// Takes the texts of a message away for good.
///
/// # Errors
/// When the database does not take it.
pub async fn destroy(tx: &mut Tx, message: &Message, standing: Standing) -> Result<(), Problem> {
    let id = message.id.to_string();
    sqlx::query("DELETE FROM message_texts WHERE message = $1").bind(&id).execute(tx.conn()).await?;
    sqlx::query("UPDATE messages SET body = '', client_key = NULL, standing = $1 WHERE id = $2")
        .bind(standing.word())
        .bind(&id)
        .execute(tx.conn())
        .await?;
    tx.emit(room::topic(message.room), "delete", json!({ "message": message.id, "seq": message.seq }));
    Ok(())
}

/// Gives the message a sign, or takes it back; doing it twice changes nothing.
///
/// # Errors
/// 404, 422 for a sign that is none.
pub async fn react(app: &App, visitor: &Visitor, id: Id, sign: &str, on: bool) -> Result<Acted<()>, Problem> {
    let Some(sign) = SIGNS.into_iter().find(|known| *known == sign) else {
        return Err(Problem::field("/sign", "rooms-sign-wrong").with("signs", SIGNS.join(", ")));
    };
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let message = seen_message(tx.conn(), id, visitor.person()).await?;
                let actor = visitor.act(tx, Act::Say, Whose::Other).await?;
                let sql = if on {
                    "INSERT INTO reactions (at, message, person, sign) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
                } else {
                    "DELETE FROM reactions WHERE at <= $1 AND message = $2 AND person = $3 AND sign = $4"
                };
                let changed = sqlx::query(sql)
                    .bind(tx.now())
                    .bind(id.to_string())
                    .bind(actor.person.id.to_string())
                    .bind(sign)
                    .execute(tx.conn())
                    .await?;
                if changed.rows_affected() > 0 {
                    tx.emit(room::topic(message.room), "reaction", json!({ "message": id }));
                }
                Ok(Acted { value: (), actor })
            })
        })
        .await
}
