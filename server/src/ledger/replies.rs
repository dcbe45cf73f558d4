//! The right of reply: a proven representative's words, beside the claim and as large.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::fields::block;
use crate::ledger::incident::{self, Entry};
use crate::ledger::incidents::tell;
use crate::ledger::services::located;
use crate::ledger::{moderated, represent, service};
use crate::people::{Act, Acted, Visitor, Whose};
use crate::things::{Kind, Standing};
use crate::web::body::Json;

/// `/incidents/{id}/replies` and `/replies/{id}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read, withdraw))
}

/// A reply.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewReply)]
pub struct Sent {
    /// What the service says, at most 5,000 characters.
    #[serde(default)]
    pub body: String,
}

/// Says what the service answers.
///
/// # Errors
/// 404, 401, 403 for whoever has not proven that they speak for the service, 422 with the field.
pub async fn reply(app: &App, visitor: &Visitor, id: String, body: String) -> Result<Acted<Entry>, Problem> {
    visitor.allowed(Act::Represent, Whose::Other)?;
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let found = incident::seen(tx.conn(), &id, Some(&visitor)).await?;
                let service = service::seen(tx.conn(), &found.service.to_string(), Some(&visitor)).await?;
                let actor = visitor.act(tx, Act::Represent, Whose::Other).await?;
                let now = tx.now();
                let claim = represent::find(tx.conn(), &service, actor.person.id, now).await?;
                if !claim.is_some_and(|claim| claim.proven) {
                    return Err(Problem::forbidden("ledger-not-proven"));
                }
                let body = block("/body", &body)?;
                let entry = Entry {
                    id: Id::new(now),
                    incident: found.id,
                    author: actor.person.id,
                    author_name: actor.person.name.clone(),
                    body,
                    at: now,
                };
                sqlx::query("INSERT INTO replies (id, incident, author, body, standing, made_at) VALUES ($1, $2, $3, $4, $5, $6)")
                    .bind(entry.id.to_string())
                    .bind(entry.incident.to_string())
                    .bind(entry.author.to_string())
                    .bind(&entry.body)
                    .bind(Standing::Shown.word())
                    .bind(entry.at)
                    .execute(tx.conn())
                    .await?;
                tell(tx, &found, "state", json!(entry.id));
                Ok(Acted { value: entry, actor })
            })
        })
        .await
}

/// What the service answered.
#[utoipa::path(get, path = "/api/v1/incidents/{id}/replies", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let found = incident::seen(&mut conn, &id, Some(&visitor)).await?;
    let all = incident::replies(&mut conn, &[found.id]).await?.remove(&found.id).unwrap_or_default();
    Ok(axum::Json(json!({ "items": all.iter().map(Entry::json).collect::<Vec<_>>(), "next": null })))
}

/// Answers for the service.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/replies", tag = "ledger", params(("id" = String, Path)), request_body = Sent, responses((status = 201), (status = 401), (status = 403), (status = 404), (status = 422)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(sent): Json<Sent>,
) -> Result<Response, Problem> {
    let done = reply(&app, &visitor, id, sent.body).await?;
    let path = format!("/api/v1/replies/{}", done.value.id);
    Ok(located(done.actor.json(StatusCode::CREATED, done.value.json()), &path))
}

/// One reply.
#[utoipa::path(get, path = "/api/v1/replies/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let gone = || Problem::not_found("safety-nothing-there");
    let id: Id = id.parse().map_err(|_| gone())?;
    let mut conn = app.db.snapshot().await?;
    let of = incident::replied_to(&mut conn, id).await?.ok_or_else(gone)?;
    incident::seen(&mut conn, &of.to_string(), Some(&visitor)).await?;
    let all = incident::replies(&mut conn, &[of]).await?.remove(&of).unwrap_or_default();
    let found = all.iter().find(|reply| reply.id == id).ok_or_else(gone)?;
    Ok(axum::Json(found.json()))
}

/// Takes a reply back.
#[utoipa::path(delete, path = "/api/v1/replies/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 204), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found("safety-nothing-there"))?;
    moderated::withdraw(&app, &visitor, Kind::Reply, id).await
}
