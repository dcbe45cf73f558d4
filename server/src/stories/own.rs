//! What a person can take along of what they wrote here, and how it goes when they are erased.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::stories::moderated::purge;
use crate::stories::story::parsed;
use crate::things::Kind;

/// Stories with all their texts, updates and comments of `person`.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Value, sqlx::Error> {
    let id = person.to_string();
    let stories = sqlx::query(
        "SELECT id, slug, title, body, tags, visibility, made_at FROM stories WHERE author = $1 ORDER BY id",
    )
    .bind(&id)
    .fetch_all(&mut *conn)
    .await?;
    let texts = sqlx::query(
        "SELECT story, version, title, body, at FROM story_texts WHERE author = $1 ORDER BY story, version",
    )
    .bind(&id)
    .fetch_all(&mut *conn)
    .await?;
    let updates =
        sqlx::query("SELECT id, story, cause, body, made_at FROM updates WHERE author = $1 ORDER BY id")
            .bind(&id)
            .fetch_all(&mut *conn)
            .await?;
    let comments = sqlx::query(
        "SELECT id, kind, about, parent, body, made_at FROM comments WHERE author = $1 ORDER BY id",
    )
    .bind(&id)
    .fetch_all(&mut *conn)
    .await?;
    Ok(json!({
        "stories": objects(&stories, &["id", "slug", "title", "body", "tags", "visibility"], "made_at")?,
        "texts": objects(&texts, &["story", "title", "body"], "at")?,
        "updates": objects(&updates, &["id", "story", "cause", "body"], "made_at")?,
        "comments": objects(&comments, &["id", "kind", "about", "parent", "body"], "made_at")?,
    }))
}

fn objects(rows: &[sqlx::any::AnyRow], columns: &[&str], time: &str) -> Result<Vec<Value>, sqlx::Error> {
    rows.iter()
        .map(|row| {
            let mut object = json!({ "at": rfc3339(row.try_get(time)?) });
            for &column in columns {
                object[column] = json!(row.try_get::<Option<String>, _>(column)?);
            }
            Ok(object)
        })
        .collect()
}

/// Destroys the words of everything that `person` wrote here. What others said under it stays theirs.
///
/// # Errors
/// When the database does not take it.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let id = person.to_string();
    let stories = "SELECT id FROM stories WHERE author = $1 AND standing <> 'purged'";
    for row in sqlx::query(stories).bind(&id).fetch_all(tx.conn()).await? {
        purge(tx, Kind::Story, parsed(&row, "id")?).await?;
    }
    let updates =
        "SELECT id, 'story' AS kind, story AS about FROM updates WHERE author = $1 AND standing = 'shown'";
    let comments = "SELECT id, kind, about FROM comments WHERE author = $1 AND standing = 'shown'";
    for shown in [updates, comments] {
        for row in sqlx::query(shown).bind(&id).fetch_all(tx.conn()).await? {
            let topic =
                format!("{}:{}", row.try_get::<String, _>("kind")?, row.try_get::<String, _>("about")?);
            tx.emit(topic, "delete", json!({ "id": row.try_get::<String, _>("id")? }));
        }
    }
    for gone in [
        "UPDATE updates SET body = '', standing = 'purged' WHERE author = $1",
        "UPDATE comments SET body = '', standing = 'purged' WHERE author = $1",
    ] {
        sqlx::query(gone).bind(&id).execute(tx.conn()).await?;
    }
    // Texts that they wrote into others' stories by an edit.
    sqlx::query("UPDATE story_texts SET title = '', body = '' WHERE author = $1")
        .bind(&id)
        .execute(tx.conn())
        .await?;
    Ok(())
}
