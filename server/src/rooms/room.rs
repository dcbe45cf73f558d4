//! A room: what it belongs to, and who may speak in it.

use std::str::FromStr;

use platform::Id;
use platform::clock::{Millis, SECOND};
use platform::web::Problem;
use platform::writer::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{AnyConnection, Row};

use crate::things::{Kind, Thing};

/// The longest pause that slow mode asks for between two messages of one person.
pub const MAX_SLOW: Millis = 3_600 * SECOND;

/// Who may speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RoomMode)]
pub enum Mode {
    /// Everybody who sees the room's thing.
    Open,
    /// The author of the thing and the hosts; everybody else reads.
    Readers,
    /// Moderators only.
    Locked,
}

impl Mode {
    /// Its word, as in the column.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Readers => "readers",
            Self::Locked => "locked",
        }
    }
}

impl FromStr for Mode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Open, Self::Readers, Self::Locked].into_iter().find(|mode| mode.word() == text).ok_or(())
    }
}

/// One room.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// What it belongs to; the room's own id is the thing's.
    pub thing: Thing,
    /// Who may speak.
    pub mode: Mode,
    /// Least time between two messages of one person, in milliseconds; 0 for none.
    pub slow: Millis,
}

impl Room {
    /// Its topic in the event log.
    pub fn topic(&self) -> String {
        topic(self.thing.id)
    }
}

/// The topic of the room of the thing `id`.
pub fn topic(id: Id) -> String {
    format!("room:{id}")
}

/// Opens the room of `thing`; to be called in the transaction that makes the thing.
///
/// # Errors
/// When the database does not take it.
pub async fn open(tx: &mut Tx, thing: Thing) -> Result<(), Problem> {
    sqlx::query("INSERT INTO rooms (id, kind) VALUES ($1, $2)")
        .bind(thing.id.to_string())
        .bind(thing.kind.word())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The room `id`, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Room>, sqlx::Error> {
    let bad = |what: &str| sqlx::Error::Decode(format!("rooms.{what}").into());
    let row = sqlx::query("SELECT kind, mode, slow_ms FROM rooms WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        let kind: Kind = row.try_get::<String, _>("kind")?.parse().map_err(|()| bad("kind"))?;
        let mode = row.try_get::<String, _>("mode")?.parse().map_err(|()| bad("mode"))?;
        Ok(Room { thing: Thing { kind, id }, mode, slow: row.try_get("slow_ms")? })
    })
    .transpose()
}

/// Sets who may speak in the room of `id`, and how often. Rights are the caller's to check.
///
/// # Errors
/// 404 where there is no such room.
pub async fn set(tx: &mut Tx, id: Id, mode: Mode, slow: Millis) -> Result<(), Problem> {
    let slow = slow.clamp(0, MAX_SLOW);
    let set = sqlx::query("UPDATE rooms SET mode = $1, slow_ms = $2 WHERE id = $3")
        .bind(mode.word())
        .bind(slow)
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    if set.rows_affected() == 0 {
        return Err(Problem::not_found("rooms-gone"));
    }
    tx.emit(topic(id), "state", json!({ "mode": mode, "slow_s": slow / SECOND }));
    Ok(())
}
