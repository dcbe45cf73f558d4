//! "It fails for me": one tap, by anybody; one person, service and hour count once.
//!
//! What people see is how many there were, never who or what exactly they wrote: a service is not accused by free text.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use platform::Id;
use platform::clock::{HOUR, Millis, rfc3339};
use platform::live::{Topic, Transient};
use platform::web::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::fields::optional_line;
use crate::ledger::service;
use crate::ledger::services::located;
use crate::people::{Act, Acted, Visitor, Whose};
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};
use crate::web::text::segment;

/// People within an hour from which one says that many report it: fewer are one household.
pub const MANY: u64 = 3;

/// `/services/{id}/reports`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(by_hour, create))
}

/// A report.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = NewReport)]
pub struct Sent {
    /// What fails, in one line.
    pub symptom: Option<String>,
    /// Where, as coarse as one likes.
    pub region: Option<String>,
}

/// Counts a report; `false` if this person has reported this service in this hour already.
///
/// # Errors
/// 404, 403 for whoever is barred, 422 with the field.
pub async fn report(app: &App, visitor: &Visitor, key: String, sent: Sent) -> Result<Acted<bool>, Problem> {
    let (symptom, region) =
        (optional_line("/symptom", sent.symptom)?, optional_line("/region", sent.region)?);
    let asker = visitor.clone();
    let done: Result<Acted<(Id, bool)>, Problem> = app
        .writer
        .write(move |tx| {
            Box::pin(async move {
                let service = service::seen(tx.conn(), &key, Some(&asker)).await?;
                let actor = asker.act(tx, Act::Report, Whose::Other).await?;
                let now = tx.now();
                let written = sqlx::query(
                    "INSERT INTO reports (service, person, hour, symptom, region, at) VALUES ($1, $2, $3, $4, $5, $6) \
                     ON CONFLICT (service, person, hour) DO NOTHING",
                )
                .bind(service.id.to_string())
                .bind(actor.person.id.to_string())
                .bind(now.div_euclid(HOUR))
                .bind(symptom)
                .bind(region)
                .bind(now)
                .execute(tx.conn())
                .await?;
                Ok(Acted { value: (service.id, written.rows_affected() == 1), actor })
            })
        })
        .await;
    let Acted { value: (service, counted), actor } = done?;
    if counted {
        say_count(app, service).await?;
    }
    Ok(Acted { value: counted, actor })
}

/// Tells open pages how many reported it in the last hour; the page itself is drawn anew within seconds.
async fn say_count(app: &App, service: Id) -> Result<(), Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let figures = json!({ "reports_last_hour": last_hour(&mut conn, service, app.clock.now()).await? });
    let open = sqlx::query(
        "SELECT id FROM incidents WHERE service = $1 AND ended_at IS NULL AND standing = 'shown' LIMIT 20",
    )
    .bind(service.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let mut topics = vec![format!("service:{service}")];
    for row in open {
        topics.push(format!("incident:{}", row.try_get::<String, _>("id")?));
    }
    for topic in topics.iter().filter_map(|topic| Topic::parse(topic)) {
        app.live.hub.tell(&topic, Transient::Count, &figures);
    }
    Ok(())
}

/// How many people reported the service within the hour before `now`.
///
/// # Errors
/// When the database does not answer.
pub async fn last_hour(conn: &mut AnyConnection, service: Id, now: Millis) -> Result<u64, sqlx::Error> {
    between(conn, service, (now - HOUR, now)).await
}

/// How many people reported the service between two moments.
///
/// # Errors
/// When the database does not answer.
pub async fn between(
    conn: &mut AnyConnection,
    service: Id,
    (from, to): (Millis, Millis),
) -> Result<u64, sqlx::Error> {
    let row =
        sqlx::query("SELECT COUNT(DISTINCT person) FROM reports WHERE service = $1 AND at > $2 AND at <= $3")
            .bind(service.to_string())
            .bind(from)
            .bind(to)
            .fetch_one(conn)
            .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

/// Says that the service fails for whoever asks.
#[utoipa::path(post, path = "/api/v1/services/{id}/reports", tag = "ledger", params(("id" = String, Path)), request_body = Sent, responses((status = 201), (status = 404), (status = 422)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(sent): Json<Sent>,
) -> Result<Response, Problem> {
    let done = report(&app, &visitor, id.clone(), sent).await?;
    let place = format!("/api/v1/services/{}/reports", segment(&id));
    Ok(located(done.actor.json(StatusCode::CREATED, json!({ "counted": done.value })), &place))
}

/// How many people reported the service in each hour in which anybody did, the latest first; never who or what.
#[utoipa::path(get, path = "/api/v1/services/{id}/reports", tag = "ledger", params(("id" = String, Path), Paging), responses((status = 200), (status = 404), (status = 422)))]
async fn by_hour(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<Value>>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, &id, Some(&visitor)).await?;
    let rows = sqlx::query(
        "SELECT hour, COUNT(*) AS people FROM reports WHERE service = $1 AND hour < $2 GROUP BY hour ORDER BY hour DESC LIMIT $3",
    )
    .bind(service.id.to_string())
    .bind(paging.after_number()?.unwrap_or(i64::MAX))
    .bind(paging.limit() + 1)
    .fetch_all(&mut *conn)
    .await?;
    let count = |row: &sqlx::any::AnyRow| Ok((row.try_get("hour")?, row.try_get("people")?));
    let hours = rows.iter().map(count).collect::<Result<Vec<(i64, i64)>, sqlx::Error>>()?;
    let List { items, next } = List::from_one_more(hours, &paging, |(hour, _)| hour.to_string());
    let told = |(hour, people): &(i64, i64)| json!({ "at": rfc3339(hour * HOUR), "reports": people });
    Ok(axum::Json(List { items: items.iter().map(told).collect(), next }))
}
