//! The invariants of rooms, checked by `throng check`.

use sqlx::AnyConnection;

use crate::checks::{Rule, broken};

const RULES: [Rule; 5] = [
    ("SELECT id FROM messages WHERE seq IS NULL", "the message has no number in its room"),
    (
        "SELECT m.id FROM messages m LEFT JOIN topics t ON t.topic = 'room:' || m.room WHERE m.seq > COALESCE(t.seq, 0)",
        "the message's number is above the last one of its room",
    ),
    (
        "SELECT id FROM messages WHERE standing IN ('withdrawn', 'purged') AND body <> ''",
        "the message was taken back, but its text is kept",
    ),
    (
        "SELECT m.id FROM messages m WHERE m.standing IN ('withdrawn', 'purged') \
         AND EXISTS (SELECT 1 FROM message_texts x WHERE x.message = m.id)",
        "the message was taken back, but a past text is kept",
    ),
    (
        "SELECT m.id FROM messages m JOIN people p ON p.id = m.person WHERE p.erased_at IS NOT NULL AND m.body <> ''",
        "the message's author was erased, but its text is kept",
    ),
];

/// One sentence for each broken invariant.
///
/// # Errors
/// When the database does not answer.
pub async fn check(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    broken(conn, "message", &RULES).await
}
