//! The host's forms about a story's surges: a page that links here, and what happens with the story's own update.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::{Act, Visitor, Whose};
use crate::stories::story::{self, Story};
use crate::surges::links;
use crate::surges::speak::{self, Choice};
use crate::web::body::Form;
use crate::web::pages::see_other;

/// `/s/{slug}/links` and `/s/{slug}/surge`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(name_page)).routes(routes!(choose))
}

/// What the form sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = LinkForm)]
struct Named {
    #[serde(default)]
    page: String,
}

/// Names a page that links to the story; it is kept only if it truly does.
#[utoipa::path(post, path = "/s/{slug}/links", tag = "surges", params(("slug" = String, Path)), request_body(content = Named, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 404), (status = 422)))]
async fn name_page(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(named): Form<Named>,
) -> Result<Response, Problem> {
    let story = seen(&app, &visitor, &slug).await?;
    match links::name(&app, &visitor, &story, &named.page).await {
        Ok(_) => Ok(see_other(&format!("{}/edit#links", story.href()))),
        Err(problem) => crate::stories::edit_refused(&app, &visitor, &story, named.page, problem).await,
    }
}

/// What is chosen.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = SurgeForm)]
struct Chosen {
    /// `held`, `posted` or `silent`.
    choice: String,
}

/// Chooses what happens when the story notices a surge of its own.
#[utoipa::path(post, path = "/s/{slug}/surge", tag = "surges", params(("slug" = String, Path)), request_body(content = Chosen, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 404), (status = 422)))]
async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let story = seen(&app, &visitor, &slug).await?;
    let person = visitor.known()?;
    visitor.allowed(Act::UpdateStory, Whose::of(story.author, person.id))?;
    let choice: Choice =
        chosen.choice.parse().map_err(|()| Problem::field("/choice", "surge-choice-wrong"))?;
    let id = story.id;
    app.writer.write(move |tx| Box::pin(async move { speak::choose(tx, id, choice).await })).await?;
    Ok(see_other(&format!("{}/edit#links", story.href())))
}

async fn seen(app: &App, visitor: &Visitor, slug: &str) -> Result<Story, Problem> {
    let found = story::by_slug(&mut *app.db.reader().acquire().await?, slug).await?;
    found.filter(|story| story.is_seen_by(Some(visitor))).ok_or_else(|| Problem::not_found("story-gone"))
}
