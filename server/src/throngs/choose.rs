//! Who gets which item.
//!
//! `items.turn` orders the items: how sure the answer is, plus the share of wanted answers that are out on lease, so that the most
//! open question comes first and a lease counts as part of an answer. [`FULL`] means nobody more; gold items, whose answer is
//! known, stand behind at [`GOLD_TURN`] and go to newcomers only, to measure how well they tell.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::Row;

use crate::throngs::activity::Activity;
use crate::throngs::items::{self, Item};
use crate::throngs::upload::GOLD_TURN;

/// The first items of a newcomer are ones whose answer is known, if there are such.
const GOLD_FIRST: i64 = 2;
/// `turn` of an item that nobody more is wanted for.
const FULL: f64 = 9.0;
/// How `turn` follows from the other columns.
pub const TURN: &str = "CASE WHEN gold IS NOT NULL THEN 5.0 + answers * 1.0 / (answers + 1) WHEN live >= wanted THEN 9.0 \
    ELSE confidence + live * 1.0 / wanted END";

/// The item that is asked for, else a known one for a newcomer, else the one whose answer is least sure.
///
/// # Errors
/// When the database does not answer.
pub async fn choose(
    tx: &mut Tx,
    activity: &Activity,
    who: Option<Id>,
    prefer: Option<Id>,
) -> Result<Option<Item>, Problem> {
    if activity.done >= activity.items {
        return Ok(None);
    }
    if prefer.is_some()
        && let Some(item) = pick(tx, activity, who, (0.0, FULL), prefer).await?
    {
        return Ok(Some(item));
    }
    if is_newcomer(tx, activity, who).await?
        && let Some(item) = pick(tx, activity, who, (GOLD_TURN, FULL), None).await?
    {
        return Ok(Some(item));
    }
    pick(tx, activity, who, (0.0, GOLD_TURN), None).await
}

/// The first item by `turn` within `turns` that this person never had.
async fn pick(
    tx: &mut Tx,
    activity: &Activity,
    who: Option<Id>,
    turns: (f64, f64),
    only: Option<Id>,
) -> Result<Option<Item>, Problem> {
    let (columns, taken) = (items::COLUMNS, items::TAKEN);
    let only_sql = if only.is_some() { "AND i.id = $5" } else { "AND $5 = ''" };
    let sql = format!(
        "SELECT {columns} FROM items i WHERE i.activity = $1 AND i.turn >= $2 AND i.turn < $3 AND {taken} {only_sql} \
         AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.item = i.id AND l.person = $4) \
         AND NOT EXISTS (SELECT 1 FROM answers n WHERE n.item = i.id AND n.person = $4) \
         ORDER BY i.turn, i.place LIMIT 1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.id.to_string())
        .bind(turns.0)
        .bind(turns.1)
        .bind(who.map_or_else(String::new, |who| who.to_string()))
        .bind(only.map_or_else(String::new, |item| item.to_string()))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.as_ref().map(items::from_row).transpose()?)
}

async fn is_newcomer(tx: &mut Tx, activity: &Activity, who: Option<Id>) -> Result<bool, Problem> {
    let Some(who) = who else { return Ok(true) };
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM answers WHERE person = $1 AND activity = $2) + \
         (SELECT COUNT(*) FROM leases WHERE person = $1 AND activity = $2 AND live = 1)",
    )
    .bind(who.to_string())
    .bind(activity.id.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get::<i64, _>(0)? < GOLD_FIRST)
}
