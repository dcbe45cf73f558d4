//! The event log: each topic's numbers have no gaps and end at its counter.

use sqlx::{AnyConnection, Row};

/// Topics that are named; whoever has more broken than that restores a backup.
const NAMED: i64 = 100;

/// One sentence for each broken topic.
pub(super) async fn check(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    // Events older than 30 days are forgotten from the beginning, so a topic may start late or be empty.
    let uneven = sqlx::query(
        "SELECT e.topic, COALESCE(MAX(t.seq), 0), MIN(e.seq), MAX(e.seq), COUNT(*) \
         FROM events e LEFT JOIN topics t ON t.topic = e.topic GROUP BY e.topic \
         HAVING MAX(e.seq) <> COALESCE(MAX(t.seq), 0) OR COUNT(*) <> MAX(e.seq) - MIN(e.seq) + 1 \
         ORDER BY e.topic LIMIT $1",
    )
    .bind(NAMED)
    .fetch_all(conn)
    .await?;
    let sentence = |row: &sqlx::any::AnyRow| {
        let (topic, counter): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        let (first, last, events): (i64, i64, i64) = (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
        Ok(format!(
            "the log of {topic} has {events} events numbered {first} to {last}, and its counter is {counter}"
        ))
    };
    uneven.iter().map(sentence).collect()
}
