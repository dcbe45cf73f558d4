//! Remixes and lineage for programs.

use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use serde::Serialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::pictures;
use crate::remixes::assets::{self, Asset};
use crate::remixes::lineage::{Node, lineage};
use crate::remixes::recipe::{self, Sending};
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};

/// What a recipe that somebody opens by its address may do: be drawn.
const HARMLESS: HeaderValue =
    HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'");
/// An asset never changes, but not everybody may see it.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// `/pictures/{id}/remixes`, `recipe` and `lineage`, and `/assets`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(remixes, remix))
        .routes(routes!(show_recipe))
        .routes(routes!(lineage_of))
        .routes(routes!(add_asset))
        .routes(routes!(show_asset))
}

/// Puts a remix up: a recipe as JSON, or a picture made elsewhere in a form as for a picture. This picture is its parent, and
/// so is every picture that the recipe names.
#[utoipa::path(post, path = "/api/v1/pictures/{id}/remixes", tag = "remixes", params(("id" = String, Path)),
    request_body(content((Sending = "application/json"), (pictures::Form = "multipart/form-data"))),
    responses((status = 201), (status = 404), (status = 413), (status = 415), (status = 422)))]
async fn remix(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let parent = pictures::open_to(&app, &id, &visitor).await?;
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    if kind.starts_with(b"multipart/") {
        return pictures::created(&app, &visitor, request, Some(parent.id)).await;
    }
    let Json(sending) = Json::from_request(request, &app).await?;
    pictures::answer(&app, recipe::put_up(&app, &visitor, Some(parent.id), sending).await?).await
}

/// What was made from a picture, the newest first.
#[utoipa::path(get, path = "/api/v1/pictures/{id}/remixes", tag = "remixes", params(("id" = String, Path), Paging),
    responses((status = 200), (status = 404), (status = 410), (status = 422)))]
async fn remixes(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<Value>>, Problem> {
    let picture = pictures::open_to(&app, &id, &visitor).await?;
    let mut conn = app.db.snapshot().await?;
    Ok(axum::Json(pictures::list(&mut conn, &paging, pictures::Which::RemixesOf(picture.id)).await?))
}

/// The recipe of a picture, in its canonical form: to fork it, send it changed to `remixes`.
#[utoipa::path(get, path = "/api/v1/pictures/{id}/recipe", tag = "remixes", params(("id" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml", body = String), (status = 404), (status = 410)))]
async fn show_recipe(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let picture = pictures::open_to(&app, &id, &visitor).await?;
    let mut conn = app.db.reader().acquire().await?;
    let text = recipe::recipe_of(&mut conn, picture.id).await?;
    let text = text.ok_or_else(|| Problem::not_found("recipe-none"))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CONTENT_SECURITY_POLICY, HARMLESS),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    Ok((headers, text).into_response())
}

/// Takes a layer of pixels for recipes: PNG, WebP, JPEG or GIF of at most 10 MB, as the body or as the part `file` of a form. It is
/// kept for a day, and for as long as a recipe uses it.
#[utoipa::path(post, path = "/api/v1/assets", tag = "remixes", request_body(content = String, content_type = "image/png"),
    responses((status = 201, body = Asset), (status = 409), (status = 413), (status = 422)))]
async fn add_asset(State(app): State<App>, visitor: Visitor, request: Request) -> Result<Response, Problem> {
    let acted = assets::add(&app, &visitor, request).await?;
    let body = serde_json::to_value(acted.value).map_err(Problem::internal)?;
    Ok(acted.actor.json(StatusCode::CREATED, body))
}

/// The pixels of an asset, as a PNG.
#[utoipa::path(get, path = "/api/v1/assets/{hash}", tag = "remixes", params(("hash" = String, Path)),
    responses((status = 200, content_type = "image/png"), (status = 404)))]
async fn show_asset(
    State(app): State<App>,
    visitor: Visitor,
    Path(hash): Path<String>,
) -> Result<Response, Problem> {
    let gone = || Problem::not_found("recipe-no-asset");
    let hash = hash.parse().map_err(|_| gone())?;
    let mut conn = app.db.reader().acquire().await?;
    if !assets::is_seen(&mut conn, hash, &visitor).await? {
        return Err(gone());
    }
    drop(conn);
    let bytes = app.blobs.get(hash).await.map_err(pictures::blob_problem)?;
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static("image/png")), (header::CACHE_CONTROL, KEPT)];
    Ok((headers, bytes).into_response())
}

/// A lineage.
#[derive(Serialize, utoipa::ToSchema)]
struct Lineage {
    /// By depth and age.
    nodes: Vec<Node>,
}

/// Where a picture comes from and what became of it.
#[utoipa::path(get, path = "/api/v1/pictures/{id}/lineage", tag = "remixes", params(("id" = String, Path)),
    responses((status = 200, body = Lineage), (status = 404), (status = 410)))]
async fn lineage_of(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Lineage>, Problem> {
    let picture = pictures::open_to(&app, &id, &visitor).await?;
    let mut conn = app.db.snapshot().await?;
    Ok(axum::Json(Lineage { nodes: lineage(&mut conn, picture.id, Some(&visitor)).await? }))
}
