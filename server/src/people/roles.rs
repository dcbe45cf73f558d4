//! Giving a role: the owner's act, on the public log.

use axum::extract::{Path, State};
use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::{Act, Person, Role, Visitor, Whose, directory};
use crate::safety::{Subject, log};
use crate::web::body::Json;

/// `PUT /people/{id}/role`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(give))
}

/// A role for somebody.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = RoleChange)]
struct Asked {
    /// `guest`, `member`, `editor` or `moderator`.
    role: String,
    /// Why, for the public log; at most 300 characters.
    reason: String,
}

/// Gives somebody a role. There is one owner, who stays it.
#[utoipa::path(put, path = "/api/v1/people/{id}/role", tag = "people", params(("id" = String, Path)), request_body = Asked, responses((status = 200, body = Person), (status = 403), (status = 404), (status = 422)))]
async fn give(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(asked): Json<Asked>,
) -> Result<axum::Json<Person>, Problem> {
    give_role(&app, &visitor, &id, &asked.role, &asked.reason).await.map(axum::Json)
}

/// Gives the person `id` a role, for a reason that stands on the public log.
///
/// # Errors
/// 401 or 403 for whoever is not the owner, 404, 409 for the owner's own role, 422 for a role or reason that cannot be.
pub(super) async fn give_role(
    app: &App,
    visitor: &Visitor,
    id: &str,
    role: &str,
    reason: &str,
) -> Result<Person, Problem> {
    let id: Id = id.parse().map_err(|_| Problem::not_found("people-nobody"))?;
    let whose = visitor.person().map_or(Whose::Other, |me| Whose::of(id, me.id));
    let owner = visitor.allowed(Act::GiveRole, whose)?.clone();
    let role = role.parse().ok().filter(|role| *role != Role::Owner);
    let role = role.ok_or_else(|| Problem::field("/role", "people-role-wrong"))?;
    let reason = log::valid_reason(reason)?;
    app.writer.write(move |tx| Box::pin(async move { change(tx, &owner, id, role, reason).await })).await
}

async fn change(tx: &mut Tx, owner: &Person, id: Id, role: Role, reason: String) -> Result<Person, Problem> {
    let person = directory::find(tx.conn(), id).await?.filter(|person| !person.name.is_empty());
    let person = person.ok_or(Problem::not_found("people-nobody"))?;
    if person.role == Role::Owner {
        return Err(Problem::conflict("people-owner-stays"));
    }
    let trusted = person.trusted || role != Role::Guest;
    sqlx::query("UPDATE people SET role = $1, trusted = $2 WHERE id = $3")
        .bind(role.to_string())
        .bind(i64::from(trusted))
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    let line =
        log::Line { given: Some(role.to_string()), ..log::Line::new("role", Subject::Person(id), reason) };
    log::write(tx, Some(owner), &line).await?;
    tx.emit(format!("person:{id}"), "role", json!({ "person": id, "role": role }));
    Ok(Person { role, trusted, ..person })
}
