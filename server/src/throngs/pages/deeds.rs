//! Deeds: what there is to do, and for one person what they took on and what waits for their word.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use serde_json::json;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::Visitor;
use crate::throngs::activity::{self, Activity};
use crate::throngs::deeds::{self, Deed};
use crate::throngs::gather::seen;
use crate::throngs::items;
use crate::throngs::kinds::Terms;
use crate::throngs::pages::sentences::{per_mille, stamp};
use crate::throngs::throng::Throng;
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// Items that the throng's page names.
const NAMED: i64 = 12;

/// `/t/{slug}/deeds` and its verbs.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(claim))
        .routes(routes!(tell))
        .routes(routes!(judge))
}

/// What there is to do; drawn by `throngs/deeds.html`.
pub struct Deeds {
    /// The throng's address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// "3 of 12 done".
    pub words: String,
    /// How much that is, in per mille.
    pub share: u64,
    /// The first items, and whether each is done.
    pub items: Vec<(String, bool)>,
    /// Whether something is left.
    pub open: bool,
}

/// The throng's activities of this kind that have something to do.
///
/// # Errors
/// When the database does not answer.
pub async fn all(conn: &mut AnyConnection, t: &Words, throng: &Throng) -> Result<Vec<Deeds>, Problem> {
    let mut found = Vec::new();
    for activity in activity::of_throng(conn, throng.id).await? {
        if activity.terms != Terms::Do || activity.items == 0 {
            continue;
        }
        let [done, total] = [activity.done, activity.items].map(|count| u64::try_from(count).unwrap_or(0));
        let items = items::after(conn, activity.id, -1, NAMED).await?;
        found.push(Deeds {
            slug: throng.slug.clone(),
            title: activity.title.unwrap_or_else(|| t.say("deeds-title")),
            words: t.say_with("deeds-done", &[("done", done.into()), ("items", total.into())]),
            share: per_mille(done, total),
            items: items.into_iter().map(|item| (words(&item), item.done)).collect(),
            open: done < total,
        });
    }
    Ok(found)
}

fn words(item: &items::Item) -> String {
    [&item.text, &item.url, &item.key].into_iter().flatten().next().cloned().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "throngs/doing.html")]
struct DoingPage {
    l: Layout,
    slug: String,
    notice: String,
    bad: bool,
    mine: Vec<Shown>,
    waiting: Vec<Shown>,
    text: String,
    link: String,
}

/// A deed as it is shown.
struct Shown {
    id: Id,
    asked: String,
    by: String,
    until: Moment,
    text: String,
    link: String,
    picture: Option<Id>,
}

impl Shown {
    fn of(t: &Words, deed: Deed) -> Self {
        Self {
            id: deed.id,
            asked: deed.asked,
            by: t.say_with("picture-by", &[("name", deed.name.as_str().into())]),
            until: Moment::full(t, stamp(deed.expires_at)),
            text: deed.text.unwrap_or_default(),
            link: deed.link.unwrap_or_default(),
            picture: deed.picture,
        }
    }
}

/// What one has in hand, and what waits for one's word.
#[utoipa::path(get, path = "/t/{slug}/deeds", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    draw(&app, &visitor, &slug, None, &Told::default()).await
}

async fn draw(
    app: &App,
    visitor: &Visitor,
    slug: &str,
    wrong: Option<Problem>,
    kept: &Told,
) -> Result<Response, Problem> {
    let t = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, slug).await?;
    let (mut mine, mut waiting) = (Vec::new(), Vec::new());
    if let Some(me) = visitor.person() {
        for activity in activity::of_throng(&mut conn, throng.id).await? {
            mine.extend(deeds::in_hand(&mut conn, activity.id, me.id, app.clock.now()).await?);
            waiting.extend(deeds::waiting(&mut conn, activity.id, Some(me.id)).await?);
        }
    }
    let response = page(&DoingPage {
        l: app.layout(t, Nav::Throngs, throng.objective.clone()),
        slug: throng.slug,
        notice: wrong.as_ref().map_or_else(String::new, |problem| problem.detail(t)),
        bad: wrong.is_some(),
        mine: mine.into_iter().map(|deed| Shown::of(t, deed)).collect(),
        waiting: waiting.into_iter().map(|deed| Shown::of(t, deed)).collect(),
        text: kept.text.clone(),
        link: kept.link.clone(),
    })?;
    Ok((wrong.map_or(StatusCode::OK, |problem| problem.status), response).into_response())
}

async fn again(
    app: &App,
    visitor: &Visitor,
    slug: &str,
    wrong: Problem,
    kept: &Told,
) -> Result<Response, Problem> {
    if wrong.status.is_client_error() {
        draw(app, visitor, slug, Some(wrong), kept).await
    } else {
        Err(wrong)
    }
}

/// Takes the next one on.
#[utoipa::path(post, path = "/t/{slug}/claim", tag = "throngs", params(("slug" = String, Path)), responses((status = 303), (status = 404)))]
async fn claim(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    let all = activity::of_throng(&mut conn, throng.id).await?;
    drop(conn);
    let open = |activity: &&Activity| activity.terms == Terms::Do && activity.done < activity.items;
    let there = see_other(&format!("/t/{}/deeds", throng.slug));
    match all.iter().find(open) {
        Some(activity) => {
            let claimed = deeds::claim(&app, &visitor, activity, None).await?;
            Ok(match claimed {
                Some(acted) => acted.actor.sign_in(there),
                None => there,
            })
        }
        None => Ok(there),
    }
}

/// What shows that it is done.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
struct Told {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    lease: Option<Id>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    link: String,
}

/// Shows that it is done.
#[utoipa::path(post, path = "/t/{slug}/deed", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Told, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn tell(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(told): Form<Told>,
) -> Result<Response, Problem> {
    let lease = told.lease.ok_or(Problem::not_found("throng-lease-gone"))?;
    let said = json!({"text": told.text, "link": told.link});
    match deeds::answer(&app, &visitor, lease, &said).await {
        Ok(_) => Ok(see_other(&format!("/t/{slug}/deeds"))),
        Err(problem) => again(&app, &visitor, &slug, problem, &told).await,
    }
}

/// A word on somebody else's deed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Judged {
    #[schema(value_type = String)]
    lease: Id,
    #[serde(default)]
    confirmed: Option<String>,
    #[serde(default)]
    reason: String,
}

/// Confirms or refuses what somebody else did.
#[utoipa::path(post, path = "/t/{slug}/verdict", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Judged, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(judged): Form<Judged>,
) -> Result<Response, Problem> {
    let confirmed = judged.confirmed.is_some();
    match deeds::verdict(&app, &visitor, judged.lease, confirmed, Some(judged.reason)).await {
        Ok(acted) => Ok(acted.actor.sign_in(see_other(&format!("/t/{slug}/deeds")))),
        Err(problem) => again(&app, &visitor, &slug, problem, &Told::default()).await,
    }
}
