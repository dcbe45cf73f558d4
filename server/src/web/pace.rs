//! Bodies have to come on, and whoever is refused before theirs was read is told that the connection ends.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use platform::web::pace::{End, Paced};

/// Wraps every request.
pub async fn layer(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (body, fate) = Paced::new(body);
    let mut response = next.run(Request::from_parts(parts, Body::new(body))).await;
    match fate.end() {
        End::Whole => return response,
        End::Unread => {}
        End::Stalled => {
            response = Problem::new(StatusCode::REQUEST_TIMEOUT, "web-body-stalled").into_response();
        }
    }
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
