//! Bodies and query strings of requests, read with a bound, and refused with the field that is wrong.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use platform::web::Problem;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::web::misfit;

/// Bytes of a JSON or form body. Bulk input and files have routes of their own with bounds of their own.
pub const MAX_BODY: usize = 1 << 20;

/// A JSON body of type `T`. An empty body reads as `{}`.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        json(&read(request).await?).map(Self)
    }
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = if bytes.is_empty() { b"{}" } else { bytes };
    let mut reader = serde_json::Deserializer::from_slice(text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let inner = error.inner();
        if inner.is_data() {
            misfit::problem(error.path(), &inner.to_string())
        } else {
            Problem::bad("web-not-json").with("line", inner.line()).with("column", inner.column())
        }
    })
}

/// A form without files, as a page without JavaScript sends it.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let bytes = read(request).await?;
        serde_urlencoded::from_bytes(&bytes).map(Self).map_err(|_| Problem::bad("web-not-a-form"))
    }
}

/// What stands behind the `?` of an address.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let pairs = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs))
            .map(Self)
            .map_err(|error| misfit::problem(error.path(), &error.inner().to_string()))
    }
}

async fn read(request: Request) -> Result<bytes::Bytes, Problem> {
    to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| {
        Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large").with("max", MAX_BODY)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[expect(dead_code, reason = "only its shape is asked for")]
    struct Asked {
        objective: String,
        tags: Vec<String>,
        about: About,
    }

    #[derive(serde::Deserialize)]
    #[expect(dead_code, reason = "only its shape is asked for")]
    struct About {
        #[serde(rename = "a/b~c")]
        kind: bool,
    }

    #[test]
    fn the_field_at_fault_is_pointed_at() {
        for (body, pointer, id) in [
            ("{}", "/objective", "web-field-missing"),
            (r#"{"objective": 1}"#, "/objective", "web-field-expected"),
            (r#"{"tags": ["a", 2]}"#, "/tags/1", "web-field-expected"),
            (r#"{"about": {"a/b~c": "yes"}}"#, "/about/a~1b~0c", "web-field-expected"),
            (r#"{"about": {}}"#, "/about/a~1b~0c", "web-field-missing"),
            ("[]", "", "web-field-expected"),
            ("7", "", "web-field-expected"),
        ] {
            let problem = json::<Asked>(body.as_bytes()).err().unwrap();
            let field = problem.fields.first().unwrap();
            assert_eq!(
                (field.pointer.as_str(), field.id, problem.status.as_u16()),
                (pointer, id, 422),
                "{body}"
            );
        }
        let problem = json::<Asked>(b"{").err().unwrap();
        assert_eq!((problem.id, problem.status.as_u16()), ("web-not-json", 400));
    }
}
