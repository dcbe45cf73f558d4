//! The live protocol against the real server.

mod addresses;
mod client;
mod ends;
mod hello;
mod model;
mod origins;
mod resume;
mod room;
mod sse;

use serde_json::json;

use crate::support::Server;

/// A public story of the owner's; its room's topic.
async fn a_room(server: &Server) -> String {
    format!("room:{}", server.a_story(&json!({})).await)
}
