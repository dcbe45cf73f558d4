//! `/throngs`, its members and its activities.

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::surges;
use crate::things::Kind;
use crate::throngs::activity;
use crate::throngs::change;
use crate::throngs::forecast;
use crate::throngs::gather::{self, Asked, seen};
use crate::throngs::kinds;
use crate::throngs::list;
use crate::throngs::roles;
use crate::throngs::throng::Throng;
use crate::throngs::withdraw;
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};
use crate::web::versions::etag;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(throngs, gather_throng))
        .routes(routes!(throng, change_throng, withdraw_throng))
        .routes(routes!(members, join_throng, give_role))
        .routes(routes!(follow))
        .routes(routes!(activities, add_activity))
        .routes(routes!(one_activity, change_activity))
        .routes(routes!(hits))
}

async fn shown(app: &App, throng: &Throng, visitor: &Visitor) -> Result<Value, Problem> {
    let mut conn = app.db.snapshot().await?;
    let foreseen = forecast::foresee(&mut conn, throng, app.clock.now()).await?;
    Ok(throng.json(&foreseen.json(), foreseen.reason(&visitor.reader.words)))
}

/// A throng's answer with its version.
async fn answered(app: &App, throng: &Throng, visitor: &Visitor) -> Result<Response, Problem> {
    let mut response = axum::Json(shown(app, throng, visitor).await?).into_response();
    response.headers_mut().insert(header::ETAG, etag(throng.version));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// All public throngs, the newest first.
#[utoipa::path(get, path = "/api/v1/throngs", tag = "throngs", params(Paging), responses((status = 200, body = List<Value>)))]
async fn throngs(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<Value>>, Problem> {
    let found = list::public(&mut *app.db.reader().acquire().await?, &paging).await?;
    let List { items, next } = List::from_one_more(found, &paging, |throng| throng.id.to_string());
    let listed = |throng: &Throng| throng.json(&Value::Null, Some(visitor.reader.words.say("forecast-one")));
    Ok(axum::Json(List { items: items.iter().map(listed).collect(), next }))
}

/// Gathers a throng.
#[utoipa::path(post, path = "/api/v1/throngs", tag = "throngs", request_body = Asked, responses((status = 201, body = Value), (status = 422)))]
async fn gather_throng(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Json(asked): Json<Asked>,
) -> Result<Response, Problem> {
    let acted = gather::gather(&app, &visitor, asked).await?;
    let mut response = acted.actor.json(StatusCode::CREATED, shown(&app, &acted.value, &visitor).await?);
    located(&mut response, &format!("/api/v1/throngs/{}", acted.value.id));
    response.headers_mut().insert(header::ETAG, etag(acted.value.version));
    Ok(response)
}

fn located(response: &mut Response, path: &str) {
    if let Ok(path) = HeaderValue::try_from(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
}

/// One throng, by its id or slug.
#[utoipa::path(get, path = "/api/v1/throngs/{id}", tag = "throngs", params(("id" = String, Path)), responses((status = 200, body = Value), (status = 404)))]
async fn throng(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let throng = seen(&mut *app.db.reader().acquire().await?, &visitor, &key).await?;
    answered(&app, &throng, &visitor).await
}

/// Moves a throng's state, its times, its words.
#[utoipa::path(patch, path = "/api/v1/throngs/{id}", tag = "throngs", params(("id" = String, Path)), request_body = change::Asked,
    responses((status = 200, body = Value), (status = 409), (status = 412), (status = 422)))]
async fn change_throng(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<change::Asked>,
) -> Result<Response, Problem> {
    let throng = change::change(&app, &visitor, &key, headers, asked).await?;
    answered(&app, &throng, &visitor).await
}

/// Takes a throng back: its pages, feeds and activities are gone.
#[utoipa::path(delete, path = "/api/v1/throngs/{id}", tag = "throngs", params(("id" = String, Path)),
    responses((status = 204), (status = 401), (status = 403), (status = 404)))]
async fn withdraw_throng(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    withdraw::withdraw(&app, &visitor, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who joins.
#[derive(Deserialize, utoipa::ToSchema)]
struct Joining {
    /// The person whose link was followed.
    invited_by: Option<String>,
}

/// Joins a throng.
#[utoipa::path(post, path = "/api/v1/throngs/{id}/members", tag = "throngs", params(("id" = String, Path)), request_body = Joining,
    responses((status = 201, body = Value), (status = 409)))]
async fn join_throng(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Json(asked): Json<Joining>,
) -> Result<Response, Problem> {
    let invited_by = asked.invited_by.and_then(|id| id.parse().ok());
    let acted = gather::join(&app, &visitor, &key, invited_by).await?;
    let mut conn = app.db.reader().acquire().await?;
    let role = roles::role(&mut conn, acted.value.id, acted.actor.person.id).await?;
    drop(conn);
    let body = json!({
        "throng": acted.value.id,
        "person": acted.actor.person,
        "role": role,
        "members": acted.value.members,
    });
    let mut response = acted.actor.json(StatusCode::CREATED, body);
    located(&mut response, &format!("/api/v1/throngs/{}/members", acted.value.id));
    Ok(response)
}

/// Takes a role in a throng, or gives a member one: `deputy` (the coordinator's to name), `checker` (after three counted acts),
/// `contributor`, or a word of one's own.
#[utoipa::path(patch, path = "/api/v1/throngs/{id}/members", tag = "throngs", params(("id" = String, Path)), request_body = roles::Asked,
    responses((status = 200, body = Value), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn give_role(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Json(asked): Json<roles::Asked>,
) -> Result<axum::Json<Value>, Problem> {
    let (throng, person, role) = roles::give(&app, &visitor, &key, &asked).await?;
    Ok(axum::Json(json!({"throng": throng.id, "person": person, "role": role})))
}

/// An address that is to hear how it ends.
#[derive(Deserialize, utoipa::ToSchema)]
struct Follower {
    /// Where the mail would go.
    email: String,
}

/// "Tell me how it ends" by mail: this server sends none, and says where the feed is. The address is not kept.
#[utoipa::path(post, path = "/api/v1/throngs/{id}/followers", tag = "throngs", params(("id" = String, Path)), request_body = Follower,
    responses((status = 404), (status = 422), (status = 501)))]
async fn follow(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Json(asked): Json<Follower>,
) -> Result<Response, Problem> {
    let throng = seen(&mut *app.db.reader().acquire().await?, &visitor, &key).await?;
    if !asked.email.trim().split_once('@').is_some_and(|(who, host)| !who.is_empty() && !host.is_empty()) {
        return Err(Problem::field("/email", "follow-address-wrong"));
    }
    let feed = format!("{}/t/{}/feed.atom", app.public_url(), throng.slug);
    Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "follow-by-feed").with("feed", feed))
}

/// Who has joined, in the order of their names' ids.
#[utoipa::path(get, path = "/api/v1/throngs/{id}/members", tag = "throngs", params(("id" = String, Path), Paging),
    responses((status = 200, body = List<list::Member>)))]
async fn members(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<list::Member>>, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, &visitor, &key).await?;
    let members = list::members(&mut conn, throng.id, &paging).await?;
    Ok(axum::Json(List::from_one_more(members, &paging, |member| member.id.to_string())))
}

/// Gives a throng something to do.
#[utoipa::path(post, path = "/api/v1/throngs/{id}/activities", tag = "throngs", params(("id" = String, Path)), request_body = activity::Asked,
    responses((status = 201, body = Value), (status = 422)))]
async fn add_activity(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Json(asked): Json<activity::Asked>,
) -> Result<Response, Problem> {
    let activity = gather::add_activity(&app, &visitor, &key, asked).await?;
    let mut response = (StatusCode::CREATED, axum::Json(activity.json())).into_response();
    located(&mut response, &format!("/api/v1/activities/{}", activity.id));
    Ok(response)
}

/// What a throng does.
#[utoipa::path(get, path = "/api/v1/throngs/{id}/activities", tag = "throngs", params(("id" = String, Path)),
    responses((status = 200, body = List<Value>)))]
async fn activities(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<axum::Json<List<Value>>, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, &visitor, &key).await?;
    let found = activity::of_throng(&mut conn, throng.id).await?;
    Ok(axum::Json(List { items: found.iter().map(activity::Activity::json).collect(), next: None }))
}

/// One activity.
#[utoipa::path(get, path = "/api/v1/activities/{id}", tag = "throngs", params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = 404)))]
async fn one_activity(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    Ok(versioned(&super::seen_activity(&app, &visitor, &key).await?))
}

/// An activity's answer with its version.
fn versioned(activity: &activity::Activity) -> Response {
    ([(header::ETAG, etag(activity.revision()))], axum::Json(activity.json())).into_response()
}

/// Changes an activity: what it is called, how sure each answer must be, how many answers an item gets at most.
#[utoipa::path(patch, path = "/api/v1/activities/{id}", tag = "throngs", params(("id" = String, Path)), request_body = kinds::Change,
    responses((status = 200, body = Value), (status = 401), (status = 403), (status = 404), (status = 409), (status = 412), (status = 422)))]
async fn change_activity(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<kinds::Change>,
) -> Result<Response, Problem> {
    let id = super::seen_activity(&app, &visitor, &key).await?.id;
    Ok(versioned(&change::change_activity(&app, &visitor, id, headers, asked).await?))
}

/// How often the throng's page was looked at, by minute and by where they came from.
#[utoipa::path(get, path = "/api/v1/throngs/{id}/hits", tag = "throngs", params(("id" = String, Path)), responses((status = 200, body = Value), (status = 404)))]
async fn hits(
    Extract(app): Extract<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let throng = seen(&mut *app.db.reader().acquire().await?, &visitor, &key).await?;
    surges::answer(&app, Kind::Throng, throng.id).await
}
