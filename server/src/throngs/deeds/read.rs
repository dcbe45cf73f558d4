//! Deeds as they are read.

use std::collections::BTreeMap;

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::db::marks;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::things::Standing;
use crate::throngs::throng::parsed;

/// Deeds of one list.
pub const LIST: i64 = 200;

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
    /// When it was shown.
    pub evidenced_at: Option<Millis>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// What whoever confirmed or refused it is called.
    pub checker: Option<String>,
    /// How what is shown of it stands.
    pub standing: Standing,
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

    /// What shows that it was done, as it was answered; nothing of what a moderator took away.
    pub fn evidence(&self) -> Value {
        if self.standing != Standing::Shown {
            return json!({"text": null, "picture": null, "link": null});
        }
        json!({"text": self.text, "picture": self.picture, "link": self.link})
    }

    /// The same in one cell of a table.
    pub fn cell(&self) -> String {
        let picture = self.picture.map(|id| format!("/p/{id}"));
        let parts = [self.text.clone(), self.link.clone(), picture].into_iter().flatten();
        if self.standing == Standing::Shown { parts.collect::<Vec<_>>().join(" ") } else { String::new() }
    }
}

const SELECT: &str = "SELECT d.id, d.activity, d.item, COALESCE(i.text, i.url, i.item_key, '') AS asked, d.person, p.name, d.state, \
    d.claimed_at, d.expires_at, d.text, d.picture, d.link, d.evidenced_at, d.reason, c.name AS checker, d.standing \
    FROM deeds d JOIN people p ON p.id = d.person JOIN items i ON i.id = d.item LEFT JOIN people c ON c.id = d.checked_by";

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
        evidenced_at: row.try_get("evidenced_at")?,
        reason: row.try_get("reason")?,
        checker: row.try_get("checker")?,
        standing: parsed(row, "standing")?,
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
        "{SELECT} WHERE d.activity = $1 AND d.state = 'evidenced' AND d.standing = 'shown' AND d.person <> $2 ORDER BY d.id LIMIT {LIST}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(except.map_or_else(String::new, |id| id.to_string()))
        .fetch_all(conn)
        .await?;
    rows.iter().map(from_row).collect()
}

/// What a person took on and did not give back, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn own(conn: &mut AnyConnection, activity: Id, person: Id) -> Result<Vec<Deed>, sqlx::Error> {
    let sql = format!(
        "{SELECT} WHERE d.activity = $1 AND d.person = $2 AND d.state <> 'given_back' ORDER BY d.id DESC LIMIT {LIST}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(person.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(from_row).collect()
}

/// The deeds of these items, oldest first, that say how the item stands: confirmed, waiting, in somebody's hands at `now`, refused.
/// At most as many items as one page of them has.
///
/// # Errors
/// When the database does not answer.
pub async fn of_items(
    conn: &mut AnyConnection,
    items: &[Id],
    now: Millis,
) -> Result<BTreeMap<Id, Vec<Deed>>, sqlx::Error> {
    let mut found: BTreeMap<Id, Vec<Deed>> = BTreeMap::new();
    if items.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "{SELECT} WHERE (d.state IN ('confirmed', 'evidenced', 'refused') OR (d.state = 'claimed' AND d.expires_at > $1)) \
         AND d.item IN ({}) ORDER BY d.id",
        marks(2, items.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(now);
    for item in items {
        query = query.bind(item.to_string());
    }
    for row in query.fetch_all(conn).await? {
        let deed = from_row(&row)?;
        found.entry(deed.item).or_default().push(deed);
    }
    Ok(found)
}

/// The confirmed deeds of these items, one each; at most as many items as one page of them has.
///
/// # Errors
/// When the database does not answer.
pub async fn confirmed(conn: &mut AnyConnection, items: &[Id]) -> Result<BTreeMap<Id, Deed>, sqlx::Error> {
    let mut found = BTreeMap::new();
    if items.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "{SELECT} WHERE d.state = 'confirmed' AND d.item IN ({}) ORDER BY d.checked_at, d.id",
        marks(1, items.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for item in items {
        query = query.bind(item.to_string());
    }
    for row in query.fetch_all(conn).await? {
        let deed = from_row(&row)?;
        found.entry(deed.item).or_insert(deed);
    }
    Ok(found)
}
