//! Items, leases, answers, results.

use std::num::NonZeroU32;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::clock::rfc3339;
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{id, rows, seen_activity};
use crate::app::App;
use crate::people::Visitor;
use crate::throngs::export::{self, Format};
use crate::throngs::kinds::Terms;
use crate::throngs::leases::Wish;
use crate::throngs::sheet::Columns;
use crate::throngs::{answers, deeds, items, leases, results, upload};
use crate::web::body::{Json, Query};
use crate::web::lists::{self, List, Paging};

/// Results of one answer, where no limit is asked for.
const RESULTS: i64 = 10_000;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_items, take_items))
        .routes(routes!(next))
        .routes(routes!(answer))
        .routes(routes!(touch))
        .routes(routes!(give_back))
        .routes(routes!(show_results))
}

/// What was taken.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ItemsTaken)]
struct Taken {
    /// How many items.
    taken: usize,
    /// Names the upload.
    upload: String,
}

/// A form with a file of items.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes the form; the part is read as it comes")]
struct Sheet {
    /// CSV with any headings, or one JSON object a line.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes many items at once: one JSON object a line, or CSV with any headings. All are taken, or none.
#[utoipa::path(post, path = "/api/v1/activities/{id}/items", tag = "throngs", params(("id" = String, Path), Columns),
    request_body(content((String = "text/csv"), (String = "application/x-ndjson"), (Sheet = "multipart/form-data"))),
    responses((status = 201, body = Taken), (status = 422)))]
async fn take_items(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(columns): Query<Columns>,
    request: Request,
) -> Result<Response, Problem> {
    let activity = id(&key, "throng-activity-gone")?;
    upload::allowed(&app, &visitor, activity).await?;
    let (bytes, ndjson) = rows::read(request).await?;
    let taken = upload::take(&app, &visitor, activity, bytes, ndjson, columns).await?;
    let body = Taken { taken: taken.taken, upload: taken.upload.to_string() };
    let mut response = (StatusCode::CREATED, axum::Json(body)).into_response();
    if let Ok(path) = HeaderValue::try_from(format!("/api/v1/activities/{activity}/items")) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    Ok(response)
}

/// Which items.
#[derive(Deserialize, utoipa::IntoParams)]
struct Which {
    /// Only those that are `open`, or `done`.
    #[param(inline)]
    state: Option<ItemState>,
}

/// How an item stands.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum ItemState {
    /// It needs answers.
    Open,
    /// It needs no more.
    Done,
}

/// The items with their state, in the order of the host's rows.
#[utoipa::path(get, path = "/api/v1/activities/{id}/items", tag = "throngs", params(("id" = String, Path), Which, Paging),
    responses((status = 200, body = List<Value>), (status = 404), (status = 422)))]
async fn list_items(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(which): Query<Which>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<Value>>, Problem> {
    let activity = seen_activity(&app, &visitor, &key).await?;
    let (from, limit) = (paging.after_number()?.unwrap_or(-1), paging.limit() + 1);
    let mut conn = app.db.reader().acquire().await?;
    let reader = results::Reader::of(&mut conn, &visitor, &activity).await?;
    let found = match which.state {
        None => items::after(&mut conn, activity.id, from, limit).await?,
        Some(state) => {
            let wanted = (state == ItemState::Done, reader.knows());
            items::in_state(&mut conn, activity.id, from, limit, wanted).await?
        }
    };
    let found = found.into_iter().map(|item| reader.sees(item)).collect();
    let List { items, next } = List::from_one_more(found, &paging, |item| item.place.to_string());
    Ok(axum::Json(List { items: items.iter().map(items::Item::json).collect(), next }))
}

/// What is wished for.
#[derive(Deserialize, utoipa::ToSchema)]
struct Wished {
    /// This item, if it is still open for this person; a lease that they hold on it is renewed.
    prefer: Option<String>,
}

/// Hands out an item; 204 when nothing is left for this person.
#[utoipa::path(post, path = "/api/v1/activities/{id}/next", tag = "throngs", params(("id" = String, Path)), request_body = Wished,
    responses((status = 200, body = Value), (status = 204)))]
async fn next(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Json(wished): Json<Wished>,
) -> Result<Response, Problem> {
    let activity = seen_activity(&app, &visitor, &key).await?;
    let prefer = wished.prefer.and_then(|item| item.parse().ok());
    if activity.terms == Terms::Do {
        let claimed = deeds::claim(&app, &visitor, &activity, deeds::Which::Any(prefer)).await?;
        return Ok(claimed.map_or_else(
            || StatusCode::NO_CONTENT.into_response(),
            |acted| acted.actor.json(StatusCode::OK, acted.value.json()),
        ));
    }
    let handed = leases::next(&app, &visitor, activity.id, Wish { prefer, resume: false }).await?;
    Ok(handed.map_or_else(
        || StatusCode::NO_CONTENT.into_response(),
        |handed| ([(header::CACHE_CONTROL, "private, no-store")], axum::Json(handed.json())).into_response(),
    ))
}

/// An answer.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewAnswer)]
struct Said {
    /// A choice's text, or null for "can't tell"; of a deed `{"text"?, "picture"?, "link"?}`.
    answer: Value,
}

/// Whether a lease is on something to be done.
async fn is_deed(app: &App, lease: platform::Id) -> Result<bool, Problem> {
    Ok(deeds::find(&mut *app.db.reader().acquire().await?, lease).await?.is_some())
}

/// Answers what was handed out. Whoever has no session becomes a guest by it.
#[utoipa::path(post, path = "/api/v1/leases/{lease}/answer", tag = "throngs", params(("lease" = String, Path)), request_body = Said,
    responses((status = 200, body = Value), (status = 404), (status = 409), (status = 422)))]
async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(lease): Path<String>,
    Json(said): Json<Said>,
) -> Result<Response, Problem> {
    let lease = id(&lease, "throng-lease-gone")?;
    if is_deed(&app, lease).await? {
        let (activity, late) = deeds::answer(&app, &visitor, lease, &said.answer).await?;
        let now = seen_activity(&app, &visitor, &activity.to_string()).await?;
        let mut body = json!({"counted": true, "progress": now.progress()});
        if late {
            body["late"] = json!(true);
        }
        return Ok(axum::Json(body).into_response());
    }
    let acted = answers::answer(&app, &visitor, answers::To::Lease(lease), said.answer).await?;
    let mut body = json!({"counted": true, "progress": acted.value.progress});
    if acted.value.late {
        body["late"] = json!(true);
    }
    if acted.value.settled {
        body["settled"] = json!(true);
    }
    Ok(acted.actor.json(StatusCode::OK, body))
}

/// Touches a lease, so that it lasts on.
#[utoipa::path(post, path = "/api/v1/leases/{lease}/touch", tag = "throngs", params(("lease" = String, Path)),
    responses((status = 200, body = Value), (status = 404)))]
async fn touch(
    State(app): State<App>,
    visitor: Visitor,
    Path(lease): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let lease = id(&lease, "throng-lease-gone")?;
    let until = if is_deed(&app, lease).await? {
        deeds::touch(&app, &visitor, lease).await?
    } else {
        leases::touch(&app, &visitor, lease).await?
    };
    Ok(axum::Json(json!({"lease": lease, "expires_at": rfc3339(until)})))
}

/// Gives a lease back; somebody else gets the item.
#[utoipa::path(delete, path = "/api/v1/leases/{lease}", tag = "throngs", params(("lease" = String, Path)),
    responses((status = 204), (status = 404)))]
async fn give_back(
    State(app): State<App>,
    visitor: Visitor,
    Path(lease): Path<String>,
) -> Result<StatusCode, Problem> {
    let lease = id(&lease, "throng-lease-gone")?;
    if is_deed(&app, lease).await? {
        deeds::give_back(&app, &visitor, lease).await?;
    } else {
        leases::give_back(&app, &visitor, lease).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `?format=csv|ndjson` gives all as a file.
#[derive(Deserialize, utoipa::IntoParams)]
pub struct Formatted {
    /// `csv` or `ndjson`; without it JSON.
    pub format: Option<String>,
    /// At most so many; without it 10,000.
    #[param(value_type = Option<u32>, minimum = 1)]
    pub limit: Option<NonZeroU32>,
    /// `next` of the answer before.
    pub after: Option<String>,
    /// Of which activity, where a throng's file is asked for.
    pub activity: Option<String>,
}

/// The format that is asked for.
///
/// # Errors
/// 422 for one that there is not.
pub fn format(asked: Option<&str>) -> Result<Option<Format>, Problem> {
    let known = |text| Format::from_query(text).ok_or_else(|| Problem::field("/format", "throng-format"));
    asked.filter(|text| *text != "json").map(known).transpose()
}

/// What the answers add up to so far.
#[utoipa::path(get, path = "/api/v1/activities/{id}/results", tag = "throngs", params(("id" = String, Path), Formatted),
    responses((status = 200, body = Value)))]
async fn show_results(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Formatted>,
) -> Result<Response, Problem> {
    let activity = seen_activity(&app, &visitor, &key).await?;
    if let Some(format) = format(asked.format.as_deref())? {
        return export::results(&app, &visitor, activity, format).await;
    }
    let limit = asked.limit.map_or(RESULTS, |limit| i64::from(limit.get())).min(RESULTS);
    let after = lists::number(asked.after.as_deref())?.unwrap_or(-1);
    let mut conn = app.db.snapshot().await?;
    let mut found = items::after(&mut conn, activity.id, after, limit + 1).await?;
    let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let next = found.last().filter(|_| more).map(|item| item.place.to_string());
    let reader = results::Reader::of(&mut conn, &visitor, &activity).await?;
    let seen: Vec<_> = found.into_iter().map(|item| reader.sees(item)).collect();
    let items = results::of_kind(&mut conn, &seen, &activity).await?;
    let body = json!({
        "activity": activity.json(),
        "items": items,
        "next": next,
        "progress": activity.progress(),
        "disagreements": results::disagreements(&mut conn, &activity).await?,
    });
    Ok(([(header::CACHE_CONTROL, "private, no-cache")], axum::Json(body)).into_response())
}
