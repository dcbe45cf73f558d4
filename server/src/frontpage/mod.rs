//! The front page and its feed: this host's own stories, the newest first, and it says so.
//!
//! It ranks nothing and keeps no rows: it shows what stories give it. Nothing that is not public stands here.

mod feed;
mod page;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of the front page.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(page::routes()).merge(feed::routes())
}
