//! A message as it is read: from the table, with its author's present name and what people thought of it.

use std::collections::BTreeMap;

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::db::marks;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::people::{Act, Person, Whose, may};
use crate::things::{Standing, Thing};

/// Messages that one `IN` names; bounded by the parameters of a statement.
const AT_ONCE: usize = 500;

/// One message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Names it.
    pub id: Id,
    /// Where it was said.
    pub room: Id,
    /// Its place in the room: the number of its event.
    pub seq: i64,
    /// Whose it is.
    pub person: Id,
    /// What they are called now.
    pub name: String,
    /// The client's own name for it.
    pub key: Option<String>,
    /// The text.
    pub body: String,
    /// The message it answers, by its number.
    pub reply_to: Option<i64>,
    /// How it stands.
    pub standing: Standing,
    /// When it was said.
    pub at: Millis,
    /// When its text was last changed.
    pub edited_at: Option<Millis>,
    /// Rises with each change of the text.
    pub version: i64,
    /// How many gave which sign.
    pub reactions: BTreeMap<String, i64>,
}

/// A page of a room.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Up to so many after this number.
    After(i64, i64),
    /// Up to so many just before this number.
    Before(i64, i64),
}

impl Message {
    /// Whether `who` sees it, if they see its room.
    pub fn is_seen_by(&self, who: Option<&Person>) -> bool {
        match self.standing {
            Standing::Shown => true,
            Standing::Held | Standing::Hidden => who.is_some_and(|who| {
                who.id == self.person || may(who.role, Act::SeeQueue, Whose::of(self.person, who.id))
            }),
            Standing::Withdrawn | Standing::Purged => false,
        }
    }

    /// As programs read it.
    pub fn json(&self) -> Value {
        let mut json = json!({
            "id": self.id,
            "seq": self.seq,
            "at": rfc3339(self.at),
            "person": { "id": self.person, "name": self.name },
            "body": self.body,
            "reactions": self.reactions,
        });
        if let Some(seq) = self.reply_to {
            json["reply_to"] = json!(seq);
        }
        if let Some(key) = &self.key {
            json["key"] = json!(key);
        }
        if let Some(at) = self.edited_at {
            json["edited_at"] = json!(rfc3339(at));
        }
        if matches!(self.standing, Standing::Held | Standing::Hidden) {
            json[self.standing.word()] = json!(true);
        }
        json
    }

    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let bad = |what: &str| sqlx::Error::Decode(format!("messages.{what}").into());
        let id = |what: &str| row.try_get::<String, _>(what)?.parse().map_err(|_| bad(what));
        Ok(Self {
            id: id("id")?,
            room: id("room")?,
            seq: row.try_get::<Option<i64>, _>("seq")?.unwrap_or_default(),
            person: id("person")?,
            name: row.try_get("name")?,
            key: row.try_get("client_key")?,
            body: row.try_get("body")?,
            reply_to: row.try_get("reply_to")?,
            standing: row.try_get::<String, _>("standing")?.parse().map_err(|()| bad("standing"))?,
            at: row.try_get("at")?,
            edited_at: row.try_get("edited_at")?,
            version: row.try_get("version")?,
            reactions: BTreeMap::new(),
        })
    }
}

const SELECT: &str = "SELECT m.id, m.room, m.seq, m.person, p.name, m.client_key, m.body, m.reply_to, m.standing, m.at, \
     m.edited_at, m.version FROM messages m JOIN people p ON p.id = m.person";

/// The message `id`, however it stands.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Message>, sqlx::Error> {
    Ok(by_ids(conn, &[id]).await?.pop())
}

/// The messages with these ids, in no order; those that are none are passed over.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(conn: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Message>, sqlx::Error> {
    let mut found = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let sql = format!("{SELECT} WHERE m.id IN ({})", marks(1, ids.len()));
        let query =
            ids.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, id| query.bind(id.to_string()));
        for row in query.fetch_all(&mut *conn).await? {
            found.push(Message::from_row(&row)?);
        }
    }
    add_reactions(conn, &mut found).await?;
    Ok(found)
}

/// What `person` said under `key` in the room, if anything.
///
/// # Errors
/// When the database does not answer.
pub async fn by_key(
    conn: &mut AnyConnection,
    room: Id,
    person: Id,
    key: &str,
) -> Result<Option<Message>, sqlx::Error> {
    let sql = format!("{SELECT} WHERE m.room = $1 AND m.person = $2 AND m.client_key = $3");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(room.to_string())
        .bind(person.to_string())
        .bind(key)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(Message::from_row).transpose()
}

/// A part of the room `id` that `who` sees, oldest first. They see the room; that was checked before.
///
/// # Errors
/// When the database does not answer.
pub async fn part(
    conn: &mut AnyConnection,
    room: Thing,
    part: Part,
    who: Option<&Person>,
) -> Result<Vec<Message>, sqlx::Error> {
    let (condition, order, seq, limit) = match part {
        Part::After(seq, limit) => (">", "", seq, limit),
        Part::Before(seq, limit) => ("<", "DESC", seq, limit),
    };
    let sql = format!(
        "{SELECT} WHERE m.room = $1 AND m.seq {condition} $2 AND (m.standing = 'shown' \
         OR (m.standing IN ('held', 'hidden') AND (m.person = $3 OR $4 = 1))) ORDER BY m.seq {order} LIMIT $5"
    );
    let moderator = who.is_some_and(|who| may(who.role, Act::SeeQueue, Whose::Other));
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(room.id.to_string())
        .bind(seq)
        .bind(who.map_or_else(String::new, |who| who.id.to_string()))
        .bind(i64::from(moderator))
        .bind(limit)
        .fetch_all(&mut *conn)
        .await?;
    let mut messages = rows.iter().map(Message::from_row).collect::<Result<Vec<_>, _>>()?;
    messages.sort_by_key(|message| message.seq);
    add_reactions(conn, &mut messages).await?;
    Ok(messages)
}

async fn add_reactions(conn: &mut AnyConnection, messages: &mut [Message]) -> Result<(), sqlx::Error> {
    for messages in messages.chunks_mut(AT_ONCE) {
        let sql = format!(
            "SELECT message, sign, COUNT(*) AS n FROM reactions WHERE message IN ({}) GROUP BY message, sign",
            marks(1, messages.len())
        );
        let query = messages
            .iter()
            .fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, message| query.bind(message.id.to_string()));
        for row in query.fetch_all(&mut *conn).await? {
            let id: String = row.try_get("message")?;
            if let Some(message) = messages.iter_mut().find(|message| message.id.to_string() == id) {
                message.reactions.insert(row.try_get("sign")?, row.try_get("n")?);
            }
        }
    }
    Ok(())
}
