//! `/ledger`: all services and what is open, and the form that puts a service there; and the page that explains the yardstick.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use yardstick::Window;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::ledger::score::{self, YEAR};
use crate::ledger::services::{self, Draft};
use crate::ledger::words::{Line, line, value};
use crate::ledger::{incident, service};
use crate::people::{Act, Reader, Visitor, Whose};
use crate::web::body::Form;
use crate::web::once;
use crate::web::pages::{page, ready, see_other};

/// Services on one page.
const LISTED: i64 = 30;
/// Incidents beside them.
const LATEST: i64 = 10;
/// How long the page is kept: figures of what is open grow by themselves.
const SHELF: Shelf = Shelf::Seconds(30);

/// `/ledger`, `/ledger/new`, `/yardstick`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(form, put)).routes(routes!(explain))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "ledger/list.html")]
struct ListPage {
    l: Layout,
    services: Vec<Listed>,
    latest: Vec<Line>,
    next: Option<String>,
}

struct Listed {
    href: String,
    name: String,
    kind: String,
    open: u64,
    lost: String,
    available: String,
}

/// All services.
#[utoipa::path(get, path = "/ledger", tag = "ledger", params(("after" = Option<String>, Query)), responses((status = 200)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let t = &reader.words;
    let after: Option<platform::Id> = asked.after.as_deref().and_then(|id| id.parse().ok());
    let key = format!("ledger {} {}", after.map_or_else(String::new, |id| id.to_string()), t.language());
    let kept = app.hot.page(&key, app.clock.now(), || rendered(&app, t, after)).await?;
    Ok(ready(&kept, "text/html; charset=utf-8", &headers))
}

async fn rendered(app: &App, t: &Words, after: Option<platform::Id>) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let mut found = service::list(&mut conn, after, LISTED + 1).await?;
    let more = i64::try_from(found.len()).is_ok_and(|count| count > LISTED);
    found.truncate(usize::try_from(LISTED).unwrap_or(usize::MAX));
    let now = app.clock.now();
    let mut services = Vec::with_capacity(found.len());
    for one in &found {
        let (figures, incidents) =
            score::figures(&mut conn, one, Window { from: now - YEAR, to: now }).await?;
        let say = |name: &str| {
            let figure = figures.iter().find(|figure| figure.name == name);
            figure.map_or_else(|| t.say("ledger-not-known"), |figure| value(figure, t))
        };
        services.push(Listed {
            href: one.href(),
            name: one.name.clone(),
            kind: one.kind.clone(),
            open: incidents.iter().filter(|one| one.ended_at.is_none()).count() as u64,
            lost: say("saidi"),
            available: say("availability"),
        });
    }
    let latest = incident::list(&mut conn, None, None, LATEST).await?;
    let drawn = ListPage {
        l: app.layout(t, Nav::Ledger, t.say("ledger-title")),
        services,
        latest: latest.iter().map(|one| line(one, t)).collect(),
        next: found.last().filter(|_| more).map(|last| last.id.to_string()),
    };
    Ok(Rendered {
        html: drawn.render().map_err(Problem::internal)?,
        topics: vec!["ledger".to_owned()],
        shelf: SHELF,
    })
}

#[derive(Template)]
#[template(path = "ledger/new.html")]
struct NewPage {
    l: Layout,
    key: String,
    sent: HashMap<String, String>,
    wrong: String,
}

impl NewPage {
    fn typed(&self, name: &str) -> &str {
        self.sent.get(name).map_or("", String::as_str)
    }
}

fn draw(app: &App, t: &Words, sent: HashMap<String, String>, wrong: String) -> Result<Response, Problem> {
    page(&NewPage { l: app.layout(t, Nav::Ledger, t.say("ledger-add")), key: once::key(), sent, wrong })
}

/// The form for a service.
#[utoipa::path(get, path = "/ledger/new", tag = "ledger", responses((status = 200), (status = 401), (status = 403)))]
async fn form(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.allowed(Act::AddService, Whose::Own)?;
    draw(&app, &visitor.reader.words, HashMap::new(), String::new())
}

/// Puts a service on the ledger.
#[utoipa::path(post, path = "/ledger/new", tag = "ledger", request_body(content_type = "application/x-www-form-urlencoded", content = String), responses((status = 303), (status = 403), (status = 422)))]
async fn put(
    State(app): State<App>,
    visitor: Visitor,
    Form(sent): Form<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let typed = |name: &str| sent.get(name).filter(|text| !text.trim().is_empty()).cloned();
    let count = typed("users_estimate").map(|text| text.trim().parse());
    let draft = Draft {
        name: typed("name"),
        url: typed("url"),
        kind: typed("kind"),
        founded: Some(typed("founded").map(|year| json!(year))),
        users_estimate: Some(count.clone().and_then(Result::ok)),
    };
    let done = match count {
        Some(Err(_)) => Err(Problem::field("/users_estimate", "ledger-users-wrong")),
        _ => services::add(&app, &visitor, draft, typed("key").unwrap_or_default()).await,
    };
    match done {
        Ok(done) => Ok(done.actor.sign_in(see_other(&done.value.href()))),
        Err(problem) if problem.status == axum::http::StatusCode::UNPROCESSABLE_ENTITY => {
            let wrong = problem.detail(&visitor.reader.words);
            Ok((problem.status, draw(&app, &visitor.reader.words, sent, wrong)?).into_response())
        }
        Err(problem) => Err(problem),
    }
}

#[derive(Template)]
#[template(path = "ledger/yardstick.html")]
struct YardstickPage {
    l: Layout,
    figures: Vec<(String, String)>,
}

/// What each figure means.
#[utoipa::path(get, path = "/yardstick", tag = "ledger", responses((status = 200)))]
async fn explain(State(app): State<App>, reader: Reader) -> Result<Response, Problem> {
    let t = &reader.words;
    let names = yardstick::scorecard(&[], Window { from: 0, to: 1 }, None);
    let figures = names.iter().map(|figure| {
        let id = figure.name.replace('_', "-");
        (t.say(&format!("ledger-figure-{id}")), t.say(&format!("yardstick-{id}")))
    });
    page(&YardstickPage {
        l: app.layout(t, Nav::Ledger, t.say("yardstick-title")),
        figures: figures.collect(),
    })
}
