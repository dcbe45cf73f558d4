//! Where a surge comes from: hosts, named as truly as can be known.

use platform::Id;
use platform::clock::{MINUTE, Millis};
use sqlx::{AnyConnection, Row};

use crate::surges::referrers::{DIRECT, OTHER};
use crate::surges::{ByReferrer, What};
use crate::things::Kind;

/// Hosts of one surge.
const HOSTS: i64 = 12;
/// Arrivals that a host must have sent to be named.
const LEAST: u64 = 5;
/// Share of all arrivals that it must have sent, as one part in so many.
const SHARE: u64 = 50;

/// Whether a host that sent `hits` of `all` is named: a few forged visits put no name on a page.
pub const fn is_named(hits: u64, all: u64) -> bool {
    hits >= LEAST && hits * SHARE >= all
}

/// The hosts that sent most since `since`, with how many each; neither those who named none nor those beyond the bound.
///
/// # Errors
/// When the database does not answer.
pub async fn since(
    conn: &mut AnyConnection,
    kind: Kind,
    id: Id,
    since: Millis,
) -> Result<Vec<ByReferrer>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT referrer, CAST(SUM(hits) AS BIGINT) AS sent FROM hit_minutes WHERE thing = $1 AND what = $2 AND minute >= $3 \
         GROUP BY referrer ORDER BY sent DESC, referrer LIMIT $4",
    )
    .bind(id.to_string())
    .bind(What::page(kind).map_or(0, |what| i64::from(what.code())))
    .bind(since / MINUTE)
    .bind(HOSTS + 2)
    .fetch_all(conn)
    .await?;
    let mut found = Vec::new();
    for row in rows {
        let hits = u64::try_from(row.try_get::<i64, _>("sent")?).unwrap_or(0);
        found.push(ByReferrer { referrer: row.try_get("referrer")?, hits });
    }
    let all = found.iter().map(|from| from.hits).sum();
    found.retain(|from| from.referrer != DIRECT && from.referrer != OTHER && is_named(from.hits, all));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn few_forged_visits_name_nobody() {
        assert!(is_named(5, 5) && is_named(20, 1_000));
        assert!(!is_named(4, 4) && !is_named(19, 1_000));
    }
}
