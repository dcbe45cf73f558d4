//! The throng's own page: objective, progress, the first question, and once it has ended its outcome.

use askama::Template;
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::crowd_line::Crowd;
use crate::layout::{Chart, Layout, Moment, Nav};
use crate::people::Visitor;
use crate::people::visitor::Reader;
use crate::rooms;
use crate::surges::{self, arrivals, hits};
use crate::things::{Kind, Standing, Thing};
use crate::throngs::about;
use crate::throngs::activity;
use crate::throngs::forecast::{self, Foreseen};
use crate::throngs::gather::seen;
use crate::throngs::kinds::Terms;
use crate::throngs::leases::{self, Wish};
use crate::throngs::pages::ballot::{self, Voting};
use crate::throngs::pages::deeds::{self, Deeds};
use crate::throngs::pages::pointed::{self, Pointed};
use crate::throngs::pages::sentences::{per_mille, percent, stamp};
use crate::throngs::pages::tally::{self, Decided};
use crate::throngs::pages::wall::{self, Wall};
use crate::throngs::pages::work::{self, Work};
use crate::throngs::pages::{foreseen, outcome, tables};
use crate::throngs::roles;
use crate::throngs::states::State as ThrongState;
use crate::throngs::throng::{self, About, Throng};
use crate::web::pages::ready;

/// How long a page with running counts is kept; whoever has the page open hears of them live.
const SHELF: Shelf = Shelf::Seconds(2);

/// `GET /t/{slug}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// What makes the page one for this reader alone.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// An item of one's own is wanted: the way on for pages without JavaScript.
    next: Option<String>,
    /// Where the answers of an outcome go on.
    pub after: Option<i64>,
}

#[derive(Template)]
#[template(path = "throngs/throng.html")]
struct ThrongPage {
    l: Layout,
    id: String,
    slug: String,
    crowd: Crowd,
    crowd_from: String,
    about: Option<Pointed>,
    by: String,
    clock: String,
    until: Moment,
    reason: Option<String>,
    notice: String,
    progress: Option<Progress>,
    plan: Vec<Step>,
    ballot: Option<Voting>,
    decided: Vec<Decided>,
    walls: Vec<Wall>,
    deeds: Vec<Deeds>,
    work: Option<Work>,
    chart: Option<Chart>,
    room: rooms::Panel,
    /// Who may manage it.
    hosts: String,
}

/// One of several activities.
struct Step {
    name: String,
    open: bool,
    words: String,
}

struct Progress {
    done: u64,
    total: u64,
    sureness: String,
    disputed: u64,
    done_share: u64,
    under_way_share: u64,
    label: String,
    forecast: String,
}

/// The throng, or its outcome once it has ended.
#[utoipa::path(get, path = "/t/{slug}", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let Ok(reader) = Reader::from_request_parts(&mut parts, &app).await;
    if asked.next.is_none() && asked.after.is_none() {
        let key = format!("throng {slug} {}", reader.words.language());
        match app.hot.page(&key, app.clock.now(), || for_everybody(&app, &reader.words, &slug)).await {
            Ok(page) => {
                let response = ready(&page, "text/html; charset=utf-8", &parts.headers);
                return Ok(match app.slugs.story(&place(&slug)) {
                    Some(id) => hits::count(&app, Kind::Throng, id, &parts.headers, response),
                    None => response,
                });
            }
            Err(problem) if problem.status == 404 => {}
            Err(problem) => return Err(problem),
        }
    }
    let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
    let said = match asked.next.as_deref() {
        Some("counted") => visitor.reader.words.say("work-counted"),
        Some("role") => visitor.reader.words.say("role-checks"),
        _ => String::new(),
    };
    for_one(&app, &visitor, &slug, &asked, said).await
}

/// The throng's place among remembered slugs; no story's slug has a slash.
fn place(slug: &str) -> String {
    format!("t/{slug}")
}

async fn for_everybody(app: &App, t: &Words, slug: &str) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = throng::find(&mut conn, slug).await?.filter(|throng| throng.is_seen(None));
    let throng = throng.ok_or(Problem::not_found("throng-gone"))?;
    app.slugs.remember(&place(slug), throng.id);
    let mut topics = vec![format!("throng:{}", throng.id), format!("room:{}", throng.id)];
    if let About::Picture(picture) = throng.about {
        topics.push(format!("picture:{picture}"));
    }
    if throng.state == ThrongState::Ended {
        topics.extend(tables::topics(&mut conn, throng.id).await?);
        let html = outcome::html(app, &mut conn, t, &throng, None).await?;
        return Ok(Rendered { html, topics, shelf: Shelf::UntilChanged });
    }
    let work = work::first_question(&mut conn, t, &throng).await?;
    topics.extend(work.iter().flat_map(Work::topics));
    let html = html(app, &mut conn, t, &throng, work).await?;
    Ok(Rendered { html, topics, shelf: SHELF })
}

/// The page for one visitor, with an item that is theirs; `said` is what became of their last answer.
///
/// # Errors
/// 404 for what they may not see.
pub async fn for_one(
    app: &App,
    visitor: &Visitor,
    slug: &str,
    asked: &Asked,
    said: String,
) -> Result<Response, Problem> {
    let t = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, slug).await?;
    if throng.state == ThrongState::Ended {
        let html = outcome::html(app, &mut conn, t, &throng, asked.after).await?;
        return Ok(private(html));
    }
    let mut work = work::first_question(&mut conn, t, &throng).await?;
    drop(conn);
    if let Some(work) = &mut work {
        let handed = leases::next(app, visitor, work.activity, Wish { prefer: None, resume: true }).await?;
        let mut conn = app.db.reader().acquire().await?;
        work.hand(&mut conn, t, visitor, handed).await?;
        work.said = said;
    }
    let mut conn = app.db.snapshot().await?;
    Ok(private(html(app, &mut conn, t, &throng, work).await?))
}

fn private(html: String) -> Response {
    ([(axum::http::header::CACHE_CONTROL, "private, no-store")], axum::response::Html(html)).into_response()
}

async fn html(
    app: &App,
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
    work: Option<Work>,
) -> Result<String, Problem> {
    let foreseen = forecast::foresee(conn, throng, app.clock.now()).await?;
    let activities = activity::of_throng(conn, throng.id).await?;
    let asks = activities.iter().any(|one| one.is_label() && one.items > 0);
    let progress = if asks { Some(progress(app, conn, t, throng, &foreseen).await?) } else { None };
    let chart = match foreseen::chart(t, &foreseen) {
        Some(chart) => Some(chart),
        None => arrivals(conn, Kind::Throng, throng.id, app.clock.now(), t).await?,
    };
    let mut surge = surges::now::of(app, conn, Thing { kind: Kind::Throng, id: throng.id }, t).await?;
    if let (None, About::Story(story)) = (&surge, &throng.about) {
        surge = surges::now::of(app, conn, Thing { kind: Kind::Story, id: *story }, t).await?;
    }
    let page = ThrongPage {
        l: app.layout(t, Nav::Throngs, throng.objective.clone()),
        id: throng.id.to_string(),
        slug: throng.slug.clone(),
        crowd: about::crowd(app, conn, throng.id).await?,
        crowd_from: surge.map_or_else(String::new, |surge| surge.from),
        about: pointed::find(conn, t, &throng.about).await?,
        by: throng.coordinator_name.clone(),
        clock: t.say_with("state-until", &[("state", throng.state.word().into())]),
        until: Moment::full(t, stamp(throng.ends_next())),
        reason: throng.reason.clone(),
        notice: if throng.standing == Standing::Held { t.say("throng-held") } else { String::new() },
        progress,
        plan: if activities.len() > 1 {
            activities.iter().map(|one| step(t, one)).collect()
        } else {
            Vec::new()
        },
        ballot: ballot::open(app, conn, t, throng).await?,
        decided: tally::decided(app, conn, t, throng).await?,
        walls: wall::walls(conn, t, throng).await?,
        deeds: deeds::all(conn, t, throng, app.clock.now()).await?,
        work,
        chart,
        room: rooms::panel(app, conn, Thing { kind: Kind::Throng, id: throng.id }, t).await?,
        hosts: roles::hosts(conn, throng).await?,
    };
    page.render().map_err(Problem::internal)
}

fn step(t: &Words, activity: &activity::Activity) -> Step {
    let brief = match &activity.terms {
        Terms::Remix(remix) => Some(&remix.brief),
        _ => None,
    };
    let names = [activity.title.as_ref(), brief, Some(&activity.question.text)];
    let name = names.into_iter().flatten().find(|name| !name.is_empty()).cloned();
    let open = activity.state() == "open";
    let words = match (activity.is_label() && activity.items > 0, open) {
        (true, _) => t.say_with(
            "throng-progress-label",
            &[("done", activity.done.into()), ("items", activity.items.into())],
        ),
        (false, true) => t.say("plan-open"),
        (false, false) => t.say("plan-not-open"),
    };
    Step { name: name.unwrap_or_else(|| t.say("plan-deeds")), open, words }
}

async fn progress(
    app: &App,
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
    foreseen: &Foreseen,
) -> Result<Progress, Problem> {
    let [done, total] =
        [throng.progress.done, throng.progress.total].map(|count| u64::try_from(count).unwrap_or(0));
    let (done_share, under_way) =
        (per_mille(done, total), about::under_way(conn, throng.id, app.clock.now()).await?);
    let (mut sureness, mut disputed) = (1.0_f64, 0);
    let asks = |activity: &&activity::Activity| activity.is_label() && activity.items > 0;
    for activity in activity::of_throng(conn, throng.id).await?.iter().filter(asks) {
        sureness = sureness.min(activity.target);
        disputed += tables::disputed_count(conn, activity).await?;
    }
    Ok(Progress {
        done,
        total,
        sureness: t.say_with("throng-sureness", &[("percent", percent(sureness).into())]),
        disputed,
        done_share,
        under_way_share: per_mille(under_way, total).min(1_000 - done_share),
        label: t.say_with("throng-progress-label", &[("done", done.into()), ("items", total.into())]),
        forecast: foreseen::sentence(t, foreseen),
    })
}
