//! Throngs: a crowd with an objective about something, from gathering to an outcome that stands.
//!
//! A throng has activities: questions about many items, handed out by lease, whose answers become one with a confidence by
//! `engines/consensus`; deeds that are claimed, shown and confirmed; remixes of a picture; decisions by ballot. Who gets which item and
//! when it will be done is `engines/dispatch`'s, and the end freezes all of it. This folder does not show pictures, render stories, or
//! carry what is said in the room.
//!
//! Invariants: one answer a person and item; an item never has more live leases than it wants answers; an acknowledged answer is
//! durable and, sooner or later, worked into its item (`activities.settled` says how far); nothing of a throng that has ended changes,
//! and its results follow from the stored answers alone.

pub mod about;
pub mod activity;
pub mod answers;
mod api;
pub mod change;
pub mod check;
pub mod choose;
mod credits;
pub mod decide;
pub mod deeds;
pub mod desks;
pub mod engine;
pub mod entries;
pub mod export;
pub mod forecast;
pub mod gather;
pub mod items;
pub mod kinds;
pub mod known;
pub mod leases;
pub mod list;
mod live;
pub mod moderated;
pub mod outcome;
pub mod own;
pub mod pages;
pub mod progress;
pub mod results;
pub mod roles;
pub mod settle;
pub mod sheet;
pub mod states;
pub mod sweep;
pub mod terms;
pub mod throng;
pub mod updates;
pub mod upload;
pub mod watch;
pub mod withdraw;

pub use about::{Work, about, crowd};
pub use check::check;
pub use live::texts as live_texts;

use platform::db::Backend;
use platform::writer::Tx;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(api::routes()).merge(pages::routes())
}

/// The number of the lock below, among the advisory locks of the database.
const LOCK: i64 = 7_001;

/// Whatever changes leases, items or answers takes this first. SQLite has one writer anyway; on PostgreSQL one node at a time
/// works on items, from here to the end of its transaction. One lock for all throngs, so that two nodes never wait for each other
/// in a circle.
///
/// # Errors
/// When the database does not answer.
pub async fn lock(tx: &mut Tx) -> Result<(), sqlx::Error> {
    if tx.backend() == Backend::Postgres {
        sqlx::query("SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)").bind(LOCK).execute(tx.conn()).await?;
    }
    Ok(())
}
