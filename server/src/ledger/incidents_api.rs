//! Incidents, for programs.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::clock::rfc3339;
use platform::web::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::incident::{self, Incident};
use crate::ledger::incidents::{Draft, append, change, open, versions_of, whole};
use crate::ledger::services::located;
use crate::ledger::{moderated, service};
use crate::people::Visitor;
use crate::things::Kind;
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};
use crate::web::versions;

/// `/services/{id}/incidents` and `/incidents/{id}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, edit, withdraw))
        .routes(routes!(list_updates, add_update))
        .routes(routes!(read_update))
        .routes(routes!(past))
}

async fn answer(app: &App, found: Incident) -> Result<(HeaderMap, Value), Problem> {
    let headers = HeaderMap::from_iter([(header::ETAG, versions::etag(found.version))]);
    let mut conn = app.db.snapshot().await?;
    let body = whole(&mut conn, &[found]).await?.pop().unwrap_or_default();
    Ok((headers, body))
}

/// The incidents of a service that everybody sees, those that were written down last first.
#[utoipa::path(get, path = "/api/v1/services/{id}/incidents", tag = "ledger", params(("id" = String, Path), Paging), responses((status = 200), (status = 404)))]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<Value>, Problem> {
    let after = paging.after()?;
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, &id, Some(&visitor)).await?;
    let found = incident::list(&mut conn, Some(service.id), after, paging.limit() + 1).await?;
    let list = List::from_one_more(found, &paging, |one| one.id.to_string());
    let items = whole(&mut conn, &list.items).await?;
    Ok(axum::Json(json!({ "items": items, "next": list.next })))
}

/// Opens an incident.
#[utoipa::path(post, path = "/api/v1/services/{id}/incidents", tag = "ledger", params(("id" = String, Path)), request_body = Draft, responses((status = 201), (status = 401), (status = 403), (status = 404), (status = 422)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(draft): Json<Draft>,
) -> Result<Response, Problem> {
    let done = open(&app, &visitor, id, draft, String::new()).await?;
    let path = format!("/api/v1/incidents/{}", done.value.id);
    let (headers, body) = answer(&app, done.value).await?;
    Ok((headers, located(done.actor.json(StatusCode::CREATED, body), &path)).into_response())
}

/// One incident.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn read(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Problem> {
    let found = incident::seen(&mut *app.db.reader().acquire().await?, &id, Some(&visitor)).await?;
    let (headers, body) = answer(&app, found).await?;
    Ok((headers, axum::Json(body)).into_response())
}

/// Changes an incident; with `If-Match` only if nobody changed it meanwhile.
#[utoipa::path(patch, path = "/api/v1/incidents/{id}", tag = "ledger", params(("id" = String, Path)), request_body = Draft, responses((status = 200), (status = 403), (status = 404), (status = 412), (status = 422)))]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(draft): Json<Draft>,
) -> Result<Response, Problem> {
    let done = change(&app, &visitor, id, draft, headers).await?;
    let (headers, body) = answer(&app, done.value).await?;
    Ok((headers, done.actor.json(StatusCode::OK, body)).into_response())
}

/// Takes an incident back.
#[utoipa::path(delete, path = "/api/v1/incidents/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 204), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let found = incident::seen(&mut *app.db.reader().acquire().await?, &id, Some(&visitor)).await?;
    moderated::withdraw(&app, &visitor, Kind::Incident, found.id).await
}

/// What is added.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewIncidentUpdate)]
struct Addition {
    /// What is new, at most 5,000 characters.
    #[serde(default)]
    body: String,
    /// Whether it is over now.
    #[serde(default)]
    ended: bool,
}

/// Appends a dated update.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/updates", tag = "ledger", params(("id" = String, Path)), request_body = Addition, responses((status = 201), (status = 403), (status = 404), (status = 422)))]
async fn add_update(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(addition): Json<Addition>,
) -> Result<Response, Problem> {
    let done = append(&app, &visitor, id, (addition.body, addition.ended), String::new()).await?;
    let (found, entry) = done.value;
    let mut conn = app.db.snapshot().await?;
    let all = incident::updates(&mut conn, &[found.id]).await?.remove(&found.id).unwrap_or_default();
    let entry = all.iter().find(|one| one.id == entry).map(incident::Entry::json).unwrap_or_default();
    let path = format!("/api/v1/incidents/{}/updates/{}", found.id, done.value.1);
    Ok(located(done.actor.json(StatusCode::CREATED, entry), &path))
}

/// The updates of an incident, the oldest first.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/updates", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn list_updates(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let all = updates_of(&app, &visitor, &id).await?;
    Ok(axum::Json(
        json!({ "items": all.iter().map(incident::Entry::json).collect::<Vec<_>>(), "next": null }),
    ))
}

/// One update of an incident.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/updates/{update}", tag = "ledger", params(("id" = String, Path), ("update" = String, Path)), responses((status = 200), (status = 404)))]
async fn read_update(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, update)): Path<(String, String)>,
) -> Result<axum::Json<Value>, Problem> {
    let all = updates_of(&app, &visitor, &id).await?;
    let found = all.iter().find(|one| one.id.to_string() == update);
    Ok(axum::Json(found.ok_or(Problem::not_found("ledger-incident-gone"))?.json()))
}

async fn updates_of(app: &App, visitor: &Visitor, id: &str) -> Result<Vec<incident::Entry>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let found = incident::seen(&mut conn, id, Some(visitor)).await?;
    Ok(incident::updates(&mut conn, &[found.id]).await?.remove(&found.id).unwrap_or_default())
}

/// What the record said before, the latest first.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/versions", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn past(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let found = incident::seen(&mut conn, &id, Some(&visitor)).await?;
    let mut items = Vec::new();
    for (version, record, name, at) in versions_of(&mut conn, found.id).await? {
        let record: Value = serde_json::from_str(&record).map_err(Problem::internal)?;
        items.push(json!({ "version": version, "at": rfc3339(at), "by": name, "record": record }));
    }
    Ok(axum::Json(json!({ "items": items, "next": null })))
}
