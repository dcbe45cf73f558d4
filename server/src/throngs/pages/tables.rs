//! Tables and counts of these screens: what was agreed on, where people disagree, how much is under way.

use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use sqlx::{AnyConnection, Row};

use crate::layout::Shown;
use crate::throngs::activity::{self, Activity};
use crate::throngs::items::{self, COLUMNS, Item, TAKEN};
use crate::throngs::pages::sentences::percent;
use crate::throngs::pages::work;
use crate::throngs::results;

/// Rows of one part of a table.
pub const ROWS: i64 = 50;
/// An item that so many people answered and that is not sure yet is one on which they disagree.
const DISPUTED: &str = "i.gold IS NULL AND i.answers >= 3 AND i.confidence < $2";

/// One line of `throngs/answers.html`.
pub struct ResultRow {
    /// What is shown of the item.
    pub text: String,
    /// Its picture.
    pub picture: Option<Shown>,
    /// The answer, or that nobody could tell.
    pub answer: String,
    /// Whether it is not sure enough.
    pub open: bool,
    /// Who said what, without names; empty where it is not shown.
    pub split: String,
    /// How sure the answer is: "97 %".
    pub sure: String,
    /// How many answered.
    pub answers: u64,
}

/// The answers after `place`, in the host's order, and where to go on.
///
/// # Errors
/// When the database does not answer.
pub async fn agreed(
    conn: &mut AnyConnection,
    t: &Words,
    activity: &Activity,
    place: i64,
) -> Result<(Vec<ResultRow>, Option<i64>), Problem> {
    let mut items = items::after(conn, activity.id, place, ROWS + 1).await?;
    let more = items.len() > usize::try_from(ROWS).unwrap_or(usize::MAX);
    items.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let next = items.last().filter(|_| more).map(|last| last.place);
    Ok((rows(conn, t, activity, items, Shows::Answers).await?, next))
}

/// The topics of the pictures in the first part of the throng's answers, which go stale with them.
///
/// # Errors
/// When the database does not answer.
pub async fn topics(conn: &mut AnyConnection, throng: Id) -> Result<Vec<String>, Problem> {
    let Some(activity) = activity::of_throng(conn, throng).await?.into_iter().next() else {
        return Ok(Vec::new());
    };
    let items = items::after(conn, activity.id, -1, ROWS).await?;
    Ok(items.iter().filter_map(|item| item.picture).map(|id| format!("picture:{id}")).collect())
}

/// The items on which people disagree, the least sure first.
///
/// # Errors
/// When the database does not answer.
pub async fn disputed(
    conn: &mut AnyConnection,
    t: &Words,
    activity: &Activity,
    shows: Shows,
) -> Result<Vec<ResultRow>, Problem> {
    let sql = format!(
        "SELECT {COLUMNS} FROM items i WHERE i.activity = $1 AND {DISPUTED} AND {TAKEN} ORDER BY i.confidence, i.place LIMIT $3"
    );
    let found = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.id.to_string())
        .bind(activity.target)
        .bind(ROWS)
        .fetch_all(&mut *conn)
        .await?;
    let items = found.iter().map(items::from_row).collect::<Result<Vec<_>, _>>()?;
    rows(conn, t, activity, items, shows).await
}

/// On how many items people disagree.
///
/// # Errors
/// When the database does not answer.
pub async fn disputed_count(conn: &mut AnyConnection, activity: &Activity) -> Result<u64, Problem> {
    let sql = format!("SELECT COUNT(*) FROM items i WHERE i.activity = $1 AND {DISPUTED}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.id.to_string())
        .bind(activity.target)
        .fetch_one(conn)
        .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

/// What a table says of an item. Before the end nobody but the coordinator reads what others answered, so that answers stay
/// independent of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The item, and how many answered.
    Items,
    /// The answer and who said what as well.
    Answers,
}

async fn rows(
    conn: &mut AnyConnection,
    t: &Words,
    activity: &Activity,
    items: Vec<Item>,
    shows: Shows,
) -> Result<Vec<ResultRow>, Problem> {
    let said = if shows == Shows::Answers { results::said(conn, &items).await? } else { Default::default() };
    let seen = work::shown(conn, t, items.clone()).await?;
    let row = |(item, seen): (Item, work::Item)| {
        let sure = item.done && item.confidence >= activity.target;
        let split = said.get(&item.id).filter(|counts| counts.len() > 1);
        ResultRow {
            text: if seen.text.is_empty() { item.key.clone().unwrap_or(seen.url) } else { seen.text },
            picture: seen.picture,
            answer: match (shows, activity.question.choice(item.label)) {
                (Shows::Items, _) => String::new(),
                (Shows::Answers, Some(choice)) => choice.to_owned(),
                (Shows::Answers, None) if item.answers == 0 => t.say("answers-unasked"),
                (Shows::Answers, None) => t.say("answers-none"),
            },
            open: !sure,
            split: split.map_or_else(String::new, |counts| split_words(t, activity, counts)),
            sure: if shows == Shows::Answers && item.label.is_some() {
                t.say_with("answers-percent", &[("percent", percent(item.confidence).into())])
            } else {
                String::new()
            },
            answers: u64::try_from(item.answers).unwrap_or(0),
        }
    };
    Ok(items.into_iter().zip(seen).map(row).collect())
}

/// "3 × sleeping · 2 × watching".
fn split_words(t: &Words, activity: &Activity, counts: &[(Option<i64>, i64)]) -> String {
    let said = counts.iter().map(|(label, count)| {
        let cannot_tell = || t.say("throng-cannot-tell");
        let answer = activity.question.choice(*label).map_or_else(cannot_tell, str::to_owned);
        t.say_with("answers-split", &[("count", (*count).into()), ("answer", answer.into())])
    });
    said.collect::<Vec<_>>().join(" · ")
}
