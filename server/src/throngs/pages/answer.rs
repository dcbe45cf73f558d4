//! Answering without JavaScript: a form, and the next item.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::throngs::activity;
use crate::throngs::answers::{self, To};
use crate::throngs::gather::seen;
use crate::throngs::pages::throng::{Asked, for_one};
use crate::throngs::throng::Throng;
use crate::web::body::Form;
use crate::web::pages::see_other;

/// `POST /t/{slug}/answer`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(answer))
}

/// What the form sends: a lease where the page was for one person, else the item that everybody saw.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = AnswerForm)]
struct Given {
    #[schema(value_type = Option<String>)]
    item: Option<Id>,
    #[schema(value_type = Option<String>)]
    lease: Option<Id>,
    answer: Option<String>,
    cannot_tell: Option<String>,
}

/// Counts the answer and goes on to the next item; a refusal shows why, and an item all the same.
#[utoipa::path(post, path = "/t/{slug}/answer", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Given, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    let throng = seen(&mut *app.db.reader().acquire().await?, &visitor, &slug).await?;
    match counted(&app, &visitor, &throng, given).await {
        Ok(signed_in) => Ok(signed_in),
        Err(problem) if problem.status.is_client_error() => {
            let said = problem.detail(&visitor.reader.words);
            let page = for_one(&app, &visitor, &slug, &Asked::default(), said).await?;
            Ok((problem.status, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

async fn counted(app: &App, visitor: &Visitor, throng: &Throng, given: Given) -> Result<Response, Problem> {
    let said =
        if given.cannot_tell.is_some() { Value::Null } else { given.answer.unwrap_or_default().into() };
    let to = match (given.lease, given.item) {
        (Some(lease), _) => To::Lease(lease),
        (None, Some(item)) => To::Item(activity_of(app, throng, item).await?, item),
        (None, None) => return Err(Problem::field("/item", "throng-item-gone")),
    };
    let acted = answers::answer(app, visitor, to, said).await?;
    Ok(acted.actor.sign_in(see_other(&format!("/t/{}?next=counted#work", throng.slug))))
}

/// Which of the throng's activities the item belongs to.
async fn activity_of(app: &App, throng: &Throng, item: Id) -> Result<Id, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    for activity in activity::of_throng(&mut conn, throng.id).await? {
        if crate::throngs::items::find(&mut conn, activity.id, item).await?.is_some() {
            return Ok(activity.id);
        }
    }
    Err(Problem::not_found("throng-item-gone"))
}
