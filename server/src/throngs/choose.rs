//! Who gets which item, of those in the database: [`dispatch`] chooses among a window of candidates that this reads.
//!
//! `items.turn` orders the items: how sure the answer is, plus the share of wanted answers that are out on lease, so that the most
//! open question comes first and a lease counts as part of an answer. [`FULL`] means nobody more; gold items, whose answer is
//! known, stand behind at [`GOLD_TURN`].

use dispatch::{Need, Person, needs};
use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::Row;

use crate::throngs::activity::Activity;
use crate::throngs::items::{self, Item};
use crate::throngs::upload::GOLD_TURN;

/// Candidates of one choice.
const WINDOW: i64 = 32;
/// `turn` of an item that nobody more is wanted for.
const FULL: f64 = 9.0;
/// How `turn` follows from the other columns.
pub const TURN: &str = "CASE WHEN gold IS NOT NULL THEN 5.0 + answers * 1.0 / (answers + 1) WHEN live >= wanted THEN 9.0 \
    ELSE confidence + live * 1.0 / wanted END";

/// The item that is asked for, else the best of those that somebody like this person is to get; `skill` is how often they are right.
///
/// # Errors
/// When the database does not answer.
pub async fn choose(
    tx: &mut Tx,
    activity: &Activity,
    who: Option<Id>,
    prefer: Option<Id>,
    skill: f64,
) -> Result<Option<Item>, Problem> {
    if activity.done >= activity.items {
        return Ok(None);
    }
    if let Some(item) = prefer
        && let Some((item, _)) =
            window(tx, activity, who, "AND i.turn < $2 AND $3 > 0 AND i.id = $5", &item.to_string())
                .await?
                .pop()
    {
        return Ok(Some(item));
    }
    let person = Person { skill, ..person(tx, activity, who).await? };
    for need in needs(&person) {
        let mut found = window(tx, activity, who, narrowed(*need), "").await?;
        let candidates: Vec<_> = found.iter().map(|(_, candidate)| *candidate).collect();
        if let Some(at) = dispatch::choose(*need, &person, activity.question.choices.len(), &candidates) {
            return Ok(Some(found.swap_remove(at).0));
        }
    }
    Ok(None)
}

/// Where to look for each kind of item, in the order of an index.
const fn narrowed(need: Need) -> &'static str {
    match need {
        Need::Known => "AND i.turn >= $3 AND i.turn < $2 AND $5 = '' ORDER BY i.turn, i.place",
        Need::Easy => "AND i.turn < $3 AND $2 > 0 AND $5 = '' ORDER BY i.turn DESC, i.place DESC",
        Need::Disputed => {
            "AND i.answers >= 2 AND i.turn < $3 AND $2 > 0 AND $5 = '' ORDER BY i.turn, i.place"
        }
        Need::Informative => "AND i.turn < $3 AND $2 > 0 AND $5 = '' ORDER BY i.turn, i.place",
    }
}

/// Items that this person never had: each with what the choice goes by.
async fn window(
    tx: &mut Tx,
    activity: &Activity,
    who: Option<Id>,
    narrowed: &str,
    only: &str,
) -> Result<Vec<(Item, dispatch::Item)>, Problem> {
    let (columns, taken) = (items::COLUMNS, items::TAKEN);
    let sql = format!(
        "SELECT {columns}, i.live, i.wanted FROM items i \
         WHERE i.activity = $1 AND {taken} \
         AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.item = i.id AND l.person = $4) \
         AND NOT EXISTS (SELECT 1 FROM answers n WHERE n.item = i.id AND n.person = $4) {narrowed} LIMIT {WINDOW}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.id.to_string())
        .bind(FULL)
        .bind(GOLD_TURN)
        .bind(who.map_or_else(String::new, |who| who.to_string()))
        .bind(only)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.iter().map(candidate).collect::<Result<_, _>>()?)
}

fn candidate(row: &sqlx::any::AnyRow) -> Result<(Item, dispatch::Item), sqlx::Error> {
    let count = |column| row.try_get::<i64, _>(column).map(|count| u32::try_from(count).unwrap_or(0));
    let candidate = dispatch::Item {
        confidence: row.try_get("confidence")?,
        answers: count("answers")?,
        live: count("live")?,
        wanted: count("wanted")?,
        known: row.try_get::<i64, _>("known")? == 1,
    };
    Ok((items::from_row(row)?, candidate))
}

async fn person(tx: &mut Tx, activity: &Activity, who: Option<Id>) -> Result<Person, Problem> {
    let Some(who) = who else { return Ok(Person::NEW) };
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM answers WHERE person = $1 AND activity = $2) + \
         (SELECT COUNT(*) FROM leases WHERE person = $1 AND activity = $2 AND live = 1) AS acts, \
         (SELECT COUNT(*) FROM throng_members WHERE person = $1 AND throng = $3 AND role = 'checker') AS checks",
    )
    .bind(who.to_string())
    .bind(activity.id.to_string())
    .bind(activity.throng.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok(Person {
        acts: u32::try_from(row.try_get::<i64, _>("acts")?).unwrap_or(u32::MAX),
        checks: row.try_get::<i64, _>("checks")? > 0,
        ..Person::NEW
    })
}
