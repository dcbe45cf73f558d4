//! The desk: where a host writes, sees how their stories fare, and finds what waits for them.
//!
//! It keeps no rows and decides nothing; each capability does its own work behind it. Strangers are told how to come in,
//! members that they may not.

mod page;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of the desk.
pub fn routes() -> OpenApiRouter<App> {
    page::routes()
}
