//! The throng on somebody else's page: crowd line, objective and first question, or whatever else is called for, in a frame.
//!
//! The only page here that others may frame. A frame gets no cookie from most browsers, so whoever answers in one is a guest
//! whose token the frame keeps for itself (`assets/js/answers.js`). It asks one question and links out; nothing else can be
//! pressed, so that a page which lays something over it gains an answer at most. Why that is enough stands in
//! `docs/decisions/0013-embed.md`.
//!
//! It keeps no rows. Its loads are counted as *embeds*, with the host of the page around it.

mod call;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use platform::Id;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::crowd_line::Crowd;
use crate::embed::call::{Call, call};
use crate::layout::{Layout, Nav};
use crate::people::Reader;
use crate::stories::story;
use crate::surges::hits;
use crate::things::{Kind, Thing};
use crate::throngs::about::{about, crowd};
use crate::throngs::pages::{Work, first_question};
use crate::throngs::throng::{self, Throng};
use crate::web::pages::ready;

/// How long the frame with its running counts is kept.
const SHELF: Shelf = Shelf::Seconds(2);
/// As everywhere here, but anybody may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors *";
/// Size of the frame that is offered, in pixels; narrower pages shrink it.
const SIZE: (u32, u32) = (600, 640);

/// `/embed/{slug}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "embed/embed.html")]
struct EmbedPage {
    l: Layout,
    href: String,
    throng: Id,
    crowd: Crowd,
    work: Option<Work>,
    /// What is called for where nothing is asked item by item.
    call: Option<Call>,
}

/// The crowd line, the objective and the first question of a throng, or of the throng about a story, for a frame.
#[utoipa::path(get, path = "/embed/{slug}", tag = "embed", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key = format!("embed {slug} {}", reader.words.language());
    let kept = app.hot.page(&key, app.clock.now(), || draw(&app, &reader.words, &slug)).await?;
    let mut response = ready(&kept, "text/html; charset=utf-8", &headers);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let counted = [Kind::Throng, Kind::Story]
        .into_iter()
        .find_map(|kind| Some((kind, app.slugs.story(&place(kind, &slug))?)));
    Ok(match counted {
        Some((kind, id)) => hits::embed(&app, kind, id, &headers, response),
        None => response,
    })
}

/// The thing's place among remembered slugs; no slug has a slash.
fn place(kind: Kind, slug: &str) -> String {
    format!("embed/{kind}/{slug}")
}

async fn draw(app: &App, t: &Words, slug: &str) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let (thing, throng) = named(&mut conn, slug).await?.ok_or_else(|| Problem::not_found("throng-gone"))?;
    app.slugs.remember(&place(thing.kind, slug), thing.id);
    let work = first_question(&mut conn, t, &throng).await?;
    let call = if work.is_none() { call(&mut conn, t, &throng, app.clock.now()).await? } else { None };
    let page = EmbedPage {
        l: app.layout(t, Nav::Throngs, throng.objective.clone()),
        href: format!("{}/t/{}", app.public_url(), throng.slug),
        throng: throng.id,
        crowd: crowd(app, &mut conn, throng.id).await?,
        call,
        work: work.map(|work| Work { elsewhere: true, ..work }),
    };
    let topics = vec![thing.to_string(), format!("throng:{}", throng.id)];
    Ok(Rendered { html: page.render().map_err(Problem::internal)?, topics, shelf: SHELF })
}

/// The throng with this slug, or the one about the story with it, if everybody sees it.
async fn named(conn: &mut sqlx::AnyConnection, slug: &str) -> Result<Option<(Thing, Throng)>, Problem> {
    if let Some(throng) = throng::find(conn, slug).await?.filter(|throng| throng.is_seen(None)) {
        return Ok(Some((Thing { kind: Kind::Throng, id: throng.id }, throng)));
    }
    let found = story::by_slug(conn, slug).await?.filter(|story| story.is_seen_by(None));
    let Some(story) = found else { return Ok(None) };
    let work = about(conn, Kind::Story, story.id).await?;
    Ok(work.map(|work| (Thing { kind: Kind::Story, id: story.id }, work.throng)))
}

/// The line to copy into another page.
pub fn line(app: &App, slug: &str, title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<iframe src=\"{}/embed/{}\" title=\"{title}\" width=\"{}\" height=\"{}\" style=\"border:0;max-width:100%\" loading=\"lazy\"></iframe>",
        app.public_url(),
        crate::web::text::segment(slug),
        SIZE.0,
        SIZE.1
    )
}
