//! rooms.

use std::collections::HashMap;

use platform::Id;
use platform::events::LogEvent;
use platform::live::{Refusal, Topic, Viewer};
use platform::web::Problem;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}

/// Whether the person may follow the topic.
///
/// # Errors
/// When the database does not answer.
pub async fn may_read(_app: &App, _who: Option<Id>, _topic: &Topic) -> Result<bool, Problem> {
    Ok(true)
}

/// Says something over the socket.
///
/// # Errors
/// Why not.
pub async fn say_live(
    _app: &App,
    _who: &Viewer,
    _topic: &Topic,
    _body: String,
    _key: String,
) -> Result<u64, Refusal> {
    Err(Refusal::new("not_a_room", "Nothing can be said here."))
}

/// Texts that events mention, read together.
pub struct Texts(HashMap<i64, (String, Value)>);

/// Reads what `events` mention.
pub async fn texts(_app: &App, _events: &[LogEvent]) -> Texts {
    Texts(HashMap::new())
}

impl Texts {
    /// Kind and data of an event as a client sees it.
    pub fn of(&self, event: LogEvent) -> (String, Value) {
        self.0.get(&event.id).cloned().unwrap_or((event.kind, event.data))
    }
}
