//! "Tell me how it ends" for people: what a feed is, and its address to copy.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::Visitor;
use crate::throngs::gather::seen;
use crate::web::pages::page;

/// `/t/{slug}/follow`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Template)]
#[template(path = "throngs/follow.html")]
struct FollowPage {
    l: Layout,
    slug: String,
    feed: String,
}

/// How to hear of the throng's outcome and of what comes after it.
#[utoipa::path(get, path = "/t/{slug}/follow", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let throng = seen(&mut *app.db.reader().acquire().await?, &visitor, &slug).await?;
    page(&FollowPage {
        l: app.layout(&visitor.reader.words, Nav::Throngs, throng.objective),
        feed: format!("{}/t/{}/feed.atom", app.public_url(), throng.slug),
        slug: throng.slug,
    })
}
