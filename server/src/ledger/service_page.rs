//! A service's page: does it work now, what it cost people and what it gave them, the yardstick, its incidents; and the one tap.

use askama::Template;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use yardstick::Window;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::ledger::benefits::{self, Benefit};
use crate::ledger::incident::Incident;
use crate::ledger::reports;
use crate::ledger::score::{self, YEAR};
use crate::ledger::service::{self, Service};
use crate::ledger::witnesses::{OwnWords, verdict};
use crate::ledger::words::{Headline, Line, Row, headline, line, rows, shown};
use crate::people::{Reader, Visitor};
use crate::web::body::Form;
use crate::web::pages::{page, ready, see_other};

/// How long the page may show how many reported it.
const SHELF: Shelf = Shelf::Seconds(5);
/// Incidents on the page, the latest.
const LISTED: usize = 30;

/// `/ledger/{slug}` and its one tap.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(tap))
}

/// How the page is asked for.
#[derive(Debug, Default, Deserialize)]
struct Look {
    /// `counted` or `again` after a report.
    said: Option<String>,
}

#[derive(Template)]
#[template(path = "ledger/service.html")]
struct ServicePage {
    l: Layout,
    service: Service,
    href: String,
    host: String,
    users: Option<u64>,
    now: &'static str,
    works: bool,
    reports: u64,
    said: String,
    lost: Headline,
    rows: Vec<Row>,
    incidents: Vec<Line>,
    open: Vec<Line>,
    by_crowd: u64,
    by_service: u64,
    by_record: u64,
    benefits: Vec<Good>,
}

/// A benefit as the page shows it.
struct Good {
    id: String,
    claim: String,
    measure: String,
    by: String,
    evidence: Vec<(String, String)>,
}

/// A service.
#[utoipa::path(get, path = "/ledger/{slug}", tag = "ledger", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(slug): Path<String>,
    Query(look): Query<Look>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    if look.said.is_none() {
        let key = format!("service:{}:{slug}", reader.words.language());
        match app.hot.page(&key, app.clock.now(), || for_everybody(&app, &slug, &reader.words)).await {
            Ok(kept) => return Ok(ready(&kept, "text/html; charset=utf-8", &parts.headers)),
            // It may be there for this visitor all the same.
            Err(problem) if problem.status == StatusCode::NOT_FOUND => {}
            Err(problem) => return Err(problem),
        }
    }
    let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, &slug, Some(&visitor)).await?;
    let mut drawn = draw(&app, &mut conn, service, &visitor.reader.words).await?;
    drawn.said = match look.said.as_deref() {
        Some("counted") => drawn.l.t.say("ledger-counted"),
        Some("held") => drawn.l.t.say("ledger-claim-held"),
        Some("again") => drawn.l.t.say("ledger-counted-before"),
        _ => String::new(),
    };
    page(&drawn)
}

async fn for_everybody(app: &App, slug: &str, t: &Words) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, slug, None).await?;
    let topics = vec![service.topic()];
    let drawn = draw(app, &mut conn, service, t).await?;
    Ok(Rendered { html: drawn.render().map_err(Problem::internal)?, topics, shelf: SHELF })
}

async fn draw(
    app: &App,
    conn: &mut AnyConnection,
    service: Service,
    t: &Words,
) -> Result<ServicePage, Problem> {
    let now = app.clock.now();
    let (figures, found) = score::figures(conn, &service, Window { from: now - YEAR, to: now }).await?;
    let reports = reports::last_hour(conn, service.id, now).await?;
    let benefits = benefits::of(conn, service.id).await?;
    let open: Vec<&Incident> = found.iter().filter(|one| one.ended_at.is_none()).collect();
    let own = OwnWords::of(conn, service.id).await?;
    let verdict = verdict(reports, &open, &own);
    Ok(ServicePage {
        l: app.layout(t, Nav::Ledger, service.name.clone()),
        href: service.href(),
        host: url::Url::parse(&service.url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default(),
        users: service.users.and_then(|users| u64::try_from(users).ok()),
        now: verdict,
        works: verdict == "ledger-now-quiet",
        reports,
        said: String::new(),
        lost: headline(&figures, "saidi", t),
        rows: rows(&figures, t),
        open: open.iter().map(|one| line(one, t)).collect(),
        incidents: found
            .iter()
            .filter(|one| one.ended_at.is_some())
            .take(LISTED)
            .map(|one| line(one, t))
            .collect(),
        by_crowd: reports::between(conn, service.id, (now - YEAR, now)).await?,
        by_service: found.iter().filter(|one| own.has(one)).count() as u64,
        by_record: found.iter().filter(|one| !one.evidence.is_empty()).count() as u64,
        benefits: benefits.into_iter().map(|one| good(one, t)).collect(),
        service,
    })
}

fn good(one: Benefit, t: &Words) -> Good {
    Good {
        id: one.id.to_string(),
        evidence: shown(&one.evidence, t),
        claim: one.claim,
        measure: one.measure.unwrap_or_default(),
        by: one.author_name,
    }
}

/// "It fails for me", without a script.
#[utoipa::path(post, path = "/ledger/{slug}/reports", tag = "ledger", params(("slug" = String, Path)), request_body(content = reports::Sent, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 404)))]
async fn tap(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(sent): Form<reports::Sent>,
) -> Result<Response, Problem> {
    let service = service::seen(&mut *app.db.reader().acquire().await?, &slug, Some(&visitor)).await?;
    let done = reports::report(&app, &visitor, slug, sent).await?;
    let said = if done.value { "counted" } else { "again" };
    Ok(done.actor.sign_in(see_other(&format!("{}?said={said}", service.href()))))
}
