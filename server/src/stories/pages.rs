//! The story's page, and what people say on it without a script.

use askama::Template;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use platform::Id;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::crowd_line::Crowd;
use crate::layout::{Chart, Layout, Moment, Nav, Shown};
use crate::people::{Reader, Visitor};
use crate::rooms;
use crate::stories::comments::{self, CommentForm, Panel};
use crate::stories::story::{self, Story};
use crate::stories::{history, markdown, stamp, updates, view};
use crate::surges::{self, hits};
use crate::things::{Kind, Thing};
use crate::throngs;
use crate::web::body::Form;
use crate::web::pages::{page, ready, see_other};

/// Characters of the words that a link card shows.
const CARD_WORDS: usize = 200;

/// Seconds that the page may show how many are in the room.
const COUNTS: u32 = 5;

/// `/s/{slug}` and its comment form.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(say)).routes(routes!(take_back))
}

/// How the page is asked for.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
struct Look {
    /// RFC 3339: the text as it stood then.
    at: Option<String>,
    /// The comment that the form answers.
    answer: Option<String>,
    /// Comments before this one.
    before: Option<String>,
    /// Present: with what only the reader sees.
    own: Option<String>,
}

impl Look {
    /// Whether the page is the same for everybody.
    const fn is_plain(&self) -> bool {
        self.at.is_none() && self.answer.is_none() && self.before.is_none() && self.own.is_none()
    }
}

#[derive(Template)]
#[template(path = "stories/story.html")]
struct StoryPage {
    l: Layout,
    id: Id,
    href: String,
    url: String,
    description: String,
    card: Option<String>,
    by: String,
    at: Moment,
    edited: Option<Moment>,
    tags: Vec<String>,
    picture: Option<Shown>,
    work: Option<throngs::pages::Work>,
    crowd: Option<Crowd>,
    body_html: String,
    updates: Vec<ShownUpdate>,
    comments: Panel,
    room: rooms::Panel,
    hits: u64,
    chart: Option<Chart>,
    surge: Option<surges::now::Now>,
    crowd_from: String,
    from_where: Vec<surges::now::FromWhere>,
    links_in: Vec<String>,
    seq: i64,
}

struct ShownUpdate {
    id: Id,
    at: Moment,
    by: String,
    is_own: bool,
    html: String,
}

/// A story.
#[utoipa::path(get, path = "/s/{slug}", tag = "stories", params(("slug" = String, Path), Look), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(slug): Path<String>,
    Query(look): Query<Look>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    if look.is_plain() {
        let key = format!("story:{}:{slug}", reader.words.language());
        let kept = app.hot.page(&key, app.clock.now(), || for_everybody(&app, &slug, &reader.words)).await;
        match kept {
            Ok(kept) => {
                let response = ready(&kept, "text/html; charset=utf-8", &parts.headers);
                return Ok(counted(&app, app.slugs.story(&slug), &parts, response));
            }
            // It may be there for this visitor all the same.
            Err(problem) if problem.status == StatusCode::NOT_FOUND => {}
            Err(problem) => return Err(problem),
        }
    }
    let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
    let mut conn = app.db.snapshot().await?;
    let story = seen(&mut conn, &slug, &visitor).await?;
    if let Some(at) = &look.at {
        return history::past(&app, &mut conn, &story, at, &visitor.reader.words).await;
    }
    let before = look.before.as_deref().and_then(|id| id.parse().ok());
    let (mut drawn, _) = draw(&app, &mut conn, &story, &visitor.reader.words, Some(&visitor), before).await?;
    let about = Thing { kind: Kind::Story, id: story.id };
    drawn.comments.answer(&mut conn, about, look.answer.as_deref()).await?;
    Ok(counted(&app, Some(story.id), &parts, page(&drawn)?))
}

/// The answer, counted as a hit of its story.
fn counted(app: &App, story: Option<Id>, parts: &Parts, response: Response) -> Response {
    match story {
        Some(story) => hits::count(app, Kind::Story, story, &parts.headers, response),
        None => response,
    }
}

/// The story as this visitor may see it.
pub(super) async fn seen(conn: &mut AnyConnection, slug: &str, visitor: &Visitor) -> Result<Story, Problem> {
    story::by_slug(conn, slug)
        .await?
        .filter(|story| story.is_seen_by(Some(visitor)))
        .ok_or_else(|| Problem::not_found("story-gone"))
}

/// The page that can be kept ready.
async fn for_everybody(app: &App, slug: &str, words: &Words) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let story = story::by_slug(&mut conn, slug)
        .await?
        .filter(|story| story.is_seen_by(None))
        .ok_or_else(|| Problem::not_found("story-gone"))?;
    app.slugs.remember(slug, story.id);
    let (drawn, topics) = draw(app, &mut conn, &story, words, None, None).await?;
    Ok(Rendered { html: drawn.render().map_err(Problem::internal)?, topics, shelf: Shelf::Seconds(COUNTS) })
}

/// Draws the page as `who` sees it, and names the topics that it depends on.
async fn draw(
    app: &App,
    conn: &mut AnyConnection,
    story: &Story,
    words: &Words,
    who: Option<&Visitor>,
    before: Option<Id>,
) -> Result<(StoryPage, Vec<String>), Problem> {
    let added = updates::of_stories(conn, &[story.id]).await?;
    let named: Vec<Id> = std::iter::once(&story.body)
        .chain(added.iter().map(|update| &update.body))
        .flat_map(|body| markdown::pictures(body))
        .chain(story.pictures.iter().copied())
        .collect();
    let pictures = view::shown(conn, &named, words).await?;
    let about = Thing { kind: Kind::Story, id: story.id };
    let person = who.and_then(Visitor::person);
    let (comments, people) = comments::panel(conn, about, &story.href(), words, person, before).await?;

    let room = rooms::panel(app, conn, about, words).await?;
    let work = throngs::pages::under(conn, words, Kind::Story, story.id).await?;
    let surge = surges::now::of(app, conn, about, words).await?;
    let crowd = match (&work, &surge) {
        (Some(work), _) => Some(throngs::about::crowd(app, conn, work.throng).await?),
        (None, surge) => surge.as_ref().map(|surge| surges::now::onlookers(surge.looking)),
    };
    let mut topics = vec![story.topic()];
    topics.extend(work.iter().flat_map(throngs::pages::Work::topics));
    topics.extend(room.topics.iter().cloned());
    topics.extend(named.iter().map(|id| format!("picture:{id}")));
    let people = people.into_iter().chain(added.iter().map(|update| update.author)).chain([story.author]);
    topics.extend(people.map(|id| format!("person:{id}")));
    topics.sort();
    topics.dedup();

    let picture = story.pictures.first().and_then(|id| pictures.get(id)).cloned();
    let origin = app.public_url();
    let drawn = StoryPage {
        l: app.layout(words, Nav::Today, &story.title),
        id: story.id,
        url: format!("{origin}{}", story.href()),
        href: story.href(),
        description: markdown::excerpt(&story.body, CARD_WORDS),
        card: picture.as_ref().map(|picture| format!("{origin}{}", picture.src)),
        by: story.author_name.clone(),
        at: Moment::full(words, stamp(story.at)),
        edited: (story.version > 1).then(|| Moment::full(words, stamp(story.changed_at))),
        tags: story.tags.clone(),
        body_html: markdown::story(&story.body, &pictures),
        updates: added
            .iter()
            .map(|update| ShownUpdate {
                id: update.id,
                at: Moment::full(words, stamp(update.at)),
                by: update.author_name.clone(),
                is_own: update.cause == updates::Cause::Surge,
                html: markdown::story(&update.body, &pictures),
            })
            .collect(),
        comments,
        crowd,
        room,
        hits: surges::figures(conn, Kind::Story, story.id).await?.hits,
        chart: surges::arrivals(conn, Kind::Story, story.id, app.clock.now(), words).await?,
        from_where: surges::now::from_where(conn, about, words).await?,
        links_in: surges::links::of_stories(conn, &[story.id]).await?.remove(&story.id).unwrap_or_default(),
        crowd_from: surge.as_ref().map_or_else(String::new, |surge| surge.from.clone()),
        surge,
        picture,
        work,
        seq: platform::events::head_in(conn, &story.topic()).await?,
    };
    Ok((drawn, topics))
}

/// Says something under a story, without a script.
#[utoipa::path(post, path = "/s/{slug}/comments", tag = "stories", params(("slug" = String, Path)), request_body(content = CommentForm, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 404), (status = 422)))]
async fn say(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(form): Form<CommentForm>,
) -> Result<Response, Problem> {
    let story = seen(&mut *app.db.reader().acquire().await?, &slug, &visitor).await?;
    let about = Thing { kind: Kind::Story, id: story.id };
    match comments::say(&app, &visitor, about, form.saying()).await {
        Ok(done) => Ok(done.actor.sign_in(see_other(&comments::place(&story.href(), &done.value)))),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let words = &visitor.reader.words;
            let mut conn = app.db.snapshot().await?;
            let (mut drawn, _) = draw(&app, &mut conn, &story, words, Some(&visitor), None).await?;
            drawn.comments.refuse(&mut conn, about, form, problem.detail(words)).await?;
            let mut redrawn = page(&drawn)?;
            *redrawn.status_mut() = problem.status;
            Ok(redrawn)
        }
        Err(problem) => Err(problem),
    }
}

/// Takes one's own comment back, without a script.
#[utoipa::path(post, path = "/s/{slug}/comments/{comment}/withdraw", tag = "stories", params(("slug" = String, Path), ("comment" = String, Path)), responses((status = 303), (status = 403), (status = 404)))]
async fn take_back(
    State(app): State<App>,
    visitor: Visitor,
    Path((slug, comment)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let story = seen(&mut *app.db.reader().acquire().await?, &slug, &visitor).await?;
    let id = comment.parse().map_err(|_| Problem::not_found("story-comment-gone"))?;
    comments::withdraw(&app, &visitor, id).await?;
    Ok(see_other(&format!("{}#comments", story.href())))
}
