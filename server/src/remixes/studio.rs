//! The studio's page, `/p/{id}/remix`: what one remixes with, and the form for what was made elsewhere.
//!
//! The studio itself is `assets/js/studio`: it edits a recipe and publishes it through the API. Without JavaScript the page
//! is the form alone.

use askama::Template;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav, Shown};
use crate::people::{Reader, Visitor};
use crate::pictures::{self, Picture, Sent};
use crate::remixes::{recipe_of, wall};
use crate::settings;
use crate::web::pages::{page, ready, see_other};

/// How long a kept page may show the same number of remixes, in seconds.
const COUNT_LASTS: u32 = 30;

/// `/p/{id}/remix`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, put_yours))
}

#[derive(Template)]
#[template(path = "remixes/studio.html")]
struct StudioPage {
    l: Layout,
    picture: Picture,
    /// The picture for those who have no studio.
    shown: Option<Shown>,
    name: String,
    by: String,
    /// Whether it was made by a recipe, whose layers are then opened.
    has_recipe: bool,
    /// Others that were made of it.
    remixes: u64,
    /// Whether somebody's first picture is looked at before everybody sees it.
    holds: bool,
    sent: Sent,
    wrong: String,
}

impl StudioPage {
    /// What is said when something was done to a layer.
    const ABOUT_A_LAYER: [&str; 15] = [
        "moved",
        "scaled",
        "turned",
        "cut-out",
        "cropped",
        "placed",
        "deleted",
        "copied",
        "shifted",
        "hid",
        "shown",
        "show",
        "whole-again",
        "wrote",
        "changed",
    ];
    /// How layers may mix with what is below them.
    const BLENDS: [&str; 13] = [
        "normal",
        "multiply",
        "screen",
        "overlay",
        "soft-light",
        "hard-light",
        "color-dodge",
        "color-burn",
        "darken",
        "lighten",
        "difference",
        "exclusion",
        "hue",
    ];
}

/// The studio.
#[utoipa::path(get, path = "/p/{id}/remix", tag = "remixes", params(("id" = String, Path)),
    responses((status = 200), (status = 404), (status = 410)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(text): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let id: Id = text.parse().map_err(|_| Problem::not_found("picture-gone"))?;
    let (mut parts, _) = request.into_parts();
    let key = format!("/p/{id}/remix?{}", reader.words.language());
    let kept = app.hot.page(&key, app.clock.now(), || rendered(&app, id, &reader)).await;
    match kept {
        Ok(kept) => Ok(ready(&kept, "text/html; charset=utf-8", &parts.headers)),
        Err(problem) if problem.status == 404 => page(&for_one(&app, &mut parts, id).await?),
        Err(problem) => Err(problem),
    }
}

/// The page as a stranger sees it.
async fn rendered(app: &App, id: Id, reader: &Reader) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let stranger = Visitor { reader: reader.clone(), session: None };
    let picture = pictures::seen(pictures::find(&mut conn, id).await?, &stranger)?;
    let drawn = drawn(app, &mut conn, picture, &reader.words).await?;
    Ok(Rendered {
        html: drawn.render().map_err(Problem::internal)?,
        topics: vec![format!("picture:{id}")],
        shelf: Shelf::Seconds(COUNT_LASTS),
    })
}

/// The page for its author, a moderator or a member, where a stranger sees none.
async fn for_one(app: &App, parts: &mut Parts, id: Id) -> Result<StudioPage, Problem> {
    let visitor = Visitor::from_request_parts(parts, app).await?;
    let mut conn = app.db.snapshot().await?;
    let picture = pictures::seen(pictures::find(&mut conn, id).await?, &visitor)?;
    drawn(app, &mut conn, picture, &visitor.reader.words).await
}

async fn drawn(
    app: &App,
    conn: &mut AnyConnection,
    picture: Picture,
    words: &Words,
) -> Result<StudioPage, Problem> {
    let name = wall::named(picture.title.clone(), words);
    let title = words.say_with("studio-remix-of", &[("name", name.as_str().into())]);
    Ok(StudioPage {
        l: app.layout(words, Nav::Today, title),
        by: words.say_with("picture-by", &[("name", picture.by.as_str().into())]),
        has_recipe: recipe_of(conn, picture.id).await?.is_some(),
        remixes: wall::count(conn, picture.id).await?,
        holds: settings::hold_new(conn, app.config.hold_new).await?,
        shown: pictures::shown(conn, &[picture.id], words).await?.remove(&picture.id),
        sent: Sent { licence: picture.licence.clone(), ..Sent::default() },
        picture,
        name,
        wrong: String::new(),
    })
}

/// A remix that was made elsewhere.
#[utoipa::path(post, path = "/p/{id}/remix", tag = "remixes", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 413), (status = 422)))]
async fn put_yours(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let parent = pictures::open_to(&app, &text, &visitor).await?;
    let mut sent = Sent::default();
    match pictures::add_form(&app, &visitor, request, Some(parent.id), &mut sent).await {
        Ok(acted) => Ok(acted.actor.sign_in(see_other(&format!("/p/{}", acted.value.id)))),
        Err(problem) => {
            let words = &visitor.reader.words;
            let mut conn = app.db.snapshot().await?;
            let drawn = drawn(&app, &mut conn, parent, words).await?;
            let drawn = StudioPage { sent, wrong: problem.detail(words), ..drawn };
            Ok((problem.status, page(&drawn)?).into_response())
        }
    }
}
