//! The door before the live protocol: [`admission::Door`] with a clock, a lock and places that free themselves.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use admission::{Answer, Door, Limits, Ticket};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::clock::{Clock, Millis};
use crate::web::Problem;

/// What the door begins with on an ordinary machine; measuring corrects the capacity.
pub const LIMITS: Limits =
    Limits { places: 50_000, handshakes: 1_024, capacity_per_s: 1_000.0, burst: 1_000.0 };

/// Admits newcomers no faster than the machine bears.
pub struct Doorway {
    door: Mutex<Door>,
    clock: Clock,
    refused: AtomicU64,
}

/// Whatever must be held as long as a connection lives, such as the place that its address takes up. The server's
/// middleware puts it into the request's extensions.
#[derive(Clone)]
pub struct Permit(pub Arc<dyn Any + Send + Sync>);

/// A place inside; gone when dropped.
pub(super) struct Entry {
    doorway: Arc<Doorway>,
    entered_at: Millis,
    is_greeting: bool,
    permit: Option<Permit>,
}

/// Not now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Later {
    retry_after_ms: u64,
}

impl Doorway {
    /// An open door.
    pub fn new(limits: Limits, clock: Clock) -> Arc<Self> {
        let door = Mutex::new(Door::new(limits, clock.now()));
        Arc::new(Self { door, clock, refused: AtomicU64::new(0) })
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets someone in, or says when to come again.
    pub(super) fn knock(
        self: &Arc<Self>,
        ticket: Option<Ticket>,
        permit: Option<Permit>,
    ) -> Result<Entry, Later> {
        let entered_at = self.clock.now();
        match self.door().knock(entered_at, ticket, rand::random()) {
            Answer::Enter => Ok(Entry { doorway: self.clone(), entered_at, is_greeting: true, permit }),
            Answer::Later { retry_after_ms } => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                Err(Later { retry_after_ms })
            }
        }
    }

    /// Admissions a second that the machine has shown it bears.
    pub fn capacity_per_s(&self) -> f64 {
        self.door().capacity_per_s()
    }

    /// How many were sent away since the start.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

impl Later {
    /// A refusal with this wait.
    pub(super) fn after_ms(retry_after_ms: u64) -> Self {
        Self { retry_after_ms }
    }
}

impl Entry {
    /// The handshake is over.
    pub(super) fn greeted(&mut self) {
        if std::mem::take(&mut self.is_greeting) {
            let now = self.doorway.clock.now();
            self.doorway.door().greeted(now, now - self.entered_at);
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.greeted();
        self.doorway.door().left();
        self.permit = None;
    }
}

impl IntoResponse for Later {
    fn into_response(self) -> Response {
        let seconds = self.retry_after_ms.div_ceil(1_000).max(1);
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "live-later").retry_after(seconds).into_response()
    }
}
