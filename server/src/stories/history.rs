//! Every past text of a story: as it stood on a day, and what each edit changed.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use platform::clock::{parse_rfc3339, rfc3339};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::Visitor;
use crate::stories::story::Story;
use crate::stories::texts::{self, Change, Piece, Text};
use crate::stories::{markdown, pages, stamp, view};
use crate::web::pages::page;

/// Edits on one page of the history; each costs one comparison of two texts.
const EDITS: usize = 10;

/// `/s/{slug}/history`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "stories/past.html")]
struct PastPage {
    l: Layout,
    href: String,
    by: String,
    at: Moment,
    body_html: String,
}

/// The story's text as it stood at `at` (RFC 3339).
///
/// # Errors
/// 404 if it was not there yet, 422 if that is no time.
pub(super) async fn past(
    app: &App,
    conn: &mut AnyConnection,
    story: &Story,
    at: &str,
    words: &Words,
) -> Result<Response, Problem> {
    let at = parse_rfc3339(at).ok_or_else(|| Problem::field("/at", "story-no-time"))?;
    let text = texts::at(conn, story.id, at).await?.ok_or_else(|| Problem::not_found("story-not-yet"))?;
    let pictures = view::shown(conn, &markdown::pictures(&text.body), words).await?;
    page(&PastPage {
        l: app.layout(words, Nav::Today, text.title),
        href: story.href(),
        by: text.by,
        at: Moment::full(words, stamp(text.at)),
        body_html: markdown::story(&text.body, &pictures),
    })
}

#[derive(Template)]
#[template(path = "stories/history.html")]
struct HistoryPage {
    l: Layout,
    href: String,
    edits: Vec<Edit>,
    earlier: Option<i64>,
}

struct Edit {
    by: String,
    at: Moment,
    href: String,
    title: Vec<Piece>,
    body: Vec<Piece>,
    is_first: bool,
}

/// Where to go on.
#[derive(Deserialize, utoipa::IntoParams)]
struct Before {
    /// Edits before this version.
    before: Option<i64>,
}

/// What each edit of the story changed, the latest first.
#[utoipa::path(get, path = "/s/{slug}/history", tag = "stories", params(("slug" = String, Path), Before), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(asked): Query<Before>,
) -> Result<Response, Problem> {
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let story = pages::seen(&mut conn, &slug, &visitor).await?;
    let limit = i64::try_from(EDITS).unwrap_or(i64::MAX) + 1;
    let found = texts::before(&mut conn, story.id, asked.before.unwrap_or(i64::MAX), limit).await?;
    let edits = found.iter().take(EDITS).enumerate();
    let edits = edits.map(|(index, text)| edit(&story, text, found.get(index + 1), words)).collect();
    let earlier = found.get(EDITS - 1).filter(|_| found.len() > EDITS).map(|text| text.version);
    let title = words.say_with("story-history-of", &[("title", story.title.as_str().into())]);
    page(&HistoryPage { l: app.layout(words, Nav::Today, title), href: story.href(), edits, earlier })
}

fn edit(story: &Story, text: &Text, before: Option<&Text>, words: &Words) -> Edit {
    let (old_title, old_body) = before
        .map_or((text.title.as_str(), text.body.as_str()), |old| (old.title.as_str(), old.body.as_str()));
    Edit {
        by: text.by.clone(),
        at: Moment::full(words, stamp(text.at)),
        href: format!("{}?at={}", story.href(), rfc3339(text.at)),
        title: texts::difference(old_title, &text.title),
        body: texts::difference(old_body, &text.body),
        is_first: before.is_none(),
    }
}

impl Piece {
    /// Whether it came with this edit.
    fn is_new(&self) -> bool {
        self.change == Change::New
    }

    /// Whether it went with this edit.
    fn is_gone(&self) -> bool {
        self.change == Change::Gone
    }
}
