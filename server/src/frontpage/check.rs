//! What must be true of submissions, votes and editions.

use sqlx::{AnyConnection, Row};

/// Each invariant: the statement that counts what breaks it, and what that means.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "SELECT COUNT(*) FROM submissions s WHERE s.chosen <> (SELECT COUNT(*) FROM submission_votes v WHERE v.submission = s.id \
         AND v.value = 1) OR s.refused <> (SELECT COUNT(*) FROM submission_votes v WHERE v.submission = s.id AND v.value = -1)",
        "submissions whose counts are not those of their votes",
    ),
    (
        "SELECT COUNT(*) FROM submissions s WHERE s.standing IN ('shown', 'held', 'hidden') AND NOT EXISTS \
         (SELECT 1 FROM submission_addresses a WHERE a.submission = s.id)",
        "submissions that are known under no address",
    ),
    (
        "SELECT COUNT(*) FROM submissions s WHERE (s.decided = 'greenlit') <> EXISTS \
         (SELECT 1 FROM edition_lines e WHERE e.submission = s.id)",
        "submissions that say wrongly whether they stand on an edition",
    ),
    (
        "SELECT COUNT(*) FROM (SELECT edition FROM edition_lines GROUP BY edition HAVING MAX(place) <> COUNT(*)) AS gaps",
        "editions that miss a line",
    ),
];

/// One sentence for each invariant that is broken.
///
/// # Errors
/// When the database does not answer.
pub async fn check(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    let mut broken = Vec::new();
    for (statement, meaning) in INVARIANTS {
        let count: i64 = sqlx::query(*statement).fetch_one(&mut *conn).await?.try_get(0)?;
        if count > 0 {
            broken.push(format!("front page: {count} {meaning}"));
        }
    }
    Ok(broken)
}
