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
mod edit_page;
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
use axum::http::HeaderMap;
use platform::Id;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::people::Visitor;
pub use add::{RENDER, add as add_form, keep};
pub use api::{Form, answer, created};
pub use check::{check, recount};
pub use content::{SWEEP, blob_problem, disown};
pub use edit::{open_to, seen};
pub use fields::Sent;
pub use list::{Which, list};
pub use picture::{Picture, exists_for, find};
pub use ready::Ready;
pub use rejected::problem as rejection;
pub use render::render;
pub use shown::{shown, shown_to};
pub use upload::{AT_ONCE_EACH, Came, Inbox, body, form};
pub use workshop::Workshop;

/// What this capability keeps in memory.
#[derive(Default)]
pub struct Pictures {
    /// Where pictures are decoded and encoded, within a budget.
    pub workshop: Workshop,
    /// Files that are on their way in.
    pub inbox: Inbox,
    /// Renditions that are asked for now.
    pub ready: Ready,
}

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(api::routes())
        .merge(renditions::routes())
        .merge(page::routes())
        .merge(edit_page::routes())
        .merge(talk::routes())
        .merge(oembed::routes())
}

/// Puts up the picture that came with a form of something else, if one did: the part `file`, under the form's `title` and `licence`. All
/// the form's texts go to `texts`, also when the file is refused.
///
/// # Errors
/// What is wrong with the form or the file.
pub async fn put_up(
    app: &App,
    visitor: &Visitor,
    request: Request,
    texts: &mut Vec<(String, String)>,
) -> Result<Option<Picture>, Problem> {
    let Some(came) = form(app, &visitor.reader, request, app.config.max_upload, texts).await? else {
        return Ok(None);
    };
    let Sent { title, licence, .. } = Sent::of(texts);
    let sent = Sent { title, licence, ..Sent::default() };
    Ok(Some(keep(app, visitor, &sent, came, None).await?.value))
}

/// Says what is to be seen on a picture, for those who do not see it. Does nothing if that is said already, or is not theirs to say.
///
/// # Errors
/// 422 for a text that is too long.
pub async fn describe(app: &App, visitor: &Visitor, id: Id, alt: String) -> Result<(), Problem> {
    let old = find(&mut *app.db.reader().acquire().await?, id).await?;
    let own = |picture: &Picture| visitor.person().is_some_and(|person| person.id == picture.author);
    if old.is_some_and(|picture| own(&picture) && picture.alt != alt.trim()) {
        edit::edit(app, visitor, id, edit::Edit::alt(alt), &HeaderMap::new()).await?;
    }
    Ok(())
}
