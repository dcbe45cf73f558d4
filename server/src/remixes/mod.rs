//! Remixes: what pictures are made from, and what is made of them.
//!
//! A remix is a picture with parents; lineage is a graph without circles, since parents are named when a picture comes and
//! never after. A remix is a recipe, drawn here and kept with it, or was made elsewhere and is uploaded with its parent named.
//!
//! It does NOT keep pictures or know how a recipe is drawn (see the engine `recipes`). Invariant: what a reader may not see stands on no wall and in no lineage;
//! what was taken back keeps its place in the lineage of others, without a name.

mod api;
pub mod assets;
mod lineage;
mod page;
pub mod recipe;
pub mod refusal;
mod studio;
mod wall;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
pub use assets::{FORGET_ASSET, forget_asset};
pub use recipe::recipe_of;
pub use wall::{Link, Order, Variant, count, links, named, wall};

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(api::routes()).merge(page::routes()).merge(studio::routes())
}
