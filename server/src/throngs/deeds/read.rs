//! Deeds as they are read.

use platform::Id;
use platform::clock::{Millis, rfc3339};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::throngs::throng::parsed;

/// Deeds of one list.
const LIST: i64 = 200;

/// Somebody's deed.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Names it, and the lease on its item.
    pub id: Id,
    /// Of which activity.
    pub activity: Id,
    /// For which item.
    pub item: Id,
    /// What is to be done.
    pub asked: String,
    /// Whose it is.
    pub person: Id,
    /// What they are called.
    pub name: String,
    /// `claimed`, `given_back`, `evidenced`, `confirmed` or `refused`.
    pub state: String,
    /// When it was claimed.
    pub claimed_at: Millis,
    /// When the item may be another's.
    pub expires_at: Millis,
    /// What they say of it.
    pub text: Option<String>,
    /// What they show.
    pub picture: Option<Id>,
    /// Where more of it is.
    pub link: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
}

impl Deed {
    /// As the API gives it, with its evidence.
    pub fn json(&self) -> Value {
        json!({
            "lease": self.id,
            "item": self.item,
            "asked": self.asked,
            "person": {"id": self.person, "name": self.name},
            "state": self.state,
            "expires_at": rfc3339(self.expires_at),
            "answer": self.evidence(),
            "reason": self.reason,
        })
    }

    /// What shows that it was done, as it was answered.
    pub fn evidence(&self) -> Value {
        json!({"text": self.text, "picture": self.picture, "link": self.link})
    }
}

const SELECT: &str = "SELECT d.id, d.activity, d.item, COALESCE(i.text, i.url, i.item_key, '') AS asked, d.person, p.name, d.state, \
    d.claimed_at, d.expires_at, d.text, d.picture, d.link, d.reason FROM deeds d JOIN people p ON p.id = d.person \
    JOIN items i ON i.id = d.item";

fn from_row(row: &sqlx::any::AnyRow) -> Result<Deed, sqlx::Error> {
    let picture: Option<String> = row.try_get("picture")?;
    Ok(Deed {
        id: parsed(row, "id")?,
        activity: parsed(row, "activity")?,
        item: parsed(row, "item")?,
        asked: row.try_get("asked")?,
        person: parsed(row, "person")?,
        name: row.try_get("name")?,
        state: row.try_get("state")?,
        claimed_at: row.try_get("claimed_at")?,
        expires_at: row.try_get("expires_at")?,
        text: row.try_get("text")?,
        picture: picture.and_then(|id| id.parse().ok()),
        link: row.try_get("link")?,
        reason: row.try_get("reason")?,
    })
}

/// The deed with this id.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Deed>, sqlx::Error> {
    let sql = format!("{SELECT} WHERE d.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(from_row).transpose()
}

/// What waits for somebody to say whether it is done, the oldest first; not what is `except`'s own.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(
    conn: &mut AnyConnection,
    activity: Id,
    except: Option<Id>,
) -> Result<Vec<Deed>, sqlx::Error> {
    let sql = format!(
        "{SELECT} WHERE d.activity = $1 AND d.state = 'evidenced' AND d.person <> $2 ORDER BY d.id LIMIT {LIST}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(except.map_or_else(String::new, |id| id.to_string()))
        .fetch_all(conn)
        .await?;
    rows.iter().map(from_row).collect()
}

/// What a person has in hand, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn in_hand(
    conn: &mut AnyConnection,
    activity: Id,
    person: Id,
    now: Millis,
) -> Result<Vec<Deed>, sqlx::Error> {
    let sql = format!(
        "{SELECT} WHERE d.activity = $1 AND d.person = $2 AND d.state = 'claimed' AND d.expires_at > $3 ORDER BY d.id LIMIT {LIST}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(person.to_string())
        .bind(now)
        .fetch_all(conn)
        .await?;
    rows.iter().map(from_row).collect()
}

/// The confirmed deed for an item, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn confirmed(conn: &mut AnyConnection, item: Id) -> Result<Option<Deed>, sqlx::Error> {
    let sql =
        format!("{SELECT} WHERE d.item = $1 AND d.state = 'confirmed' ORDER BY d.checked_at, d.id LIMIT 1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(item.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(from_row).transpose()
}
