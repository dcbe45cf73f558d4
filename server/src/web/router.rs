//! Where every route hangs.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::web::{assets, frame, health, idempotency, openapi, pace, problem_page, readonly};
use crate::{
    audit, desk, embed, frontpage, ledger, people, pictures, remixes, rooms, safety, settings, stories,
    surges, throngs,
};

/// The description that the generated document opens with.
#[derive(OpenApi)]
#[openapi(info(title = "Throng", description = "Turns a traffic spike into a team."))]
struct Description;

/// The routes of every capability, each with its description.
pub(super) fn capabilities() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(people::routes())
        .merge(safety::routes())
        .merge(settings::routes())
        .merge(audit::routes())
        .merge(pictures::routes())
        .merge(remixes::routes())
        .merge(stories::routes())
        .merge(frontpage::routes())
        .merge(throngs::routes())
        .merge(rooms::routes())
        .merge(ledger::routes())
        .merge(surges::routes())
        .merge(desk::routes())
        .merge(embed::routes())
}

/// The whole server as one service.
pub fn router(app: &App) -> Router {
    let (routes, document) = capabilities().split_for_parts();
    routes
        .merge(assets::routes())
        .merge(health::routes())
        .merge(problem_page::routes())
        .merge(crate::live::routes(app))
        .merge(openapi::routes(&document))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state((app.clone(), idempotency::Held::default()), idempotency::layer))
        .layer(from_fn_with_state(app.clone(), readonly::layer))
        .layer(from_fn(pace::layer))
        .layer(from_fn_with_state(app.clone(), frame::layer))
        .with_state(app.clone())
}
