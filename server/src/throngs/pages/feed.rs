//! "Tell me how it ends" for those who give no address: a throng's outcome and its updates as a feed.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::clock::parse_rfc3339;
use platform::web::Problem;
use platform::words::Words;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::throngs::gather::ALL;
use crate::throngs::pages::sentences::{escaped, paragraphs};
use crate::throngs::throng::{self, Throng};
use crate::throngs::{list, outcome};
use crate::web::feeds::{self, Asked, Entry, Feed};
use crate::web::lists::Paging;

/// `/t/{slug}/feed` and `/throngs/feed`, with `.atom` and `.json`.
pub fn routes() -> OpenApiRouter<App> {
    feeds::routes("/t/{slug}/feed", of_throng).merge(feeds::routes("/throngs/feed", of_all))
}

/// How it ended and how it went on.
async fn of_throng(
    State(app): State<App>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    feeds::answer(&app, &asked, &format!("throng:{slug}"), || feed(&app, &asked.words, &slug)).await
}

/// The throngs that everybody sees, the newest first.
async fn of_all(State(app): State<App>, asked: Asked) -> Result<Response, Problem> {
    feeds::answer(&app, &asked, "throngs", || all(&app, &asked.words)).await
}

async fn all(app: &App, t: &Words) -> Result<(Feed, Vec<String>), Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let found = list::public(&mut conn, &Paging::default()).await?;
    let home = app.public_url();
    let mut topics = vec![ALL.to_owned()];
    topics.extend(found.iter().map(|throng| format!("person:{}", throng.coordinator)));
    let entry = |throng: &Throng| Entry {
        url: format!("{home}/t/{}", throng.slug),
        title: throng.objective.clone(),
        html: html(throng.statement.as_deref().unwrap_or(&throng.objective)),
        author: throng.coordinator_name.clone(),
        at: throng.made_at,
        changed_at: throng.ended_at.unwrap_or(throng.made_at),
    };
    let entries = found.iter().map(entry).collect();
    Ok((Feed::of(t.say("throngs-title"), format!("{home}/throngs"), t, entries), topics))
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
    let feed = Feed::of(throng.objective.clone(), home, t, entries);
    Ok((feed, vec![format!("throng:{}", throng.id), format!("person:{}", throng.coordinator)]))
}

fn html(text: &str) -> String {
    paragraphs(text).iter().map(|paragraph| format!("<p>{}</p>", escaped(paragraph))).collect()
}
