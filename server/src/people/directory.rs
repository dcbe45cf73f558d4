//! What everybody may know about a person: the name and the role.

use axum::extract::{Path, State};
use platform::Id;
use platform::web::Problem;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Person;

/// `GET /people/{id}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// The person `id`, erased or not.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Person>, sqlx::Error> {
    let row = sqlx::query("SELECT id, name, role, trusted FROM people WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(|row| Person::from_row(&row)).transpose()
}

/// A person as everybody sees them; whoever was erased has an empty name.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", params(("id" = String, Path)), responses((status = 200, body = Person), (status = 404)))]
async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<axum::Json<Person>, Problem> {
    let gone = || Problem::not_found("people-nobody");
    let id = id.parse().map_err(|_| gone())?;
    let person = find(&mut *app.db.reader().acquire().await?, id).await?;
    Ok(axum::Json(person.ok_or_else(gone)?))
}
