//! Feeds: of the front page (stories, their updates, what editors chose lately), of what was put forward, and of one edition.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use platform::clock::parse_rfc3339;
use platform::web::Problem;
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::frontpage::submission::{self, Submission, Target};
use crate::frontpage::{editions, view};
use crate::layout::Moment;
use crate::stories::MAX_TAG;
use crate::stories::feed::entries;
use crate::stories::story::{self, Which};
use crate::web::body::Query;
use crate::web::feeds::{self, Asked, Entry, Feed, MAX_ENTRIES};
use crate::web::text::line;

/// The feeds.
pub fn routes() -> OpenApiRouter<App> {
    feeds::routes("/feed", front)
        .merge(feeds::routes("/new/feed", new))
        .merge(feeds::routes("/edition/{date}/feed", edition))
}

/// Of which tag.
#[derive(Deserialize)]
struct Tagged {
    tag: Option<String>,
}

/// Public stories, their updates and today's edition; with `?tag=` the stories of that tag.
async fn front(
    State(app): State<App>,
    Query(Tagged { tag }): Query<Tagged>,
    asked: Asked,
) -> Result<Response, Problem> {
    let (app, words) = (&app, &asked.words);
    let tag = tag.map(|tag| line(&tag, MAX_TAG).unwrap_or_default().to_lowercase());
    let today = editions::day(app.clock.now());
    let make = || async {
        let mut conn = app.db.snapshot().await?;
        let limit = i64::try_from(MAX_ENTRIES).unwrap_or(i64::MAX);
        let stories =
            story::list(&mut conn, Which { tag: tag.as_deref(), ..Which::default() }, limit).await?;
        let mut topics = vec!["front".to_owned()];
        topics.extend(stories.iter().flat_map(|story| [story.topic(), format!("person:{}", story.author)]));
        let home = app.public_url();
        let mut all = entries(&mut conn, &stories, &home, words).await?;
        if tag.is_none() {
            all.extend(of_edition(&mut conn, &home, today).await?);
        }
        all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        let title = tag.clone().unwrap_or_else(|| words.say("front-feed-title"));
        Ok((Feed::of(title, home, words, all), topics))
    };
    let key = format!("front:{today}:{}", tag.as_deref().unwrap_or_default());
    feeds::answer(app, &asked, &key, make).await
}

/// What was put forward.
async fn new(State(app): State<App>, asked: Asked) -> Result<Response, Problem> {
    let (app, words) = (&app, &asked.words);
    let make = || async {
        let mut conn = app.db.snapshot().await?;
        let limit = i64::try_from(MAX_ENTRIES).unwrap_or(i64::MAX);
        let found = submission::newest(&mut conn, None, 0, limit).await?;
        let home = app.public_url();
        let mut topics = vec!["front".to_owned()];
        let mut all = Vec::with_capacity(found.len());
        for one in &found {
            topics.push(format!("person:{}", one.author));
            all.extend(of_submission(&mut conn, &home, one).await?);
        }
        Ok((Feed::of(words.say("new-title"), format!("{home}/new"), words, all), topics))
    };
    feeds::answer(app, &asked, "new", make).await
}

/// An edition.
async fn edition(
    State(app): State<App>,
    Path(date): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let (app, words) = (&app, &asked.words);
    let date = editions::read(&date).filter(|date| *date <= editions::day(app.clock.now()));
    let date = date.ok_or_else(|| Problem::not_found("edition-gone"))?;
    let make = || async {
        let mut conn = app.db.snapshot().await?;
        let home = app.public_url();
        let all = of_edition(&mut conn, &home, date).await?;
        let title = Moment::long_day(words, editions::begins(date)).text().to_owned();
        Ok((Feed::of(title, format!("{home}/edition/{date}"), words, all), vec!["front".to_owned()]))
    };
    feeds::answer(app, &asked, &format!("edition:{date}"), make).await
}

/// The lines of an edition that everybody sees, the latest first. Each is named by the page of its submission, which stays.
async fn of_edition(conn: &mut AnyConnection, home: &str, date: Date) -> Result<Vec<Entry>, sqlx::Error> {
    let mut all = Vec::new();
    for line in editions::lines(conn, date).await?.iter().rev().filter(|line| !line.headline.is_empty()) {
        let at = parse_rfc3339(&line.at).unwrap_or_default();
        let author = submission::by_id(conn, line.submission).await?.map(|one| one.author_name);
        all.push(Entry {
            url: format!("{home}/new/{}", line.submission),
            title: line.headline.clone(),
            html: link(&line.url),
            author: author.unwrap_or_default(),
            at,
            changed_at: at,
        });
    }
    Ok(all)
}

async fn of_submission(
    conn: &mut AnyConnection,
    home: &str,
    one: &Submission,
) -> Result<Option<Entry>, sqlx::Error> {
    let address = match &one.target {
        Target::Link(address) => Some(address.clone()),
        Target::Thing(thing) => view::href(conn, *thing).await?.map(|path| format!("{home}{path}")),
    };
    Ok(address.map(|address| Entry {
        url: format!("{home}{}", one.href()),
        title: one.headline.clone(),
        html: link(&address),
        author: one.author_name.clone(),
        at: one.at,
        changed_at: one.at,
    }))
}

/// The address as HTML.
fn link(address: &str) -> String {
    let safe = crate::throngs::pages::escaped(address);
    format!("<p><a href=\"{safe}\" rel=\"ugc nofollow\">{safe}</a></p>")
}
