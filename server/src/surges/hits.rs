//! Counting: a handler says what its answer is of, and the record is written when the answer has gone out.
//!
//! A full `200` counts when its last byte is handed to the connection, a `304` when it is; what was cut short, `HEAD` and
//! everything else does not.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use platform::Id;
use platform::bots::{Cause, cause};
use platform::clock::MINUTE;
use platform::hits::{Hit, HitLog};
use platform::metrics::Metrics;
use platform::web::Problem;
use tokio::sync::{mpsc, oneshot};

use crate::app::App;
use crate::surges::What;
use crate::surges::referrers::Referrers;
use crate::things::Kind;

/// The log, and the way to its owner.
pub struct Hits {
    pub(super) log: HitLog,
    pub(super) referrers: Referrers,
    pub(super) asks: mpsc::Sender<oneshot::Sender<Result<(), Problem>>>,
    pub(super) metrics: Metrics,
}

impl Hits {
    /// Folds everything that has been counted so far; returns when it is in the database.
    ///
    /// # Errors
    /// When the database does not take it; nothing is lost.
    pub async fn fold(&self) -> Result<(), Problem> {
        let (done, wait) = oneshot::channel();
        self.asks.try_send(done).map_err(|_| Problem::busy(1))?;
        wait.await.unwrap_or_else(|_| Err(Problem::busy(1)))
    }

    fn append(&self, hit: Hit) {
        match self.log.append(hit) {
            Ok(()) => self.metrics.hits_appended.inc(),
            Err(_) => self.metrics.hits_failed.inc(),
        };
    }
}

/// What the outermost layer counts when the answer goes out.
#[derive(Clone, Copy)]
struct Pending(Hit);

/// Counts the answer as a hit of the page of this thing.
pub fn count(app: &App, kind: Kind, id: Id, headers: &HeaderMap, response: Response) -> Response {
    pending(app, What::page(kind), id, headers, response)
}

/// Counts the answer as a load of a rendition of this picture.
pub fn load(app: &App, picture: Id, headers: &HeaderMap, response: Response) -> Response {
    pending(app, Some(What::Load), picture, headers, response)
}

/// Counts the answer as a frame with this thing on somebody else's page.
pub fn embed(app: &App, kind: Kind, id: Id, headers: &HeaderMap, response: Response) -> Response {
    pending(app, What::embed(kind), id, headers, response)
}

fn pending(app: &App, what: Option<What>, id: Id, headers: &HeaderMap, mut response: Response) -> Response {
    if let Some(what) = what
        && matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED)
    {
        let origin = app.config.origin.as_ref().map(platform::config::Origin::as_str);
        let came = app.hits.referrers.of(headers, origin);
        let cause = match cause(headers) {
            Cause::Person if came.is_spam => Cause::Bot,
            Cause::Person if !what.is_page() && what != What::Load => Cause::Embed,
            cause => cause,
        };
        response.extensions_mut().insert(Pending(Hit {
            kind: what.code(),
            cause: cause.code(),
            id: id.number(),
            minute: u32::try_from(app.clock.now() / MINUTE).unwrap_or(0),
            referrer: came.from,
        }));
    }
    response
}

/// The outermost layer's part: sees that the answer is counted when it goes out.
pub fn watch(app: &App, method: &Method, mut response: Response) -> Response {
    let Some(Pending(hit)) = response.extensions_mut().remove::<Pending>() else { return response };
    if method != Method::GET {
        return response;
    }
    if response.status() == StatusCode::NOT_MODIFIED || response.body().is_end_stream() {
        app.hits.append(hit);
        return response;
    }
    let hits = Arc::clone(&app.hits);
    response.map(|body| Body::new(Counted { body, hit: Some((hits, hit)) }))
}

/// A body that is counted at its end.
struct Counted {
    body: Body,
    hit: Option<(Arc<Hits>, Hit)>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        let ended = match &polled {
            Poll::Ready(None) => true,
            Poll::Ready(Some(Ok(_))) => self.body.is_end_stream(),
            _ => false,
        };
        if ended && let Some((hits, hit)) = self.hit.take() {
            hits.append(hit);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
