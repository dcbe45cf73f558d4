//! What the crowd's answers add up to, item by item, and where people disagree.

use std::collections::BTreeMap;

use platform::Id;
use platform::db::marks;
use platform::web::Problem;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::people::Visitor;
use crate::throngs::activity::Activity;
use crate::throngs::deeds::{self, Deed};
use crate::throngs::gather::seen;
use crate::throngs::items::{COLUMNS, Item, TAKEN, from_row};
use crate::throngs::kinds::Terms;
use crate::throngs::roles::coordinates;
use crate::throngs::states::State;
use crate::throngs::throng::parsed;

/// Disagreements that are shown at once.
pub const DISAGREEMENTS: i64 = 50;

/// Items whose deeds one statement reads.
pub const PAGE: usize = 1_000;

/// Who reads the results.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// Whether they coordinate the throng.
    pub coordinates: bool,
    /// Whether what was known beforehand is no secret to them, since they coordinate or it has ended.
    knows: bool,
}

impl Reader {
    /// What `visitor` is to the throng of an activity.
    ///
    /// # Errors
    /// 404 where they may not see it.
    pub async fn of(
        conn: &mut AnyConnection,
        visitor: &Visitor,
        activity: &Activity,
    ) -> Result<Self, Problem> {
        let throng = seen(conn, visitor, &activity.throng.to_string()).await?;
        let coordinates = coordinates(conn, visitor, &throng).await.is_ok();
        Ok(Self { coordinates, knows: coordinates || throng.state == State::Ended })
    }

    /// Whether what was known beforehand is no secret to them.
    pub const fn knows(self) -> bool {
        self.knows
    }

    /// The item as this reader sees it.
    pub fn sees(self, item: Item) -> Item {
        if self.knows { item } else { item.covered() }
    }
}

/// One item's result, as the API gives it.
pub fn json(item: &Item, activity: &Activity) -> Value {
    json!({
        "item": item.id,
        "key": item.key,
        "answer": activity.question.choice(item.label),
        "confidence": confidence(item),
        "answers": item.answers,
        "state": item.state(),
    })
}

/// One item's result, whatever kind its activity is of: of something to be done, the deed that was confirmed.
pub fn told(item: &Item, activity: &Activity, deed: Option<&Deed>) -> Value {
    let mut told = json(item, activity);
    if activity.terms == Terms::Do {
        told["confidence"] = json!(if deed.is_some() { 1.0 } else { 0.0 });
        told["answers"] = json!(i64::from(deed.is_some()));
        told["answer"] = json!(deed.map(Deed::evidence));
    }
    told
}

/// As [`told`], of a page of items of the activity.
///
/// # Errors
/// When the database does not answer.
pub async fn of_kind(
    conn: &mut AnyConnection,
    items: &[Item],
    activity: &Activity,
) -> Result<Vec<Value>, sqlx::Error> {
    let mut all = Vec::with_capacity(items.len());
    for page in items.chunks(PAGE) {
        let deeds = confirmed(conn, page, activity).await?;
        all.extend(page.iter().map(|item| told(item, activity, deeds.get(&item.id))));
    }
    Ok(all)
}

/// The deeds that were confirmed for these items, at most [`PAGE`]; none where there is nothing to be done.
///
/// # Errors
/// When the database does not answer.
pub async fn confirmed(
    conn: &mut AnyConnection,
    items: &[Item],
    activity: &Activity,
) -> Result<BTreeMap<Id, Deed>, sqlx::Error> {
    if activity.terms != Terms::Do {
        return Ok(BTreeMap::new());
    }
    let done: Vec<_> = items.iter().filter(|item| item.done).map(|item| item.id).collect();
    deeds::confirmed(conn, &done).await
}

/// How sure an item's answer is; 0 where there is no answer.
fn confidence(item: &Item) -> f64 {
    if item.label.is_some() { rounded(item.confidence) } else { 0.0 }
}

/// To four places: what is behind them is not known.
pub fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

/// What a result is as a table, in this order.
pub const HEADINGS: [&str; 6] = ["item", "key", "answer", "confidence", "answers", "state"];

/// Items whose answers name more than one choice, the least sure first, with how many people said what.
///
/// # Errors
/// When the database does not answer.
pub async fn disagreements(conn: &mut AnyConnection, activity: &Activity) -> Result<Vec<Value>, Problem> {
    let sql = format!(
        "SELECT {COLUMNS} FROM items i WHERE i.activity = $1 AND i.gold IS NULL AND i.answers > 1 AND {TAKEN} \
         AND (SELECT COUNT(DISTINCT n.label) FROM answers n WHERE n.item = i.id) > 1 \
         ORDER BY i.confidence, i.place LIMIT $2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.id.to_string())
        .bind(DISAGREEMENTS)
        .fetch_all(&mut *conn)
        .await?;
    let items = rows.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    let said = said(conn, &items).await?;
    Ok(items
        .iter()
        .map(|item| {
            let mut shown = json(item, activity);
            let counts = said.get(&item.id).into_iter().flatten();
            shown["said"] = counts
                .filter_map(|(label, count)| {
                    Some((activity.question.choice(*label)?.to_owned(), json!(count)))
                })
                .collect();
            shown["text"] = json!(item.text);
            shown
        })
        .collect())
}

/// How many people gave which label to each item.
///
/// # Errors
/// When the database does not answer.
pub async fn said(
    conn: &mut AnyConnection,
    items: &[Item],
) -> Result<BTreeMap<Id, Vec<(Option<i64>, i64)>>, sqlx::Error> {
    let mut found: BTreeMap<Id, Vec<_>> = BTreeMap::new();
    if items.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT item, label, COUNT(*) AS people FROM answers WHERE item IN ({}) GROUP BY item, label ORDER BY item, label",
        marks(1, items.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for item in items {
        query = query.bind(item.id.to_string());
    }
    for row in query.fetch_all(conn).await? {
        let pair = (row.try_get("label")?, row.try_get("people")?);
        found.entry(parsed(&row, "item")?).or_default().push(pair);
    }
    Ok(found)
}
