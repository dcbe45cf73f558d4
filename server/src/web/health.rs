//! `/healthz`, `/readyz`, `/metrics`: for whoever runs the server.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use platform::disk::Room;

use crate::app::App;

/// The three routes.
pub fn routes() -> Router<App> {
    // Liveness never tests a dependency: restarting this process mends none of them.
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// 200 while it can serve; else 503 with the reason, one a line.
async fn ready(State(app): State<App>) -> Response {
    let mut why = Vec::new();
    if app.drain.is_draining() {
        why.push("stopping: no new visitors");
    }
    if sqlx::query("SELECT 1").execute(app.db.reader()).await.is_err() {
        why.push("the database does not answer");
    }
    if *app.room.borrow() != Room::Enough {
        why.push("the disk is almost full: reading works, writing does not");
    }
    if why.is_empty() {
        (StatusCode::OK, "ready\n").into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, why.join("\n") + "\n").into_response()
    }
}

async fn metrics(State(app): State<App>) -> impl IntoResponse {
    app.metrics.live_sockets.set(i64::try_from(app.live.hub.connections()).unwrap_or(i64::MAX));
    ([(header::CONTENT_TYPE, platform::metrics::CONTENT_TYPE)], app.metrics.render())
}
