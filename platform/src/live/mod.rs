//! The live protocol: WebSocket `throng.v1` at `/live`, and the same events read-only over SSE.
//!
//! The server tells the [`Hub`] of durable events from the log's tail ([`Hub::publish`]) and of transient values
//! ([`Hub::tell`]); the hub asks a [`LiveSource`] for rights, texts and the one write, `say`. It knows no capability,
//! keeps nothing durable and never writes.
//!
//! - `topic frames`: what is said. `source`: what is asked. `passes`: signed sessions and tickets.
//! - `channel`: a topic's last events, read by cursor. `hub`: all topics. `peers`: all connections.
//! - `reader`: one connection's cursors. `socket`, `sse`: the two ways out. `door`: who may come in, and when.
//!
//! Invariants: a reader is sent each durable event of its topics exactly once and in order, or a `reset`; a message
//! is `said` only when it is durable; a slow reader holds no memory but what is being written to it; no connection
//! has a queue or a channel of its own.

mod channel;
mod conversation;
mod door;
mod frames;
mod hub;
mod passes;
mod peers;
mod reader;
mod socket;
mod source;
mod sse;
mod topic;

#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod protocol_tests;
#[cfg(test)]
mod testing;

use std::sync::Arc;
use std::time::Duration;

pub use channel::Transient;
pub use door::{Doorway, LIMITS, Permit};
pub use frames::{MAX_FRAME, MAX_TOPICS, SUBPROTOCOL};
pub use hub::Hub;
pub use passes::SESSION_LIFE;
pub use peers::MAX_SOCKETS_PER_PERSON;
pub use socket::ws_handler;
pub use source::{LiveEvent, LiveSource, Refusal, Saying, Since, Unavailable, Viewer};
pub use sse::sse_handler;
pub use topic::Topic;

use crate::shares::Shares;
use crate::words::Words;

/// Sockets and event streams of one address (of one /64 in IPv6): a school or a conference behind one address has room, and
/// fifty such addresses would be needed to fill the door's places.
pub const MAX_PER_ADDRESS: u32 = 1_000;
/// How long a node that goes away tells its clients to wait before the first slot: the next one starts meanwhile.
const RESTART_PAUSE_MS: u64 = 2_000;
/// How long a draining node waits for its clients to go.
const DRAIN_PATIENCE: Duration = Duration::from_secs(10);

/// What the handlers need; cheap to clone.
#[derive(Clone)]
pub struct LiveState {
    /// This node's hub.
    pub hub: Arc<Hub>,
    /// The door before it.
    pub door: Arc<Doorway>,
    /// How many places each address has.
    pub addresses: Arc<Shares>,
    /// How often a `beat` is sent.
    pub heartbeat: Duration,
}

impl LiveState {
    /// Equal ping intervals race with the 60 s after which proxies cut what is idle; this is well below.
    pub const HEARTBEAT: Duration = Duration::from_secs(25);

    /// The state of a node, with the ordinary heartbeat.
    pub fn new(hub: Arc<Hub>, door: Arc<Doorway>) -> Self {
        Self { hub, door, addresses: Shares::new(MAX_PER_ADDRESS), heartbeat: Self::HEARTBEAT }
    }

    /// Sends everyone away in slots, and returns when they have gone or after ten seconds.
    pub async fn drain(&self) {
        self.hub.drain(RESTART_PAUSE_MS, self.door.capacity_per_s(), DRAIN_PATIENCE).await;
    }

    /// Over how many milliseconds everybody here should spread their return after an unplanned cut.
    pub fn window_ms(&self) -> u64 {
        admission::window_ms(self.hub.connections(), self.door.capacity_per_s())
    }
}

/// Who opens a connection. The server's middleware puts it into the request's extensions.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Whom the request's cookie or bearer header stands for, where the origin rule lets it count.
    pub viewer: Option<Viewer>,
    /// The words that they read.
    pub words: Words,
}
