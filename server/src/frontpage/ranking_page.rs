//! `/how-ranking-works`: the formula and its constants, as they are in the code.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use platform::clock::{DAY, HOUR};
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::frontpage::ranking;
use crate::layout::{Layout, Nav};
use crate::people::Reader;
use crate::web::pages::ready;

/// `/how-ranking-works`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "frontpage/ranking.html")]
struct RankingPage {
    l: Layout,
    chosen: f64,
    passed: f64,
    level: f64,
    quota: i64,
    hours: i64,
    each: usize,
    enough: i64,
    days: i64,
}

/// How the front page is ordered.
#[utoipa::path(get, path = "/how-ranking-works", tag = "frontpage", responses((status = 200)))]
async fn show(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    let words = &reader.words;
    let key = format!("how-ranking-works:{}", words.language());
    let kept = app.hot.page(&key, app.clock.now(), || async {
        let page = RankingPage {
            l: app.layout(words, Nav::Today, words.say("ranking-title")),
            chosen: ranking::PRIOR_CHOSEN,
            passed: ranking::PRIOR_PASSED,
            level: ranking::LEVEL * 100.0,
            quota: ranking::QUOTA,
            hours: ranking::HALF_LIFE / HOUR,
            each: ranking::EACH,
            enough: ranking::ENOUGH_VIEWS,
            days: ranking::WINDOW / DAY,
        };
        let html = page.render().map_err(Problem::internal)?;
        Ok::<_, Problem>(Rendered { html, topics: Vec::new(), shelf: Shelf::UntilChanged })
    });
    Ok(ready(&kept.await?, "text/html; charset=utf-8", &headers))
}
