//! `Idempotency-Key`: a retry gets the first answer, and nothing happens twice.
//!
//! A key belongs to a person (or an address, before there is one), a route and a body. It is claimed before the work begins and
//! holds the answer for 24 hours. An answer that tells a new session's token is a secret in clear: it is held for ten minutes
//! only, long enough for a retry. After that its key is still taken, so that nothing happens twice, but gives 409.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use platform::clock::{DAY, MINUTE, Millis};
use platform::db::is_duplicate;
use platform::web::Problem;
use platform::writer::Tx;
use sha2::{Digest, Sha256};
use sqlx::Row;

use crate::app::App;
use crate::people::Visitor;

/// How long an answer is kept for retries.
pub const KEPT: Millis = DAY;
/// How long an answer is kept that tells a new session's token.
pub const SECRET_KEPT: Millis = 10 * MINUTE;
/// After so long an unfinished claim is given up: its request died with the process.
const GIVEN_UP: Millis = 2 * MINUTE;
/// Bytes of a request with a key; it is held whole, to be compared with its retry.
const MAX_REQUEST: usize = 52 << 20;
/// Bytes of an answer that is kept.
const MAX_ANSWER: usize = 1 << 20;
/// Characters of a key.
const MAX_KEY: usize = 255;
/// Headers of the answer that a retry gets again.
const KEPT_HEADERS: [HeaderName; 4] =
    [header::CONTENT_TYPE, header::LOCATION, header::SET_COOKIE, header::ETAG];

/// Wraps every request; only a `POST` with a key is touched.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let key =
        request.headers().get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned);
    match key {
        Some(key) if request.method() == Method::POST => {
            once(&app, key, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn once(app: &App, key: String, request: Request, next: Next) -> Result<Response, Problem> {
    if key.is_empty() || key.len() > MAX_KEY {
        return Err(Problem::bad("web-key-too-long").with("max", MAX_KEY));
    }
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, app).await?;
    let whose = visitor
        .person()
        .map_or_else(|| format!("{:?}", visitor.reader.address), |person| person.id.to_string());
    let body = to_bytes(body, MAX_REQUEST).await.map_err(|_| {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large").with("max", MAX_REQUEST)
    })?;
    let id = digest(&[whose.as_bytes(), parts.uri.path().as_bytes(), key.as_bytes()]);
    let hash = digest(&[&body]);
    if let Some(answer) = claim(app, &id, &hash).await? {
        return Ok(answer);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    finish(app, id, response).await
}

fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    HEXLOWER.encode(&hash.finalize())
}

/// Claims the key, or gives the answer that it holds.
async fn claim(app: &App, id: &str, hash: &str) -> Result<Option<Response>, Problem> {
    let (id, hash) = (id.to_owned(), hash.to_owned());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                sqlx::query(
                    "DELETE FROM idempotency WHERE id = $1 AND (at < $2 OR (status = 0 AND at < $3))",
                )
                .bind(&id)
                .bind(now - KEPT)
                .bind(now - GIVEN_UP)
                .execute(tx.conn())
                .await?;
                let row = sqlx::query(
                    "SELECT body, status, headers, answer, secret_until FROM idempotency WHERE id = $1",
                )
                .bind(&id)
                .fetch_optional(tx.conn())
                .await?;
                if let Some(row) = row {
                    return held(&row, &hash, now).map(Some);
                }
                sqlx::query("INSERT INTO idempotency (id, body, at) VALUES ($1, $2, $3)")
                    .bind(&id)
                    .bind(&hash)
                    .bind(now)
                    .execute(tx.conn())
                    .await
                    .map_err(|error| if is_duplicate(&error) { unfinished() } else { error.into() })?;
                Ok(None)
            })
        })
        .await
}

fn unfinished() -> Problem {
    Problem::conflict("web-key-unfinished").retry_after(1)
}

fn held(row: &sqlx::any::AnyRow, hash: &str, now: Millis) -> Result<Response, Problem> {
    if row.try_get::<String, _>("body")? != hash {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "web-key-other-body"));
    }
    let status =
        u16::try_from(row.try_get::<i64, _>("status")?).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let Some(status) = status else { return Err(unfinished()) };
    let answer: Option<Vec<u8>> = row.try_get("answer")?;
    let secret_until: Option<Millis> = row.try_get("secret_until")?;
    let Some(answer) = answer.filter(|_| secret_until.is_none_or(|until| until > now)) else {
        return Err(Problem::conflict("web-key-answer-gone"));
    };
    let mut response = (status, answer).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for line in row.try_get::<String, _>("headers")?.lines() {
        if let Some((name, value)) = line.split_once(": ")
            && let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
        {
            response.headers_mut().append(name, value);
        }
    }
    Ok(response)
}

/// Keeps the answer. What failed inside, or was refused for now, may be tried again with the same key.
async fn finish(app: &App, id: String, response: Response) -> Result<Response, Problem> {
    let status = response.status();
    let passing = status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || response.extensions().get::<Problem>().is_some();
    let (parts, body) = response.into_parts();
    let answer = to_bytes(body, MAX_ANSWER).await.map_err(Problem::internal)?;
    let (kept, headers) = (answer.to_vec(), written(&parts.headers));
    let secret = parts.headers.contains_key(header::SET_COOKIE);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                if passing {
                    sqlx::query("DELETE FROM idempotency WHERE id = $1").bind(&id).execute(tx.conn()).await?;
                } else {
                    let secret_until = secret.then_some(tx.now() + SECRET_KEPT);
                    sqlx::query(
                        "UPDATE idempotency SET status = $1, headers = $2, answer = $3, secret_until = $4 WHERE id = $5",
                    )
                    .bind(i64::from(status.as_u16()))
                    .bind(headers)
                    .bind(kept)
                    .bind(secret_until)
                    .bind(&id)
                    .execute(tx.conn())
                    .await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(Response::from_parts(parts, Body::from(answer)))
}

/// Wipes the answers whose secret has been kept long enough; the sweep calls it.
///
/// # Errors
/// When the database does not take it.
pub async fn wipe_secrets(tx: &mut Tx) -> Result<u64, Problem> {
    let now = tx.now();
    let wipe = sqlx::query(
        "UPDATE idempotency SET answer = NULL, headers = '', secret_until = NULL WHERE secret_until <= $1",
    );
    Ok(wipe.bind(now).execute(tx.conn()).await?.rows_affected())
}

fn written(headers: &HeaderMap) -> String {
    let line = |name: &HeaderName| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .map(|value| format!("{name}: {value}\n"))
            .collect::<String>()
    };
    KEPT_HEADERS.iter().map(line).collect()
}
