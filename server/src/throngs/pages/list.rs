//! All throngs that everybody sees: first those that are open, then those that have ended.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::visitor::Reader;
use crate::throngs::pages::sentences::{per_mille, stamp};
use crate::throngs::throng::{COLUMNS, Throng, from_row};
use crate::web::pages::ready;

/// Open throngs on the page; a host has few at a time.
const OPEN: i64 = 100;
/// Ended throngs on one page.
const ENDED: i64 = 30;
/// How long the list is kept.
const SHELF: Shelf = Shelf::Seconds(5);

/// `GET /throngs`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Where the ended ones go on.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "throngs/list.html")]
struct ListPage {
    l: Layout,
    open: Vec<Line>,
    ended: Vec<Line>,
    next: Option<String>,
}

struct Line {
    slug: String,
    objective: String,
    by: String,
    done: u64,
    total: u64,
    share: u64,
    label: String,
    at: Moment,
}

/// The list.
#[utoipa::path(get, path = "/throngs", tag = "throngs", params(("after" = Option<String>, Query)), responses((status = 200)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let t = &reader.words;
    let after: Option<platform::Id> = asked.after.as_deref().and_then(|id| id.parse().ok());
    let key = format!("throngs {} {}", after.map_or_else(String::new, |id| id.to_string()), t.language());
    let page = app.hot.page(&key, app.clock.now(), || rendered(&app, t, after)).await?;
    Ok(ready(&page, "text/html; charset=utf-8", &headers))
}

async fn rendered(app: &App, t: &Words, after: Option<platform::Id>) -> Result<Rendered, Problem> {
    let mut conn = app.db.snapshot().await?;
    let open = if after.is_none() {
        find(&mut conn, "t.state <> 'ended' AND t.id > $1 ORDER BY t.deadline", "", OPEN).await?
    } else {
        Vec::new()
    };
    let after = after.map_or_else(|| "~".to_owned(), |id| id.to_string());
    let mut ended =
        find(&mut conn, "t.state = 'ended' AND t.id < $1 ORDER BY t.id DESC", &after, ENDED + 1).await?;
    let more = i64::try_from(ended.len()).is_ok_and(|found| found > ENDED);
    ended.truncate(usize::try_from(ENDED).unwrap_or(usize::MAX));
    let page = ListPage {
        l: app.layout(t, Nav::Throngs, t.say("throngs-title")),
        next: ended.last().filter(|_| more).map(|last| last.id.to_string()),
        open: open.iter().map(|throng| line(t, throng)).collect(),
        ended: ended.iter().map(|throng| line(t, throng)).collect(),
    };
    let topics = open.iter().chain(&ended).map(|throng| format!("throng:{}", throng.id)).collect();
    Ok(Rendered { html: page.render().map_err(Problem::internal)?, topics, shelf: SHELF })
}

async fn find(
    conn: &mut AnyConnection,
    which: &str,
    from: &str,
    limit: i64,
) -> Result<Vec<Throng>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE t.standing = 'shown' AND t.visibility = 'public' AND {which} LIMIT $2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(from).bind(limit).fetch_all(conn).await?;
    rows.iter().map(from_row).collect()
}

fn line(t: &Words, throng: &Throng) -> Line {
    let [done, total] =
        [throng.progress.done, throng.progress.total].map(|count| u64::try_from(count).unwrap_or(0));
    Line {
        slug: throng.slug.clone(),
        objective: throng.objective.clone(),
        by: throng.coordinator_name.clone(),
        done,
        total,
        share: per_mille(done, total),
        label: t.say_with("throng-progress-label", &[("done", done.into()), ("items", total.into())]),
        at: Moment::full(t, stamp(throng.ended_at.unwrap_or(throng.deadline))),
    }
}
