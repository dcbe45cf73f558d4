//! Rooms for programs.

use std::num::NonZeroU32;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::clock::SECOND;
use platform::web::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::{Act, Person, Visitor, Whose};
use crate::rooms::message::{self, Message, Part};
use crate::rooms::room::{self, Mode, Room};
use crate::rooms::say::{self, Words};
use crate::rooms::{change, subject};
use crate::web::body::{Json, Query};
use crate::web::lists::{self, List, MAX_LIMIT};
use crate::web::versions;

/// `/rooms/{id}`, its messages, and each message.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_room, set_room))
        .routes(routes!(list, post))
        .routes(routes!(show, edit, withdraw))
        .routes(routes!(react, unreact))
}

/// What is said.
#[derive(Deserialize, utoipa::ToSchema)]
struct Saying {
    /// At most 2,000 characters.
    body: String,
    /// One's own name for it, at most 64 bytes: the same key again says nothing twice.
    key: Option<String>,
    /// The `seq` of the message that it answers.
    reply_to: Option<i64>,
}

/// Says something; a visitor without a session becomes a guest by it.
#[utoipa::path(post, path = "/api/v1/rooms/{id}/messages", tag = "rooms", params(("id" = String, Path)), request_body = Saying, responses((status = 201), (status = 200, description = "said before, under the same key"), (status = 403), (status = 404), (status = 422), (status = 429)))]
async fn post(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(asked): Json<Saying>,
) -> Result<Response, Problem> {
    let words = Words { body: asked.body, key: asked.key, reply_to: asked.reply_to };
    let said = say::say(&app, &visitor, id_of(&id, "rooms-gone")?, words).await?;
    let mut conn = app.db.reader().acquire().await?;
    let message = message::find(&mut conn, said.value.id).await?;
    let message = message.ok_or_else(|| Problem::not_found("rooms-message-gone"))?;
    let status = if said.value.again { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = said.actor.json(status, message.json());
    if let Ok(location) = HeaderValue::try_from(format!("/api/v1/messages/{}", message.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Which part of a room.
#[derive(Deserialize, utoipa::IntoParams)]
struct Range {
    /// At most so many; 200 is the most, 50 the default.
    #[param(value_type = Option<u32>, minimum = 1)]
    limit: Option<NonZeroU32>,
    /// Only messages with a greater `seq`.
    after: Option<String>,
    /// Only messages with a smaller `seq`, the nearest ones.
    before: Option<i64>,
}

/// What was said, by `seq`, oldest first: from the beginning or after `after`; with `before` the nearest ones before it.
#[utoipa::path(get, path = "/api/v1/rooms/{id}/messages", tag = "rooms", params(("id" = String, Path), Range), responses((status = 200), (status = 404)))]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(range): Query<Range>,
) -> Result<axum::Json<List<Value>>, Problem> {
    let room = seen_room(&app, &visitor, &id).await?;
    let limit = range.limit.map_or(50, |limit| i64::from(limit.get())).min(MAX_LIMIT);
    let part = match range.before {
        Some(before) => Part::Before(before, limit),
        None => Part::After(lists::number(range.after.as_deref())?.unwrap_or(0), limit + 1),
    };
    let mut conn = app.db.reader().acquire().await?;
    let mut messages = message::part(&mut conn, room.thing, part, visitor.person()).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = messages.len() > limit;
    messages.truncate(limit);
    let next = messages.last().filter(|_| more).map(|message| message.seq.to_string());
    Ok(axum::Json(List { items: messages.iter().map(Message::json).collect(), next }))
}

/// One message, with its past texts.
#[utoipa::path(get, path = "/api/v1/messages/{id}", tag = "rooms", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Problem> {
    answered(&app, visitor.person(), id_of(&id, "rooms-message-gone")?).await
}

/// A new text.
#[derive(Deserialize, utoipa::ToSchema)]
struct Rewording {
    /// At most 2,000 characters.
    body: String,
}

/// Changes the text of one's own message; the past one can still be read.
#[utoipa::path(patch, path = "/api/v1/messages/{id}", tag = "rooms", params(("id" = String, Path)), request_body = Rewording, responses((status = 200), (status = 403), (status = 404), (status = 412), (status = 422)))]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<Rewording>,
) -> Result<Response, Problem> {
    let id = id_of(&id, "rooms-message-gone")?;
    change::edit(&app, &visitor, id, &asked.body, move |version| versions::check(&headers, version)).await?;
    answered(&app, visitor.person(), id).await
}

/// Takes a message back, for good.
#[utoipa::path(delete, path = "/api/v1/messages/{id}", tag = "rooms", params(("id" = String, Path)), responses((status = 204), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    change::withdraw(&app, &visitor, id_of(&id, "rooms-message-gone")?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a message `thanks`, `agreed`, `funny` or `wow`.
#[utoipa::path(put, path = "/api/v1/messages/{id}/reactions/{sign}", tag = "rooms", params(("id" = String, Path), ("sign" = String, Path)), responses((status = 200), (status = 404), (status = 422)))]
async fn react(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, sign)): Path<(String, String)>,
) -> Result<Response, Problem> {
    reacted(&app, &visitor, &id, &sign, true).await
}

/// Takes that back.
#[utoipa::path(delete, path = "/api/v1/messages/{id}/reactions/{sign}", tag = "rooms", params(("id" = String, Path), ("sign" = String, Path)), responses((status = 200), (status = 404), (status = 422)))]
async fn unreact(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, sign)): Path<(String, String)>,
) -> Result<Response, Problem> {
    reacted(&app, &visitor, &id, &sign, false).await
}

async fn reacted(app: &App, visitor: &Visitor, id: &str, sign: &str, on: bool) -> Result<Response, Problem> {
    let id = id_of(id, "rooms-message-gone")?;
    let acted = change::react(app, visitor, id, sign, on).await?;
    let response = answered(app, Some(&acted.actor.person), id).await?;
    Ok(acted.actor.sign_in(response))
}

/// The room itself: what it belongs to and who may speak.
#[utoipa::path(get, path = "/api/v1/rooms/{id}", tag = "rooms", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn show_room(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let room = seen_room(&app, &visitor, &id).await?;
    Ok(axum::Json(room_json(&room)))
}

/// Who may speak, and how often.
#[derive(Deserialize, utoipa::ToSchema)]
struct Setting {
    /// `open`, `readers` (the author and the hosts speak) or `locked`.
    mode: Option<Mode>,
    /// Seconds between two messages of one person, at most an hour; 0 for none.
    slow_s: Option<i64>,
}

/// Sets who may speak in a room; for the author of its thing and moderators.
#[utoipa::path(patch, path = "/api/v1/rooms/{id}", tag = "rooms", params(("id" = String, Path)), request_body = Setting, responses((status = 200), (status = 403), (status = 404)))]
async fn set_room(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(asked): Json<Setting>,
) -> Result<axum::Json<Value>, Problem> {
    let id = id_of(&id, "rooms-gone")?;
    let set = app
        .writer
        .write(move |tx| {
            Box::pin(async move {
                let (room, subject) = subject::seen(tx.conn(), id, visitor.person()).await?;
                let me = visitor.known()?;
                visitor.allowed(Act::Coordinate, Whose::of(subject.author, me.id))?;
                let slow = asked
                    .slow_s
                    .map_or(room.slow, |seconds| seconds.clamp(0, room::MAX_SLOW / SECOND) * SECOND);
                let mode = asked.mode.unwrap_or(room.mode);
                room::set(tx, id, mode, slow).await?;
                Ok(Room { mode, slow, ..room })
            })
        })
        .await?;
    Ok(axum::Json(room_json(&set)))
}

fn room_json(room: &Room) -> Value {
    json!({ "id": room.thing.id, "about": room.thing, "mode": room.mode, "slow_s": room.slow / SECOND })
}

fn id_of(text: &str, gone: &'static str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::not_found(gone))
}

async fn seen_room(app: &App, visitor: &Visitor, id: &str) -> Result<Room, Problem> {
    let id = id_of(id, "rooms-gone")?;
    let mut conn = app.db.reader().acquire().await?;
    subject::seen(&mut conn, id, visitor.person()).await.map(|(room, _)| room)
}

/// The message as `who` sees it, with its past texts and its version.
async fn answered(app: &App, who: Option<&Person>, id: Id) -> Result<Response, Problem> {
    let mut conn = app.db.snapshot().await?;
    let message = change::seen_message(&mut conn, id, who).await?;
    let mut json = message.json();
    json["past"] = json!(change::past(&mut conn, id).await?);
    Ok(([(header::ETAG, versions::etag(message.version))], axum::Json(json)).into_response())
}
