//! Writing about a service without a script: an incident, a benefit, a claim to speak for it.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::clock::rfc3339;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::ledger::benefits;
use crate::ledger::fields::{Affected, evidence_lines};
use crate::ledger::incident::Incident;
use crate::ledger::incidents::{self, Draft};
use crate::ledger::represent::{self, Claim};
use crate::ledger::service::{self, Service};
use crate::ledger::services::whose;
use crate::people::{Act, Visitor, Whose};
use crate::things::Standing;
use crate::web::body::Form;
use crate::web::once;
use crate::web::pages::{page, see_other};

/// What a form sent, by field.
pub(super) type Sent = HashMap<String, String>;

/// `/ledger/{slug}/write`, and what its forms post to.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(open))
        .routes(routes!(praise))
        .routes(routes!(claim))
        .routes(routes!(prove))
}

#[derive(Template)]
#[template(path = "ledger/write.html")]
struct WritePage {
    l: Layout,
    service: Service,
    one: Option<Incident>,
    href: String,
    key: String,
    sent: Sent,
    wrong: String,
    may_open: bool,
    may_edit: bool,
    claim: Option<Claim>,
    now: String,
}

impl WritePage {
    fn typed(&self, name: &str) -> &str {
        self.sent.get(name).map_or("", String::as_str)
    }
}

pub(super) async fn draw(
    app: &App,
    visitor: &Visitor,
    (service, one): (Service, Option<Incident>),
    sent: Sent,
    wrong: Option<Problem>,
) -> Result<Response, Problem> {
    let t = &visitor.reader.words;
    let now = app.clock.now();
    let claim = match visitor.person() {
        Some(person) => {
            represent::find(&mut *app.db.reader().acquire().await?, &service, person.id, now).await?
        }
        None => None,
    };
    let drawn = WritePage {
        l: app.layout(t, Nav::Ledger, service.name.clone()),
        href: one.as_ref().map_or_else(|| service.href(), Incident::href),
        key: once::key(),
        wrong: wrong.as_ref().map(|problem| problem.detail(t)).unwrap_or_default(),
        may_open: visitor.allowed(Act::OpenIncident, Whose::Own).is_ok(),
        may_edit: one
            .as_ref()
            .is_some_and(|one| visitor.allowed(Act::EditIncident, whose(visitor, one.author)).is_ok()),
        now: rfc3339(now).chars().take(16).collect(),
        service,
        one,
        sent,
        claim,
    };
    Ok((wrong.map_or(StatusCode::OK, |problem| problem.status), page(&drawn)?).into_response())
}

async fn of_service(app: &App, visitor: &Visitor, slug: &str) -> Result<Service, Problem> {
    service::seen(&mut *app.db.reader().acquire().await?, slug, Some(visitor)).await
}

pub(super) fn typed(sent: &Sent, name: &str) -> Option<String> {
    sent.get(name).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A time of a form's field is UTC, without seconds.
pub(super) fn clock(sent: &Sent, name: &str) -> Option<String> {
    typed(sent, name).map(|time| if time.len() == 16 { format!("{time}:00Z") } else { time })
}

/// How many it hit, as a form's field says it.
pub(super) fn affected(sent: &Sent) -> Result<Option<Affected>, Problem> {
    let wrong = |_| Problem::field("/affected/users", "ledger-users-wrong");
    let users = typed(sent, "users").map(|text| text.parse().map_err(wrong)).transpose()?;
    Ok(users.map(|users| Affected { users, low: None, high: None, basis: None }))
}

pub(super) const fn is_kept(problem: &Problem) -> bool {
    matches!(
        problem.status,
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED
    )
}

/// What can be written about a service.
#[utoipa::path(get, path = "/ledger/{slug}/write", tag = "ledger", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let service = of_service(&app, &visitor, &slug).await?;
    draw(&app, &visitor, (service, None), Sent::new(), None).await
}

/// Opens an incident.
#[utoipa::path(post, path = "/ledger/{slug}/incidents", tag = "ledger", params(("slug" = String, Path)), request_body(content_type = "application/x-www-form-urlencoded", content = String), responses((status = 303), (status = 403), (status = 404), (status = 422)))]
async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let service = of_service(&app, &visitor, &slug).await?;
    let done = match affected(&sent) {
        Ok(affected) => {
            let draft = Draft {
                title: typed(&sent, "title"),
                began_at: clock(&sent, "began_at"),
                noticed_at: Some(clock(&sent, "noticed_at")),
                acknowledged_at: Some(clock(&sent, "acknowledged_at")),
                ended_at: Some(clock(&sent, "ended_at")),
                impact: Some(typed(&sent, "impact")),
                cause: Some(typed(&sent, "cause")),
                affected: Some(affected),
                evidence: Some(evidence_lines(sent.get("evidence").map_or("", String::as_str))),
                ..Draft::default()
            };
            incidents::open(&app, &visitor, slug, draft, typed(&sent, "key").unwrap_or_default()).await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(done) => Ok(done.actor.sign_in(see_other(&done.value.href()))),
        Err(problem) if is_kept(&problem) => draw(&app, &visitor, (service, None), sent, Some(problem)).await,
        Err(problem) => Err(problem),
    }
}

/// Says what the service is good for.
#[utoipa::path(post, path = "/ledger/{slug}/benefits", tag = "ledger", params(("slug" = String, Path)), request_body(content_type = "application/x-www-form-urlencoded", content = String), responses((status = 303), (status = 404), (status = 422)))]
async fn praise(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let service = of_service(&app, &visitor, &slug).await?;
    let draft = benefits::Draft {
        claim: typed(&sent, "claim").unwrap_or_default(),
        measure: typed(&sent, "measure"),
        evidence: evidence_lines(sent.get("shown").map_or("", String::as_str)),
    };
    match benefits::add(&app, &visitor, slug, draft, typed(&sent, "key").unwrap_or_default()).await {
        Ok(done) => {
            let said = if done.value.standing == Standing::Held { "?said=held" } else { "" };
            Ok(done.actor.sign_in(see_other(&format!("{}{said}#benefits", service.href()))))
        }
        Err(problem) if is_kept(&problem) => draw(&app, &visitor, (service, None), sent, Some(problem)).await,
        Err(problem) => Err(problem),
    }
}

/// Asks to speak for the service.
#[utoipa::path(post, path = "/ledger/{slug}/representatives", tag = "ledger", params(("slug" = String, Path)), responses((status = 303), (status = 404)))]
async fn claim(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let service = of_service(&app, &visitor, &slug).await?;
    let done = represent::claim(&app, &visitor, slug).await?;
    Ok(done.actor.sign_in(see_other(&format!("{}/write#speak", service.href()))))
}

/// Looks for the proof.
#[utoipa::path(post, path = "/ledger/{slug}/representatives/verify", tag = "ledger", params(("slug" = String, Path)), responses((status = 303), (status = 404), (status = 422)))]
async fn prove(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let service = of_service(&app, &visitor, &slug).await?;
    match represent::prove(&app, &visitor, &slug).await {
        Ok(()) => Ok(see_other(&format!("{}/write#speak", service.href()))),
        Err(problem) if is_kept(&problem) => {
            draw(&app, &visitor, (service, None), Sent::new(), Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}
