//! Bringing a service's published history in. Sent again it changes nothing; what was changed there since is changed here.

use axum::extract::State;
use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::Row;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::fields::{Affected, Evidence, MAX_TEXT, address, line};
use crate::ledger::histories::{self, Told};
use crate::ledger::incident::{self, Incident};
use crate::ledger::incidents::{blank, insert_update, tell};
use crate::ledger::service::{self, Service};
use crate::ledger::services::whose;
use crate::people::{Act, Visitor};
use crate::web::body::Json;
use crate::web::text;

/// Incidents that one transaction writes.
const AT_ONCE: usize = 50;

/// `/services/import`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import))
}

/// A history.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = HistoryImport)]
struct Sent {
    /// Whose.
    service: String,
    /// `statuspage`, `atom`, `upptime` or `csv`.
    format: String,
    /// The file: as text, or as JSON where it is JSON.
    content: Value,
}

/// What became of an incident of the history.
enum Became {
    Added,
    Updated,
    Unchanged,
}

/// Brings a published history in.
#[utoipa::path(post, path = "/api/v1/services/import", tag = "ledger", request_body = Sent, responses((status = 200), (status = 403), (status = 404), (status = 422)))]
async fn import(
    State(app): State<App>,
    visitor: Visitor,
    Json(sent): Json<Sent>,
) -> Result<axum::Json<Value>, Problem> {
    visitor.known()?;
    let service =
        service::seen(&mut *app.db.reader().acquire().await?, &sent.service, Some(&visitor)).await?;
    visitor.allowed(Act::ImportIncidents, whose(&visitor, service.whose()))?;
    let told = histories::read(&sent.format, &sent.content)?;
    let (mut added, mut updated, mut unchanged) = (0, 0, 0);
    for some in told.chunks(AT_ONCE) {
        let (some, service, visitor, format) =
            (some.to_vec(), service.clone(), visitor.clone(), sent.format.clone());
        let became: Result<Vec<Became>, Problem> = app
            .writer
            .write(move |tx| {
                Box::pin(async move {
                    let actor =
                        visitor.act(tx, Act::ImportIncidents, whose(&visitor, service.whose())).await?;
                    let by = (actor.person.id, actor.person.name);
                    let mut became = Vec::with_capacity(some.len());
                    for told in some {
                        became.push(take(tx, &service, by.clone(), &format, told).await?);
                    }
                    Ok(became)
                })
            })
            .await;
        for one in became? {
            match one {
                Became::Added => added += 1,
                Became::Updated => updated += 1,
                Became::Unchanged => unchanged += 1,
            }
        }
    }
    Ok(axum::Json(json!({ "added": added, "updated": updated, "unchanged": unchanged })))
}

async fn take(
    tx: &mut Tx,
    service: &Service,
    by: (Id, String),
    format: &str,
    told: Told,
) -> Result<Became, Problem> {
    let source: String = format!("{format}:{}", told.key).chars().take(500).collect();
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(format!("{told:?}")));
    let row = sqlx::query("SELECT id, source_digest FROM incidents WHERE service = $1 AND source = $2")
        .bind(service.id.to_string())
        .bind(&source)
        .fetch_optional(tx.conn())
        .await?;
    let (mut one, became) = match row {
        Some(row) if row.try_get::<Option<String>, _>("source_digest")?.as_deref() == Some(&digest) => {
            return Ok(Became::Unchanged);
        }
        Some(row) => {
            let found = incident::find(tx.conn(), platform::db::id(&row, "id")?).await?;
            let Some(mut found) = found else { return Ok(Became::Unchanged) };
            found.version += 1;
            (found, Became::Updated)
        }
        None => (Incident { source: Some(source), ..blank(service, by.clone(), tx.now()) }, Became::Added),
    };
    let updates = told.updates.clone();
    put(&mut one, told)?;
    one.changed_at = tx.now();
    incident::keep(tx, &one, by.0, Some(&digest)).await?;
    for (key, body, at) in updates {
        let cut: String = body.chars().take(MAX_TEXT).collect();
        let Some(body) = text::block(&cut, MAX_TEXT) else { continue };
        insert_update(tx, one.id, (Id::new(tx.now()), by.0), &body, Some(&key), at).await?;
    }
    tell(tx, &one, "edit", Value::Null);
    Ok(became)
}

/// Only what the history says; what people added here stays.
fn put(one: &mut Incident, told: Told) -> Result<(), Problem> {
    let short = |text: String| -> String { text.chars().take(200).collect() };
    one.title = line("/content", &short(told.title))?;
    one.began_at = told.began_at;
    one.acknowledged_at = told.acknowledged_at.or(one.acknowledged_at);
    one.ended_at = told.ended_at.filter(|end| *end >= told.began_at);
    one.clocks = if told.by_day { "day" } else { "exact" }.to_owned();
    one.impact = told.impact.map(short).or(one.impact.take());
    one.cause = told.cause.map(short).or(one.cause.take());
    if let Some(users) = told.users {
        let users = crate::ledger::fields::users("/content", users)?;
        one.affected = Some(Affected { users, low: None, high: None, basis: None });
    }
    if let Some(url) = told.url.and_then(|url| address("/content", &url).ok()) {
        let piece = Evidence { url: Some(url), ..Evidence::default() };
        if !one.evidence.contains(&piece) {
            one.evidence.push(piece);
        }
    }
    Ok(())
}
