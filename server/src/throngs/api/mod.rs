//! Throngs for programs: thin handlers over the action functions.

mod decide;
mod deeds;
pub(super) mod outcome;
mod rows;
mod throngs;
mod work;

use platform::Id;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::people::Visitor;
use crate::throngs::activity::{self, Activity};
use crate::throngs::gather::seen;

/// Everything under `/api/v1` that belongs to throngs.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(throngs::routes())
        .merge(work::routes())
        .merge(outcome::routes())
        .merge(decide::routes())
        .merge(deeds::routes())
}

/// An id in a path; what is none names nothing.
fn id(text: &str, gone: &'static str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::not_found(gone))
}

/// The activity, if the visitor may see its throng.
async fn seen_activity(app: &App, visitor: &Visitor, key: &str) -> Result<Activity, Problem> {
    let id = id(key, "throng-activity-gone")?;
    let mut conn = app.db.reader().acquire().await?;
    let found = activity::find(&mut conn, id).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    seen(&mut conn, visitor, &found.throng.to_string()).await?;
    Ok(found)
}
