//! Putting a service on the ledger, changing and taking it back; and its API.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::Row;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::fields::{address, given, line, users};
use crate::ledger::moderated;
use crate::ledger::service::{self, Service};
use crate::people::{Act, Acted, Visitor, Whose};
use crate::safety::first_standing;
use crate::stories::slug_words;
use crate::things::{Kind, Standing, Visibility};
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};
use crate::web::{once, versions};

/// The year before which nothing that is measured here can have begun.
const EARLIEST: i64 = 500;
/// The year after which it cannot either.
const LATEST: i64 = 9_999;
/// Names under `/ledger/` that are pages.
const TAKEN: [&str; 1] = ["new"];

/// `/services`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read, edit, withdraw))
}

/// What is said of a service; what is absent stays as it is.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = ServiceDraft)]
pub struct Draft {
    /// What it is called.
    pub name: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// What it does: "calls over the internet", "electricity".
    pub kind: Option<String>,
    /// The year it began.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    pub founded: Option<Option<Value>>,
    /// How many it serves.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    pub users_estimate: Option<Option<i64>>,
}

impl Draft {
    fn put_into(self, service: &mut Service) -> Result<(), Problem> {
        if let Some(name) = self.name {
            service.name = line("/name", &name)?;
        }
        if let Some(url) = self.url {
            service.url = address("/url", &url)?;
        }
        if let Some(kind) = self.kind {
            service.kind = line("/kind", &kind)?;
        }
        if let Some(founded) = self.founded {
            service.founded = founded.map(|year| self::year(&year)).transpose()?;
        }
        if let Some(estimate) = self.users_estimate {
            service.users = estimate.map(|count| users("/users_estimate", count)).transpose()?;
        }
        Ok(())
    }
}

/// A year, as a number or as text that begins with one.
fn year(value: &Value) -> Result<i64, Problem> {
    let said = value.as_i64().or_else(|| value.as_str()?.trim().get(..4)?.parse().ok());
    said.filter(|year| (EARLIEST..=LATEST).contains(year))
        .ok_or_else(|| Problem::field("/founded", "ledger-year-wrong"))
}

/// Puts a service on the ledger. `key` is the form's, which works once.
///
/// # Errors
/// 401 or 403 for whoever is no member, 422 with the field.
pub async fn add(app: &App, visitor: &Visitor, draft: Draft, key: String) -> Result<Acted<Service>, Problem> {
    visitor.allowed(Act::AddService, Whose::Own)?;
    let (visitor, hold_new, now) = (visitor.clone(), app.config.hold_new, app.clock.now());
    let mut service = blank(None, now);
    for (there, pointer) in
        [(draft.name.is_some(), "/name"), (draft.url.is_some(), "/url"), (draft.kind.is_some(), "/kind")]
    {
        if !there {
            return Err(Problem::field(pointer, "web-field-missing").with("field", &pointer[1..]));
        }
    }
    draft.put_into(&mut service)?;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let actor = visitor.act(tx, Act::AddService, Whose::Own).await?;
                if let Some(id) = once::led_to(tx, &key).await?
                    && let Some(first) = service::find(tx.conn(), &id).await?
                {
                    return Ok(Acted { value: first, actor });
                }
                service.author = Some(actor.person.id);
                service.standing = first_standing(tx.conn(), hold_new, &actor.person).await?;
                insert(tx, &mut service).await?;
                once::remember(tx, &key, &service.id.to_string()).await?;
                Ok(Acted { value: service, actor })
            })
        })
        .await
}

fn blank(author: Option<Id>, now: i64) -> Service {
    Service {
        id: Id::new(now),
        slug: String::new(),
        author,
        name: String::new(),
        url: String::new(),
        kind: String::new(),
        founded: None,
        users: None,
        standing: Standing::Shown,
        version: 1,
        at: now,
    }
}

async fn insert(tx: &mut Tx, service: &mut Service) -> Result<(), Problem> {
    service.slug = unique_slug(tx, &service.name, service.id).await?;
    sqlx::query(
        "INSERT INTO services (id, slug, author, name, url, kind, founded, users, standing, visibility, version, made_at, \
         changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11)",
    )
    .bind(service.id.to_string())
    .bind(&service.slug)
    .bind(service.author.map(|id| id.to_string()))
    .bind(&service.name)
    .bind(&service.url)
    .bind(&service.kind)
    .bind(service.founded)
    .bind(service.users)
    .bind(service.standing.word())
    .bind(Visibility::Public.word())
    .bind(service.at)
    .execute(tx.conn())
    .await?;
    tell(tx, service, "state");
    Ok(())
}

async fn unique_slug(tx: &mut Tx, name: &str, id: Id) -> Result<String, Problem> {
    let words = slug_words(name);
    let taken: i64 = sqlx::query("SELECT COUNT(*) FROM services WHERE slug = $1")
        .bind(&words)
        .fetch_one(tx.conn())
        .await?
        .try_get(0)?;
    if taken == 0 && !words.is_empty() && !TAKEN.contains(&words.as_str()) {
        return Ok(words);
    }
    let id = id.to_string();
    let tail = &id[id.len() - 8..];
    Ok(if words.is_empty() { tail.to_owned() } else { format!("{words}-{tail}") })
}

/// This server stands on its own ledger: the first service of an instance that has none.
///
/// # Errors
/// When the database does not take it.
pub async fn keep_itself(app: &App) -> Result<(), Problem> {
    let mut itself = blank(None, app.clock.now());
    (itself.name, itself.url) = ("Throng".to_owned(), app.public_url());
    itself.kind = app.words.english().say("ledger-itself");
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let there: i64 =
                    sqlx::query("SELECT COUNT(*) FROM services").fetch_one(tx.conn()).await?.try_get(0)?;
                if there == 0 { insert(tx, &mut itself).await } else { Ok(()) }
            })
        })
        .await
}

/// Changes what is said of a service.
///
/// # Errors
/// 404, 401, 403, 412 after a lost race, 422 with the field.
pub async fn change(
    app: &App,
    visitor: &Visitor,
    key: String,
    draft: Draft,
    headers: HeaderMap,
) -> Result<Acted<Service>, Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let mut service = service::seen(tx.conn(), &key, Some(&visitor)).await?;
                let actor = visitor.act(tx, Act::EditService, whose(&visitor, service.whose())).await?;
                versions::check(&headers, service.version)?;
                draft.put_into(&mut service)?;
                service.version += 1;
                let now = tx.now();
                sqlx::query(
                    "UPDATE services SET name = $1, url = $2, kind = $3, founded = $4, users = $5, version = $6, changed_at = $7 \
                     WHERE id = $8",
                )
                .bind(&service.name)
                .bind(&service.url)
                .bind(&service.kind)
                .bind(service.founded)
                .bind(service.users)
                .bind(service.version)
                .bind(now)
                .bind(service.id.to_string())
                .execute(tx.conn())
                .await?;
                tell(tx, &service, "edit");
                Ok(Acted { value: service, actor })
            })
        })
        .await
}

/// Whether what `author` made is the visitor's own.
pub fn whose(visitor: &Visitor, author: Id) -> Whose {
    visitor.person().map_or(Whose::Other, |person| Whose::of(author, person.id))
}

/// Says what became of a service, on its topic and on the list's.
pub fn tell(tx: &mut Tx, service: &Service, kind: &'static str) {
    tx.emit(service.topic(), kind, json!({ "service": service.id, "version": service.version }));
    tx.emit("ledger", "state", json!({ "service": service.id }));
}

/// The services that everybody sees, the newest first.
#[utoipa::path(get, path = "/api/v1/services", tag = "ledger", params(Paging), responses((status = 200)))]
async fn list(State(app): State<App>, Query(paging): Query<Paging>) -> Result<axum::Json<Value>, Problem> {
    let after = paging.after()?;
    let mut conn = app.db.snapshot().await?;
    let found = service::list(&mut conn, after, paging.limit() + 1).await?;
    let list = List::from_one_more(found, &paging, |service| service.id.to_string());
    let items: Vec<Value> = list.items.iter().map(Service::json).collect();
    Ok(axum::Json(json!({ "items": items, "next": list.next })))
}

/// Puts a service on the ledger: an organisation's, never a person's.
#[utoipa::path(post, path = "/api/v1/services", tag = "ledger", request_body = Draft, responses((status = 201), (status = 401), (status = 403), (status = 422)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Json(draft): Json<Draft>,
) -> Result<Response, Problem> {
    let done = add(&app, &visitor, draft, String::new()).await?;
    let path = format!("/api/v1/services/{}", done.value.id);
    Ok(located(done.actor.json(StatusCode::CREATED, done.value.json()), &path))
}

/// An answer that says where the thing is.
pub fn located(mut response: Response, path: &str) -> Response {
    if let Ok(path) = HeaderValue::try_from(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}

fn versioned(service: &Service) -> [(header::HeaderName, HeaderValue); 2] {
    [
        (header::ETAG, versions::etag(service.version)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ]
}

/// One service, by id or slug.
#[utoipa::path(get, path = "/api/v1/services/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
async fn read(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Problem> {
    let service = service::seen(&mut *app.db.reader().acquire().await?, &id, Some(&visitor)).await?;
    Ok((versioned(&service), axum::Json(service.json())).into_response())
}

/// Changes a service; with `If-Match` only if nobody changed it meanwhile.
#[utoipa::path(patch, path = "/api/v1/services/{id}", tag = "ledger", params(("id" = String, Path)), request_body = Draft, responses((status = 200), (status = 403), (status = 404), (status = 412), (status = 422)))]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(draft): Json<Draft>,
) -> Result<Response, Problem> {
    let done = change(&app, &visitor, id, draft, headers).await?;
    Ok((versioned(&done.value), done.actor.json(StatusCode::OK, done.value.json())).into_response())
}

/// Takes a service back, and its incidents with it.
#[utoipa::path(delete, path = "/api/v1/services/{id}", tag = "ledger", params(("id" = String, Path)), responses((status = 204), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let service = service::seen(&mut *app.db.reader().acquire().await?, &id, Some(&visitor)).await?;
    moderated::withdraw(&app, &visitor, Kind::Service, service.id).await
}
