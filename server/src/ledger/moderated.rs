//! What moderators do to services, incidents, benefits and replies, and what their authors take back.

use axum::http::StatusCode;
use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::ledger::rows::{parsed, run};
use crate::ledger::services::whose;
use crate::people::{Act, Visitor};
use crate::safety::Moderated;
use crate::things::{Kind, Standing, Thing};
use crate::web::text::segment;

/// Kinds of this folder, their tables, and how one is read: author, standing, title, words, topic's kind and id, page.
const KINDS: [(Kind, &str, &str); 4] = [
    (
        Kind::Service,
        "services",
        "SELECT COALESCE(author, '00000000000000000000000000') AS author, standing, name AS title, kind AS words, 'service' AS topic, id AS about, '/ledger/' AS folder, slug AS name FROM services WHERE id = $1",
    ),
    (
        Kind::Incident,
        "incidents",
        "SELECT author, standing, title, COALESCE(impact, '') AS words, 'incident' AS topic, id AS about, '/incidents/' AS folder, id AS name FROM incidents WHERE id = $1",
    ),
    (
        Kind::Benefit,
        "benefits",
        "SELECT b.author, b.standing, COALESCE(b.measure, '') AS title, b.claim AS words, 'service' AS topic, b.service AS about, '/ledger/' AS folder, s.slug AS name FROM benefits b JOIN services s ON s.id = b.service WHERE b.id = $1",
    ),
    (
        Kind::Reply,
        "replies",
        "SELECT author, standing, '' AS title, body AS words, 'incident' AS topic, incident AS about, '/incidents/' AS folder, incident AS name FROM replies WHERE id = $1",
    ),
];

fn of(kind: Kind) -> Option<(&'static str, &'static str)> {
    KINDS.iter().find(|one| one.0 == kind).map(|one| (one.1, one.2))
}

/// A thing of this folder, as moderators see it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, kind: Kind, id: Id) -> Result<Option<Moderated>, sqlx::Error> {
    let Some((_, read)) = of(kind) else { return Ok(None) };
    let row = sqlx::query(read).bind(id.to_string()).fetch_optional(conn).await?;
    row.map(|row| {
        let text = |column: &str| row.try_get::<String, _>(column);
        Ok(Moderated {
            thing: Thing { kind, id },
            author: parsed(&row, "author")?,
            standing: parsed(&row, "standing")?,
            title: text("title")?,
            excerpt: text("words")?.chars().take(300).collect(),
            picture: None,
            topic: format!("{}:{}", text("topic")?, text("about")?),
            href: format!("{}{}", text("folder")?, segment(&text("name")?)),
        })
    })
    .transpose()
}

/// What is held with an id after `after`, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn held(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Thing>, sqlx::Error> {
    let after = after.map_or_else(String::new, |id| id.to_string());
    let mut all = Vec::new();
    for (kind, table, _) in KINDS {
        let sql = format!("SELECT id FROM {table} WHERE standing = 'held' AND id > $1 ORDER BY id LIMIT $2");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(after.clone()).bind(limit);
        for row in query.fetch_all(&mut *conn).await? {
            all.push(Thing { kind, id: parsed(&row, "id")? });
        }
    }
    Ok(all)
}

/// Puts a thing of this folder into a standing, and tells those who have it open.
///
/// # Errors
/// When the database does not take it.
pub async fn set_standing(tx: &mut Tx, kind: Kind, id: Id, standing: Standing) -> Result<(), Problem> {
    let (Some((table, _)), Some(found)) = (of(kind), find(tx.conn(), kind, id).await?) else { return Ok(()) };
    let sql = format!("UPDATE {table} SET standing = $1 WHERE id = $2");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(standing.word())
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    let word = if standing == Standing::Shown { "moderation" } else { "delete" };
    // A benefit or a reply is not the page that it stands on.
    let word = if matches!(kind, Kind::Benefit | Kind::Reply) { "state" } else { word };
    tx.emit(found.topic, word, json!({ "kind": kind, "id": id }));
    if kind == Kind::Incident {
        let row = sqlx::query("SELECT service FROM incidents WHERE id = $1")
            .bind(id.to_string())
            .fetch_one(tx.conn())
            .await?;
        tx.emit(
            format!("service:{}", row.try_get::<String, _>("service")?),
            "state",
            json!({ "incident": id }),
        );
    }
    if kind == Kind::Service {
        let rows = sqlx::query("SELECT id FROM incidents WHERE service = $1")
            .bind(id.to_string())
            .fetch_all(tx.conn())
            .await?;
        for row in rows {
            tx.emit(format!("incident:{}", row.try_get::<String, _>("id")?), word, json!({ "service": id }));
        }
    }
    tx.emit("ledger", "state", json!({ "kind": kind, "id": id }));
    Ok(())
}

/// Destroys the words of a thing of this folder; its row stays, without them.
///
/// # Errors
/// When the database does not take it.
pub async fn purge(tx: &mut Tx, kind: Kind, id: Id) -> Result<(), Problem> {
    set_standing(tx, kind, id, Standing::Purged).await?;
    let statements: &[&'static str] = match kind {
        Kind::Service => &["UPDATE services SET name = '', url = '', kind = '' WHERE id = $1"],
        Kind::Incident => &[
            "UPDATE incidents SET title = '', impact = NULL, cause = NULL, users_basis = NULL, evidence = '[]' WHERE id = $1",
            "UPDATE incident_texts SET record = '{}' WHERE incident = $1",
            "UPDATE incident_updates SET body = '' WHERE incident = $1",
        ],
        Kind::Benefit => &["UPDATE benefits SET claim = '', measure = NULL, evidence = '[]' WHERE id = $1"],
        Kind::Reply => &["UPDATE replies SET body = '' WHERE id = $1"],
        _ => &[],
    };
    let id = id.to_string();
    for statement in statements {
        run(tx, statement, &[&id]).await?;
    }
    Ok(())
}

/// Takes back what the visitor put here, or what a moderator must take away.
///
/// # Errors
/// 404 for what is not there, 401, 403.
pub async fn withdraw(app: &App, visitor: &Visitor, kind: Kind, id: Id) -> Result<StatusCode, Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let found = find(tx.conn(), kind, id).await?;
                let there =
                    found.filter(|found| !matches!(found.standing, Standing::Withdrawn | Standing::Purged));
                let found = there.ok_or_else(|| Problem::not_found("safety-nothing-there"))?;
                visitor.known()?;
                visitor.act(tx, Act::WithdrawRecord, whose(&visitor, found.author)).await?;
                set_standing(tx, kind, id, Standing::Withdrawn).await?;
                Ok(StatusCode::NO_CONTENT)
            })
        })
        .await
}
