//! The public moderation log as a feed.

use axum::extract::State;
use axum::response::Response;
use platform::web::Problem;
use platform::words::Words;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::safety::log::{self, Entry};
use crate::safety::log_page;
use crate::throngs::pages::escaped;
use crate::web::feeds::{self, Asked, Feed, MAX_ENTRIES};

/// `/moderation/feed`, with `.atom` and `.json`.
pub fn routes() -> OpenApiRouter<App> {
    feeds::routes("/moderation/feed", of_log)
}

/// What moderators did, the latest first.
async fn of_log(State(app): State<App>, asked: Asked) -> Result<Response, Problem> {
    feeds::answer(&app, &asked, "moderation", || feed(&app, &asked.words)).await
}

async fn feed(app: &App, t: &Words) -> Result<(Feed, Vec<String>), Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let lines = log::list(&mut conn, t, None, i64::try_from(MAX_ENTRIES).unwrap_or(i64::MAX)).await?;
    let home = format!("{}/moderation", app.public_url());
    let entry = |line: &Entry| {
        let worded = log_page::worded(t, line);
        feeds::Entry {
            url: format!("{home}#{}", line.id),
            title: worded.text,
            html: format!("<p>{}</p>", escaped(&worded.reason)),
            author: worded.role,
            at: line.made_at,
            changed_at: line.made_at,
        }
    };
    let entries = lines.iter().map(entry).collect();
    Ok((Feed::of(t.say("layout-moderation"), home, t, entries), vec![log::TOPIC.to_owned()]))
}
