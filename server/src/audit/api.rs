//! The record, for the owner.

use axum::extract::State;
use platform::clock::rfc3339;
use platform::web::Problem;
use serde::Serialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::audit::{self, Line};
use crate::people::{Act, Visitor, Whose};
use crate::web::body::Query;
use crate::web::lists::{List, Paging};

/// `GET /audit`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// One privileged act.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AuditEntry)]
struct Entry {
    /// From 1, without gaps.
    number: i64,
    /// RFC 3339.
    at: String,
    /// The id of the person who acted.
    who: String,
    /// `role`, `settings`, `owner_sign_in`, or a moderation act.
    act: String,
    /// `kind:id`; empty for the instance.
    about: String,
    /// Ids and digests.
    #[schema(value_type = Object)]
    data: Value,
    /// SHA-256 over the hash of the line before and all fields of this one.
    hash: String,
}

impl From<Line> for Entry {
    fn from(line: Line) -> Self {
        Self {
            number: line.number,
            at: rfc3339(line.at),
            who: line.who,
            act: line.act,
            about: line.about,
            data: serde_json::from_str(&line.data).unwrap_or(Value::Null),
            hash: line.hash,
        }
    }
}

/// Privileged acts, newest first; each line is chained to the one before.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(Paging), responses((status = 200, body = List<Entry>), (status = 403)))]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<Entry>>, Problem> {
    visitor.allowed(Act::Configure, Whose::Own)?;
    let before = paging.after_number()?.unwrap_or(i64::MAX);
    let mut conn = app.db.reader().acquire().await?;
    let lines = audit::lines(&mut conn, before, paging.limit() + 1).await?;
    let entries = lines.into_iter().map(Entry::from).collect();
    Ok(axum::Json(List::from_one_more(entries, &paging, |entry| entry.number.to_string())))
}
