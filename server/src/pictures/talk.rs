//! What people say under a picture, without a script.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::pictures::edit::open_to;
use crate::pictures::page::{Look, for_one};
use crate::stories::comments::{self, CommentForm};
use crate::things::{Kind, Thing};
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// The comment forms of a picture's page.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(say)).routes(routes!(take_back))
}

/// Says something under a picture, without a script.
#[utoipa::path(post, path = "/p/{id}/comments", tag = "pictures", params(("id" = String, Path)), request_body(content = CommentForm, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 404), (status = 410), (status = 422)))]
async fn say(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(form): Form<CommentForm>,
) -> Result<Response, Problem> {
    let picture = open_to(&app, &id, &visitor).await?;
    let about = Thing { kind: Kind::Picture, id: picture.id };
    match comments::say(&app, &visitor, about, form.saying()).await {
        Ok(done) => {
            let path = comments::place(&format!("/p/{}", picture.id), &done.value);
            Ok(done.actor.sign_in(see_other(&path)))
        }
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let mut conn = app.db.snapshot().await?;
            let mut drawn = for_one(&app, &mut conn, picture, &visitor, &Look::default()).await?;
            let wrong = problem.detail(&visitor.reader.words);
            drawn.comments.refuse(&mut conn, about, form, wrong).await?;
            Ok((problem.status, page(&drawn)?).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// Takes one's own comment back, without a script.
#[utoipa::path(post, path = "/p/{id}/comments/{comment}/withdraw", tag = "pictures", params(("id" = String, Path), ("comment" = String, Path)), responses((status = 303), (status = 403), (status = 404)))]
async fn take_back(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, comment)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let picture = open_to(&app, &id, &visitor).await?;
    let comment = comment.parse().map_err(|_| Problem::not_found("story-comment-gone"))?;
    comments::withdraw(&app, &visitor, comment).await?;
    Ok(see_other(&format!("/p/{}#comments", picture.id)))
}
