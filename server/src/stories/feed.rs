//! Stories and their updates as entries of feeds, and each story's own feed.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::stories::story::{self, Story};
use crate::stories::{markdown, updates, view};
use crate::web::feeds::{self, Asked, Entry, Feed};

/// `/s/{slug}/feed.atom` and `/s/{slug}/feed.json`.
pub fn routes() -> OpenApiRouter<App> {
    feeds::routes("/s/{slug}/feed", of_story)
}

/// Entries of these stories and of their updates, the newest first. `origin` is the public address without a slash at its end.
///
/// # Errors
/// When the database does not answer.
pub async fn entries(
    conn: &mut AnyConnection,
    stories: &[Story],
    origin: &str,
    words: &Words,
) -> Result<Vec<Entry>, sqlx::Error> {
    let ids: Vec<Id> = stories.iter().map(|story| story.id).collect();
    let added = updates::of_stories(conn, &ids).await?;
    let bodies = stories.iter().map(|story| &story.body).chain(added.iter().map(|update| &update.body));
    let named: Vec<Id> = bodies.flat_map(|body| markdown::pictures(body)).collect();
    let pictures = view::shown(conn, &named, words).await?;
    let mut entries = Vec::with_capacity(stories.len() + added.len());
    for story in stories {
        let url = format!("{origin}{}", story.href());
        for update in added.iter().filter(|update| update.story == story.id) {
            entries.push(Entry {
                url: format!("{url}#update-{}", update.id),
                title: words.say_with("story-update-of", &[("title", story.title.as_str().into())]),
                html: markdown::story(&update.body, &pictures),
                author: update.author_name.clone(),
                at: update.at,
                changed_at: update.at,
            });
        }
        entries.push(Entry {
            url,
            title: story.title.clone(),
            html: markdown::story(&story.body, &pictures),
            author: story.author_name.clone(),
            at: story.at,
            changed_at: story.changed_at,
        });
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    Ok(entries)
}

/// A story and its updates.
async fn of_story(
    State(app): State<App>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    feeds::answer(&app, &asked, &format!("story:{slug}"), || feed(&app, &slug, &asked.words)).await
}

async fn feed(app: &App, slug: &str, words: &Words) -> Result<(Feed, Vec<String>), Problem> {
    let mut conn = app.db.snapshot().await?;
    let story = story::by_slug(&mut conn, slug)
        .await?
        .filter(|story| story.is_seen_by(None))
        .ok_or_else(|| Problem::not_found("story-gone"))?;
    let mut topics = vec![story.topic(), format!("person:{}", story.author)];
    let added = updates::of_stories(&mut conn, &[story.id]).await?;
    let bodies = added.iter().map(|update| &update.body).chain([&story.body]);
    topics.extend(bodies.flat_map(|body| markdown::pictures(body)).map(|id| format!("picture:{id}")));
    let origin = app.public_url();
    let entries = entries(&mut conn, std::slice::from_ref(&story), &origin, words).await?;
    let home = format!("{origin}{}", story.href());
    Ok((Feed::of(story.title, home, words, entries), topics))
}
