//! Figures and surges for programs.

use axum::extract::{Path, State as ExtractState};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::stories::story;
use crate::surges::surge::{self, State, Surge};
use crate::surges::{Summary, links, sources, summary};
use crate::things::{Kind, Thing};
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};
use crate::{pictures, rooms};

/// `/surges`, `/pictures/{id}/hits` and `/stories/{id}/links`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(of_picture)).routes(routes!(name_link))
}

/// A surge as programs read it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SurgeView {
    /// Names it.
    #[schema(value_type = String)]
    pub id: Id,
    /// What they come to.
    pub about: Thing,
    /// The first minute of the rise, RFC 3339.
    pub began_at: String,
    /// Most in a minute.
    pub peak_per_minute: i64,
    /// The hosts that sent most; those that named none are not among them.
    pub referrers: Vec<String>,
    /// The page that was seen to link here; null where none was.
    pub page: Option<String>,
    /// In how many seconds it fades to a half; null while that cannot be told.
    pub half_life_s: Option<i64>,
    /// How it stands.
    pub state: State,
}

/// What surges, and what did, the newest first. What the visitor may not see is not among them.
#[utoipa::path(get, path = "/api/v1/surges", tag = "surges", params(Paging), responses((status = 200, body = List<SurgeView>)))]
async fn list(
    ExtractState(app): ExtractState<App>,
    visitor: Visitor,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<SurgeView>>, Problem> {
    let after = paging.after()?;
    let mut conn = app.db.snapshot().await?;
    let found = surge::list(&mut conn, after, paging.limit() + 1).await?;
    let mut page = List::from_one_more(found, &paging, |surge| surge.id.to_string());
    let mut items = Vec::with_capacity(page.items.len());
    for surge in page.items.drain(..) {
        let seen = rooms::subject(&mut conn, surge.about).await?;
        if seen.is_some_and(|subject| subject.is_seen_by(visitor.person())) {
            items.push(view(&mut conn, surge).await?);
        }
    }
    Ok(axum::Json(List { items, next: page.next }))
}

async fn view(conn: &mut AnyConnection, surge: Surge) -> Result<SurgeView, sqlx::Error> {
    let hosts = sources::since(conn, surge.about.kind, surge.about.id, surge.began_at).await?;
    Ok(SurgeView {
        id: surge.id,
        about: surge.about,
        began_at: rfc3339(surge.began_at),
        peak_per_minute: surge.peak,
        referrers: hosts.into_iter().map(|from| from.referrer).collect(),
        page: surge.page,
        half_life_s: surge.half_life_s,
        state: surge.state,
    })
}

/// A page elsewhere.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = LinkingPage)]
struct Page {
    /// Its address.
    #[serde(default)]
    page: String,
}

/// Names a page that links to a story; it is looked at, and kept only if it truly does.
#[utoipa::path(post, path = "/api/v1/stories/{id}/links", tag = "surges", params(("id" = String, Path)), request_body = Page, responses((status = 201), (status = 403), (status = 404), (status = 422)))]
async fn name_link(
    ExtractState(app): ExtractState<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(named): Json<Page>,
) -> Result<Response, Problem> {
    let gone = || Problem::not_found("story-gone");
    let id = id.parse().map_err(|_| gone())?;
    let found = story::by_id(&mut *app.db.reader().acquire().await?, id).await?;
    let story = found.filter(|story| story.is_seen_by(Some(&visitor))).ok_or_else(gone)?;
    let page = links::name(&app, &visitor, &story, &named.page).await?;
    let place = [(header::LOCATION, format!("/api/v1/stories/{id}"))];
    Ok((StatusCode::CREATED, place, axum::Json(json!({ "page": page }))).into_response())
}

/// How often a picture's page and renditions were looked at, by minute and by host; exact.
#[utoipa::path(get, path = "/api/v1/pictures/{id}/hits", tag = "surges", params(("id" = String, Path)),
    responses((status = 200, body = Summary), (status = 404), (status = 410)))]
async fn of_picture(
    ExtractState(app): ExtractState<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let picture = pictures::open_to(&app, &id, &visitor).await?;
    answer(&app, Kind::Picture, picture.id).await
}

/// The figures as an answer. Whether they may be seen is the caller's question.
///
/// # Errors
/// When the database does not answer.
pub async fn answer(app: &App, kind: Kind, id: Id) -> Result<Response, Problem> {
    let figures = summary(app, kind, id).await?;
    Ok(([(header::CACHE_CONTROL, "private, no-cache")], axum::Json(figures)).into_response())
}
