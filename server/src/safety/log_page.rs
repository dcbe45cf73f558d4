//! The public log as a page.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::Reader;
use crate::safety::log::{self, Entry};
use crate::web::lists::{List, Paging};
use crate::web::pages::{page, ready};

/// `/moderation`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "safety/log.html")]
struct LogPage {
    l: Layout,
    lines: Vec<Line>,
    next: Option<String>,
}

/// A line in words.
pub(super) struct Line {
    /// When.
    pub at: Moment,
    /// What was done to what.
    pub text: String,
    /// By which role.
    pub role: String,
    /// Why.
    pub reason: String,
}

/// What an act did, in words.
pub(super) fn act_word(words: &Words, act: &str) -> String {
    words.say(&format!("moderation-did-{}", act.replace('_', "-")))
}

/// A thing's kind, or "a person", in words.
pub(super) fn kind_word(words: &Words, kind: &str) -> String {
    words.say(&format!("moderation-kind-{kind}"))
}

/// A line of the log in the reader's words.
pub(super) fn worded(words: &Words, entry: &Entry) -> Line {
    let text = words.sentence(
        "moderation-line",
        &[("kind", kind_word(words, &entry.about.kind)), ("did", act_word(words, &entry.act))],
    );
    let given = entry.given.as_deref().map(|role| words.say(&format!("layout-role-{role}")));
    Line {
        at: Moment::full(words, Timestamp::from_millisecond(entry.made_at).unwrap_or_default()),
        text: given.map_or_else(|| text.clone(), |given| format!("{text}: {given}")),
        role: words.say(&format!("layout-role-{}", entry.role)),
        reason: entry.reason.clone(),
    }
}

/// Every moderation act, newest first.
#[utoipa::path(get, path = "/moderation", tag = "safety", params(Paging), responses((status = 200)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Query(paging): Query<Paging>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let words = &reader.words;
    // Only the first page is asked for by many; the others are not kept.
    if paging.after()?.is_some() {
        return page(&drawn(&app, words, &paging).await?);
    }
    let key = format!("/moderation {} {}", paging.limit(), words.language());
    let kept = app
        .hot
        .page(&key, app.clock.now(), || async {
            let html = drawn(&app, words, &paging).await?.render().map_err(Problem::internal)?;
            let topics = vec![log::TOPIC.to_owned()];
            Ok::<_, Problem>(Rendered { html, topics, shelf: Shelf::UntilChanged })
        })
        .await?;
    Ok(ready(&kept, "text/html; charset=utf-8", &headers))
}

async fn drawn(app: &App, words: &Words, paging: &Paging) -> Result<LogPage, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let lines = log::list(&mut conn, words, paging.after()?, paging.limit() + 1).await?;
    let List { items, next } = List::from_one_more(lines, paging, |line| line.id.clone());
    let l = app.layout(words, Nav::Elsewhere, words.say("layout-moderation"));
    Ok(LogPage { l, lines: items.iter().map(|entry| worded(words, entry)).collect(), next })
}
