//! A service's scorecard: its shown incidents, measured by the yardstick.

use axum::extract::{Path, State};
use platform::clock::{DAY, Millis, parse_rfc3339, rfc3339};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use yardstick::{Figure, Window, scorecard};

use crate::app::App;
use crate::ledger::incident::{self, Incident};
use crate::ledger::service::{self, Service};
use crate::people::Visitor;
use crate::web::body::Query;

/// How far back a scorecard looks where nothing is asked.
pub const YEAR: Millis = 365 * DAY;
/// The longest window.
const MAX_WINDOW: Millis = 30 * YEAR;
/// Incidents that are measured at most, the latest.
const MAX_MEASURED: i64 = 20_000;

/// `/services/{id}/scorecard`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Which time.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// RFC 3339 or a day; a year before `to` if left out.
    pub from: Option<String>,
    /// RFC 3339 or a day; now if left out. What has not come yet is not measured.
    pub to: Option<String>,
}

/// The window that is asked for.
///
/// # Errors
/// 422 for what is no time, or ends before it begins.
pub fn window(asked: &Asked, now: Millis) -> Result<Window, Problem> {
    let read = |pointer, text: &Option<String>| -> Result<Option<Millis>, Problem> {
        let Some(text) = text else { return Ok(None) };
        let at = parse_rfc3339(text).or_else(|| parse_rfc3339(&format!("{text}T00:00:00Z")));
        at.map(Some).ok_or_else(|| Problem::field(pointer, "ledger-time-wrong"))
    };
    let to = read("/to", &asked.to)?.unwrap_or(now).min(now);
    let from = read("/from", &asked.from)?.unwrap_or(to - YEAR);
    if from >= to || to - from > MAX_WINDOW {
        return Err(Problem::field("/from", "ledger-window-wrong"));
    }
    Ok(Window { from, to })
}

/// The figures of a service, and the incidents that they were made from.
///
/// # Errors
/// When the database does not answer.
pub async fn figures(
    conn: &mut AnyConnection,
    service: &Service,
    window: Window,
) -> Result<(Vec<Figure>, Vec<Incident>), sqlx::Error> {
    let found = incident::between(conn, service.id, (window.from, window.to), MAX_MEASURED).await?;
    let measured: Vec<yardstick::Incident> = found.iter().map(Incident::measured).collect();
    Ok((scorecard(&measured, window, service.users.map(|users| users as f64)), found))
}

/// A figure as programs read it, with its definition in the reader's words.
fn json_of(figure: &Figure, words: &Words) -> Value {
    let inputs: Map<String, Value> =
        figure.inputs.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "name": figure.name, "value": figure.value, "low": figure.low, "high": figure.high, "n": figure.n,
        "unit": figure.unit.word(), "definition": words.say(&format!("yardstick-{}", figure.name.replace('_', "-"))),
        "inputs": inputs,
    })
}

/// Every figure of a service, with its interval, number of cases, definition and inputs.
#[utoipa::path(get, path = "/api/v1/services/{id}/scorecard", tag = "ledger", params(("id" = String, Path), Asked), responses((status = 200), (status = 404), (status = 422)))]
async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Value>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, &id, Some(&visitor)).await?;
    let window = window(&asked, app.clock.now())?;
    let (figures, _) = figures(&mut conn, &service, window).await?;
    let words = &visitor.reader.words;
    Ok(axum::Json(json!({
        "window": { "from": rfc3339(window.from), "to": rfc3339(window.to) },
        "figures": figures.iter().map(|figure| json_of(figure, words)).collect::<Vec<_>>(),
        "version": yardstick::VERSION,
    })))
}
