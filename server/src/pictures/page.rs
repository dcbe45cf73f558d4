//! The picture's page: the picture whole, who looks, the licence, what was made of it, and a place to put one's own.

use askama::Template;
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
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
use crate::people::{Person, Reader, Visitor};
use crate::pictures::edit::seen;
use crate::pictures::fields::Sent;
use crate::pictures::ladder::Format;
use crate::pictures::picture::{Picture, Rendition, find, parents, renditions, url};
use crate::pictures::{licence, shown};
use crate::remixes::{self, Link, Order, Variant};
use crate::rooms;
use crate::stories::comments::{self, Panel};
use crate::surges::{self, ByReferrer, hits};
use crate::things::{Kind, Standing, Thing};
use crate::throngs;
use crate::web::pages::{page, ready, see_other};

/// How long a kept page may show the same number of hits, in seconds.
const COUNTS_LAST: u32 = 2;

/// `/p/{id}` and what its form sends.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(put_yours))
}

#[derive(Template)]
#[template(path = "pictures/picture.html")]
pub(super) struct PicturePage {
    l: Layout,
    id: Id,
    /// Who may change it or take it back.
    author: Id,
    picture: Shown,
    title: String,
    by: String,
    licence: String,
    granted: Option<Moment>,
    made_from: Vec<Link>,
    /// Whether it was made by a recipe, so that others can go on with its layers.
    has_recipe: bool,
    held: bool,
    hits: u64,
    hits_words: String,
    chart: Option<Chart>,
    surge: Option<surges::now::Now>,
    crowd: Option<Crowd>,
    referrers: Vec<ByReferrer>,
    variant_count: u64,
    variants: Vec<Variant>,
    card: Option<Card>,
    pub(super) comments: Panel,
    room: rooms::Panel,
    seq: i64,
    work: Option<throngs::pages::Work>,
    sent: Sent,
    wrong: String,
}

/// What a link card shows.
struct Card {
    page: String,
    image: String,
    width: u32,
    height: u32,
}

/// How the page is asked for.
#[derive(Clone, Default, Deserialize, utoipa::IntoParams)]
pub(super) struct Look {
    /// How the wall is sorted: `new` (first) or `old`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    order: Order,
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
        self.answer.is_none() && self.before.is_none() && self.own.is_none()
    }
}

/// The page.
#[utoipa::path(get, path = "/p/{id}", tag = "pictures", params(("id" = String, Path), Look), responses((status = 200), (status = 404), (status = 410)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(text): Path<String>,
    Query(look): Query<Look>,
    request: Request,
) -> Result<Response, Problem> {
    let id: Id = text.parse().map_err(|_| Problem::not_found("picture-gone"))?;
    let (mut parts, _) = request.into_parts();
    if look.is_plain() {
        let key = format!("/p/{id}?{}&{}", reader.words.language(), look.order.word());
        let kept = app.hot.page(&key, app.clock.now(), || rendered(&app, id, &reader.words, &look)).await;
        match kept {
            Ok(kept) => {
                let response = ready(&kept, "text/html; charset=utf-8", &parts.headers);
                return Ok(hits::count(&app, Kind::Picture, id, &parts.headers, response));
            }
            // It may be there for this visitor all the same.
            Err(problem) if problem.status == StatusCode::NOT_FOUND => {}
            Err(problem) => return Err(problem),
        }
    }
    let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
    let mut conn = app.db.snapshot().await?;
    let picture = seen(find(&mut conn, id).await?, &visitor)?;
    let drawn = for_one(&app, &mut conn, picture, &visitor, &look).await?;
    Ok(hits::count(&app, Kind::Picture, id, &parts.headers, page(&drawn)?))
}

/// The page as a stranger sees it.
async fn rendered(app: &App, id: Id, words: &Words, look: &Look) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let picture = find(&mut conn, id).await?.ok_or_else(|| Problem::not_found("picture-gone"))?;
    if matches!(picture.standing, Standing::Withdrawn | Standing::Purged) {
        return Err(Problem::new(StatusCode::GONE, "picture-withdrawn"));
    }
    if !picture.is_seen(None) {
        return Err(Problem::not_found("picture-gone"));
    }
    let (drawn, people) = drawn(app, &mut conn, picture, words, None, look).await?;
    let mut topics = vec![format!("picture:{id}")];
    topics.extend(drawn.room.topics.iter().cloned());
    topics.extend(drawn.work.iter().flat_map(throngs::pages::Work::topics));
    topics.extend(people.iter().map(|person| format!("person:{person}")));
    topics.sort();
    topics.dedup();
    Ok(Rendered {
        html: drawn.render().map_err(Problem::internal)?,
        topics,
        shelf: Shelf::Seconds(COUNTS_LAST),
    })
}

/// The page as this visitor sees it.
pub(super) async fn for_one(
    app: &App,
    conn: &mut AnyConnection,
    picture: Picture,
    visitor: &Visitor,
    look: &Look,
) -> Result<PicturePage, Problem> {
    let about = Thing { kind: Kind::Picture, id: picture.id };
    let (mut drawn, _) = drawn(app, conn, picture, &visitor.reader.words, visitor.person(), look).await?;
    drawn.comments.answer(conn, about, look.answer.as_deref()).await?;
    Ok(drawn)
}

/// Draws the page as `who` sees it, and names the people in its comments.
async fn drawn(
    app: &App,
    conn: &mut AnyConnection,
    picture: Picture,
    words: &Words,
    who: Option<&Person>,
    look: &Look,
) -> Result<(PicturePage, Vec<Id>), Problem> {
    let id = picture.id;
    let about = Thing { kind: Kind::Picture, id };
    let kept = renditions(conn, &[id]).await?.remove(&id).unwrap_or_default();
    let shown = shown::one(&picture, &kept, words).ok_or_else(|| Problem::not_found("picture-gone"))?;
    let granted = licence::granted_at(conn, id).await?;
    let day = |at| Moment::day(words, Timestamp::from_millisecond(at).unwrap_or_default());
    let hits = surges::figures(conn, Kind::Picture, id).await?.hits;
    let (variant_count, variants) = remixes::wall(conn, id, look.order, words).await?;
    let title = if picture.title.is_empty() { words.say("picture-untitled") } else { picture.title.clone() };
    let parents = parents(conn, id).await?;
    let before = look.before.as_deref().and_then(|id| id.parse().ok());
    let (comments, people) = comments::panel(conn, about, &shown.href, words, who, before).await?;
    let surge = surges::now::of(app, conn, about, words).await?;
    let drawn = PicturePage {
        crowd: surge.as_ref().map(|surge| surges::now::onlookers(surge.looking)),
        surge,
        l: app.layout(words, Nav::Today, title.clone()),
        id,
        author: picture.author,
        picture: shown,
        title,
        licence: words.say_with("picture-licence", &[("licence", picture.licence.as_str().into())]),
        granted: granted.map(day),
        has_recipe: remixes::recipe_of(conn, id).await?.is_some(),
        made_from: remixes::links(conn, &parents, words).await?,
        held: picture.standing != Standing::Shown,
        hits,
        hits_words: words.say_with("picture-hits", &[("n", hits.into())]),
        chart: surges::arrivals(conn, Kind::Picture, id, app.clock.now(), words).await?,
        referrers: surges::referrers_table(conn, Kind::Picture, id).await?,
        variant_count,
        variants,
        card: card(app, id, &kept),
        comments,
        room: rooms::panel(app, conn, about, words).await?,
        seq: platform::events::head_in(conn, &about.to_string()).await?,
        work: throngs::pages::under(conn, words, Kind::Picture, id).await?,
        by: picture.by,
        sent: Sent::default(),
        wrong: String::new(),
    };
    Ok((drawn, people))
}

fn card(app: &App, id: Id, kept: &[Rendition]) -> Option<Card> {
    let rendition = kept.iter().find(|rendition| rendition.format == Format::Card)?;
    let at = app.public_url();
    Some(Card {
        page: format!("{at}/p/{id}"),
        image: format!("{at}{}", url(id, rendition)),
        width: rendition.width,
        height: rendition.height,
    })
}

/// A variant that was made elsewhere, from the page's form.
#[utoipa::path(post, path = "/p/{id}/remixes", tag = "pictures", params(("id" = String, Path)),
    responses((status = 303), (status = 404), (status = 413), (status = 422)))]
async fn put_yours(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let parent = crate::pictures::open_to(&app, &text, &visitor).await?;
    let mut sent = Sent::default();
    match crate::pictures::add::add(&app, &visitor, request, Some(parent.id), &mut sent).await {
        Ok(acted) => Ok(acted.actor.sign_in(see_other(&format!("/p/{}", acted.value.id)))),
        Err(problem) => redrawn(&app, &visitor, parent, sent, problem).await,
    }
}

/// The page again, with what was typed and what is wrong.
async fn redrawn(
    app: &App,
    visitor: &Visitor,
    parent: Picture,
    sent: Sent,
    problem: Problem,
) -> Result<Response, Problem> {
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let drawn = for_one(app, &mut conn, parent, visitor, &Look::default()).await?;
    let drawn = PicturePage { sent, wrong: problem.detail(words), ..drawn };
    Ok((problem.status, page(&drawn)?).into_response())
}
