//! `/`: today's page.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::Reader;
use crate::stories::stamp;
use crate::stories::story::{self, Which};
use crate::stories::view::{Card, cards};
use crate::web::pages::{page, ready};
use crate::web::text::line;

/// Stories of one page.
const SHOWN: i64 = 20;
/// Seconds that the page is kept although nothing changes: it names the day.
const DAY_SHOWN: u32 = 60;

/// `/`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "frontpage/front.html")]
struct FrontPage {
    l: Layout,
    url: String,
    day: Moment,
    tag: String,
    lines: Vec<Card>,
    is_first_page: bool,
    earlier: Option<String>,
    seq: i64,
}

/// Which part.
#[derive(Default, Deserialize, utoipa::IntoParams)]
struct Part {
    /// Only stories with this tag.
    tag: Option<String>,
    /// Stories before this one.
    before: Option<String>,
}

/// The front page.
#[utoipa::path(get, path = "/", tag = "frontpage", params(Part), responses((status = 200)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Query(part): Query<Part>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let words = &reader.words;
    if part.tag.is_some() || part.before.is_some() {
        return page(&draw(&app, words, part).await?.0);
    }
    let key = format!("front:{}", words.language());
    let kept = app.hot.page(&key, app.clock.now(), || async {
        let (drawn, topics) = draw(&app, words, part).await?;
        let html = drawn.render().map_err(Problem::internal)?;
        Ok::<_, Problem>(Rendered { html, topics, shelf: Shelf::Seconds(DAY_SHOWN) })
    });
    Ok(ready(&kept.await?, "text/html; charset=utf-8", &headers))
}

async fn draw(app: &App, words: &Words, part: Part) -> Result<(FrontPage, Vec<String>), Problem> {
    let tag = part.tag.as_deref().and_then(|tag| line(tag, usize::MAX)).map(|tag| tag.to_lowercase());
    let after = part.before.as_deref().and_then(|id| id.parse().ok());
    let mut conn = app.db.snapshot().await?;
    let which = Which { tag: tag.as_deref(), after, members: false };
    let mut found = story::list(&mut conn, which, SHOWN + 1).await?;
    let more = i64::try_from(found.len()).unwrap_or(i64::MAX) > SHOWN;
    if more {
        found.pop();
    }
    let tag = tag.unwrap_or_default();
    let earlier = found.last().filter(|_| more).map(|last| {
        let tagged =
            if tag.is_empty() { String::new() } else { format!("&tag={}", crate::web::text::segment(&tag)) };
        format!("/?before={}{tagged}", last.id)
    });
    let mut topics = vec!["front".to_owned()];
    topics.extend(found.iter().flat_map(|story| [story.topic(), format!("person:{}", story.author)]));
    topics.extend(found.iter().filter_map(|story| Some(format!("picture:{}", story.pictures.first()?))));
    let day = Moment::long_day(words, stamp(app.clock.now()));
    let title = if tag.is_empty() { words.say("layout-today") } else { tag.clone() };
    let drawn = FrontPage {
        l: app.layout(words, Nav::Today, title),
        url: app.public_url(),
        day,
        lines: cards(&mut conn, &found, words).await?,
        is_first_page: after.is_none(),
        tag,
        earlier,
        seq: platform::events::head_in(&mut conn, "front").await?,
    };
    Ok((drawn, topics))
}
