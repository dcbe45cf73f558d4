//! The entries of a remix activity: read from lineage and never copied, so that what is taken back or hidden is gone here too.

use platform::Id;
use sqlx::{AnyConnection, Row};

use crate::throngs::activity::Activity;
use crate::throngs::throng::parsed;

/// One published remix.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The picture.
    pub picture: Id,
    /// Its title; may be empty.
    pub title: String,
    /// Whose it is.
    pub author: Id,
    /// What they are called.
    pub name: String,
}

/// The remixes of the activity's picture that everybody sees, by people of the throng, made since the activity began and until
/// the throng ended; the newest first, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn of(
    conn: &mut AnyConnection,
    activity: &Activity,
    limit: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT p.id, p.title, p.author, who.name FROM activities a JOIN throngs t ON t.id = a.throng \
         JOIN picture_parents pp ON pp.parent = a.picture JOIN pictures p ON p.id = pp.picture JOIN people who ON who.id = p.author \
         JOIN throng_members m ON m.throng = a.throng AND m.person = p.author \
         WHERE a.id = $1 AND p.standing = 'shown' AND p.visibility = 'public' AND p.made_at >= a.made_at \
         AND (t.ended_at IS NULL OR p.made_at <= t.ended_at) ORDER BY p.id DESC LIMIT $2",
    )
    .bind(activity.id.to_string())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let entry = |row: &sqlx::any::AnyRow| {
        Ok(Entry {
            picture: parsed(row, "id")?,
            title: row.try_get("title")?,
            author: parsed(row, "author")?,
            name: row.try_get("name")?,
        })
    };
    rows.iter().map(entry).collect()
}
