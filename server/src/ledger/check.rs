//! What must be true of the ledger's rows.

use sqlx::AnyConnection;

use crate::checks::{Rule, broken};

/// Each invariant: the statement that finds what breaks it, and what that means.
const RULES: &[Rule] = &[
    (
        "SELECT i.id FROM incidents i WHERE NOT EXISTS (SELECT 1 FROM incident_texts t WHERE t.incident = i.id AND t.version = i.version) ORDER BY i.id",
        "its present record is not among those that are kept",
    ),
    ("SELECT id FROM incidents WHERE ended_at < began_at ORDER BY id", "it ended before it began"),
    ("SELECT id FROM incidents WHERE severity < 0 OR severity > 1 ORDER BY id", "its severity is no share"),
    (
        "SELECT id FROM incidents WHERE users_low > users OR users_high < users ORDER BY id",
        "its count of people lies outside its own bounds",
    ),
];

/// One sentence for each row that breaks a rule.
///
/// # Errors
/// When the database does not answer.
pub async fn check(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    broken(conn, "incident", RULES).await
}
