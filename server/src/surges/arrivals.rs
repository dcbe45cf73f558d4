//! Arrivals as pages show them: the line of the last hours with its table, and the hosts that sent most.

use platform::Id;
use platform::clock::{MINUTE, Millis};
use platform::words::Words;
use sqlx::AnyConnection;

use crate::charts::arrivals_chart;
use crate::layout::{Chart, ChartRow, Moment};
use crate::surges::summary::{ByReferrer, by_minute, by_referrer};
use crate::things::Kind;

/// Minutes that the line goes back.
const SHOWN: i64 = 6 * 60;
/// Lines of the table behind the line: the latest.
const MAX_ROWS: usize = 120;
/// Hosts that a page names.
const HOSTS: i64 = 12;

/// The arrivals of the last six hours; `None` where nobody came.
///
/// # Errors
/// When the database does not answer.
pub async fn arrivals(
    conn: &mut AnyConnection,
    kind: Kind,
    id: Id,
    now: Millis,
    words: &Words,
) -> Result<Option<Chart>, sqlx::Error> {
    let now = now / MINUTE;
    let minutes = by_minute(conn, kind, id, now - SHOWN).await?;
    let Some((peak, most)) = minutes.iter().copied().max_by_key(|(_, hits)| *hits) else { return Ok(None) };
    let moment = |minute: i64| {
        Moment::clock(words, jiff::Timestamp::from_millisecond(minute * MINUTE).unwrap_or_default())
    };
    let people: u64 = minutes.iter().map(|(_, hits)| hits).sum();
    let from = minutes.first().map_or(now, |first| first.0);
    let caption = words.say_with(
        "layout-chart-arrivals",
        &[
            ("people", people.into()),
            ("from", moment(from).text().to_owned().into()),
            ("to", moment(now).text().to_owned().into()),
            ("peak", moment(peak).text().to_owned().into()),
            ("most", words.number(most).into()),
        ],
    );
    let svg = arrivals_chart(&minutes, now, &[], &caption);
    let rows = minutes.iter().skip(minutes.len().saturating_sub(MAX_ROWS));
    let rows = rows.map(|(minute, people)| ChartRow { at: moment(*minute), people: *people }).collect();
    Ok(Some(Chart { caption, svg, rows }))
}

/// The hosts that sent most, for the table behind the line.
///
/// # Errors
/// When the database does not answer.
pub async fn referrers_table(
    conn: &mut AnyConnection,
    kind: Kind,
    id: Id,
) -> Result<Vec<ByReferrer>, sqlx::Error> {
    by_referrer(conn, kind, id, HOSTS).await
}
