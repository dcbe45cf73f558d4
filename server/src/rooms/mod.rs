//! Rooms: what people say to each other beside a story, a picture or a throng.
//!
//! A room has the id of its thing and is seen by whoever sees that. This folder says, changes and takes back messages, and gives
//! the live protocol its texts and its rights; it does not know what a story, picture or throng is, and delivers nothing itself.
//!
//! Invariants: a message is acknowledged when it is durable; its `seq` is that of its event, so that nothing is missing or told
//! twice; the same key of the same person says nothing twice; the log holds ids only, and a text taken back is nowhere.

mod api;
mod change;
pub mod check;
mod live;
pub mod message;
mod message_page;
pub mod moderated;
pub mod own;
mod pages;
mod panel;
mod room;
mod say;
mod subject;

pub use check::check;
pub use live::{say as say_live, texts};
pub use panel::{Panel, panel};
pub use room::{Mode, open, set};
pub use subject::{OpenThings, Subject, find as subject, may_read};

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of rooms.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(api::routes()).merge(pages::routes()).merge(message_page::routes())
}
