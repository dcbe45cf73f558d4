//! Arrivals as pages show them: the line of the last hours with its table, and the hosts that sent most.

use bursts::{Band, fit, forecast};
use platform::Id;
use platform::clock::{MINUTE, Millis};
use platform::words::Words;
use sqlx::{AnyConnection, Row};

use crate::charts::{Expected, arrivals_chart};
use crate::layout::{Chart, ChartRow, Moment};
use crate::surges::summary::{ByReferrer, by_minute, by_referrer};
use crate::surges::surge::{self, Surge};
use crate::things::{Kind, Thing};

/// Minutes that the line goes back.
const SHOWN: i64 = 6 * 60;
/// Minutes that there must be at least: fewer are no line.
const LEAST: i64 = 5;
/// Minutes that the fan goes on.
const AHEAD: usize = 120;
/// Minutes of fading that are looked at.
const MAX_FITTED: usize = 360;
/// Lines of the table behind the line: the latest.
const MAX_ROWS: usize = 120;
/// Hosts that a page names.
const HOSTS: i64 = 12;

/// The arrivals of the last six hours; `None` where nobody came, or only within the last minutes.
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
    let surge = surge::open_of(conn, Thing { kind, id }).await?;
    let expected = surge.map_or_else(Vec::new, |surge| ahead(&minutes, now, &surge));
    Ok(chart(&minutes, now, &expected, words))
}

/// The line of these minutes up to `now` and what is `expected` after, with its table; `None` where there are too few for a line.
fn chart(minutes: &[(i64, u64)], now: i64, expected: &[Expected], words: &Words) -> Option<Chart> {
    let most = minutes.iter().map(|(_, hits)| *hits).max()?;
    let moment = |minute: i64| {
        Moment::clock(words, jiff::Timestamp::from_millisecond(minute * MINUTE).unwrap_or_default())
    };
    let people: u64 = minutes.iter().map(|(_, hits)| hits).sum();
    let from = minutes.first().map_or(now, |first| first.0);
    if now - from < LEAST {
        return None;
    }
    let caption = words
        .say_with("layout-chart-arrivals", &[("people", people.into()), ("most", words.number(most).into())]);
    let svg = arrivals_chart(minutes, now, expected, &caption);
    let rows = minutes.iter().skip(minutes.len().saturating_sub(MAX_ROWS));
    let rows = rows.map(|(minute, people)| ChartRow { at: moment(*minute), people: *people }).collect();
    Some(Chart { caption, span: Some((moment(from), moment(now))), svg, rows })
}

/// What is to come of a surge, by minute: the bounds in which nine of ten minutes lie.
fn ahead(minutes: &[(i64, u64)], now: i64, surge: &Surge) -> Vec<Expected> {
    let peak = surge.peak_at / MINUTE;
    let complete = usize::try_from(now - peak).unwrap_or(0).min(MAX_FITTED);
    let mut counts = vec![0.0; complete];
    for (minute, people) in minutes {
        let place = usize::try_from(minute - peak).ok().and_then(|place| counts.get_mut(place));
        #[expect(clippy::cast_precision_loss, reason = "people in a minute are few")]
        if let Some(count) = place {
            *count = *people as f64;
        }
    }
    let Some(fade) = fit(&counts, surge.usual) else { return Vec::new() };
    let expected = |band: &Band| {
        let after = i64::try_from(band.after_peak).unwrap_or(0);
        Expected { minute: peak + after, low: band.most.0, high: band.most.1 }
    };
    forecast(&fade, AHEAD).iter().map(expected).collect()
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
    day.chart = chart(&minutes.collect::<Result<Vec<_>, sqlx::Error>>()?, now / MINUTE, &[], words);
    Ok(day)
}

fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_needs_five_minutes() {
        let words = crate::messages::catalogue().unwrap().english();
        assert!(chart(&[], 100, &[], &words).is_none());
        assert!(chart(&[(98, 1), (100, 1)], 100, &[], &words).is_none());
        let drawn = chart(&[(95, 1), (97, 4)], 100, &[], &words).unwrap();
        assert_eq!(drawn.caption, "5 arrivals, at most 4 in a minute");
        let (from, to) = drawn.span.unwrap();
        assert_eq!((from.text(), to.text()), ("01:35 UTC", "01:40 UTC"));
    }
}
