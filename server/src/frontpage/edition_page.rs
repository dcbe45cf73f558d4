//! `/edition/{yyyy-mm-dd}`: what stood on the front page that day, with the days around it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::frontpage::calendar::{self, Calendar};
use crate::frontpage::editions::{self, Neighbours};
use crate::frontpage::lines::{self, Line};
use crate::frontpage::submission;
use crate::layout::{Layout, Moment, Nav};
use crate::people::Reader;
use crate::web::pages::ready;

/// Seconds that the page is kept although nothing changes: a day ends, a picture behind a line goes.
const SHELF: Shelf = Shelf::Seconds(30);

/// `/edition/{date}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "frontpage/edition.html")]
struct EditionPage {
    l: Layout,
    url: String,
    date: Date,
    day: String,
    is_today: bool,
    around: Neighbours,
    lines: Vec<Option<Line>>,
    root: Option<String>,
    calendar: Calendar,
}

/// The edition of a day.
#[utoipa::path(get, path = "/edition/{date}", tag = "frontpage", params(("date" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(date): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let date = editions::read(&date).filter(|date| *date <= editions::day(app.clock.now()));
    let date = date.ok_or_else(|| Problem::not_found("edition-gone"))?;
    let key = format!("edition:{}:{date}", reader.words.language());
    let kept = app.hot.page(&key, app.clock.now(), || async {
        let html = draw(&app, &reader.words, date).await?.render().map_err(Problem::internal)?;
        Ok::<_, Problem>(Rendered { html, topics: vec!["front".to_owned()], shelf: SHELF })
    });
    Ok(ready(&kept.await?, "text/html; charset=utf-8", &headers))
}

async fn draw(app: &App, words: &Words, date: Date) -> Result<EditionPage, Problem> {
    let now = app.clock.now();
    let mut conn = app.db.snapshot().await?;
    let published = editions::lines(&mut conn, date).await?;
    let mut drawn = Vec::with_capacity(published.len());
    for (n, edition) in published.iter().rev().enumerate() {
        let one = submission::by_id(&mut conn, edition.submission).await?;
        let line = match one.filter(|one| one.is_seen_by(None)) {
            Some(one) => lines::of_submission(&mut conn, words, &one, 0).await?,
            None => None,
        };
        drawn.push(line.map(|line| Line { place: n + 1, lead: n == 0, ..lines::on_edition(line, edition) }));
    }
    let day = Moment::long_day(words, editions::begins(date)).text().to_owned();
    let today = editions::day(now);
    Ok(EditionPage {
        l: app.layout(words, Nav::Today, day.clone()),
        url: app.public_url(),
        is_today: date == today,
        around: editions::neighbours(&mut conn, date).await?,
        lines: drawn,
        root: editions::root(&published, date, now),
        calendar: calendar::month(&mut conn, words, date, today).await?,
        date,
        day,
    })
}
