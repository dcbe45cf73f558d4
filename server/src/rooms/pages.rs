//! The room without JavaScript: a form that says something, and a plain page with everything that was said.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::Visitor;
use crate::rooms::message::{self, Part};
use crate::rooms::panel::{Line, Panel, panel};
use crate::rooms::room::Room;
use crate::rooms::say::{self, Words};
use crate::rooms::subject::{self, Subject};
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// Messages on one page of the room.
const A_PAGE: i64 = 100;

/// `/rooms/{id}` and its form.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(say))
}

#[derive(Template)]
#[template(path = "rooms/room.html")]
struct RoomPage {
    l: Layout,
    room: Panel,
    href: String,
    older: Option<i64>,
    newer: bool,
}

/// Where in the room.
#[derive(Deserialize)]
struct At {
    before: Option<i64>,
}

/// Everything that was said, a hundred messages a page, the newest first to be seen.
#[utoipa::path(get, path = "/rooms/{id}", tag = "rooms", params(("id" = String, Path), ("before" = Option<i64>, Query)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(at): Query<At>,
) -> Result<Response, Problem> {
    page(&drawn(&app, &visitor, &id, at.before).await?)
}

/// What the form holds.
#[derive(Deserialize)]
struct Say {
    #[serde(default)]
    body: String,
    /// The number of the message that it answers.
    reply_to: Option<i64>,
}

/// Says what the form holds, and goes back to the thing's page.
#[utoipa::path(post, path = "/rooms/{id}/say", tag = "rooms", params(("id" = String, Path)), responses((status = 303), (status = 404), (status = 422)))]
async fn say(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<Say>,
) -> Result<Response, Problem> {
    let Some(room) = id.parse().ok() else { return Err(Problem::not_found("rooms-gone")) };
    let words = Words { body: asked.body.clone(), reply_to: asked.reply_to, ..Words::default() };
    match say::say(&app, &visitor, room, words).await {
        Ok(said) => {
            let (_, subject) = seen(&app, &visitor, &id).await?;
            Ok(said.actor.sign_in(see_other(&format!("{}#room", subject.href))))
        }
        Err(problem) => redrawn(&app, &visitor, &id, asked.body, problem).await,
    }
}

/// The page again with the text kept, the same status and the sentence. A room that is not there has no page.
async fn redrawn(
    app: &App,
    visitor: &Visitor,
    id: &str,
    text: String,
    problem: Problem,
) -> Result<Response, Problem> {
    let Ok(mut again) = drawn(app, visitor, id, None).await else { return Err(problem) };
    let words = &visitor.reader.words;
    again.room.wrong = problem
        .fields
        .first()
        .map_or_else(|| problem.detail(words), |field| words.sentence(field.id, &field.args));
    again.room.text = text;
    Ok((problem.status, page(&again)?).into_response())
}

/// The room and its thing, if the visitor sees them.
async fn seen(app: &App, visitor: &Visitor, id: &str) -> Result<(Room, Subject), Problem> {
    let id: Id = id.parse().map_err(|_| Problem::not_found("rooms-gone"))?;
    let mut conn = app.db.reader().acquire().await?;
    subject::seen(&mut conn, id, visitor.person()).await
}

async fn drawn(app: &App, visitor: &Visitor, id: &str, before: Option<i64>) -> Result<RoomPage, Problem> {
    let (found, subject) = seen(app, visitor, id).await?;
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let mut room = panel(app, &mut conn, found.thing, words).await?;
    let part = Part::Before(before.unwrap_or(i64::MAX), A_PAGE + 1);
    let mut messages = message::part(&mut conn, found.thing, part, visitor.person()).await?;
    let more = i64::try_from(messages.len()).unwrap_or(i64::MAX) > A_PAGE;
    if more {
        messages.remove(0);
    }
    let older = messages.first().filter(|_| more).map(|message| message.seq);
    room.more = false;
    room.lines = messages.into_iter().map(|message| Line::new(message, room.author, words)).collect();
    let title = words.say_with("rooms-title", &[("title", subject.title.as_str().into())]);
    let l = app.layout(words, Nav::Elsewhere, title);
    Ok(RoomPage { l, room, href: subject.href, older, newer: before.is_some() })
}
