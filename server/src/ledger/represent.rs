//! Speaking for a service: whoever can put a line at `/.well-known/throng.txt` of its host, or into a TXT record of its name, speaks
//! for it.
//!
//! The file is fetched from public addresses only, both are looked at within bounds. A proof is good for a while and can be made again.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use platform::Id;
use platform::clock::{DAY, Millis};
use platform::fetch::Ask;
use platform::web::Problem;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};
use url::Url;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::service::{self, Service};
use crate::ledger::services::located;
use crate::people::{Act, Acted, Visitor, Whose};
use crate::web::text::segment;

/// What the line begins with.
const LINE: &str = "throng-representative=";
/// Where it stands.
const FILE: &str = "/.well-known/throng.txt";
/// What stands before the host in the name of the record; the host's own name does as well.
const RECORD: &str = "_throng";
/// Bytes of the file that are read.
const MAX_BYTES: u64 = 16 * 1024;
/// How long the service's server has to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long a proof is good.
const GOOD_FOR: Millis = 90 * DAY;

/// `/services/{id}/representatives` and its verification.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(own, create)).routes(routes!(verify))
}

/// What is to be put where.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The line.
    pub line: String,
    /// The address of the file that may have it.
    pub address: String,
    /// The name whose TXT record may have it instead; empty where the service has no name, only an address.
    pub record: String,
    /// Whether it has been found there.
    pub proven: bool,
}

impl Claim {
    fn json(&self) -> Value {
        json!({ "line": self.line, "address": self.address, "record": self.record, "verified": self.proven })
    }
}

/// The address of the service's file.
fn address(service: &Service) -> Option<String> {
    Url::parse(&service.url).ok()?.join(FILE).ok().map(String::from)
}

/// The name of the service's host.
fn host(service: &Service) -> Option<String> {
    let url = Url::parse(&service.url).ok()?;
    url.domain().map(|domain| domain.trim_end_matches('.').to_owned())
}

/// The visitor's claim to speak for a service; made if there is none.
///
/// # Errors
/// 404, 403 for whoever is barred.
pub async fn claim(app: &App, visitor: &Visitor, key: String) -> Result<Acted<Claim>, Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let service = service::seen(tx.conn(), &key, Some(&visitor)).await?;
                let actor = visitor.act(tx, Act::Represent, Whose::Other).await?;
                sqlx::query("INSERT INTO representatives (service, person, token) VALUES ($1, $2, $3) ON CONFLICT (service, person) DO NOTHING")
                    .bind(service.id.to_string())
                    .bind(actor.person.id.to_string())
                    .bind(BASE64URL_NOPAD.encode(&rand::random::<[u8; 16]>()))
                    .execute(tx.conn())
                    .await?;
                let now = tx.now();
                let claim = find(tx.conn(), &service, actor.person.id, now).await?;
                Ok(Acted { value: claim.ok_or_else(|| Problem::not_found("ledger-claim-gone"))?, actor })
            })
        })
        .await
}

/// The claim of `person`, if they have made one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(
    conn: &mut AnyConnection,
    service: &Service,
    person: Id,
    now: Millis,
) -> Result<Option<Claim>, sqlx::Error> {
    let row =
        sqlx::query("SELECT token, verified_at FROM representatives WHERE service = $1 AND person = $2")
            .bind(service.id.to_string())
            .bind(person.to_string())
            .fetch_optional(conn)
            .await?;
    row.map(|row| {
        let verified: Option<i64> = row.try_get("verified_at")?;
        Ok(Claim {
            line: format!("{LINE}{}", row.try_get::<String, _>("token")?),
            address: address(service).unwrap_or_default(),
            record: host(service).map(|host| format!("{RECORD}.{host}")).unwrap_or_default(),
            proven: verified.is_some_and(|at| at + GOOD_FOR > now),
        })
    })
    .transpose()
}

/// Looks for the line; whoever put it there speaks for the service from now on.
///
/// # Errors
/// 404 without a claim, 422 where the line is not found, with the address that was looked at.
pub async fn prove(app: &App, visitor: &Visitor, key: &str) -> Result<(), Problem> {
    let person = visitor.allowed(Act::Represent, Whose::Other)?.id;
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, key, Some(visitor)).await?;
    let claim = find(&mut conn, &service, person, app.clock.now()).await?;
    drop(conn);
    let claim = claim.ok_or_else(|| Problem::not_found("ledger-claim-gone"))?;
    if !(in_file(app, &claim).await || in_record(app, &service, &claim).await) {
        let id = if claim.record.is_empty() { "ledger-proof-missing" } else { "ledger-proof-missing-both" };
        return Err(Problem::field("/verify", id)
            .with("address", claim.address)
            .with("record", claim.record)
            .with("line", claim.line));
    }
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                sqlx::query("UPDATE representatives SET verified_at = $1 WHERE service = $2 AND person = $3")
                    .bind(now)
                    .bind(service.id.to_string())
                    .bind(person.to_string())
                    .execute(tx.conn())
                    .await?;
                Ok(())
            })
        })
        .await
}

/// Only an answer from the service's own host counts: a redirect elsewhere proves who owns elsewhere.
async fn in_file(app: &App, claim: &Claim) -> bool {
    let ask = Ask { max_bytes: MAX_BYTES, timeout: TIMEOUT, ..Ask::get(&claim.address) };
    let host = |address: &str| Url::parse(address).ok().map(|url| url.origin());
    match app.fetcher.fetch(ask).await {
        Ok(answer) => {
            let text = String::from_utf8_lossy(&answer.body);
            let own = host(&answer.url).map(|origin| origin.ascii_serialization())
                == host(&claim.address).map(|origin| origin.ascii_serialization());
            answer.status.is_success() && own && text.lines().any(|line| line.trim() == claim.line)
        }
        Err(error) => {
            tracing::debug!(%error, "a service's proof could not be looked at");
            false
        }
    }
}

/// Only who owns the name writes its records.
async fn in_record(app: &App, service: &Service, claim: &Claim) -> bool {
    let Some(host) = host(service) else { return false };
    let (below, own) = tokio::join!(app.txt.of(&claim.record), app.txt.of(&host));
    below.iter().chain(&own).any(|text| text.trim() == claim.line)
}

/// Asks to speak for a service; the answer says which line is to stand where.
#[utoipa::path(post, path = "/api/v1/services/{id}/representatives", tag = "ledger", params(("id" = String, Path)), responses((status = 201), (status = 404)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let done = claim(&app, &visitor, id.clone()).await?;
    let place = format!("/api/v1/services/{}/representatives", segment(&id));
    Ok(located(done.actor.json(StatusCode::CREATED, done.value.json()), &place))
}

/// One's own claim to speak for a service.
#[utoipa::path(get, path = "/api/v1/services/{id}/representatives", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 401), (status = 404)))]
async fn own(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let me = visitor.known()?.id;
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, &id, Some(&visitor)).await?;
    let found = find(&mut conn, &service, me, app.clock.now()).await?;
    Ok(axum::Json(found.ok_or_else(|| Problem::not_found("ledger-claim-gone"))?.json()))
}

/// Looks for the line.
#[utoipa::path(post, path = "/api/v1/services/{id}/representatives/verify", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 401), (status = 404), (status = 422)))]
async fn verify(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<(StatusCode, axum::Json<Value>), Problem> {
    prove(&app, &visitor, &id).await?;
    Ok((StatusCode::OK, axum::Json(json!({ "verified": true }))))
}
