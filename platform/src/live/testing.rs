//! A whole node in memory for the tests: a real log, its tail, and real sockets.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use admission::Limits;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::routing::get;
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::*;
use crate::clock::Clock;
use crate::events::LogEvent;
use crate::ids::Id;

/// A failure bound, never a pause.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// What happened, as a database would keep it, shared by all nodes.
#[derive(Default)]
pub(super) struct MemoryLog {
    pub(super) events: Mutex<Vec<LogEvent>>,
    keys: Mutex<HashMap<(Id, String), u64>>,
    grown: Notify,
    pub(super) reads: AtomicUsize,
    pub(super) private: Mutex<Vec<Topic>>,
}

impl MemoryLog {
    pub(super) fn last(&self, topic: &str) -> u64 {
        let events = self.events.lock().unwrap();
        events.iter().filter(|event| event.topic == topic).map(|event| event.seq as u64).max().unwrap_or(0)
    }

    pub(super) fn add(&self, topic: &str, kind: &str, data: Value) -> u64 {
        let mut events = self.events.lock().unwrap();
        let seq = 1 + events.iter().filter(|event| event.topic == topic).count() as i64;
        let id = events.len() as i64 + 1;
        events.push(LogEvent { id, tx: 0, topic: topic.into(), seq, kind: kind.into(), data, at: id });
        drop(events);
        self.grown.notify_waiters();
        seq as u64
    }

    fn after(&self, id: usize) -> Vec<LogEvent> {
        self.events.lock().unwrap().get(id..).unwrap_or_default().to_vec()
    }
}

fn live(event: &LogEvent) -> LiveEvent {
    let topic = Topic::parse(&event.topic).unwrap();
    LiveEvent { topic, seq: event.seq as u64, kind: event.kind.clone(), data: event.data.clone() }
}

/// English, as the server has it.
pub(super) fn words() -> Words {
    let english = include_str!("../../../server/messages/en/live.ftl");
    crate::words::Catalogue::new(&[("en", "live.ftl", english)]).unwrap().english()
}

/// The viewer whose token is this number.
pub(super) fn viewer(token: u64) -> Viewer {
    Viewer {
        person: Id::from_number(u128::from(token)),
        name: format!("Otter {token}"),
        session: Id::from_number(1000 + u128::from(token)),
    }
}

impl LiveSource for Arc<MemoryLog> {
    fn viewer_by_token(&self, token: String) -> BoxFuture<'_, Option<Viewer>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        async move { token.parse().ok().map(viewer) }.boxed()
    }

    fn may_read<'a>(&'a self, who: Option<&'a Viewer>, topic: &'a Topic) -> BoxFuture<'a, bool> {
        async move { who.is_some() || !self.private.lock().unwrap().contains(topic) }.boxed()
    }

    fn head<'a>(&'a self, topic: &'a Topic) -> BoxFuture<'a, Result<u64, Unavailable>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        async move { Ok(self.last(topic.as_str())) }.boxed()
    }

    fn since<'a>(
        &'a self,
        topic: &'a Topic,
        seq: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Since, Unavailable>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        async move {
            let events = self.events.lock().unwrap();
            let is_next = |event: &&LogEvent| event.topic == topic.as_str() && event.seq as u64 > seq;
            Ok(Since::Events(events.iter().filter(is_next).take(limit).map(live).collect()))
        }
        .boxed()
    }

    fn expand(&self, events: Vec<LogEvent>) -> BoxFuture<'_, Vec<LiveEvent>> {
        async move { events.iter().map(live).collect() }.boxed()
    }

    fn say<'a>(
        &'a self,
        who: &'a Viewer,
        topic: &'a Topic,
        saying: Saying,
    ) -> BoxFuture<'a, Result<u64, Refusal>> {
        async move {
            let Saying { body, key, .. } = saying;
            let mut keys = self.keys.lock().unwrap();
            let place = keys.entry((who.person, key.clone()));
            Ok(*place.or_insert_with(|| {
                let person = json!({"id": who.person, "name": who.name});
                self.add(topic.as_str(), "message", json!({"person": person, "body": body, "key": key}))
            }))
        }
        .boxed()
    }
}

/// A small generator (xorshift64*), so that a failing seed can be run again.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}

/// One node on a port of its own.
pub(super) struct Node {
    pub(super) live: LiveState,
    pub(super) address: String,
}

/// Where and how a node is started.
pub(super) struct Plan {
    pub(super) limits: Limits,
    pub(super) heartbeat: Duration,
    pub(super) clock: Clock,
    /// Whether the log's tail tells the hub; else the test does.
    pub(super) has_tail: bool,
}

impl Default for Plan {
    fn default() -> Self {
        let limits = Limits { burst: 10_000.0, ..LIMITS };
        Self { limits, heartbeat: LiveState::HEARTBEAT, clock: Clock::system(), has_tail: true }
    }
}

impl Node {
    pub(super) async fn start(log: &Arc<MemoryLog>, plan: Plan) -> Self {
        let hub = Hub::new(Arc::new(log.clone()), b"the same on all nodes", plan.clock.clone());
        let door = Doorway::new(plan.limits, plan.clock);
        let live = LiveState { heartbeat: plan.heartbeat, ..LiveState::new(hub.clone(), door) };
        if plan.has_tail {
            tokio::spawn(tail(log.clone(), hub));
        }
        let app = Router::new()
            .route("/live", get(ws_handler))
            .route("/live/sse", get(sse_handler))
            .layer(middleware::from_fn(cookie))
            .with_state(live.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { live, address }
    }

    pub(super) async fn connect(&self, query: &str) -> Result<Client, tokio_tungstenite::tungstenite::Error> {
        let mut request = format!("ws://{}/live{query}", self.address).into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        let (socket, _) = connect_async(request).await?;
        Ok(Client { socket })
    }

    /// Connects, says hello, and gives the welcome.
    pub(super) async fn welcome(&self, hello: Value) -> (Client, Value) {
        let mut client = self.connect("").await.unwrap();
        client.send(&json!({"hello": hello})).await;
        let welcome = client.next().await.unwrap();
        (client, welcome["welcome"].clone())
    }
}

/// Stands in for the middleware that reads cookies: here a header that says who it is.
async fn cookie(mut request: Request, next: Next) -> axum::response::Response {
    let person = request.headers().get("x-test-viewer").and_then(|value| value.to_str().ok()?.parse().ok());
    request.extensions_mut().insert(Caller { viewer: person.map(viewer), words: words() });
    next.run(request).await
}

/// Reads the log as it grows, and tells of it in batches of any size.
async fn tail(log: Arc<MemoryLog>, hub: Arc<Hub>) {
    static SEED: AtomicU64 = AtomicU64::new(77);
    let mut dice = Dice(SEED.fetch_add(1000, Ordering::Relaxed));
    let mut read = log.events.lock().unwrap().len();
    loop {
        let grown = log.grown.notified();
        tokio::pin!(grown);
        grown.as_mut().enable();
        let events = log.after(read);
        if events.is_empty() {
            grown.await;
            continue;
        }
        read += events.len();
        let mut rest = events;
        while !rest.is_empty() {
            let take = 1 + dice.below(rest.len() as u64) as usize;
            hub.publish(rest.drain(..take).collect()).await;
        }
    }
}

/// A client of the protocol.
pub(super) struct Client {
    pub(super) socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    pub(super) async fn send(&mut self, frame: &Value) {
        // A connection that was just cut is noticed by the next read.
        let _ = self.socket.send(Message::text(frame.to_string())).await;
    }

    /// The next frame; `None` when the connection is over.
    pub(super) async fn next(&mut self) -> Option<Value> {
        loop {
            match tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("a frame in time")? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next frame of this name; others are passed over.
    pub(super) async fn await_frame(&mut self, name: &str) -> Value {
        loop {
            let frame = self.next().await.unwrap_or_else(|| panic!("the line ended before {name}"));
            if let Some(inner) = frame.get(name) {
                return inner.clone();
            }
        }
    }

    /// The next event with a seq.
    pub(super) async fn durable(&mut self) -> Value {
        loop {
            let event = self.await_frame("event").await;
            if event.get("seq").is_some() {
                return event;
            }
        }
    }
}
