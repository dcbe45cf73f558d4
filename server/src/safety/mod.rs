//! Safety: reports by anybody, what is held, and what moderators do about it, in public.
//!
//! It holds no content: each capability finds, shows, hides and purges its own things (its `moderated.rs`), and asks here
//! whether a new thing begins held ([`first_standing`]), whether a picture is blocked ([`blocked`]) and whether a place is
//! locked ([`not_locked`]).
//!
//! Invariants: every moderation act is on the public log and on the audit chain, in the transaction that does it; three
//! independent reports hide a thing until a moderator looks, and one person never counts twice for it.

mod act_form;
mod acts;
mod api;
mod blocks;
mod feed;
mod flag_pages;
pub mod flags;
mod locks;
pub mod log;
mod log_page;
pub mod own;
mod queue;
mod queue_page;
mod reach;
mod subject;

pub use acts::Measure;
pub use blocks::blocked;
pub use locks::not_locked;
pub use subject::{About, Subject};

use platform::Id;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::people::Person;
use crate::settings;
use crate::things::{Standing, Thing};

/// The routes of safety.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(api::routes())
        .merge(flag_pages::routes())
        .merge(queue_page::routes())
        .merge(log_page::routes())
        .merge(feed::routes())
}

/// A thing as moderation sees it, whatever capability it belongs to.
#[derive(Clone, Debug)]
pub struct Moderated {
    /// Which thing.
    pub thing: Thing,
    /// Who put it up.
    pub author: Id,
    /// How it stands.
    pub standing: Standing,
    /// What it is called; may be empty.
    pub title: String,
    /// The beginning of its text, or empty.
    pub excerpt: String,
    /// A small picture of it: a `data:` URL or a rendition's path.
    pub picture: Option<String>,
    /// The topic of the event log that tells of it.
    pub topic: String,
    /// Its page, or the page that it stands on.
    pub href: String,
}

/// How a new thing of `person` begins: held, if first things of new guests wait to be let through (the owner's choice, else
/// `configured`: `app.config.hold_new`).
///
/// # Errors
/// When the database does not answer.
pub async fn first_standing(
    conn: &mut AnyConnection,
    configured: bool,
    person: &Person,
) -> Result<Standing, sqlx::Error> {
    let held = !person.trusted && settings::hold_new(conn, configured).await?;
    Ok(if held { Standing::Held } else { Standing::Shown })
}
