//! Every text that a story ever had, by version and date, and what changed between two of them. No edit is silent.

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use similar::{Algorithm, ChangeTag, TextDiff};
use sqlx::{AnyConnection, Row};

use crate::stories::story::Story;

/// How long one comparison may look for the smallest difference; after that it is correct but coarser.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(50);

/// A text as it stood for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The story's version that brought it.
    pub version: i64,
    /// Who wrote it, as they are called now.
    pub by: String,
    /// Its title.
    pub title: String,
    /// Its body.
    pub body: String,
    /// From when on it stood.
    pub at: Millis,
}

/// Keeps the story's present text under its version.
///
/// # Errors
/// When the database does not take it.
pub async fn keep(tx: &mut Tx, story: &Story, by: Id) -> Result<(), Problem> {
    sqlx::query(
        "INSERT INTO story_texts (story, version, author, title, body, at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(story.id.to_string())
    .bind(story.version)
    .bind(by.to_string())
    .bind(&story.title)
    .bind(&story.body)
    .bind(story.changed_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

const COLUMNS: &str = "SELECT t.version, p.name AS by_name, t.title, t.body, t.at FROM story_texts t JOIN people p ON p.id = t.author";

fn text(row: &sqlx::any::AnyRow) -> Result<Text, sqlx::Error> {
    Ok(Text {
        version: row.try_get("version")?,
        by: row.try_get("by_name")?,
        title: row.try_get("title")?,
        body: row.try_get("body")?,
        at: row.try_get("at")?,
    })
}

/// The text that stood at `at`; `None` before the first.
///
/// # Errors
/// When the database does not answer.
pub async fn at(conn: &mut AnyConnection, story: Id, at: Millis) -> Result<Option<Text>, sqlx::Error> {
    let sql = format!("{COLUMNS} WHERE t.story = $1 AND t.at <= $2 ORDER BY t.version DESC LIMIT 1");
    let row =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(story.to_string()).bind(at).fetch_optional(conn).await?;
    row.as_ref().map(text).transpose()
}

/// Up to `limit` texts before version `before`, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn before(
    conn: &mut AnyConnection,
    story: Id,
    before: i64,
    limit: i64,
) -> Result<Vec<Text>, sqlx::Error> {
    let sql = format!("{COLUMNS} WHERE t.story = $1 AND t.version < $2 ORDER BY t.version DESC LIMIT $3");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(story.to_string())
        .bind(before)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(text).collect()
}

/// A run of text that stayed, went or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// The words.
    pub text: String,
}

/// What became of a run of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stayed.
    Same,
    /// It was taken out.
    Gone,
    /// It was put in.
    New,
}

/// What changed from `old` to `new`, word by word.
pub fn difference(old: &str, new: &str) -> Vec<Piece> {
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).timeout(PATIENCE).diff_words(old, new);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => Change::Same,
            ChangeTag::Delete => Change::Gone,
            ChangeTag::Insert => Change::New,
        };
        match pieces.last_mut().filter(|last| last.change == kind) {
            Some(last) => last.text.push_str(change.value()),
            None => pieces.push(Piece { change: kind, text: change.value().to_owned() }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_changed_word_is_shown_as_changed() {
        let pieces = difference("a cat sat", "a dog sat");
        let read: Vec<_> = pieces.iter().map(|piece| (piece.change, piece.text.as_str())).collect();
        assert_eq!(
            read,
            [(Change::Same, "a "), (Change::Gone, "cat"), (Change::New, "dog"), (Change::Same, " sat")]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn both_texts_can_be_read_back(old in "[ab \n]{0,40}", new in "[ab \n]{0,40}") {
            let pieces = difference(&old, &new);
            let without = |left_out| pieces.iter().filter(|p| p.change != left_out).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(without(Change::New), old);
            prop_assert_eq!(without(Change::Gone), new);
        }
    }
}
