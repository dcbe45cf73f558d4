//! A surge and its row.

use std::fmt;
use std::str::FromStr;

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Serialize;
use serde_json::json;
use sqlx::{AnyConnection, Row};

use crate::things::{Kind, Thing};

/// How a surge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SurgeState)]
pub enum State {
    /// More come than before.
    Rising,
    /// It is past its peak.
    Fading,
    /// As usual again.
    Over,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rising => "rising",
            Self::Fading => "fading",
            Self::Over => "over",
        })
    }
}

impl FromStr for State {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Rising, Self::Fading, Self::Over].into_iter().find(|state| state.to_string() == text).ok_or(())
    }
}

/// A surge.
#[derive(Clone, Debug)]
pub struct Surge {
    /// Names it.
    pub id: Id,
    /// What they come to.
    pub about: Thing,
    /// The first minute of the rise.
    pub began_at: Millis,
    /// Most in a minute.
    pub peak: i64,
    /// When that was.
    pub peak_at: Millis,
    /// How many came in a minute before.
    pub usual: f64,
    /// In how many seconds it fades to a half; `None` while that cannot be told.
    pub half_life_s: Option<i64>,
    /// How it stands.
    pub state: State,
    /// The page that was seen to link here.
    pub page: Option<String>,
}

const COLUMNS: &str =
    "SELECT id, kind, about, began_at, peak, peak_at, usual, half_life_s, state, page FROM surges";

fn from_row(row: &sqlx::any::AnyRow) -> Result<Surge, sqlx::Error> {
    Ok(Surge {
        id: parsed(row, "id")?,
        about: Thing { kind: parsed(row, "kind")?, id: parsed(row, "about")? },
        began_at: row.try_get("began_at")?,
        peak: row.try_get("peak")?,
        peak_at: row.try_get("peak_at")?,
        usual: row.try_get("usual")?,
        half_life_s: row.try_get("half_life_s")?,
        state: parsed(row, "state")?,
        page: row.try_get("page")?,
    })
}

fn parsed<T: FromStr>(row: &sqlx::any::AnyRow, column: &str) -> Result<T, sqlx::Error> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| sqlx::Error::Decode(column.into()))
}

/// The surge of a thing that goes on.
///
/// # Errors
/// When the database does not answer.
pub async fn open_of(conn: &mut AnyConnection, thing: Thing) -> Result<Option<Surge>, sqlx::Error> {
    let sql = format!("{COLUMNS} WHERE about = $1 AND kind = $2 AND state <> 'over'");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(thing.id.to_string())
        .bind(thing.kind.word())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(from_row).transpose()
}

/// All that go on, the newest first, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn all_open(conn: &mut AnyConnection, limit: i64) -> Result<Vec<Surge>, sqlx::Error> {
    let sql = format!("{COLUMNS} WHERE state <> 'over' ORDER BY id DESC LIMIT $1");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(conn).await?;
    rows.iter().map(from_row).collect()
}

/// Those before `after`, the newest first, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Surge>, sqlx::Error> {
    let sql = format!("{COLUMNS} WHERE id < $1 ORDER BY id DESC LIMIT $2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(after.unwrap_or(Id::from_number(u128::MAX)).to_string())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(from_row).collect()
}

/// Writes a new surge and tells those who have the thing open; `false` if another node was first.
///
/// # Errors
/// When the database does not take it.
pub async fn begin(tx: &mut Tx, surge: &Surge) -> Result<bool, Problem> {
    let done = sqlx::query(
        "INSERT INTO surges (id, kind, about, began_at, peak, peak_at, usual, half_life_s, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(surge.id.to_string())
    .bind(surge.about.kind.word())
    .bind(surge.about.id.to_string())
    .bind(surge.began_at)
    .bind(surge.peak)
    .bind(surge.peak_at)
    .bind(surge.usual)
    .bind(surge.half_life_s)
    .bind(surge.state.to_string())
    .execute(tx.conn())
    .await?;
    let first = done.rows_affected() == 1;
    if first {
        tell(tx, surge);
    }
    Ok(first)
}

/// Writes how a surge stands now. Those who have the thing open are told when its state is another.
///
/// # Errors
/// When the database does not take it.
pub async fn go_on(tx: &mut Tx, surge: &Surge, told: State) -> Result<(), Problem> {
    sqlx::query("UPDATE surges SET peak = $1, peak_at = $2, half_life_s = $3, state = $4 WHERE id = $5")
        .bind(surge.peak)
        .bind(surge.peak_at)
        .bind(surge.half_life_s)
        .bind(surge.state.to_string())
        .bind(surge.id.to_string())
        .execute(tx.conn())
        .await?;
    if surge.state != told {
        tell(tx, surge);
    }
    Ok(())
}

/// Says on the thing's topic that its surge stands in another way.
pub fn tell(tx: &mut Tx, surge: &Surge) {
    tx.emit(surge.about.to_string(), "state", json!({ "surge": surge.id, "state": surge.state }));
}

/// Whether a thing of this kind can surge.
pub const fn can_surge(kind: Kind) -> bool {
    matches!(kind, Kind::Story | Kind::Picture | Kind::Throng)
}
