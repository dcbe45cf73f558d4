//! Pictures: what people put up, in every size that a page may ask for.
//!
//! A picture is kept as its private original and a ladder of renditions, which carry no metadata but the credit. Its page
//! shows it whole, with how often it was looked at, under which licence, and the wall of its variants.
//!
//! It does NOT count hits (see [`crate::surges`]), know lineage (see [`crate::remixes`]) or decode anything itself (see the
//! engine `pixels`).
//!
//! Invariants: no byte of a stranger's file is decoded before its size is known and paid for from the workshop's budget; the
//! ladder's JPEGs exist before a picture has an address, so a reader never causes one to be made; what is held, hidden or
//! taken back leaves the memory in the commit that says so.

mod add;
mod api;
mod check;
mod content;
mod edit;
mod fields;
mod ladder;
mod licence;
mod list;
pub mod moderated;
mod oembed;
pub mod own;
mod page;
mod picture;
mod ready;
mod rejected;
mod render;
mod renditions;
mod shown;
mod talk;
mod upload;
mod workshop;

use axum::extract::Request;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::people::Visitor;
pub use add::RENDER;
pub use api::{Form, created};
pub use check::{check, recount};
pub use content::SWEEP;
pub use edit::open_to;
pub use fields::Sent;
pub use picture::{Picture, exists_for, find};
pub use ready::Ready;
pub use render::render;
pub use shown::{shown, shown_to};
pub use workshop::Workshop;

/// What this capability keeps in memory.
#[derive(Default)]
pub struct Pictures {
    /// Where pictures are decoded and encoded, within a budget.
    pub workshop: Workshop,
    /// Renditions that are asked for now.
    pub ready: Ready,
}

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(api::routes())
        .merge(renditions::routes())
        .merge(page::routes())
        .merge(talk::routes())
        .merge(oembed::routes())
}

/// Puts a picture up that is made from no other: the parts of a form, one of them the file.
///
/// # Errors
/// What is wrong with the file or a field; `sent` then holds what was typed.
pub async fn put_up(
    app: &App,
    visitor: &Visitor,
    request: Request,
    sent: &mut Sent,
) -> Result<Picture, Problem> {
    add::add(app, visitor, request, None, sent).await.map(|acted| acted.value)
}
