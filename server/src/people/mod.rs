//! People: who acts here, with what right, under which name.
//!
//! A visitor becomes a guest by the first act; a friendly name is given and can be changed. The owner comes in by a one-time
//! link. This folder does not know what people do elsewhere; it only says whether they may ([`rights`]).
//!
//! Invariants: a token is stored as its hash only; an erased person keeps the id, so that logs stay whole, and nothing else.

mod api;
pub mod bars;
pub mod directory;
mod erase;
mod export;
mod language;
mod me_page;
pub mod names;
pub mod own;
pub mod owner_link;
mod owner_page;
mod people_page;
pub mod person;
pub mod rights;
mod roles;
pub mod sessions;
pub mod visitor;

pub use bars::Bar;
pub use person::{Person, Role};
pub use rights::{Act, TABLE, Whose, may};
pub use visitor::{Acted, Actor, Reader, Visitor};

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of people.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(api::routes())
        .merge(directory::routes())
        .merge(roles::routes())
        .merge(people_page::routes())
        .merge(owner_page::routes())
        .merge(me_page::routes())
        .merge(language::routes())
}
