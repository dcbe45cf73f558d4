//! Sessions and oneself, for programs.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::names::tidy;
use crate::people::visitor::{COOKIE, Fresh};
use crate::people::{Act, Actor, Person, Role, Visitor, Whose, erase, export, person, sessions};
use crate::web::body::Json;

/// `/session`, `/me` and `/me/export`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(me, rename, erase_me))
        .routes(routes!(take_out))
}

/// Who comes in.
#[derive(Deserialize, utoipa::ToSchema)]
struct SignIn {
    /// As they want to be called, at most 40 characters; without it they get a friendly name.
    name: Option<String>,
}

/// A new session.
#[derive(Serialize, utoipa::ToSchema)]
struct SignedIn {
    person: Person,
    /// Sent as `Authorization: Bearer`. Told once.
    token: String,
}

/// Makes a guest at once.
#[utoipa::path(post, path = "/api/v1/session", tag = "people", request_body = SignIn, responses((status = 201, body = SignedIn)))]
async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    Json(asked): Json<SignIn>,
) -> Result<Response, Problem> {
    let actor = be_a_guest(&app, &visitor, asked.name).await?;
    let mut response = actor.json(StatusCode::CREATED, json!({}));
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/api/v1/me"));
    Ok(response)
}

/// A new guest with a new session, called `name` or something friendly.
///
/// # Errors
/// 422 for a name that cannot be.
pub async fn be_a_guest(app: &App, visitor: &Visitor, name: Option<String>) -> Result<Actor, Problem> {
    let name = name.map(|name| valid_name(&name)).transpose()?;
    let secure = visitor.reader.secure;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let person = person::make(tx, name, Role::Guest).await?;
                let (_, token) = sessions::make(tx, person.id).await?;
                Ok(Actor { person, fresh: Some(Fresh { token, secure }) })
            })
        })
        .await
}

/// Signs out: the token, the cookie and the live sockets of this session are dead.
#[utoipa::path(delete, path = "/api/v1/session", tag = "people", responses((status = 204)))]
async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    end_session(&app, visitor).await?;
    Ok(signed_out(StatusCode::NO_CONTENT))
}

/// Ends the visitor's session, if there is one.
///
/// # Errors
/// When the database does not take it.
pub async fn end_session(app: &App, visitor: Visitor) -> Result<(), Problem> {
    match visitor.session {
        Some(session) => app.writer.write(move |tx| Box::pin(sessions::end(tx, session.id))).await,
        None => Ok(()),
    }
}

/// `response`, which also takes the cookie away.
pub fn signed_out(response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    if let Ok(gone) = HeaderValue::try_from(format!("{COOKIE}=; HttpOnly; Path=/; Max-Age=0; SameSite=Lax")) {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}

/// The person behind the session.
#[utoipa::path(get, path = "/api/v1/me", tag = "people", responses((status = 200, body = Person), (status = 401)))]
async fn me(visitor: Visitor) -> Result<Response, Problem> {
    Ok(([(header::CACHE_CONTROL, "private, no-store")], axum::Json(visitor.known()?)).into_response())
}

/// A new name.
#[derive(Deserialize, utoipa::ToSchema)]
struct Rename {
    /// At most 40 characters.
    name: String,
}

/// Changes one's own name; what one did carries the new one.
#[utoipa::path(patch, path = "/api/v1/me", tag = "people", request_body = Rename, responses((status = 200, body = Person)))]
async fn rename(
    State(app): State<App>,
    visitor: Visitor,
    Json(asked): Json<Rename>,
) -> Result<axum::Json<Person>, Problem> {
    let renamed = rename_to(&app, &visitor, &asked.name).await?;
    Ok(axum::Json(renamed))
}

/// Erases oneself: name and texts go, sessions end, the id stays so that counts and proofs stay whole.
#[utoipa::path(delete, path = "/api/v1/me", tag = "people", responses((status = 204), (status = 401)))]
async fn erase_me(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    erase::erase(&app, &visitor).await?;
    Ok(signed_out(StatusCode::NO_CONTENT))
}

/// Everything that is one's own, as one tar archive of JSON files and original pictures.
#[utoipa::path(get, path = "/api/v1/me/export", tag = "people", responses((status = 200, content_type = "application/x-tar"), (status = 401)))]
async fn take_out(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    export::archive(&app, &visitor).await
}

/// Gives the visitor the name `name`.
///
/// # Errors
/// 401 without a session, 422 for a name that cannot be.
pub async fn rename_to(app: &App, visitor: &Visitor, name: &str) -> Result<Person, Problem> {
    let me = visitor.allowed(Act::Rename, Whose::Own)?.clone();
    let name = valid_name(name)?;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE people SET name = $1 WHERE id = $2")
                    .bind(&name)
                    .bind(me.id.to_string())
                    .execute(tx.conn())
                    .await?;
                tx.emit(format!("person:{}", me.id), "renamed", json!({ "person": me.id }));
                Ok(Person { name, ..me })
            })
        })
        .await
}

/// A name as it is kept, or what is wrong with it.
///
/// # Errors
/// 422 at `/name`.
pub fn valid_name(name: &str) -> Result<String, Problem> {
    tidy(name).ok_or_else(|| {
        Problem::field("/name", "people-name-wrong").with("max", crate::people::names::MAX_NAME)
    })
}
