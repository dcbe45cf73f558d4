//! "Tell me how it ends" for those who give no address: a throng's outcome and its updates as a feed.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use platform::clock::parse_rfc3339;
use platform::web::Problem;
use platform::words::Words;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Reader;
use crate::throngs::outcome;
use crate::throngs::pages::sentences::{escaped, paragraphs};
use crate::throngs::throng;
use crate::web::feeds::{self, Entry, Feed, Form};

/// `/t/{slug}/feed.atom` and `/t/{slug}/feed.json`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(atom)).routes(routes!(json))
}

/// How it ended and how it went on, as Atom.
#[utoipa::path(get, path = "/t/{slug}/feed.atom", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn atom(
    State(app): State<App>,
    reader: Reader,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&app, &reader.words, &slug, Form::Atom, &headers).await
}

/// How it ended and how it went on, as JSON Feed.
#[utoipa::path(get, path = "/t/{slug}/feed.json", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn json(
    State(app): State<App>,
    reader: Reader,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&app, &reader.words, &slug, Form::Json, &headers).await
}

async fn answer(
    app: &App,
    t: &Words,
    slug: &str,
    form: Form,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    feeds::answer(app, &format!("throng:{}:{slug}", t.language()), form, headers, || feed(app, t, slug)).await
}

async fn feed(app: &App, t: &Words, slug: &str) -> Result<(Feed, Vec<String>), Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = throng::find(&mut conn, slug).await?.filter(|throng| throng.is_seen(None));
    let throng = throng.ok_or(Problem::not_found("throng-gone"))?;
    let home = format!("{}/t/{}", app.public_url(), throng.slug);
    let mut entries = Vec::new();
    for update in outcome::updates(&mut conn, throng.id).await?.iter().rev() {
        let text = |name: &str| update[name].as_str().unwrap_or_default();
        let at = parse_rfc3339(text("at")).unwrap_or(throng.made_at);
        entries.push(Entry {
            url: format!("{home}#update-{}", text("id")),
            title: t.say_with("outcome-update-of", &[("objective", throng.objective.as_str().into())]),
            html: html(text("body")),
            author: update["author"]["name"].as_str().unwrap_or_default().to_owned(),
            at,
            changed_at: at,
        });
    }
    if let Some(at) = throng.ended_at {
        entries.push(Entry {
            url: home.clone(),
            title: t.say_with("outcome-of", &[("objective", throng.objective.as_str().into())]),
            html: html(throng.statement.as_deref().unwrap_or_default()),
            author: throng.coordinator_name.clone(),
            at,
            changed_at: at,
        });
    }
    let feed = Feed {
        title: throng.objective.clone(),
        address: format!("{home}/feed"),
        home,
        language: t.language().to_owned(),
        entries,
    };
    Ok((feed, vec![format!("throng:{}", throng.id), format!("person:{}", throng.coordinator)]))
}

fn html(text: &str) -> String {
    paragraphs(text).iter().map(|paragraph| format!("<p>{}</p>", escaped(paragraph))).collect()
}
