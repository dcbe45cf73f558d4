//! The front page: this host's own stories and throngs, and what anybody puts forward; votes, impressions, the dated edition.
//!
//! It does NOT hold the things that submissions point at, draw link previews, or tell readers apart by cookies. It damps no rings yet:
//! counts are counts of people as this instance knows them.
//!
//! Invariants: an address is put forward once; a person has one vote for a submission, and its counts are those of its votes; what is on
//! an edition stays on it, and after its day nothing is added; nothing that is not public stands in a list, feed or ready page.

mod addresses;
mod api;
mod calendar;
pub mod check;
mod edition_page;
pub mod editions;
mod feed;
mod greenlight;
mod head;
mod impressions;
mod lines;
mod look;
pub mod moderated;
mod new_page;
pub mod own;
mod page;
mod queue_page;
mod ranking;
mod ranking_page;
pub mod recount;
mod side;
mod submission;
mod submission_page;
mod submit;
mod today;
mod view;
mod votes;

pub use impressions::{Impressions, fold as fold_impressions, write as write_impressions};
pub use look::{LOOK, look};

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of the front page.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(api::routes())
        .merge(page::routes())
        .merge(new_page::routes())
        .merge(submission_page::routes())
        .merge(edition_page::routes())
        .merge(ranking_page::routes())
        .merge(queue_page::routes())
        .merge(feed::routes())
}
