//! The page behind the owner's one-time link: one button, so that a link preview cannot use the link up.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use platform::web::Problem;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::audit;
use crate::layout::{Layout, Nav};
use crate::people::sessions::Token;
use crate::people::visitor::Fresh;
use crate::people::{Actor, Visitor, owner_link, sessions};
use crate::web::pages::{page, see_other};

/// `GET` and `POST /owner/{token}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, sign_in))
}

#[derive(Template)]
#[template(path = "people/owner.html")]
struct OwnerPage {
    l: Layout,
    token: String,
}

/// Shows the button; the link stays good.
#[utoipa::path(get, path = "/owner/{token}", tag = "people", params(("token" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    if !owner_link::is_good(&app.db, &Token::from_client(&token), app.clock.now()).await? {
        return Err(Problem::not_found("people-owner-link-gone"));
    }
    let words = &visitor.reader.words;
    page(&OwnerPage { l: app.layout(words, Nav::Elsewhere, words.say("people-owner-title")), token })
}

/// Signs the owner in and uses the link up.
#[utoipa::path(post, path = "/owner/{token}", tag = "people", params(("token" = String, Path)), responses((status = 303), (status = 200), (status = 404)))]
async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let secure = visitor.reader.secure;
    let actor = app
        .writer
        .write(move |tx| {
            Box::pin(async move {
                let person = owner_link::use_up(tx, &Token::from_client(&token)).await?;
                let (session, token) = sessions::make(tx, person.id).await?;
                audit::record(tx, person.id, "owner_sign_in", "", &json!({ "session": session })).await?;
                Ok(Actor { person, fresh: Some(Fresh { token, secure }) })
            })
        })
        .await?;
    let json = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().windows(4).any(|part| part == b"json"));
    Ok(if json { actor.json(StatusCode::OK, json!({})) } else { actor.sign_in(see_other("/desk")) })
}
