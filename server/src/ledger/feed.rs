//! The ledger's feed: incidents, the latest written down first.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::incident::{self, Incident};
use crate::people::Reader;
use crate::throngs::pages::escaped;
use crate::web::feeds::{self, Entry, Feed, Form, MAX_ENTRIES};

/// `/ledger/feed.atom` and `/ledger/feed.json`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(atom)).routes(routes!(json))
}

/// Incidents as Atom.
#[utoipa::path(get, path = "/ledger/feed.atom", tag = "ledger", responses((status = 200)))]
async fn atom(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    answer(&app, &reader, Form::Atom, &headers).await
}

/// Incidents as JSON Feed.
#[utoipa::path(get, path = "/ledger/feed.json", tag = "ledger", responses((status = 200)))]
async fn json(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    answer(&app, &reader, Form::Json, &headers).await
}

async fn answer(app: &App, reader: &Reader, form: Form, headers: &HeaderMap) -> Result<Response, Problem> {
    let words = &reader.words;
    let make = || async {
        let mut conn = app.db.snapshot().await?;
        let limit = i64::try_from(MAX_ENTRIES).unwrap_or(i64::MAX);
        let found = incident::list(&mut conn, None, None, limit).await?;
        let home = app.public_url();
        let entries = found.iter().map(|one| entry(one, &home)).collect();
        let mut topics = vec!["ledger".to_owned()];
        topics.extend(found.iter().map(|one| format!("person:{}", one.author)));
        let feed = Feed {
            title: words.say("ledger-feed-title"),
            home: format!("{home}/ledger"),
            address: format!("{home}/ledger/feed"),
            language: words.language().to_owned(),
            entries,
        };
        Ok((feed, topics))
    };
    feeds::answer(app, &format!("{}:ledger", words.language()), form, headers, make).await
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
