//! Pictures for programs.

use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::people::visitor::Acted;
use crate::pictures::add;
use crate::pictures::edit::{Edit, edit, open_to, withdraw};
use crate::pictures::fields::Sent;
use crate::pictures::list::{Which, list};
use crate::pictures::picture::{Picture, with_figures};
use crate::remixes::recipe;
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};
use crate::web::versions;

/// `/pictures` and `/pictures/{id}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create, index)).routes(routes!(show, change, take_back))
}

/// A form with a picture.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes the form; the parts are read as they come")]
#[schema(as = PictureForm)]
pub struct Form {
    /// JPEG, PNG, WebP or GIF, at most 50 MB and 100 megapixels.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// At most 200 characters.
    title: Option<String>,
    /// The picture in words, for those who do not see it.
    alt: Option<String>,
    /// SPDX name or `all-rights-reserved`, which is the default.
    licence: Option<String>,
    /// At most 20.
    tags: Option<Vec<String>>,
    /// Ids of the pictures that it is made from.
    parents: Option<Vec<String>>,
    /// `public`, `link` or `members`.
    visibility: Option<String>,
}

/// Puts a picture up: a form with a file, or a recipe as JSON, from which it is drawn.
#[utoipa::path(post, path = "/api/v1/pictures", tag = "pictures",
    request_body(content((Form = "multipart/form-data"), (recipe::Sending = "application/json"))),
    responses((status = 201), (status = 413), (status = 422), (status = 503), (status = 507)))]
async fn create(State(app): State<App>, visitor: Visitor, request: Request) -> Result<Response, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    if !kind.starts_with(b"application/json") {
        return created(&app, &visitor, request, None).await;
    }
    let Json(sending) = Json::from_request(request, &app).await?;
    answer(&app, recipe::put_up(&app, &visitor, None, sending).await?).await
}

/// Puts the picture of a form up, with `parent` if there is one; answers 201 with the picture.
///
/// # Errors
/// As [`add::add`].
pub async fn created(
    app: &App,
    visitor: &Visitor,
    request: Request,
    parent: Option<Id>,
) -> Result<Response, Problem> {
    answer(app, add::add(app, visitor, request, parent, &mut Sent::default()).await?).await
}

/// 201 with a picture that was put up just now.
///
/// # Errors
/// When the database does not answer.
pub async fn answer(app: &App, acted: Acted<Picture>) -> Result<Response, Problem> {
    let picture = acted.value;
    let body = read(app, &picture).await?;
    let mut response = acted.actor.json(StatusCode::CREATED, body);
    if let Ok(place) = HeaderValue::try_from(format!("/api/v1/pictures/{}", picture.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response.headers_mut().insert(header::ETAG, versions::etag(picture.version));
    Ok(response)
}

/// The picture as programs read it, with the figures of this moment.
async fn read(app: &App, picture: &Picture) -> Result<Value, Problem> {
    app.hits.fold().await?;
    let mut conn = app.db.snapshot().await?;
    Ok(with_figures(&mut conn, picture).await?)
}

/// `?tag=`.
#[derive(Deserialize, utoipa::IntoParams)]
struct Tagged {
    /// Only pictures with this tag.
    tag: Option<String>,
}

/// Public pictures, newest first.
#[utoipa::path(get, path = "/api/v1/pictures", tag = "pictures", params(Paging, Tagged), responses((status = 200)))]
async fn index(
    State(app): State<App>,
    Query(paging): Query<Paging>,
    Query(tagged): Query<Tagged>,
) -> Result<axum::Json<List<Value>>, Problem> {
    let mut conn = app.db.snapshot().await?;
    Ok(axum::Json(list(&mut conn, &paging, tagged.tag.as_deref().map_or(Which::All, Which::Tagged)).await?))
}

/// One picture.
#[utoipa::path(get, path = "/api/v1/pictures/{id}", tag = "pictures", params(("id" = String, Path)), responses((status = 200), (status = 404), (status = 410)))]
async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Problem> {
    let picture = open_to(&app, &id, &visitor).await?;
    Ok(as_json(&picture, read(&app, &picture).await?))
}

/// Changes a picture.
#[utoipa::path(patch, path = "/api/v1/pictures/{id}", tag = "pictures", params(("id" = String, Path)), request_body = Edit,
    responses((status = 200), (status = 403), (status = 404), (status = 412), (status = 422)))]
async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<Edit>,
) -> Result<Response, Problem> {
    let picture = edit(&app, &visitor, known(&id)?, asked, &headers).await?;
    Ok(as_json(&picture, read(&app, &picture).await?))
}

/// Takes a picture back.
#[utoipa::path(delete, path = "/api/v1/pictures/{id}", tag = "pictures", params(("id" = String, Path)),
    responses((status = 204), (status = 403), (status = 404), (status = 412)))]
async fn take_back(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    withdraw(&app, &visitor, known(&id)?, &headers).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn as_json(picture: &Picture, body: Value) -> Response {
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    let mut response = (kept, axum::Json(body)).into_response();
    response.headers_mut().insert(header::ETAG, versions::etag(picture.version));
    response
}

/// The id in an address.
///
/// # Errors
/// 404 for what is none.
pub fn known(id: &str) -> Result<Id, Problem> {
    id.parse().map_err(|_| Problem::not_found("picture-gone"))
}
