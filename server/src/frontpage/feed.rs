//! Feeds: of the front page (stories, their updates, what editors chose lately), of what was put forward, and of one edition.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use platform::clock::parse_rfc3339;
use platform::web::Problem;
use platform::words::Words;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::frontpage::submission::{self, Submission, Target};
use crate::frontpage::{editions, view};
use crate::layout::Moment;
use crate::people::Reader;
use crate::stories::feed::entries;
use crate::stories::story::{self, Which};
use crate::web::feeds::{self, Entry, Feed, Form, MAX_ENTRIES};

/// The feeds.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(front_atom))
        .routes(routes!(front_json))
        .routes(routes!(new_atom))
        .routes(routes!(new_json))
        .routes(routes!(edition_atom))
        .routes(routes!(edition_json))
}

/// Public stories, their updates and today's edition, as Atom.
#[utoipa::path(get, path = "/feed.atom", tag = "frontpage", responses((status = 200)))]
async fn front_atom(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    front(&app, &reader.words, Form::Atom, &headers).await
}

/// Public stories, their updates and today's edition, as JSON Feed.
#[utoipa::path(get, path = "/feed.json", tag = "frontpage", responses((status = 200)))]
async fn front_json(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    front(&app, &reader.words, Form::Json, &headers).await
}

/// What was put forward, as Atom.
#[utoipa::path(get, path = "/new/feed.atom", tag = "frontpage", responses((status = 200)))]
async fn new_atom(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    new(&app, &reader.words, Form::Atom, &headers).await
}

/// What was put forward, as JSON Feed.
#[utoipa::path(get, path = "/new/feed.json", tag = "frontpage", responses((status = 200)))]
async fn new_json(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    new(&app, &reader.words, Form::Json, &headers).await
}

/// An edition, as Atom.
#[utoipa::path(get, path = "/edition/{date}/feed.atom", tag = "frontpage", params(("date" = String, Path)), responses((status = 200), (status = 404)))]
async fn edition_atom(
    State(app): State<App>,
    reader: Reader,
    Path(date): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    edition(&app, &reader.words, &date, Form::Atom, &headers).await
}

/// An edition, as JSON Feed.
#[utoipa::path(get, path = "/edition/{date}/feed.json", tag = "frontpage", params(("date" = String, Path)), responses((status = 200), (status = 404)))]
async fn edition_json(
    State(app): State<App>,
    reader: Reader,
    Path(date): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    edition(&app, &reader.words, &date, Form::Json, &headers).await
}

async fn front(app: &App, words: &Words, form: Form, headers: &HeaderMap) -> Result<Response, Problem> {
    let today = editions::day(app.clock.now());
    let make = || async {
        let mut conn = app.db.snapshot().await?;
        let limit = i64::try_from(MAX_ENTRIES).unwrap_or(i64::MAX);
        let stories = story::list(&mut conn, Which::default(), limit).await?;
        let mut topics = vec!["front".to_owned()];
        topics.extend(stories.iter().flat_map(|story| [story.topic(), format!("person:{}", story.author)]));
        let home = app.public_url();
        let mut all = entries(&mut conn, &stories, &home, words).await?;
        all.extend(of_edition(&mut conn, &home, today).await?);
        all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        Ok((feed(words, words.say("front-feed-title"), home.clone(), format!("{home}/feed"), all), topics))
    };
    feeds::answer(app, &format!("{}:front:{today}", words.language()), form, headers, make).await
}

async fn new(app: &App, words: &Words, form: Form, headers: &HeaderMap) -> Result<Response, Problem> {
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
        let address = format!("{home}/new");
        Ok((feed(words, words.say("new-title"), address.clone(), format!("{address}/feed"), all), topics))
    };
    feeds::answer(app, &format!("{}:new", words.language()), form, headers, make).await
}

async fn edition(
    app: &App,
    words: &Words,
    date: &str,
    form: Form,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let date = editions::read(date).filter(|date| *date <= editions::day(app.clock.now()));
    let date = date.ok_or_else(|| Problem::not_found("edition-gone"))?;
    let make = || async {
        let mut conn = app.db.snapshot().await?;
        let home = app.public_url();
        let all = of_edition(&mut conn, &home, date).await?;
        let title = Moment::long_day(words, editions::begins(date)).text().to_owned();
        let address = format!("{home}/edition/{date}");
        Ok((feed(words, title, address.clone(), format!("{address}/feed"), all), vec!["front".to_owned()]))
    };
    feeds::answer(app, &format!("{}:edition:{date}", words.language()), form, headers, make).await
}

fn feed(words: &Words, title: String, home: String, address: String, entries: Vec<Entry>) -> Feed {
    Feed { title, home, address, language: words.language().to_owned(), entries }
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
