//! Writing about an incident without a script: an update, what the record did not know before, the service's answer.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use jiff::Timestamp;
use platform::clock::{Millis, parse_rfc3339};
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::fields::{Shown, evidence_lines};
use crate::ledger::incident::{self, Incident};
use crate::ledger::incidents::{self, Draft};
use crate::ledger::replies;
use crate::ledger::service::{self, Service};
use crate::ledger::write_page::{Sent, affected, clock, draw, is_kept, typed};
use crate::people::Visitor;
use crate::web::body::Form;
use crate::web::pages::see_other;
use crate::web::versions;

/// `/incidents/{id}/write`, and what its forms post to.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_incident))
        .routes(routes!(append))
        .routes(routes!(complete))
        .routes(routes!(answer))
}

async fn of_incident(app: &App, visitor: &Visitor, id: &str) -> Result<(Service, Incident), Problem> {
    let mut conn = app.db.snapshot().await?;
    let one = incident::seen(&mut conn, id, Some(visitor)).await?;
    let service = service::seen(&mut conn, &one.service.to_string(), Some(visitor)).await?;
    Ok((service, one))
}

/// What can be written about an incident.
#[utoipa::path(get, path = "/incidents/{id}/write", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn show_incident(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (service, one) = of_incident(&app, &visitor, &id).await?;
    let sent = standing(&one);
    draw(&app, &visitor, (service, Some(one)), sent, None).await
}

/// What the record says now, as the fields of the form hold it.
fn standing(one: &Incident) -> Sent {
    let minute = |at: Millis| {
        let at = Timestamp::from_millisecond(at).unwrap_or_default().to_string();
        at.chars().take(16).collect::<String>()
    };
    let fields = [
        ("noticed_at", one.noticed_at.map(minute)),
        ("acknowledged_at", one.acknowledged_at.map(minute)),
        ("ended_at", one.ended_at.map(minute)),
        ("users", one.affected.as_ref().map(|affected| affected.users.to_string())),
        ("impact", one.impact.clone()),
        ("cause", one.cause.clone()),
    ];
    fields.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect()
}

/// Puts into the record what was not known before; what it said until now stays readable.
#[utoipa::path(post, path = "/incidents/{id}/record", tag = "ledger", params(("id" = String, Path)), request_body(content_type = "application/x-www-form-urlencoded", content = String), responses((status = 303), (status = 403), (status = 404), (status = 412), (status = 422)))]
async fn complete(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let (service, one) = of_incident(&app, &visitor, &id).await?;
    let version = typed(&sent, "version").and_then(|text| text.parse().ok()).unwrap_or(one.version);
    let headers = HeaderMap::from_iter([(header::IF_MATCH, versions::etag(version))]);
    let done = match draft(&sent, &one) {
        Ok(draft) => incidents::change(&app, &visitor, id, draft, headers).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(done) => Ok(see_other(&done.value.href())),
        Err(problem) if is_kept(&problem) => {
            draw(&app, &visitor, (service, Some(one)), sent, Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Only what the form changed: a clock that it shows without its seconds stays to the second, and so does an estimate with its bounds.
fn draft(sent: &Sent, one: &Incident) -> Result<Draft, Problem> {
    let moved = |name: &str, was: Option<Millis>| {
        let now = clock(sent, name);
        let to_the_minute = |at: Millis| at.div_euclid(60_000);
        let is_same = match (now.as_deref().map(parse_rfc3339), was) {
            (Some(Some(now)), Some(was)) => to_the_minute(now) == to_the_minute(was),
            (None, None) => true,
            _ => false,
        };
        (!is_same).then_some(now)
    };
    let affected = affected(sent)?;
    let counted =
        |count: &Option<_>| count.as_ref().map(|affected: &crate::ledger::fields::Affected| affected.users);
    let kept = one.evidence.iter().cloned().map(Shown::Whole);
    let more = evidence_lines(sent.get("evidence").map_or("", String::as_str));
    Ok(Draft {
        noticed_at: moved("noticed_at", one.noticed_at),
        acknowledged_at: moved("acknowledged_at", one.acknowledged_at),
        ended_at: moved("ended_at", one.ended_at),
        impact: Some(typed(sent, "impact")),
        cause: Some(typed(sent, "cause")),
        affected: (counted(&affected) != counted(&one.affected)).then_some(affected),
        evidence: (!more.is_empty()).then(|| kept.chain(more).collect()),
        ..Draft::default()
    })
}

/// Appends an update.
#[utoipa::path(post, path = "/incidents/{id}/updates", tag = "ledger", params(("id" = String, Path)), request_body(content_type = "application/x-www-form-urlencoded", content = String), responses((status = 303), (status = 403), (status = 404), (status = 422)))]
async fn append(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let (service, one) = of_incident(&app, &visitor, &id).await?;
    let text = (typed(&sent, "body").unwrap_or_default(), sent.contains_key("ended"));
    match incidents::append(&app, &visitor, id, text, typed(&sent, "key").unwrap_or_default()).await {
        Ok(done) => Ok(see_other(&format!("{}#{}", done.value.0.href(), done.value.1))),
        Err(problem) if is_kept(&problem) => {
            draw(&app, &visitor, (service, Some(one)), sent, Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Answers for the service.
#[utoipa::path(post, path = "/incidents/{id}/replies", tag = "ledger", params(("id" = String, Path)), request_body(content_type = "application/x-www-form-urlencoded", content = String), responses((status = 303), (status = 403), (status = 404), (status = 422)))]
async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let (service, one) = of_incident(&app, &visitor, &id).await?;
    match replies::reply(&app, &visitor, id, typed(&sent, "reply").unwrap_or_default()).await {
        Ok(done) => Ok(done.actor.sign_in(see_other(&format!("{}#reply", one.href())))),
        Err(problem) if is_kept(&problem) => {
            draw(&app, &visitor, (service, Some(one)), sent, Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}
