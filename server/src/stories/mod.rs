//! Stories: what a host writes, its dated updates, and what people say under it (and under pictures).
//!
//! It does not count hits, draw pictures or hold rooms; it asks those who do.
//!
//! Invariants: a slug never changes; every text that a story ever had stands in `story_texts` under its version and date; an
//! update is appended and never rewritten; nothing that is not shown to strangers is in a ready page, a list, a feed or a live
//! frame.

mod api;
pub mod check;
pub mod comments;
mod comments_api;
pub mod feed;
pub mod form;
mod form_pictures;
mod history;
mod live;
pub mod markdown;
pub mod moderated;
pub mod own;
mod pages;
mod slug;
mod slugs;
pub mod story;
mod texts;
pub mod updates;
pub mod view;
mod writing;
mod writing_pages;

pub use check::check;
pub use live::live_texts;
pub use slug::from_title as slug_words;
pub use slugs::Slugs;
pub use view::{card, shown as open_pictures};
pub use writing::{Draft, MAX_TAG, write_story};
pub(crate) use writing_pages::edit_refused;

use jiff::Timestamp;
use platform::clock::Millis;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of stories, their updates and comments.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(api::routes())
        .merge(comments_api::routes())
        .merge(pages::routes())
        .merge(history::routes())
        .merge(feed::routes())
        .merge(writing_pages::routes())
}

/// A time of the database as the templates print it.
pub(crate) fn stamp(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or_default()
}
