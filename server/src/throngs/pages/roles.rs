//! Roles by form: somebody says that they will check, the coordinator names a deputy.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::throngs::gather::seen;
use crate::throngs::roles;
use crate::web::body::Form;
use crate::web::pages::see_other;

/// `POST /t/{slug}/role` and `/t/{slug}/deputy`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take)).routes(routes!(name))
}

/// The role that somebody takes.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = RoleForm)]
struct Taken {
    role: String,
}

/// Takes a role and goes on with the work.
#[utoipa::path(post, path = "/t/{slug}/role", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Taken, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(taken): Form<Taken>,
) -> Result<Response, Problem> {
    let asked = roles::Asked { person: None, role: taken.role };
    roles::give(&app, &visitor, &slug, &asked).await?;
    Ok(see_other(&format!("/t/{slug}?next=role#work")))
}

/// Who becomes a deputy, by name or id, or is none any more.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = DeputyForm)]
struct Named {
    name: String,
    #[serde(default)]
    back: String,
}

/// Names a deputy, or takes the role back.
#[utoipa::path(post, path = "/t/{slug}/deputy", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Named, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 409), (status = 422)))]
async fn name(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(named): Form<Named>,
) -> Result<Response, Problem> {
    match give(&app, &visitor, &slug, &named).await {
        Ok(()) => Ok(see_other(&format!("/t/{slug}/manage#deputies"))),
        Err(problem) => super::manage::redrawn(&app, &visitor, &slug, problem, named.name).await,
    }
}

async fn give(app: &App, visitor: &Visitor, slug: &str, named: &Named) -> Result<(), Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, slug).await?;
    let person = roles::called(&mut conn, throng.id, &named.name).await?;
    drop(conn);
    let role = if named.back.is_empty() { roles::DEPUTY } else { roles::CONTRIBUTOR };
    let asked = roles::Asked { person: Some(person.to_string()), role: role.to_owned() };
    roles::give(app, visitor, slug, &asked).await?;
    Ok(())
}
