//! Stories and updates, for programs.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::{Role, Visitor};
use crate::stories::story::{self, Story, Which};
use crate::stories::updates::{self, UpdateView};
use crate::stories::view::{StoryView, views};
use crate::stories::writing::{self, Draft};
use crate::surges::{self, Summary};
use crate::things::Kind;
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};
use crate::web::{text, versions};

/// `/stories` and `/stories/{id}/updates`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, edit, withdraw))
        .routes(routes!(list_updates, append))
        .routes(routes!(read_update, withdraw_update))
        .routes(routes!(hits))
}

/// Which stories.
#[derive(Deserialize, utoipa::IntoParams)]
struct Asked {
    /// Only those with this tag.
    tag: Option<String>,
}

/// The public stories, newest first; members see those for members too.
#[utoipa::path(get, path = "/api/v1/stories", tag = "stories", params(Asked, Paging), responses((status = 200, body = List<StoryView>)))]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<StoryView>>, Problem> {
    let tag = asked.tag.map(|tag| text::line(&tag, usize::MAX).unwrap_or_default().to_lowercase());
    let after = paging.after()?;
    let members = visitor.person().is_some_and(|person| person.role != Role::Guest);
    let mut conn = app.db.snapshot().await?;
    let which = Which { tag: tag.as_deref(), after, members };
    let found = story::list(&mut conn, which, paging.limit() + 1).await?;
    let items = views(&mut conn, found, &app.public_url()).await?;
    Ok(axum::Json(List::from_one_more(items, &paging, |story| story.id.to_string())))
}

/// An id that a client sent; what is none names nothing.
pub(super) fn known(id: &str) -> Result<Id, Problem> {
    id.parse().map_err(|_| Problem::not_found("story-gone"))
}

/// The story as the visitor may see it; what they may not see is not there.
pub(super) async fn seen(
    conn: &mut sqlx::AnyConnection,
    id: &str,
    visitor: &Visitor,
) -> Result<Story, Problem> {
    story::by_id(conn, known(id)?)
        .await?
        .filter(|story| story.is_seen_by(Some(visitor)))
        .ok_or_else(|| Problem::not_found("story-gone"))
}

/// The story as an answer, with its version.
async fn answer(app: &App, story: Story) -> Result<(HeaderMap, serde_json::Value), Problem> {
    app.hits.fold().await?;
    let mut headers = HeaderMap::from_iter([(header::ETAG, versions::etag(story.version))]);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let mut conn = app.db.snapshot().await?;
    let view = views(&mut conn, vec![story], &app.public_url()).await?.pop();
    Ok((headers, json!(view)))
}

/// Publishes a story.
#[utoipa::path(post, path = "/api/v1/stories", tag = "stories", request_body = Draft, responses((status = 201, body = StoryView), (status = 401), (status = 403), (status = 422)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Json(draft): Json<Draft>,
) -> Result<Response, Problem> {
    let done = writing::write_story(&app, &visitor, draft, String::new()).await?;
    let location = format!("/api/v1/stories/{}", done.value.id);
    let (headers, body) = answer(&app, done.value).await?;
    Ok((headers, located(done.actor.json(StatusCode::CREATED, body), &location)).into_response())
}

pub(super) fn located(mut response: Response, path: &str) -> Response {
    if let Ok(path) = HeaderValue::try_from(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}

/// One story.
#[utoipa::path(get, path = "/api/v1/stories/{id}", tag = "stories", params(("id" = String, Path)), responses((status = 200, body = StoryView), (status = 404)))]
async fn read(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Problem> {
    let story = seen(&mut *app.db.reader().acquire().await?, &id, &visitor).await?;
    let (headers, body) = answer(&app, story).await?;
    Ok((headers, axum::Json(body)).into_response())
}

/// Changes a story; with `If-Match` only if nobody changed it meanwhile. Its past texts stay readable.
#[utoipa::path(patch, path = "/api/v1/stories/{id}", tag = "stories", params(("id" = String, Path)), request_body = Draft, responses((status = 200, body = StoryView), (status = 403), (status = 404), (status = 412), (status = 422)))]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(draft): Json<Draft>,
) -> Result<Response, Problem> {
    let done = writing::edit_story(&app, &visitor, known(&id)?, draft, headers).await?;
    let (headers, body) = answer(&app, done.value).await?;
    Ok((headers, done.actor.json(StatusCode::OK, body)).into_response())
}

/// Takes a story back.
#[utoipa::path(delete, path = "/api/v1/stories/{id}", tag = "stories", params(("id" = String, Path)), responses((status = 204), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    writing::withdraw_story(&app, &visitor, known(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is added.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewStoryUpdate)]
struct Addition {
    /// Markdown, at most 20,000 characters.
    #[serde(default)]
    body: String,
}

/// The updates of a story, oldest first.
#[utoipa::path(get, path = "/api/v1/stories/{id}/updates", tag = "stories", params(("id" = String, Path), Paging), responses((status = 200, body = List<UpdateView>), (status = 404)))]
async fn list_updates(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<UpdateView>>, Problem> {
    let after = paging.after()?;
    let mut conn = app.db.snapshot().await?;
    let story = seen(&mut conn, &id, &visitor).await?;
    let all = updates::of_stories(&mut conn, &[story.id]).await?;
    let items = all.iter().filter(|update| after.is_none_or(|after| update.id > after));
    let items = items.map(UpdateView::from).collect();
    Ok(axum::Json(List::from_one_more(items, &paging, |update| update.id.to_string())))
}

/// Appends an update; it appears on open pages.
#[utoipa::path(post, path = "/api/v1/stories/{id}/updates", tag = "stories", params(("id" = String, Path)), request_body = Addition, responses((status = 201, body = UpdateView), (status = 403), (status = 404), (status = 422)))]
async fn append(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(addition): Json<Addition>,
) -> Result<Response, Problem> {
    let done = writing::append_update(&app, &visitor, known(&id)?, addition.body, String::new()).await?;
    let location = format!("/api/v1/stories/{id}/updates/{}", done.value.id);
    Ok(located(done.actor.json(StatusCode::CREATED, json!(UpdateView::from(&done.value))), &location))
}

/// One update.
#[utoipa::path(get, path = "/api/v1/stories/{id}/updates/{update}", tag = "stories", params(("id" = String, Path), ("update" = String, Path)), responses((status = 200, body = UpdateView), (status = 404)))]
async fn read_update(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, update)): Path<(String, String)>,
) -> Result<axum::Json<UpdateView>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let story = seen(&mut conn, &id, &visitor).await?;
    let found = updates::by_id(&mut conn, known(&update)?).await?;
    let shown =
        found.filter(|update| update.story == story.id && update.standing == crate::things::Standing::Shown);
    shown.map(|update| axum::Json(UpdateView::from(&update))).ok_or_else(|| Problem::not_found("story-gone"))
}

/// Takes an update back; it goes from open pages and feeds.
#[utoipa::path(delete, path = "/api/v1/stories/{id}/updates/{update}", tag = "stories", params(("id" = String, Path), ("update" = String, Path)), responses((status = 204), (status = 401), (status = 403), (status = 404)))]
async fn withdraw_update(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, update)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    writing::withdraw_update(&app, &visitor, known(&id)?, known(&update)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How often a story's page was looked at, by minute and by host; exact.
#[utoipa::path(get, path = "/api/v1/stories/{id}/hits", tag = "stories", params(("id" = String, Path)), responses((status = 200, body = Summary), (status = 404)))]
async fn hits(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Problem> {
    let story = seen(&mut *app.db.reader().acquire().await?, &id, &visitor).await?;
    surges::answer(&app, Kind::Story, story.id).await
}
