//! The wall of a remix throng's entries, the way into the studio, and "let them decide".

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Id;
use platform::clock::{DAY, rfc3339};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::Shown;
use crate::people::Visitor;
use crate::pictures;
use crate::remixes::named;
use crate::throngs::activity::{self, Question};
use crate::throngs::change::{self, Asked as ChangeAsked};
use crate::throngs::entries;
use crate::throngs::gather::{self, seen};
use crate::throngs::kinds::{Asked, Terms};
use crate::throngs::roles::coordinates;
use crate::throngs::states::State as ThrongState;
use crate::throngs::throng::Throng;
use crate::web::body::Form;
use crate::web::pages::see_other;

/// Entries that a wall shows.
const SHOWN: i64 = 120;

/// `POST /t/{slug}/remix` and `POST /t/{slug}/decide`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(remix)).routes(routes!(decide))
}

/// A remix activity; drawn by `throngs/wall.html`.
pub struct Wall {
    /// The throng's address.
    pub slug: String,
    /// What to make of it; where the objective says that already, how many made something of it.
    pub heading: String,
    /// What is remixed.
    pub original: Option<Shown>,
    /// How many entries there are, if the heading does not say so.
    pub count: String,
    /// The entries, the newest first.
    pub entries: Vec<Entry>,
    /// Whether it goes on.
    pub open: bool,
}

/// One entry.
pub struct Entry {
    /// The picture.
    pub picture: Shown,
    /// Its title, or that it has none.
    pub title: String,
    /// Whose it is.
    pub by: String,
}

/// The throng's remix activities.
///
/// # Errors
/// When the database does not answer.
pub async fn walls(conn: &mut AnyConnection, t: &Words, throng: &Throng) -> Result<Vec<Wall>, Problem> {
    let mut walls = Vec::new();
    for activity in activity::of_throng(conn, throng.id).await? {
        let Terms::Remix(remix) = &activity.terms else { continue };
        let found = entries::of(conn, &activity, SHOWN).await?;
        let ids: Vec<Id> = found.iter().map(|entry| entry.picture).chain([remix.picture]).collect();
        let mut shown = pictures::shown(conn, &ids, t).await?;
        let original = shown.remove(&remix.picture);
        let entry = |entry: entries::Entry| {
            Some(Entry {
                picture: shown.remove(&entry.picture)?,
                title: named(entry.title, t),
                by: t.say_with("picture-by", &[("name", entry.name.as_str().into())]),
            })
        };
        let count = t.say_with("remix-count", &[("entries", activity.entries.into())]);
        let says_it = remix.brief == throng.objective;
        walls.push(Wall {
            slug: throng.slug.clone(),
            heading: if says_it { count.clone() } else { remix.brief.clone() },
            original,
            count: if says_it { String::new() } else { count },
            entries: found.into_iter().filter_map(entry).collect(),
            open: throng.state != ThrongState::Ended,
        });
    }
    Ok(walls)
}

/// Joins, so that the remix counts here, and goes on to the studio.
#[utoipa::path(post, path = "/t/{slug}/remix", tag = "throngs", params(("slug" = String, Path)), responses((status = 303), (status = 409)))]
async fn remix(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    let all = activity::of_throng(&mut conn, throng.id).await?;
    drop(conn);
    let picture = all.iter().find_map(|activity| activity.terms.picture());
    let picture = picture.ok_or(Problem::not_found("throng-activity-gone"))?;
    let acted = gather::join(&app, &visitor, &slug, None).await?;
    Ok(acted.actor.sign_in(see_other(&format!("/p/{picture}/remix"))))
}

/// What the crowd is asked.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Decide {
    #[serde(default)]
    question: String,
}

/// Makes the entries the options of a ballot, and opens it for a day: one tap.
#[utoipa::path(post, path = "/t/{slug}/decide", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Decide, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 422)))]
async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(asked): Form<Decide>,
) -> Result<Response, Problem> {
    let t = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    coordinates(&mut conn, &visitor, &throng).await?;
    drop(conn);
    let text = if asked.question.trim().is_empty() { t.say("remix-which") } else { asked.question };
    let question = Question { kind: String::new(), text, choices: Vec::new(), help: None };
    // The options are taken from the entries; where there are too few the throng stays as it is.
    // Whoever looks at the wall may choose: by having acted only those would who made it.
    let voters = Some("anyone".to_owned());
    let new = Asked { kind: "decide".into(), question: Some(question), voters, ..Asked::default() };
    gather::add_activity(&app, &visitor, &slug, new).await?;
    if throng.state != ThrongState::Deciding {
        let until = throng.decide_until.unwrap_or(0).max(throng.deadline.max(app.clock.now()) + DAY);
        let change = ChangeAsked {
            state: Some(ThrongState::Deciding),
            decide_until: Some(rfc3339(until)),
            reason: Some(t.say("remix-decide-reason")),
            ..ChangeAsked::default()
        };
        change::change(&app, &visitor, &slug, axum::http::HeaderMap::new(), change).await?;
    }
    Ok(see_other(&format!("/t/{}", throng.slug)))
}
