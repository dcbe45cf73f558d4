//! Items as they are read: what is shown of each, and how it stands.

use platform::Id;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::throngs::throng::parsed;

/// One item.
#[derive(Clone, Debug)]
pub struct Item {
    /// Names it.
    pub id: Id,
    /// Its number within the activity, in the order of the host's rows.
    pub place: i64,
    /// The host's own key.
    pub key: Option<String>,
    /// What is shown.
    pub text: Option<String>,
    /// The picture that is shown.
    pub picture: Option<Id>,
    /// The address that is shown.
    pub url: Option<String>,
    /// Whether it needs no more answers.
    pub done: bool,
    /// The number of the answer that the crowd gave, or that is known.
    pub label: Option<i64>,
    /// How sure that is.
    pub confidence: f64,
    /// Answers, "can't tell" included.
    pub answers: i64,
    /// Whether its answer was known beforehand, which measures how well people tell.
    pub known: bool,
}

impl Item {
    /// As the API gives it to the crowd: without the host's private columns and without anybody's answer.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "key": self.key,
            "text": self.text,
            "picture": self.picture,
            "url": self.url,
            "state": self.state(),
        })
    }

    /// As those see it who could still be asked about it: what was known beforehand is not given away.
    #[must_use]
    pub fn covered(self) -> Self {
        if self.known { Self { done: false, label: None, confidence: 0.0, ..self } } else { self }
    }

    /// Its state's word.
    pub const fn state(&self) -> &'static str {
        if self.done { "done" } else { "open" }
    }
}

/// What every statement that reads items selects; `i` is the table.
pub const COLUMNS: &str = "i.id, i.place, i.item_key, i.text, i.picture, i.url, i.state, i.label, i.confidence, i.answers, \
     CASE WHEN i.gold IS NULL THEN 0 ELSE 1 END AS known";

/// Only items of uploads that were taken whole.
pub const TAKEN: &str = "i.upload IN (SELECT u.id FROM uploads u WHERE u.activity = $1 AND u.taken = 1)";

/// Reads a row of [`COLUMNS`].
///
/// # Errors
/// When a column holds what no release wrote.
pub fn from_row(row: &sqlx::any::AnyRow) -> Result<Item, sqlx::Error> {
    let picture: Option<String> = row.try_get("picture")?;
    Ok(Item {
        id: parsed(row, "id")?,
        place: row.try_get("place")?,
        key: row.try_get("item_key")?,
        text: row.try_get("text")?,
        picture: picture.and_then(|id| id.parse().ok()),
        url: row.try_get("url")?,
        done: row.try_get::<String, _>("state")? == "done",
        label: row.try_get("label")?,
        confidence: row.try_get("confidence")?,
        answers: row.try_get("answers")?,
        known: row.try_get::<i64, _>("known")? != 0,
    })
}

/// One item by its id.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, activity: Id, id: Id) -> Result<Option<Item>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} FROM items i WHERE {TAKEN} AND i.activity = $1 AND i.id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(from_row).transpose()
}

/// The items after `place`, in order, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn after(
    conn: &mut AnyConnection,
    activity: Id,
    place: i64,
    limit: i64,
) -> Result<Vec<Item>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM items i WHERE i.activity = $1 AND i.place > $2 AND {TAKEN} ORDER BY i.place LIMIT $3"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(place)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(from_row).collect()
}

/// As [`after`], only those in this state: as whoever `knows` what was known beforehand sees them, or as the crowd does.
///
/// # Errors
/// When the database does not answer.
pub async fn in_state(
    conn: &mut AnyConnection,
    activity: Id,
    place: i64,
    limit: i64,
    (done, knows): (bool, bool),
) -> Result<Vec<Item>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM items i WHERE i.activity = $1 AND i.place > $2 AND {TAKEN} \
         AND CASE WHEN i.state = 'done' AND ($4 = 1 OR i.gold IS NULL) THEN 1 ELSE 0 END = $5 ORDER BY i.place LIMIT $3"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(place)
        .bind(limit)
        .bind(i64::from(knows))
        .bind(i64::from(done))
        .fetch_all(conn)
        .await?;
    rows.iter().map(from_row).collect()
}
