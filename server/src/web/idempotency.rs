//! `Idempotency-Key`: a retry gets the first answer, and nothing happens twice.
//!
//! A key belongs to a person (or an address, before there is one), a route and a body. It is claimed before the work begins and
//! holds the answer for 24 hours, sealed under the key itself: an answer may tell a new session's token, and the database
//! does not hold what would open it. Where the first act made a guest the answer is kept for that guest as well, because the
//! retry may come with the session that it told.
//!
//! The work goes on when the connection is cut, so that the retry finds its answer. Where the process died in the middle
//! nobody knows whether it was done: the key then gives 409, and nothing happens twice (docs/decisions/0009).

mod whole;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
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
use crate::people::visitor::MadeGuest;
use crate::web::sealed::Seal;
pub use whole::Held;
use whole::Whole;

/// How long an answer is kept for retries.
pub const KEPT: Millis = DAY;
/// After so long an unfinished request is taken for one that died with its process.
const CUT_OFF: Millis = 2 * MINUTE;
/// Bytes of an answer that is kept.
const MAX_ANSWER: usize = 1 << 20;
/// Characters of a key.
const MAX_KEY: usize = 255;
/// Headers of the answer that a retry gets again.
const KEPT_HEADERS: [HeaderName; 4] =
    [header::CONTENT_TYPE, header::LOCATION, header::SET_COOKIE, header::ETAG];

/// Wraps every request; only a `POST` with a key is touched.
pub async fn layer(State((app, held)): State<(App, Held)>, request: Request, next: Next) -> Response {
    let key =
        request.headers().get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned);
    match key {
        Some(key) if request.method() == Method::POST => {
            once(&app, &held, key, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn once(
    app: &App,
    held: &Held,
    key: String,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if key.is_empty() || key.len() > MAX_KEY {
        return Err(Problem::bad("web-key-too-long").with("max", MAX_KEY));
    }
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, app).await?;
    let whose = visitor
        .person()
        .map_or_else(|| format!("{:?}", visitor.reader.address), |person| person.id.to_string());
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let Whole { body, room, hash } = held.read(route, &parts.headers, body).await?;
    let asked = Asked { path: parts.uri.path().to_owned(), key, hash };
    let own = asked.of(&whose)?;
    if let Some(answer) = claim(app, &own, &asked.hash).await? {
        return Ok(answer);
    }
    let app = app.clone();
    let work = tokio::spawn(async move {
        let response = next.run(Request::from_parts(parts, Body::from(body))).await;
        drop(room);
        finish(&app, &asked, own, response).await
    });
    work.await.map_err(Problem::internal)?
}

/// A keyed request.
struct Asked {
    path: String,
    key: String,
    /// Of its body.
    hash: String,
}

/// The row that holds the answer for one person, and what opens it.
#[derive(Clone)]
struct Place {
    id: String,
    seal: Arc<Seal>,
}

impl Asked {
    /// The place of `whose`, a person's id or an address.
    fn of(&self, whose: &str) -> Result<Place, Problem> {
        let [whose, path, key] = [whose, &self.path, &self.key].map(str::as_bytes);
        let seal = Arc::new(Seal::new(digest(&[b"answer", whose, path, key]))?);
        Ok(Place { id: HEXLOWER.encode(&digest(&[whose, path, key])), seal })
    }
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Claims the key, or gives the answer that it holds.
async fn claim(app: &App, place: &Place, hash: &str) -> Result<Option<Response>, Problem> {
    let (Place { id, seal }, hash) = (place.clone(), hash.to_owned());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                sqlx::query("DELETE FROM idempotency WHERE id = $1 AND at < $2")
                    .bind(&id)
                    .bind(now - KEPT)
                    .execute(tx.conn())
                    .await?;
                let row = sqlx::query("SELECT body, status, answer, at FROM idempotency WHERE id = $1")
                    .bind(&id)
                    .fetch_optional(tx.conn())
                    .await?;
                if let Some(row) = row {
                    return held(&row, &hash, &seal, now).map(Some);
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

fn held(row: &sqlx::any::AnyRow, hash: &str, seal: &Seal, now: Millis) -> Result<Response, Problem> {
    if row.try_get::<String, _>("body")? != hash {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "web-key-other-body"));
    }
    let status =
        u16::try_from(row.try_get::<i64, _>("status")?).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let Some(status) = status else {
        let is_cut_off = row.try_get::<Millis, _>("at")? < now - CUT_OFF;
        return Err(if is_cut_off { Problem::conflict("web-key-cut-off") } else { unfinished() });
    };
    let sealed: Vec<u8> = row.try_get("answer")?;
    let answer = seal.open(&sealed).ok_or_else(|| Problem::conflict("web-key-cut-off"))?;
    Ok(read(status, &answer))
}

/// The answer from its headers, a line each, an empty line, and its body.
fn read(status: StatusCode, mut answer: &[u8]) -> Response {
    let mut headers = HeaderMap::new();
    while let Some(end) = answer.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(&answer[..end]).into_owned();
        answer = &answer[end + 1..];
        let Some((name, value)) = line.split_once(": ") else { break };
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    let mut response = (status, answer.to_vec()).into_response();
    *response.headers_mut() = headers;
    response
}

/// Keeps the answer. What failed inside, or was refused for now, may be tried again with the same key.
async fn finish(app: &App, asked: &Asked, own: Place, response: Response) -> Result<Response, Problem> {
    let status = response.status();
    let passing = status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || response.extensions().get::<Problem>().is_some();
    let made = response.extensions().get::<MadeGuest>().map(|made| made.0.to_string());
    let (parts, body) = response.into_parts();
    let answer = to_bytes(body, MAX_ANSWER).await.map_err(Problem::internal)?;
    let kept = [written(&parts.headers).as_bytes(), b"\n", &answer].concat();
    let also = made.map(|guest| asked.of(&guest)).transpose()?;
    let also = also.map(|place| Ok::<_, Problem>((place.id, place.seal.close(kept.clone())?))).transpose()?;
    let (id, kept, hash) = (own.id, own.seal.close(kept)?, asked.hash.clone());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                if passing {
                    sqlx::query("DELETE FROM idempotency WHERE id = $1").bind(&id).execute(tx.conn()).await?;
                    return Ok(());
                }
                keep(tx, (id, kept), &hash, status).await?;
                match also {
                    Some(place) => keep(tx, place, &hash, status).await,
                    None => Ok(()),
                }
            })
        })
        .await?;
    Ok(Response::from_parts(parts, Body::from(answer)))
}

/// Keeps a sealed answer under the row `id`, which may have been claimed.
async fn keep(
    tx: &mut Tx,
    (id, answer): (String, Vec<u8>),
    hash: &str,
    status: StatusCode,
) -> Result<(), Problem> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO idempotency (id, body, at, status, answer) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, answer = excluded.answer",
    )
    .bind(id)
    .bind(hash)
    .bind(now)
    .bind(i64::from(status.as_u16()))
    .bind(answer)
    .execute(tx.conn())
    .await?;
    Ok(())
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
