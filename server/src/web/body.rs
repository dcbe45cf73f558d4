//! Bodies of requests, read with a bound, and refused with the field that is wrong.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use platform::web::Problem;
use serde::de::DeserializeOwned;

use crate::app::App;

/// Bytes of a JSON or form body. Bulk input and files have routes of their own with bounds of their own.
pub const MAX_BODY: usize = 1 << 20;

/// A JSON body of type `T`. An empty body reads as `{}`.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let bytes = read(request).await?;
        let text = if bytes.is_empty() { b"{}".as_slice() } else { &bytes };
        let mut reader = serde_json::Deserializer::from_slice(text);
        serde_path_to_error::deserialize(&mut reader).map(Self).map_err(|error| {
            let pointer = format!("/{}", error.path().to_string().replace('.', "/"));
            let inner = error.into_inner();
            if inner.is_data() {
                Problem::field(&pointer, "web-field-wrong").with("why", inner)
            } else {
                Problem::bad("web-not-json").with("why", inner)
            }
        })
    }
}

/// A form without files, as a page without JavaScript sends it.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let bytes = read(request).await?;
        serde_urlencoded::from_bytes(&bytes)
            .map(Self)
            .map_err(|error| Problem::bad("web-not-a-form").with("why", error))
    }
}

async fn read(request: Request) -> Result<bytes::Bytes, Problem> {
    to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| {
        Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large").with("max", MAX_BODY)
    })
}
