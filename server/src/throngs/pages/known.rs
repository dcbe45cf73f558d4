//! Five items that the host answers: they become known answers.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::Visitor;
use crate::throngs::gather::seen;
use crate::throngs::pages::work::{self, Item};
use crate::throngs::roles::coordinates;
use crate::throngs::states::State as ThrongState;
use crate::throngs::{activity, known};
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// How many are asked of the host.
const WANTED: i64 = 5;

/// `/t/{slug}/known`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, take))
}

/// After which item the next one is looked for.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default = "before_all")]
    after: i64,
}

const fn before_all() -> i64 {
    -1
}

#[derive(Template)]
#[template(path = "throngs/known.html")]
struct KnownPage {
    l: Layout,
    slug: String,
    known: u64,
    enough: bool,
    question: String,
    choices: Vec<String>,
    item: Option<Item>,
    place: i64,
    link: String,
    embed: String,
}

/// The next item without an answer, for whoever coordinates the throng.
#[utoipa::path(get, path = "/t/{slug}/known", tag = "throngs", params(("slug" = String, Path), ("after" = Option<i64>, Query)), responses((status = 200), (status = 403)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let t = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    coordinates(&mut conn, &visitor, &throng).await?;
    if throng.state == ThrongState::Ended {
        return Err(Problem::conflict("throng-over"));
    }
    let activity = activity::of_throng(&mut conn, throng.id).await?.into_iter().next();
    let activity = activity.ok_or(Problem::not_found("throng-activity-gone"))?;
    let known = known::count(&mut conn, activity.id).await?;
    let next =
        if known < WANTED { known::untouched(&mut conn, activity.id, asked.after).await? } else { None };
    let place = next.as_ref().map_or(-1, |item| item.place);
    let item = work::shown(&mut conn, t, next.into_iter().collect()).await?.pop();
    page(&KnownPage {
        l: app.layout(t, Nav::Throngs, throng.objective.clone()),
        known: u64::try_from(known).unwrap_or(0),
        enough: known >= WANTED || item.is_none(),
        question: activity.question.text,
        choices: activity.question.choices,
        item,
        place,
        link: format!("{}/t/{}", app.public_url(), throng.slug),
        embed: crate::embed::line(&app, &throng.slug, &throng.objective),
        slug: throng.slug,
    })
}

/// What the form sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = KnownForm)]
struct Given {
    item: String,
    place: i64,
    answer: Option<String>,
}

/// Keeps the answer and goes on; without one, another item comes.
#[utoipa::path(post, path = "/t/{slug}/known", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Given, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 422)))]
async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    if let Some(answer) = given.answer {
        let item = given.item.parse().map_err(|_| Problem::not_found("throng-item-gone"))?;
        known::keep(&app, &visitor, &slug, item, &answer).await?;
    }
    Ok(see_other(&format!("/t/{slug}/known?after={}", given.place)))
}
