//! What must be true of the rows of stories, updates and comments.

use sqlx::{AnyConnection, Row};

/// Each invariant: the statement that counts what breaks it, and what that means.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "SELECT COUNT(*) FROM stories s WHERE s.standing <> 'purged' AND NOT EXISTS (SELECT 1 FROM story_texts t \
         WHERE t.story = s.id AND t.title = s.title AND t.body = s.body)",
        "stories whose present text is not among their kept texts",
    ),
    (
        "SELECT COUNT(*) FROM comments c WHERE c.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM comments p \
         WHERE p.id = c.parent AND p.about = c.about)",
        "comments that answer one which stands elsewhere or nowhere",
    ),
    (
        "SELECT COUNT(*) FROM comments c WHERE c.kind = 'story' AND NOT EXISTS (SELECT 1 FROM stories s WHERE s.id = c.about)",
        "comments under a story that is not there",
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
            broken.push(format!("stories: {count} {meaning}"));
        }
    }
    Ok(broken)
}
