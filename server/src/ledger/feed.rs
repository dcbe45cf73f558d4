//! The ledger's feeds: incidents, of all services or of one, the latest written down first.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::web::Problem;
use platform::words::Words;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::ledger::incident::{self, Incident};
use crate::ledger::service;
use crate::throngs::pages::escaped;
use crate::web::feeds::{self, Asked, Entry, Feed, MAX_ENTRIES};

/// `/ledger/feed` and `/ledger/{slug}/feed`, with `.atom` and `.json`.
pub fn routes() -> OpenApiRouter<App> {
    feeds::routes("/ledger/feed", of_all).merge(feeds::routes("/ledger/{slug}/feed", of_service))
}

/// The incidents of all services.
async fn of_all(State(app): State<App>, asked: Asked) -> Result<Response, Problem> {
    feeds::answer(&app, &asked, "ledger", || feed(&app, &asked.words, None)).await
}

/// The incidents of one service.
async fn of_service(
    State(app): State<App>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    feeds::answer(&app, &asked, &format!("service:{slug}"), || feed(&app, &asked.words, Some(&slug))).await
}

async fn feed(app: &App, t: &Words, slug: Option<&str>) -> Result<(Feed, Vec<String>), Problem> {
    let mut conn = app.db.snapshot().await?;
    let service = match slug {
        Some(slug) => Some(service::seen(&mut conn, slug, None).await?),
        None => None,
    };
    let limit = i64::try_from(MAX_ENTRIES).unwrap_or(i64::MAX);
    let found = incident::list(&mut conn, service.as_ref().map(|service| service.id), None, limit).await?;
    let home = app.public_url();
    let entries = found.iter().map(|one| entry(one, &home)).collect();
    let mut topics = vec!["ledger".to_owned()];
    topics.extend(found.iter().map(|one| format!("person:{}", one.author)));
    let (title, page) = match &service {
        Some(service) => (service.name.clone(), format!("{home}{}", service.href())),
        None => (t.say("ledger-feed-title"), format!("{home}/ledger")),
    };
    Ok((Feed::of(title, page, t, entries), topics))
}

fn entry(one: &Incident, home: &str) -> Entry {
    Entry {
        url: format!("{home}{}", one.href()),
        title: format!("{}: {}", one.service_name, one.title),
        html: format!("<p>{}</p>", escaped(one.impact.as_deref().unwrap_or(&one.title))),
        author: one.author_name.clone(),
        at: one.at,
        changed_at: one.changed_at,
    }
}
