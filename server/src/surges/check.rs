//! What must be true of surges and links.

use sqlx::{AnyConnection, Row};

/// Each invariant: the statement that counts what breaks it, and what that means.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "SELECT COUNT(*) FROM surges s WHERE s.told IS NOT NULL AND NOT EXISTS (SELECT 1 FROM updates u \
         WHERE u.id = s.told AND u.story = s.about AND u.cause = 'surge')",
        "surges whose update is not there",
    ),
    (
        "SELECT COUNT(*) FROM (SELECT thing, what, minute, SUM(hits) AS hits FROM hit_minutes GROUP BY thing, what, minute) m \
         JOIN arrivals a ON a.thing = m.thing AND a.what = m.what AND a.minute = m.minute WHERE a.people > m.hits",
        "minutes in which more people came than there were hits",
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
            broken.push(format!("surges: {count} {meaning}"));
        }
    }
    Ok(broken)
}
