//! Comments, for programs.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::stories::api::{known, located};
use crate::stories::comments::{self, Comment, Saying};
use crate::stories::markdown;
use crate::stories::view::Author;
use crate::things::{Kind, Standing, Thing};
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};

/// `/stories/{id}/comments`, `/pictures/{id}/comments` and `/comments/{id}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(list_of_picture, create_under_picture))
        .routes(routes!(read, withdraw))
}

/// A comment as programs read it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct CommentView {
    /// Names it.
    #[schema(value_type = String)]
    id: Id,
    /// What it is about.
    about: Thing,
    /// Who said it.
    author: Author,
    /// Which comment it answers.
    #[schema(value_type = Option<String>)]
    parent: Option<Id>,
    /// Markdown.
    body: String,
    /// The same as safe HTML.
    html: String,
    /// When, RFC 3339.
    at: String,
    /// Present and true while it waits to be let through.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    held: bool,
}

impl From<Comment> for CommentView {
    fn from(comment: Comment) -> Self {
        Self {
            id: comment.id,
            about: comment.about,
            author: Author { id: comment.author, name: comment.author_name },
            parent: comment.parent,
            html: markdown::comment(&comment.body),
            body: comment.body,
            at: rfc3339(comment.at),
            held: comment.standing == Standing::Held,
        }
    }
}

/// What is said.
#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct NewComment {
    /// Markdown, at most 10,000 characters.
    #[serde(default)]
    body: String,
    /// The comment that it answers.
    #[schema(value_type = Option<String>)]
    parent: Option<Id>,
}

/// The comments under a story, newest first.
#[utoipa::path(get, path = "/api/v1/stories/{id}/comments", tag = "stories", params(("id" = String, Path), Paging), responses((status = 200, body = List<CommentView>), (status = 404)))]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<CommentView>>, Problem> {
    comments_of(&app, &visitor, Thing { kind: Kind::Story, id: known(&id)? }, &paging).await
}

/// The comments under a picture, newest first.
#[utoipa::path(get, path = "/api/v1/pictures/{id}/comments", tag = "pictures", params(("id" = String, Path), Paging), responses((status = 200, body = List<CommentView>), (status = 404)))]
async fn list_of_picture(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<CommentView>>, Problem> {
    comments_of(&app, &visitor, Thing { kind: Kind::Picture, id: known(&id)? }, &paging).await
}

/// Says something under a picture; whoever has no session becomes a guest by it.
#[utoipa::path(post, path = "/api/v1/pictures/{id}/comments", tag = "pictures", params(("id" = String, Path)), request_body = NewComment, responses((status = 201, body = CommentView), (status = 404), (status = 422)))]
async fn create_under_picture(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(new): Json<NewComment>,
) -> Result<Response, Problem> {
    said(&app, &visitor, Thing { kind: Kind::Picture, id: known(&id)? }, new).await
}

async fn comments_of(
    app: &App,
    visitor: &Visitor,
    about: Thing,
    paging: &Paging,
) -> Result<axum::Json<List<CommentView>>, Problem> {
    let after = paging.after()?;
    let mut conn = app.db.snapshot().await?;
    if !comments::sees(&mut conn, about, visitor).await? {
        return Err(Problem::not_found("story-gone"));
    }
    let found = comments::newest(&mut conn, about, visitor.person(), after, paging.limit() + 1).await?;
    let items = found.into_iter().map(CommentView::from).collect();
    Ok(axum::Json(List::from_one_more(items, paging, |comment| comment.id.to_string())))
}

/// Says something under a story; whoever has no session becomes a guest by it.
#[utoipa::path(post, path = "/api/v1/stories/{id}/comments", tag = "stories", params(("id" = String, Path)), request_body = NewComment, responses((status = 201, body = CommentView), (status = 404), (status = 422)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(new): Json<NewComment>,
) -> Result<Response, Problem> {
    said(&app, &visitor, Thing { kind: Kind::Story, id: known(&id)? }, new).await
}

async fn said(app: &App, visitor: &Visitor, about: Thing, new: NewComment) -> Result<Response, Problem> {
    let saying = Saying { body: new.body, parent: new.parent, from_form: false };
    let done = comments::say(app, visitor, about, saying).await?;
    let location = format!("/api/v1/comments/{}", done.value.id);
    Ok(located(done.actor.json(StatusCode::CREATED, json!(CommentView::from(done.value))), &location))
}

/// One comment.
#[utoipa::path(get, path = "/api/v1/comments/{id}", tag = "stories", params(("id" = String, Path)), responses((status = 200, body = CommentView), (status = 404)))]
async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<CommentView>, Problem> {
    let gone = || Problem::not_found("story-comment-gone");
    let mut conn = app.db.snapshot().await?;
    let comment = comments::by_id(&mut conn, id.parse().map_err(|_| gone())?).await?.ok_or_else(gone)?;
    if comments::is_seen(&mut conn, &comment, &visitor).await? {
        Ok(axum::Json(CommentView::from(comment)))
    } else {
        Err(gone())
    }
}

/// Takes a comment back.
#[utoipa::path(delete, path = "/api/v1/comments/{id}", tag = "stories", params(("id" = String, Path)), responses((status = 204), (status = 401), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found("story-comment-gone"))?;
    comments::withdraw(&app, &visitor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
