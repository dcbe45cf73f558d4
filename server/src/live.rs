//! The live protocol's side of the server: who is behind a socket, and which capability a topic belongs to.
//!
//! It dispatches by the topic's kind and knows no content itself.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;
use platform::events::{self, LogEvent};
use platform::live::{
    Caller, LiveEvent, LiveSource, LiveState, Permit, Refusal, Saying, Since, Topic, Unavailable, Viewer,
    sse_handler, ws_handler,
};
use platform::web::{Problem, origin};
use serde_json::Value;

use crate::app::{App, Inner};
use crate::people::Visitor;
use crate::people::sessions::{self, Session, Token};
use crate::web::readonly;
use crate::{ledger, rooms, stories, throngs};

/// Seconds after which somebody whose address has all its places may ask again.
const ADDRESS_PAUSE: u64 = 60;

/// `/live` and `/live/sse`.
pub fn routes(app: &App) -> axum::Router<App> {
    axum::Router::new()
        .route("/live", get(ws_handler))
        .route("/live/sse", get(sse_handler))
        .with_state(LiveState::clone(&app.live))
        .layer(from_fn_with_state(app.clone(), with_viewer))
}

/// Puts the cookie's person into the request (a cookie counts only from our own pages), and the place that the connection takes
/// up among those of its address.
async fn with_viewer(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if parts.uri.path() == "/live" && !parts.headers.contains_key(header::UPGRADE) {
        let mut response = Problem::new(StatusCode::UPGRADE_REQUIRED, "web-no-live").into_response();
        response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        return response;
    }
    match Visitor::from_request_parts(&mut parts, &app).await {
        Ok(visitor) => {
            if !visitor.reader.local {
                let Some(share) = app.live.addresses.take(visitor.reader.address) else {
                    let full = Problem::new(StatusCode::TOO_MANY_REQUESTS, "live-address-full");
                    return full.retry_after(ADDRESS_PAUSE).into_response();
                };
                parts.extensions.insert(Permit(Arc::new(share)));
            }
            let own = app.config.origin.as_ref().map(platform::config::Origin::as_str);
            let ours = origin::source(&parts.headers, own) == origin::Source::Own;
            let session =
                visitor.session.filter(|_| ours || parts.headers.contains_key(header::AUTHORIZATION));
            let viewer = session.as_ref().map(viewer);
            parts.extensions.insert(Caller { viewer, words: visitor.reader.words });
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

fn viewer(session: &Session) -> Viewer {
    Viewer { person: session.person.id, name: session.person.name.clone(), session: session.id }
}

/// What the hub asks.
pub struct Source(Weak<Inner>);

impl Source {
    /// A source for the server that is being made.
    pub const fn new(app: Weak<Inner>) -> Self {
        Self(app)
    }

    fn app(&self) -> Result<App, Unavailable> {
        App::upgrade(&self.0).ok_or(Unavailable)
    }
}

impl LiveSource for Source {
    fn viewer_by_token(&self, token: String) -> BoxFuture<'_, Option<Viewer>> {
        Box::pin(async move {
            let app = self.app().ok()?;
            let session =
                sessions::find(&app.db, &Token::from_client(&token), app.clock.now()).await.ok()??;
            Some(viewer(&session))
        })
    }

    fn may_read<'a>(&'a self, who: Option<&'a Viewer>, topic: &'a Topic) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let Ok(app) = self.app() else { return false };
            rooms::may_read(&app, who.map(|viewer| viewer.person), topic).await.unwrap_or(false)
        })
    }

    fn head<'a>(&'a self, topic: &'a Topic) -> BoxFuture<'a, Result<u64, Unavailable>> {
        Box::pin(async move {
            let head = events::head(&self.app()?.db, topic.as_str()).await.map_err(|_| Unavailable)?;
            u64::try_from(head).map_err(|_| Unavailable)
        })
    }

    fn since<'a>(
        &'a self,
        topic: &'a Topic,
        seq: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Since, Unavailable>> {
        Box::pin(async move {
            let app = self.app()?;
            let (seq, limit) = (
                i64::try_from(seq).map_err(|_| Unavailable)?,
                i64::try_from(limit).map_err(|_| Unavailable)?,
            );
            let found = events::since(&app.db, topic.as_str(), seq, limit).await.map_err(|_| Unavailable)?;
            let compacted = found.first().is_none_or(|event| event.seq != seq + 1);
            if compacted {
                let head = events::head(&app.db, topic.as_str()).await.map_err(|_| Unavailable)?;
                if head > seq {
                    return Ok(Since::Reset(u64::try_from(head).map_err(|_| Unavailable)?));
                }
            }
            Ok(Since::Events(expand(&app, found).await))
        })
    }

    fn expand(&self, events: Vec<LogEvent>) -> BoxFuture<'_, Vec<LiveEvent>> {
        Box::pin(async move {
            match self.app() {
                Ok(app) => expand(&app, events).await,
                Err(Unavailable) => Vec::new(),
            }
        })
    }

    fn say<'a>(
        &'a self,
        who: &'a Viewer,
        topic: &'a Topic,
        saying: Saying,
    ) -> BoxFuture<'a, Result<u64, Refusal>> {
        Box::pin(async move {
            let app = self.app().map_err(|_| Refusal::new("busy", "live-stopping"))?;
            if readonly::room_to_write(&app).is_err() {
                return Err(Refusal::new("disk-full", "problem-disk-full"));
            }
            rooms::say_live(&app, who, topic, saying).await
        })
    }
}

/// The log's events with their texts, one for one, in order. Where a text cannot be read the event ends here: who follows
/// its topic reads it from the log once that is possible.
async fn expand(app: &App, events: Vec<LogEvent>) -> Vec<LiveEvent> {
    match texts(app, &events).await {
        Ok(texts) => events.into_iter().map_while(|event| live_event(event, &texts)).collect(),
        Err(error) => {
            tracing::warn!(%error, "texts of events cannot be read; they are told once they can");
            Vec::new()
        }
    }
}

async fn texts(app: &App, events: &[LogEvent]) -> Result<Texts, sqlx::Error> {
    let mut texts = rooms::texts(app, events).await?;
    texts.extend(stories::live_texts(app, events).await?);
    texts.extend(throngs::live_texts(app, events).await?);
    texts.extend(ledger::live_texts(app, events).await?);
    Ok(texts)
}

fn live_event(event: LogEvent, texts: &Texts) -> Option<LiveEvent> {
    let (topic, seq) = (Topic::parse(&event.topic)?, u64::try_from(event.seq).ok()?);
    let (kind, data) = texts.get(&event.id).cloned().unwrap_or((event.kind, event.data));
    Some(LiveEvent { topic, seq, kind, data })
}

/// Kind and data as clients see them, by the event's id.
type Texts = HashMap<i64, (String, Value)>;

/// Kinds of events after which somebody may see less of a thing than before.
const RIGHTS: [&str; 4] = ["moderation", "delete", "edit", "state"];

/// Tells the hub what happened: ended sessions and changed rights first, then the events.
pub async fn publish(app: &App, events: Vec<LogEvent>) {
    let hub = &app.live.hub;
    for event in &events {
        if event.topic == "sessions" {
            event.data["session"]
                .as_str()
                .and_then(|id| id.parse().ok())
                .into_iter()
                .for_each(|id| hub.revoke(id));
        } else if RIGHTS.contains(&event.kind.as_str())
            && let Some(topic) = Topic::parse(&event.topic).filter(|topic| topic.kind() != "room")
        {
            hub.recheck(&topic);
            topic
                .id()
                .and_then(|id| Topic::parse(&format!("room:{id}")))
                .iter()
                .for_each(|room| hub.recheck(room));
        }
    }
    hub.publish(events).await;
}

/// A hub for the server that is being made.
pub fn state(app: Weak<Inner>, key: &[u8], clock: &platform::clock::Clock) -> LiveState {
    let hub = platform::live::Hub::new(Arc::new(Source::new(app)), key, clock.clone());
    LiveState::new(hub, platform::live::Doorway::new(platform::live::LIMITS, clock.clone()))
}
