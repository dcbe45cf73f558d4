//! What a person can take along of what they put on the ledger, and how it goes when they are erased.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::ledger::moderated::purge;
use crate::ledger::rows::{parsed, run};
use crate::people::own::Did;
use crate::things::Kind;

/// What of `person` stands here, the newest first, at most `most`.
///
/// # Errors
/// When the database does not answer.
pub async fn did(
    conn: &mut AnyConnection,
    person: Id,
    words: &Words,
    most: i64,
) -> Result<Vec<Did>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT id, title, made_at FROM incidents WHERE author = $1 AND standing IN ('shown', 'held', 'hidden') ORDER BY id DESC LIMIT $2",
    )
    .bind(person.to_string())
    .bind(most)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let text = words.sentence("me-did-incident", &[("title", row.try_get("title")?)]);
            let href = format!("/incidents/{}", row.try_get::<String, _>("id")?);
            Ok(Did { href, text, at: row.try_get("made_at")? })
        })
        .collect()
}

/// Services, incidents with their past, updates, reports, benefits and replies of `person`.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Value, sqlx::Error> {
    let mut all = json!({});
    for (name, sql, columns) in [
        (
            "services",
            "SELECT id, slug, name, url, kind, made_at AS at FROM services WHERE author = $1 ORDER BY id",
            &["id", "slug", "name", "url", "kind"][..],
        ),
        (
            "incidents",
            "SELECT id, service, title, impact, cause, evidence, made_at AS at FROM incidents WHERE author = $1 ORDER BY id",
            &["id", "service", "title", "impact", "cause", "evidence"],
        ),
        (
            "records",
            "SELECT incident, record, at FROM incident_texts WHERE author = $1 ORDER BY incident, version",
            &["incident", "record"],
        ),
        (
            "updates",
            "SELECT id, incident, body, at FROM incident_updates WHERE author = $1 ORDER BY id",
            &["id", "incident", "body"],
        ),
        (
            "reports",
            "SELECT service, symptom, region, at FROM reports WHERE person = $1 ORDER BY at, service",
            &["service", "symptom", "region"],
        ),
        (
            "benefits",
            "SELECT id, service, claim, measure, evidence, made_at AS at FROM benefits WHERE author = $1 ORDER BY id",
            &["id", "service", "claim", "measure", "evidence"],
        ),
        (
            "replies",
            "SELECT id, incident, body, made_at AS at FROM replies WHERE author = $1 ORDER BY id",
            &["id", "incident", "body"],
        ),
    ] {
        let rows = sqlx::query(sql).bind(person.to_string()).fetch_all(&mut *conn).await?;
        let mut objects = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut object = json!({ "at": rfc3339(row.try_get("at")?) });
            for column in columns {
                object[*column] = json!(row.try_get::<Option<String>, _>(*column)?);
            }
            objects.push(object);
        }
        all[name] = json!(objects);
    }
    Ok(all)
}

/// Destroys the words of everything that `person` wrote here. Their reports stay counted, without words, under an id that names
/// nobody any more; an incident of theirs goes, and the figures with it.
///
/// # Errors
/// When the database does not take it.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let id = person.to_string();
    for (kind, sql) in [
        (Kind::Service, "SELECT id FROM services WHERE author = $1 AND standing <> 'purged'"),
        (Kind::Incident, "SELECT id FROM incidents WHERE author = $1 AND standing <> 'purged'"),
        (Kind::Benefit, "SELECT id FROM benefits WHERE author = $1 AND standing <> 'purged'"),
        (Kind::Reply, "SELECT id FROM replies WHERE author = $1 AND standing <> 'purged'"),
    ] {
        for row in sqlx::query(sql).bind(&id).fetch_all(tx.conn()).await? {
            purge(tx, kind, parsed(&row, "id")?).await?;
        }
    }
    for sql in [
        "UPDATE reports SET symptom = NULL, region = NULL WHERE person = $1",
        "UPDATE incident_updates SET body = '' WHERE author = $1",
        "UPDATE incident_texts SET record = '{}' WHERE author = $1",
        "DELETE FROM representatives WHERE person = $1",
    ] {
        run(tx, sql, &[&id]).await?;
    }
    Ok(())
}
