//! What a person can take along of what they wrote here, and how it goes when they are erased.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::people::own::Did;
use crate::stories::markdown::excerpt;
use crate::stories::moderated::purge;
use crate::stories::story::parsed;
use crate::things::Kind;
use crate::web::text::segment;

/// Characters of a comment that one's own page shows.
const EXCERPT: usize = 80;

/// What of `person` stands: stories, updates and comments, each kind newest first and at most `most` of it.
///
/// # Errors
/// When the database does not answer.
pub async fn did(
    conn: &mut AnyConnection,
    person: Id,
    words: &Words,
    most: i64,
) -> Result<Vec<Did>, sqlx::Error> {
    let stories = "SELECT slug, title, made_at FROM stories WHERE author = $1 AND standing IN ('shown', 'held', 'hidden') \
         ORDER BY id DESC LIMIT $2";
    let updates = "SELECT u.id, s.slug, s.title, u.made_at FROM updates u JOIN stories s ON s.id = u.story \
         WHERE u.author = $1 AND u.standing IN ('shown', 'held', 'hidden') ORDER BY u.id DESC LIMIT $2";
    let comments = "SELECT c.id, c.about, c.body, s.slug, c.made_at FROM comments c LEFT JOIN stories s ON s.id = c.about \
         WHERE c.author = $1 AND c.standing IN ('shown', 'held', 'hidden') ORDER BY c.id DESC LIMIT $2";
    let mut all = Vec::new();
    for row in of(conn, stories, person, most).await? {
        let text = words.sentence("me-did-story", &[("title", row.try_get("title")?)]);
        all.push(Did { href: page(&row)?, text, at: row.try_get("made_at")? });
    }
    for row in of(conn, updates, person, most).await? {
        let text = words.sentence("me-did-update", &[("title", row.try_get("title")?)]);
        let href = format!("{}#update-{}", page(&row)?, row.try_get::<String, _>("id")?);
        all.push(Did { href, text, at: row.try_get("made_at")? });
    }
    for row in of(conn, comments, person, most).await? {
        let said = excerpt(&row.try_get::<String, _>("body")?, EXCERPT);
        let text = words.sentence("me-did-comment", &[("said", said)]);
        let page = match row.try_get::<Option<String>, _>("slug")? {
            Some(slug) => format!("/s/{}", segment(&slug)),
            None => format!("/p/{}", row.try_get::<String, _>("about")?),
        };
        let href = format!("{page}?own=1#comment-{}", row.try_get::<String, _>("id")?);
        all.push(Did { href, text, at: row.try_get("made_at")? });
    }
    Ok(all)
}

async fn of(
    conn: &mut AnyConnection,
    sql: &'static str,
    person: Id,
    most: i64,
) -> Result<Vec<sqlx::any::AnyRow>, sqlx::Error> {
    sqlx::query(sql).bind(person.to_string()).bind(most).fetch_all(conn).await
}

fn page(row: &sqlx::any::AnyRow) -> Result<String, sqlx::Error> {
    Ok(format!("/s/{}", segment(&row.try_get::<String, _>("slug")?)))
}

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
