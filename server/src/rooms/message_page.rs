//! One message as a page, so that everything that can be done with it can be done without JavaScript.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::Visitor;
use crate::rooms::panel::Line;
use crate::rooms::say::MAX_BODY;
use crate::rooms::{change, subject};
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// `/rooms/{id}/m/{message}` and its forms.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(edit)).routes(routes!(withdraw))
}

#[derive(Template)]
#[template(path = "rooms/message.html")]
struct MessagePage {
    l: Layout,
    room: Id,
    /// The page of what the room belongs to.
    href: String,
    line: Line,
    /// Whether the reader said it.
    own: bool,
    /// What stands in the form.
    text: String,
    /// Why the form was refused.
    wrong: String,
    /// Characters of a message.
    max: usize,
}

/// A message with what the reader can do with it: answer it, report it, change or take back their own.
#[utoipa::path(get, path = "/rooms/{id}/m/{message}", tag = "rooms", params(("id" = String, Path), ("message" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((_, message)): Path<(String, String)>,
) -> Result<Response, Problem> {
    page(&drawn(&app, &visitor, &message).await?)
}

/// What the form holds.
#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    body: String,
}

/// Gives one's own message the text in the form.
#[utoipa::path(post, path = "/rooms/{id}/m/{message}/change", tag = "rooms", params(("id" = String, Path), ("message" = String, Path)), responses((status = 303), (status = 403), (status = 404), (status = 422)))]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((room, message)): Path<(String, String)>,
    Form(asked): Form<Text>,
) -> Result<Response, Problem> {
    match change::edit(&app, &visitor, parsed(&message)?, &asked.body, |_| Ok(())).await {
        Ok(()) => Ok(see_other(&format!("/rooms/{room}/m/{message}"))),
        Err(problem) => {
            let Ok(mut again) = drawn(&app, &visitor, &message).await else { return Err(problem) };
            again.text = asked.body;
            again.wrong = problem.detail(&visitor.reader.words);
            Ok((problem.status, page(&again)?).into_response())
        }
    }
}

/// Takes one's own message back, for good.
#[utoipa::path(post, path = "/rooms/{id}/m/{message}/withdraw", tag = "rooms", params(("id" = String, Path), ("message" = String, Path)), responses((status = 303), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path((room, message)): Path<(String, String)>,
) -> Result<Response, Problem> {
    change::withdraw(&app, &visitor, parsed(&message)?).await?;
    Ok(see_other(&format!("/rooms/{room}")))
}

fn parsed(message: &str) -> Result<Id, Problem> {
    message.parse().map_err(|_| Problem::not_found("rooms-message-gone"))
}

async fn drawn(app: &App, visitor: &Visitor, message: &str) -> Result<MessagePage, Problem> {
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let message = change::seen_message(&mut conn, parsed(message)?, visitor.person()).await?;
    let (_, subject) = subject::seen(&mut conn, message.room, visitor.person()).await?;
    let title = words.say_with("rooms-title", &[("title", subject.title.as_str().into())]);
    Ok(MessagePage {
        l: app.layout(words, Nav::Elsewhere, title),
        room: message.room,
        href: subject.href,
        own: visitor.person().is_some_and(|person| person.id == message.person),
        text: message.body.clone(),
        line: Line::new(message, Some(subject.author), words),
        wrong: String::new(),
        max: MAX_BODY,
    })
}
