//! Feeds as Atom (RFC 4287) and JSON Feed 1.1, from the same entries.

use std::convert::Infallible;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::handler::Handler;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use platform::clock::{Millis, rfc3339};
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::people::Reader;
use crate::web::pages::ready;

/// Entries of one feed.
pub const MAX_ENTRIES: usize = 50;

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

/// A feed. Addresses are whole ones.
pub struct Feed {
    /// What it is of.
    pub title: String,
    /// The page that it is of.
    pub home: String,
    /// Its own address, without `.atom` or `.json`.
    pub address: String,
    /// In which language.
    pub language: String,
    /// The newest first; at most [`MAX_ENTRIES`] are given.
    pub entries: Vec<Entry>,
}

/// One entry.
pub struct Entry {
    /// Its address, which names it for ever.
    pub url: String,
    /// One line.
    pub title: String,
    /// Safe HTML.
    pub html: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub at: Millis,
    /// When it was changed last.
    pub changed_at: Millis,
}

impl Entry {
    fn published(&self) -> String {
        rfc3339(self.at)
    }

    fn changed(&self) -> String {
        rfc3339(self.changed_at)
    }
}

#[derive(Template)]
#[template(path = "layout/feed.xml", escape = "html")]
struct Atom<'a> {
    feed: &'a Feed,
    updated: String,
}

impl Feed {
    /// The feed of the page at `home`, in these words.
    pub fn of(title: String, home: String, words: &Words, entries: Vec<Entry>) -> Self {
        Self { title, address: format!("{home}/feed"), home, language: words.language().to_owned(), entries }
    }

    /// The feed as text. Without entries it was updated at `now`.
    ///
    /// # Errors
    /// 500 if the template fails.
    fn text(&self, form: Form, now: Millis) -> Result<String, Problem> {
        let newest = self.entries.iter().map(|entry| entry.changed_at).max().unwrap_or(now);
        match form {
            Form::Atom => Atom { feed: self, updated: rfc3339(newest) }.render().map_err(Problem::internal),
            Form::Json => Ok(self.json().to_string()),
        }
    }

    fn json(&self) -> Value {
        let entry = |entry: &Entry| {
            json!({
                "id": entry.url, "url": entry.url, "title": entry.title, "content_html": entry.html,
                "date_published": rfc3339(entry.at), "date_modified": rfc3339(entry.changed_at),
                "authors": [{ "name": entry.author }],
            })
        };
        json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title, "home_page_url": self.home, "feed_url": format!("{}.json", self.address),
            "language": self.language,
            "items": self.entries.iter().take(MAX_ENTRIES).map(entry).collect::<Vec<_>>(),
        })
    }

    fn shown(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().take(MAX_ENTRIES)
    }
}

/// Whoever asks for a feed.
pub struct Asked {
    /// In which words.
    pub words: Words,
    /// In which form.
    form: Form,
    headers: HeaderMap,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let Ok(reader) = Reader::from_request_parts(parts, app).await;
        let form = if parts.uri.path().ends_with(".json") { Form::Json } else { Form::Atom };
        Ok(Self { words: reader.words, form, headers: parts.headers.clone() })
    }
}

/// A feed's two addresses, `path` with `.atom` and with `.json`, both given by `handler`.
pub fn routes<H, T>(path: &str, handler: H) -> OpenApiRouter<App>
where
    H: Handler<T, App>,
    T: 'static,
{
    OpenApiRouter::new()
        .route(&format!("{path}.atom"), get(handler.clone()))
        .route(&format!("{path}.json"), get(handler))
}

/// Answers with a feed that is kept ready under `key`; `make` gives it and the topics that it depends on.
///
/// # Errors
/// What `make` gives.
pub async fn answer<F>(
    app: &App,
    asked: &Asked,
    key: &str,
    make: impl FnOnce() -> F,
) -> Result<Response, Problem>
where
    F: Future<Output = Result<(Feed, Vec<String>), Problem>>,
{
    let (name, content_type) = match asked.form {
        Form::Atom => ("atom", "application/atom+xml; charset=utf-8"),
        Form::Json => ("json", "application/feed+json; charset=utf-8"),
    };
    let now = app.clock.now();
    let render = || async {
        let (feed, topics) = make().await?;
        Ok::<_, Problem>(Rendered { html: feed.text(asked.form, now)?, topics, shelf: Shelf::UntilChanged })
    };
    let key = format!("feed:{name}:{}:{key}", asked.words.language());
    let kept = app.hot.page(&key, now, render).await?;
    Ok(ready(&kept, content_type, &asked.headers))
}
