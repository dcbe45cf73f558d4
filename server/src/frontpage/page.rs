//! `/`: today's page. `/?tag=` and `/?before=` are the stories alone, without what others put forward.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::response::Response;
use jiff::civil::Date;
use platform::Id;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::frontpage::editions;
use crate::frontpage::lines::{self, Line};
use crate::frontpage::ranking::ENOUGH_VIEWS;
use crate::frontpage::side::Side;
use crate::frontpage::submission::{Submission, Target};
use crate::frontpage::today::Today;
use crate::frontpage::votes;
use crate::layout::{Layout, Moment, Nav};
use crate::people::{Reader, Visitor};
use crate::stories::stamp;
use crate::stories::story::{self, Story, Which};
use crate::stories::view::cards;
use crate::things::Kind;
use crate::web::pages::{page, ready};
use crate::web::text::{line, segment};

/// Stories of one page.
const STORIES: i64 = 20;
/// Stories of today's page, which has other things beside them.
const STORIES_TODAY: i64 = 8;
/// Submissions of today's page that are on no edition.
const SUBMISSIONS: usize = 20;
/// Seconds that the page is kept although nothing changes: it shows counts.
const COUNTS: u32 = 5;

/// `/`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "frontpage/front.html")]
struct FrontPage {
    l: Layout,
    url: String,
    day: Moment,
    date: Date,
    number: u64,
    before: Option<Date>,
    /// Editors' lines and this host's own things.
    own: Vec<Line>,
    /// What else was put forward.
    others: Vec<Line>,
    is_ranked: bool,
    views: u64,
    enough: u64,
    side: Side,
    earlier: Option<String>,
    seq: i64,
}

#[derive(Template)]
#[template(path = "frontpage/stories.html")]
struct StoriesPage {
    l: Layout,
    url: String,
    tag: String,
    lines: Vec<Line>,
    earlier: Option<String>,
}

/// Which part.
#[derive(Default, Deserialize, utoipa::IntoParams)]
struct Part {
    /// Only stories with this tag.
    tag: Option<String>,
    /// Stories before this one.
    before: Option<String>,
    /// Present: with this reader's votes in it.
    own: Option<String>,
}

/// The front page.
#[utoipa::path(get, path = "/", tag = "frontpage", params(Part), responses((status = 200)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Query(part): Query<Part>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    let words = &reader.words;
    if part.tag.is_some() || part.before.is_some() {
        return page(&stories(&app, words, &part).await?);
    }
    if part.own.is_some() {
        let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
        return page(&draw(&app, words, Some(&visitor)).await?.0);
    }
    let key = format!("front:{}", words.language());
    let kept = app.hot.page(&key, app.clock.now(), || async {
        let (drawn, topics) = draw(&app, words, None).await?;
        let html = drawn.render().map_err(Problem::internal)?;
        Ok::<_, Problem>(Rendered { html, topics, shelf: Shelf::Seconds(COUNTS) })
    });
    Ok(ready(&kept.await?, "text/html; charset=utf-8", &parts.headers))
}

/// Today's page, and the topics that it depends on. A vote changes none of them: counts are as old as the shelf allows.
async fn draw(app: &App, words: &Words, who: Option<&Visitor>) -> Result<(FrontPage, Vec<String>), Problem> {
    let now = app.clock.now();
    let mut conn = app.db.snapshot().await?;
    let votes = match who.and_then(Visitor::person) {
        Some(person) => votes::own(&mut conn, person.id).await?,
        None => HashMap::new(),
    };
    let today = Today::read(&mut conn, now).await?;
    let ordered: Vec<&Submission> =
        today.ordered.iter().filter(|one| votes.get(&one.id) != Some(&-1)).collect();
    let (on_edition, others): (Vec<_>, Vec<_>) =
        ordered.into_iter().partition(|one| today.line(one.id).is_some());
    let mut own = Vec::new();
    for one in &on_edition {
        let drawn =
            lines::of_submission(&mut conn, words, one, votes.get(&one.id).copied().unwrap_or(0)).await?;
        own.extend(drawn.zip(today.line(one.id)).map(|(line, edition)| lines::on_edition(line, edition)));
    }
    let mut found = story::list(&mut conn, Which::default(), STORIES_TODAY + 1).await?;
    let earlier = last_of_more(&mut found, STORIES_TODAY);
    let mut topics = vec!["front".to_owned()];
    topics.extend(depends_on(&found));
    topics.extend(today.ordered.iter().take(SUBMISSIONS).map(|one| format!("person:{}", one.author)));
    found.retain(|story| !on_edition.iter().chain(&others).any(|one| points_at(one, story.id)));
    own.extend(cards(&mut conn, &found, words).await?.into_iter().map(Line::from));
    let others: Vec<Submission> = others.into_iter().cloned().collect();
    let (listed, left) = others.split_at(others.len().min(SUBMISSIONS));
    let (side, of_side) = Side::read(app, &mut conn, words, left).await?;
    topics.extend(of_side);
    let others = lines::of_submissions(&mut conn, words, listed, &votes).await?;
    let date = editions::day(now);
    let neighbours = editions::neighbours(&mut conn, date).await?;
    let drawn = FrontPage {
        l: app.layout(words, Nav::Today, words.say("layout-today")),
        url: app.public_url(),
        day: Moment::long_day(words, stamp(now)),
        date,
        number: neighbours.number,
        before: neighbours.before,
        others: lines::numbered(others, own.len() + 1),
        own: lines::numbered(own, 1),
        is_ranked: today.is_ranked,
        views: u64::try_from(today.views).unwrap_or(0),
        enough: u64::try_from(ENOUGH_VIEWS).unwrap_or(0),
        side,
        earlier: earlier.map(|last| format!("/?before={last}")),
        seq: platform::events::head_in(&mut conn, "front").await?,
    };
    Ok((drawn, topics))
}

fn points_at(one: &Submission, story: Id) -> bool {
    matches!(&one.target, Target::Thing(thing) if thing.kind == Kind::Story && thing.id == story)
}

/// Takes off the one too many; gives the last that stays if there was one.
fn last_of_more(found: &mut Vec<Story>, limit: i64) -> Option<Id> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    found.last().filter(|_| more).map(|last| last.id)
}

fn depends_on(stories: &[Story]) -> Vec<String> {
    let of_story = |story: &Story| {
        let picture = story.pictures.first().map(|id| format!("picture:{id}"));
        [Some(story.topic()), Some(format!("person:{}", story.author)), picture].into_iter().flatten()
    };
    stories.iter().flat_map(of_story).collect()
}

/// The stories with a tag, or before one.
async fn stories(app: &App, words: &Words, part: &Part) -> Result<StoriesPage, Problem> {
    let tag = part.tag.as_deref().and_then(|tag| line(tag, usize::MAX)).map(|tag| tag.to_lowercase());
    let after = part.before.as_deref().and_then(|id| id.parse().ok());
    let mut conn = app.db.snapshot().await?;
    let which = Which { tag: tag.as_deref(), after, members: false };
    let mut found = story::list(&mut conn, which, STORIES + 1).await?;
    let last = last_of_more(&mut found, STORIES);
    let tag = tag.unwrap_or_default();
    let tagged = if tag.is_empty() { String::new() } else { format!("&tag={}", segment(&tag)) };
    let title = if tag.is_empty() { words.say("front-earlier") } else { tag.clone() };
    Ok(StoriesPage {
        l: app.layout(words, Nav::Today, title),
        url: app.public_url(),
        lines: cards(&mut conn, &found, words).await?.into_iter().map(Line::from).collect(),
        earlier: last.map(|last| format!("/?before={last}{tagged}")),
        tag,
    })
}
