//! An incident's page: its clocks, what shows it, what was added, and the service's reply beside the claim.

use askama::Template;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use platform::clock::{Millis, parse_rfc3339};
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use sqlx::{AnyConnection, Row};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use yardstick::Unit;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::ledger::incident::{self, Incident};
use crate::ledger::incidents::versions_of;
use crate::ledger::reports;
use crate::ledger::words::{Said, amount, moment, said, shown};
use crate::people::{Reader, Visitor};
use crate::things::Kind;
use crate::throngs;
use crate::web::pages::{page, ready};
use crate::web::text::segment;

/// Stories about an incident that its page names.
const STORIES: i64 = 10;

/// `/incidents/{id}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "ledger/incident.html")]
struct IncidentPage {
    l: Layout,
    one: Incident,
    href: String,
    service_href: String,
    /// How far its topic has come; what comes later is pushed.
    seq: i64,
    open: bool,
    clocks: Vec<Clock>,
    affected: String,
    severity: String,
    evidence: Vec<(String, String)>,
    updates: Vec<Said>,
    replies: Vec<Said>,
    reports: u64,
    past: Vec<(String, Moment, String)>,
    throng: Option<(String, String)>,
    stories: Vec<(String, String)>,
}

/// One of the clocks.
struct Clock {
    name: String,
    at: Option<Moment>,
    after: String,
}

/// An incident.
#[utoipa::path(get, path = "/incidents/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    let key = format!("incident:{}:{id}", reader.words.language());
    match app.hot.page(&key, app.clock.now(), || for_everybody(&app, &id, &reader.words)).await {
        Ok(kept) => return Ok(ready(&kept, "text/html; charset=utf-8", &parts.headers)),
        // It may be there for this visitor all the same.
        Err(problem) if problem.status == StatusCode::NOT_FOUND => {}
        Err(problem) => return Err(problem),
    }
    let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
    let mut conn = app.db.snapshot().await?;
    let one = incident::seen(&mut conn, &id, Some(&visitor)).await?;
    page(&draw(&app, &mut conn, one, &visitor.reader.words).await?.0)
}

async fn for_everybody(app: &App, id: &str, t: &Words) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let one = incident::seen(&mut conn, id, None).await?;
    let (drawn, topics) = draw(app, &mut conn, one, t).await?;
    Ok(Rendered { html: drawn.render().map_err(Problem::internal)?, topics, shelf: Shelf::Seconds(5) })
}

async fn draw(
    app: &App,
    conn: &mut AnyConnection,
    one: Incident,
    t: &Words,
) -> Result<(IncidentPage, Vec<String>), Problem> {
    let updates = incident::updates(conn, &[one.id]).await?.remove(&one.id).unwrap_or_default();
    let replies = incident::replies(conn, &[one.id]).await?.remove(&one.id).unwrap_or_default();
    let work = throngs::about(conn, Kind::Incident, one.id).await?;
    let mut topics = vec![one.topic(), format!("service:{}", one.service), format!("person:{}", one.author)];
    topics.extend(updates.iter().chain(&replies).map(|entry| format!("person:{}", entry.author)));
    topics.extend(work.iter().map(|work| format!("throng:{}", work.throng.id)));
    // A new throng or story about it is told to the front page.
    topics.push("front".to_owned());
    let until = one.ended_at.unwrap_or_else(|| app.clock.now());
    let drawn = IncidentPage {
        l: app.layout(t, Nav::Ledger, one.title.clone()),
        href: one.href(),
        service_href: one.service_href(),
        seq: platform::events::head_in(conn, &one.topic()).await?,
        open: one.ended_at.is_none(),
        clocks: clocks(&one, t),
        affected: affected(&one, t),
        severity: one.severity.map(|share| amount(share, Unit::Share, t)).unwrap_or_default(),
        evidence: shown(&one.evidence, t),
        updates: said(&updates, t),
        replies: said(&replies, t),
        reports: reports::between(conn, one.service, (one.began_at, until)).await?,
        past: past(conn, &one, t).await?,
        throng: work.map(|work| (format!("/t/{}", segment(&work.throng.slug)), work.throng.objective)),
        stories: stories(conn, &one).await?,
        one,
    };
    Ok((drawn, topics))
}

fn clocks(one: &Incident, t: &Words) -> Vec<Clock> {
    let clock = |name: &str, at: Option<Millis>| Clock {
        name: t.say(name),
        at: at.map(|at| moment(t, at)),
        after: at.map_or_else(String::new, |at| {
            let minutes = (at - one.began_at).max(0) as f64 / 60_000.0;
            t.say_with("ledger-after", &[("time", amount(minutes, Unit::Minutes, t).into())])
        }),
    };
    let mut all = vec![
        clock("ledger-began", Some(one.began_at)),
        clock("ledger-noticed", one.noticed_at),
        clock("ledger-acknowledged", one.acknowledged_at),
        clock("ledger-ended", one.ended_at),
    ];
    all[0].after = String::new();
    all
}

fn affected(one: &Incident, t: &Words) -> String {
    let Some(affected) = &one.affected else { return String::new() };
    let say = |count: i64| t.number(u64::try_from(count).unwrap_or(0));
    let (low, high) = (affected.low.unwrap_or(affected.users), affected.high.unwrap_or(affected.users));
    if low == high {
        return say(affected.users);
    }
    let values =
        [("value", say(affected.users).into()), ("low", say(low).into()), ("high", say(high).into())];
    t.say_with("ledger-between", &values)
}

/// What the record said before: its title then, when it was changed, and by whom.
async fn past(
    conn: &mut AnyConnection,
    one: &Incident,
    t: &Words,
) -> Result<Vec<(String, Moment, String)>, sqlx::Error> {
    let versions = versions_of(conn, one.id).await?;
    let line = |(_, record, name, at): (i64, String, String, Millis)| {
        let record: serde_json::Value = serde_json::from_str(&record).unwrap_or_default();
        let time = |key: &str| {
            record[key].as_str().and_then(parse_rfc3339).map(|at| moment(t, at).text().to_owned())
        };
        let title = record["title"].as_str().unwrap_or_default();
        let clocks =
            [time("began_at"), time("ended_at")].into_iter().flatten().collect::<Vec<_>>().join(" – ");
        (format!("{title} · {clocks}"), moment(t, at), name)
    };
    Ok(versions.into_iter().map(line).collect())
}

/// The stories about it that everybody sees. Ids hold letters and digits only, so the text of the list can be searched for one.
async fn stories(conn: &mut AnyConnection, one: &Incident) -> Result<Vec<(String, String)>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT slug, title FROM stories WHERE standing = 'shown' AND visibility = 'public' AND about LIKE $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(format!("%\"incident\"%{}%", one.id))
    .bind(STORIES)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((format!("/s/{}", segment(&row.try_get::<String, _>("slug")?)), row.try_get("title")?)))
        .collect()
}
