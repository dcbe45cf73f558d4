//! `/feed.atom` and `/feed.json`: the front page's stories and their updates.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use platform::web::Problem;
use platform::words::Words;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Reader;
use crate::stories::feed::entries;
use crate::stories::story::{self, Which};
use crate::web::feeds::{self, Feed, Form, MAX_ENTRIES};

/// The two feeds.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(atom)).routes(routes!(json))
}

/// Public stories and their updates, as Atom.
#[utoipa::path(get, path = "/feed.atom", tag = "frontpage", responses((status = 200)))]
async fn atom(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    answer(&app, &reader.words, Form::Atom, &headers).await
}

/// Public stories and their updates, as JSON Feed.
#[utoipa::path(get, path = "/feed.json", tag = "frontpage", responses((status = 200)))]
async fn json(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    answer(&app, &reader.words, Form::Json, &headers).await
}

async fn answer(app: &App, words: &Words, form: Form, headers: &HeaderMap) -> Result<Response, Problem> {
    let key = format!("{}:front", words.language());
    feeds::answer(app, &key, form, headers, || feed(app, words)).await
}

async fn feed(app: &App, words: &Words) -> Result<(Feed, Vec<String>), Problem> {
    let mut conn = app.db.snapshot().await?;
    let limit = i64::try_from(MAX_ENTRIES).unwrap_or(i64::MAX);
    let stories = story::list(&mut conn, Which::default(), limit).await?;
    let mut topics = vec!["front".to_owned()];
    topics.extend(stories.iter().flat_map(|story| [story.topic(), format!("person:{}", story.author)]));
    let home = app.public_url();
    let entries = entries(&mut conn, &stories, &home, words).await?;
    let (title, language) = (words.say("front-feed-title"), words.language().to_owned());
    Ok((Feed { title, address: format!("{home}/feed"), home, language, entries }, topics))
}
