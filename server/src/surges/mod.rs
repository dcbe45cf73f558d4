//! Surges: who comes, when and from where. It counts, and sees when a crowd begins to come.
//!
//! A *hit* is a page of a picture, story or throng that was sent whole, or that a reader was told they still have; a *load* is
//! the same of a rendition, an *embed* of a frame on somebody else's page. All are exact: each is one record in the hit log,
//! folded into the counts by one owner, and whoever asks for figures gets those of this moment.
//!
//! A *surge* is arrivals of people far beyond what is usual for that thing at that time of the day (`engines/bursts`). A story
//! that surges says so in one dated update of its own; a page elsewhere is named only if it was seen to link to the story.
//!
//! It keeps nothing about who came: a host name, a minute, a cause.
//!
//! Invariants: counting never holds an answer up; the position of folding is stored with the counts that it stands for, so
//! that no hit is lost or counted twice however the process ends.

mod api;
mod arrivals;
pub mod check;
mod fold;
pub mod hits;
pub mod links;
mod look;
pub mod now;
mod pages;
mod referrers;
pub mod sources;
mod spam;
pub mod speak;
mod summary;
pub mod surge;
pub mod watch;
mod what;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
pub use api::answer;
pub use arrivals::{Day, arrivals, referrers_table, today};
pub use fold::{Opening, Owner, open};
pub use hits::Hits;
pub use summary::{ByReferrer, Figures, Summary, figures, summary};
pub use watch::Watch;
pub use what::What;

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    api::routes().merge(pages::routes())
}
