//! surges.

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of this capability.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
