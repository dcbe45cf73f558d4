//! Choosing the language one reads.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use platform::clock::{DAY, SECOND};
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::people::visitor::LANGUAGE_COOKIE;
use crate::web::body::Form;
use crate::web::pages::see_other;

/// `POST /lang`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(choose))
}

/// The footer's buttons.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = LanguageForm)]
struct Choice {
    /// A language tag; one that this server does not speak means English.
    lang: String,
}

/// Keeps the choice for a year and goes back to where it was made.
#[utoipa::path(post, path = "/lang", tag = "people", request_body(content = Choice, content_type = "application/x-www-form-urlencoded"), responses((status = 303)))]
async fn choose(
    State(app): State<App>,
    _asked_by_our_own_page: Visitor,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Result<Response, Problem> {
    let words = app.words.for_request(None, Some(&choice.lang), None);
    let mut response = see_other(&back(&headers));
    let year = 365 * DAY / SECOND;
    let cookie =
        format!("{LANGUAGE_COOKIE}={}; HttpOnly; Path=/; Max-Age={year}; SameSite=Lax", words.language());
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The path that the form was on, without `?lang=`, which would win over the cookie; never another site.
fn back(headers: &HeaderMap) -> String {
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or("");
    let path = referrer.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    let path = path.unwrap_or("/").split(['?', '#']).next().unwrap_or("/");
    if path.starts_with("//") || path.contains('\\') { "/".to_owned() } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_to_a_path_of_this_server_only() {
        for (referrer, path) in [
            ("http://localhost:8080/s/gnome?lang=de#end", "/s/gnome"),
            ("http://localhost:8080", "/"),
            ("http://localhost//evil.example/", "/"),
            ("javascript:alert(1)", "/"),
            ("http://a/\\evil.example", "/"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::REFERER, referrer.parse().unwrap());
            assert_eq!(back(&headers), path, "{referrer}");
        }
        assert_eq!(back(&HeaderMap::new()), "/");
    }
}
