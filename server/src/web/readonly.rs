//! Reading goes on while the disk is nearly full; writing is refused with a sentence until there is room again.
//!
//! What frees space or takes something back goes through, and so does the owner's way in. Does NOT look at the disk
//! itself: [`platform::disk`] does, and `app.room` says what it saw.

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use platform::disk::Room;
use platform::web::Problem;

use crate::app::App;

/// When to come back, in seconds: an owner who is told makes room within minutes.
const COME_BACK: u64 = 60;

/// How the addresses end under which something is taken back, moderated or a session ended: a purge makes room, and what harms
/// is hidden whatever the disk says. Everything with `DELETE` goes through as well.
const TAKE_BACK: [&str; 4] = ["/withdraw", "/erase", "/sign-out", "/moderation/acts"];

/// Refuses what would write while there is no room.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    if writes(request.method(), request.uri().path())
        && let Err(problem) = room_to_write(&app)
    {
        return problem.into_response();
    }
    next.run(request).await
}

/// Whether there is room to keep something new.
///
/// # Errors
/// 507 with a time to come back.
pub fn room_to_write(app: &App) -> Result<(), Problem> {
    match *app.room.borrow() {
        Room::Enough => Ok(()),
        Room::Low => {
            Err(Problem::new(StatusCode::INSUFFICIENT_STORAGE, "problem-disk-full").retry_after(COME_BACK))
        }
    }
}

fn writes(method: &Method, path: &str) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::DELETE)
        && !path.starts_with("/owner/")
        && !TAKE_BACK.iter().any(|ending| path.ends_with(ending))
}

/// Keeps the metric, and pages that carry the banner, true as the room changes; until the server is gone.
pub async fn follow(app: App) {
    let mut room = app.room.clone();
    loop {
        app.metrics.low_disk.set(i64::from(*room.borrow_and_update() == Room::Low));
        if room.changed().await.is_err() {
            return;
        }
        app.hot.forget_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_back_and_the_owners_way_in_stay_open() {
        for (method, path) in [
            (Method::GET, "/p/1"),
            (Method::DELETE, "/api/v1/pictures/1"),
            (Method::POST, "/p/1/withdraw"),
            (Method::POST, "/owner/abc"),
        ] {
            assert!(!writes(&method, path), "{method} {path}");
        }
        for (method, path) in
            [(Method::POST, "/api/v1/session"), (Method::PUT, "/api/v1/x"), (Method::PATCH, "/api/v1/me")]
        {
            assert!(writes(&method, path), "{method} {path}");
        }
    }
}
