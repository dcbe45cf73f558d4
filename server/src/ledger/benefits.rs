//! What a service is good for, with the same care for evidence as its failures.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::fields::{self, Evidence, Shown, block, optional_line};
use crate::ledger::moderated;
use crate::ledger::rows::{json as json_column, parsed, written};
use crate::ledger::service;
use crate::ledger::services::located;
use crate::people::{Act, Acted, Visitor, Whose};
use crate::safety::first_standing;
use crate::things::{Kind, Standing, Visibility, is_seen};
use crate::web::body::Json;
use crate::web::once;

/// Benefits of one service that a page or an answer gives, the newest.
const MAX_SHOWN: i64 = 100;

/// `/services/{id}/benefits` and `/benefits/{id}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read, withdraw))
}

/// A claim.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = NewBenefit)]
pub struct Draft {
    /// What it is good for.
    #[serde(default)]
    pub claim: String,
    /// What shows it; a claim without is labelled so.
    #[serde(default)]
    pub evidence: Vec<Shown>,
    /// How much, as a number with its unit.
    pub measure: Option<String>,
}

/// A benefit as it is kept.
#[derive(Clone, Debug)]
pub struct Benefit {
    /// Names it for ever.
    pub id: Id,
    /// Of which service.
    pub service: Id,
    /// Who claims it.
    pub author: Id,
    /// What they are called.
    pub author_name: String,
    /// What it is good for.
    pub claim: String,
    /// How much.
    pub measure: Option<String>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// How it stands.
    pub standing: Standing,
    /// When it was said.
    pub at: Millis,
}

impl Benefit {
    fn json(&self) -> Value {
        let mut body = json!({
            "id": self.id, "service": self.service, "claim": self.claim, "measure": self.measure, "evidence": self.evidence,
            "unproven": self.evidence.is_empty(), "at": rfc3339(self.at),
            "person": { "id": self.author, "name": self.author_name },
        });
        if self.standing == Standing::Held {
            body["held"] = json!(true);
        }
        body
    }
}

const COLUMNS: &str = "b.id, b.service, b.author, p.name, b.claim, b.measure, b.evidence, b.standing, b.made_at FROM benefits b \
    JOIN people p ON p.id = b.author";

fn from_row(row: &sqlx::any::AnyRow) -> Result<Benefit, sqlx::Error> {
    Ok(Benefit {
        id: parsed(row, "id")?,
        service: parsed(row, "service")?,
        author: parsed(row, "author")?,
        author_name: row.try_get("name")?,
        claim: row.try_get("claim")?,
        measure: row.try_get("measure")?,
        evidence: json_column(row, "evidence")?,
        standing: parsed(row, "standing")?,
        at: row.try_get("made_at")?,
    })
}

/// The benefits of a service that everybody sees, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of(conn: &mut AnyConnection, service: Id) -> Result<Vec<Benefit>, sqlx::Error> {
    let sql =
        format!("SELECT {COLUMNS} WHERE b.service = $1 AND b.standing = 'shown' ORDER BY b.id DESC LIMIT $2");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(service.to_string()).bind(MAX_SHOWN);
    query.fetch_all(conn).await?.iter().map(from_row).collect()
}

/// The benefit with this id, however it stands.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Benefit>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE b.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(from_row).transpose()
}

/// Says what a service is good for. `form` is the form's key, which works once.
///
/// # Errors
/// 404, 403 for whoever is barred, 422 with the field.
pub async fn add(
    app: &App,
    visitor: &Visitor,
    key: String,
    draft: Draft,
    form: String,
) -> Result<Acted<Benefit>, Problem> {
    let (claim, evidence) = (block("/claim", &draft.claim)?, fields::evidence(draft.evidence)?);
    let measure = optional_line("/measure", draft.measure)?;
    let (visitor, hold_new) = (visitor.clone(), app.config.hold_new);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let service = service::seen(tx.conn(), &key, Some(&visitor)).await?;
                let actor = visitor.act(tx, Act::AddBenefit, Whose::Own).await?;
                if let Some(id) = once::led_to(tx, &form).await?.and_then(|id| id.parse().ok())
                    && let Some(first) = find(tx.conn(), id).await?
                {
                    return Ok(Acted { value: first, actor });
                }
                let benefit = Benefit {
                    id: Id::new(tx.now()),
                    service: service.id,
                    author: actor.person.id,
                    author_name: actor.person.name.clone(),
                    claim,
                    measure,
                    evidence,
                    standing: first_standing(tx.conn(), hold_new, &actor.person).await?,
                    at: tx.now(),
                };
                sqlx::query(
                    "INSERT INTO benefits (id, service, author, claim, measure, evidence, standing, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                )
                .bind(benefit.id.to_string())
                .bind(benefit.service.to_string())
                .bind(benefit.author.to_string())
                .bind(&benefit.claim)
                .bind(benefit.measure.clone())
                .bind(written(&benefit.evidence)?)
                .bind(benefit.standing.word())
                .bind(benefit.at)
                .execute(tx.conn())
                .await?;
                once::remember(tx, &form, &benefit.id.to_string()).await?;
                tx.emit(service.topic(), "state", json!({ "benefit": benefit.id }));
                Ok(Acted { value: benefit, actor })
            })
        })
        .await
}

/// What people say the service is good for.
#[utoipa::path(get, path = "/api/v1/services/{id}/benefits", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, &id, Some(&visitor)).await?;
    let items: Vec<Value> = of(&mut conn, service.id).await?.iter().map(Benefit::json).collect();
    Ok(axum::Json(json!({ "items": items, "next": null })))
}

/// Says what the service is good for.
#[utoipa::path(post, path = "/api/v1/services/{id}/benefits", tag = "ledger", params(("id" = String, Path)), request_body = Draft, responses((status = 201), (status = 404), (status = 422)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(draft): Json<Draft>,
) -> Result<Response, Problem> {
    let done = add(&app, &visitor, id, draft, String::new()).await?;
    let path = format!("/api/v1/benefits/{}", done.value.id);
    Ok(located(done.actor.json(StatusCode::CREATED, done.value.json()), &path))
}

/// One claim.
#[utoipa::path(get, path = "/api/v1/benefits/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let gone = || Problem::not_found("safety-nothing-there");
    let mut conn = app.db.snapshot().await?;
    let found = find(&mut conn, id.parse().map_err(|_| gone())?).await?.ok_or_else(gone)?;
    service::seen(&mut conn, &found.service.to_string(), Some(&visitor)).await?;
    if !is_seen(found.standing, Visibility::Public, found.author, Some(&visitor)) {
        return Err(gone());
    }
    Ok(axum::Json(found.json()))
}

/// Takes a claim back.
#[utoipa::path(delete, path = "/api/v1/benefits/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 204), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found("safety-nothing-there"))?;
    moderated::withdraw(&app, &visitor, Kind::Benefit, id).await
}
