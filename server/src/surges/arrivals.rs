//! Arrivals as pages show them: the line of the last hours with its table, and the hosts that sent most.

use platform::Id;
use platform::clock::{MINUTE, Millis};
use platform::words::Words;
use sqlx::{AnyConnection, Row};

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
    Ok(chart(&by_minute(conn, kind, id, now - SHOWN).await?, now, words))
}

/// The line of these minutes up to `now`, with its table; `None` where there are none.
fn chart(minutes: &[(i64, u64)], now: i64, words: &Words) -> Option<Chart> {
    let (peak, most) = minutes.iter().copied().max_by_key(|(_, hits)| *hits)?;
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
    let svg = arrivals_chart(minutes, now, &[], &caption);
    let rows = minutes.iter().skip(minutes.len().saturating_sub(MAX_ROWS));
    let rows = rows.map(|(minute, people)| ChartRow { at: moment(*minute), people: *people }).collect();
    Some(Chart { caption, svg, rows })
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

/// Who came to this host today, whatever they looked at.
#[derive(Clone, Debug, Default)]
pub struct Day {
    /// Hits since midnight UTC.
    pub hits: u64,
    /// The hosts that sent most of them, the strongest first; what named none is left out.
    pub hosts: Vec<String>,
    /// The last six hours; `None` where nobody came.
    pub chart: Option<Chart>,
}

/// Hosts that a page names in one sentence.
const NAMED: usize = 2;
/// Hosts and minutes that one look reads at most.
const READ: i64 = 1_440;

/// Today's arrivals, as they are in the database: at most a second old.
///
/// # Errors
/// When the database does not answer.
pub async fn today(conn: &mut AnyConnection, now: Millis, words: &Words) -> Result<Day, sqlx::Error> {
    let pages = "what IN (1, 2, 3)";
    let midnight = now.div_euclid(platform::clock::DAY) * platform::clock::DAY / MINUTE;
    let sql = format!(
        "SELECT referrer, CAST(SUM(hits) AS BIGINT) AS n FROM hit_minutes WHERE minute >= $1 AND {pages} \
         GROUP BY referrer ORDER BY n DESC, referrer LIMIT $2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(midnight).bind(READ).fetch_all(&mut *conn).await?;
    let mut day = Day::default();
    for row in &rows {
        let host: String = row.try_get("referrer")?;
        day.hits += count(row.try_get("n")?);
        if !matches!(host.as_str(), "direct" | "other") && day.hosts.len() < NAMED {
            day.hosts.push(host);
        }
    }
    let sql = format!(
        "SELECT minute, CAST(SUM(hits) AS BIGINT) AS n FROM hit_minutes WHERE minute >= $1 AND {pages} GROUP BY minute ORDER BY minute LIMIT $2"
    );
    let since = now / MINUTE - SHOWN;
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(since).bind(READ).fetch_all(conn).await?;
    let minutes = rows.iter().map(|row| Ok((row.try_get("minute")?, count(row.try_get("n")?))));
    day.chart = chart(&minutes.collect::<Result<Vec<_>, sqlx::Error>>()?, now / MINUTE, words);
    Ok(day)
}

fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
