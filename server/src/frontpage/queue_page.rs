//! `/desk/new`: the editors' queue: what was put forward and no editor has decided about.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::frontpage::editions::{self, day};
use crate::frontpage::greenlight;
use crate::frontpage::lines::{self, Line};
use crate::layout::{Layout, Nav};
use crate::people::{Act, Visitor, Whose};
use crate::web::pages::page;

/// Submissions on the page; the next ones come up as these are done.
const SHOWN: i64 = 30;

/// `/desk/new`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "frontpage/queue.html")]
struct QueuePage {
    l: Layout,
    waiting: Vec<Line>,
    today: Vec<editions::Line>,
}

/// What waits for an editor.
#[utoipa::path(get, path = "/desk/new", tag = "frontpage", responses((status = 200), (status = 401), (status = 403)))]
async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.allowed(Act::Greenlight, Whose::Other)?;
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let waiting = greenlight::waiting(&mut conn, SHOWN).await?;
    page(&QueuePage {
        l: app.layout(words, Nav::Elsewhere, words.say("front-queue")),
        waiting: lines::of_submissions(&mut conn, words, &waiting, &std::collections::HashMap::new()).await?,
        today: editions::lines(&mut conn, day(app.clock.now())).await?,
    })
}
