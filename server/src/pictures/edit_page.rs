//! The author's page of a picture: its words, licence and visibility, and taking it back; without a script.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav, Shown};
use crate::people::{Act, Visitor, Whose};
use crate::pictures::edit::{Edit, edit, open_to, withdraw};
use crate::pictures::fields::Sent;
use crate::pictures::picture::{Picture, renditions};
use crate::pictures::shown;
use crate::web::body::Form;
use crate::web::pages::{page, see_other};
use crate::web::versions;

/// `/p/{id}/edit` and `/p/{id}/withdraw`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, save)).routes(routes!(take_back))
}

#[derive(Template)]
#[template(path = "pictures/edit.html")]
struct EditPage {
    l: Layout,
    id: Id,
    picture: Option<Shown>,
    sent: Sent,
    /// The version that the form changes: one who saves over a newer one is told.
    version: i64,
    wrong: String,
}

/// What the form holds.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = PictureEditForm)]
struct Fields {
    #[serde(default)]
    title: String,
    #[serde(default)]
    alt: String,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    visibility: String,
    /// The version that was shown.
    version: Option<i64>,
}

/// The form, for whoever put the picture up, and for moderators.
#[utoipa::path(get, path = "/p/{id}/edit", tag = "pictures", params(("id" = String, Path)), responses((status = 200), (status = 401), (status = 403), (status = 404), (status = 410)))]
async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Problem> {
    let picture = editable(&app, &visitor, &id).await?;
    let sent = Sent {
        title: picture.title.clone(),
        alt: picture.alt.clone(),
        licence: picture.licence.clone(),
        visibility: picture.visibility.word().to_owned(),
        ..Sent::default()
    };
    let version = picture.version;
    page(&drawn(&app, &visitor, picture, sent, version, String::new()).await?)
}

/// Saves what the form holds; after a lost race nothing is overwritten and the text is kept in the form.
#[utoipa::path(post, path = "/p/{id}/edit", tag = "pictures", params(("id" = String, Path)), request_body(content = Fields, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 404), (status = 412), (status = 422)))]
async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let picture = editable(&app, &visitor, &id).await?;
    let Fields { title, alt, licence, visibility, version } = fields;
    let version = version.unwrap_or(picture.version);
    let change = Edit {
        title: Some(title.clone()),
        alt: Some(alt.clone()),
        licence: Some(licence.clone()),
        visibility: Some(visibility.clone()),
        tags: None,
    };
    let headers = HeaderMap::from_iter([(header::IF_MATCH, versions::etag(version))]);
    match edit(&app, &visitor, picture.id, change, &headers).await {
        Ok(picture) => Ok(see_other(&format!("/p/{}?own=1", picture.id))),
        Err(problem) if problem.status.is_client_error() => {
            let sent = Sent { title, alt, licence, visibility, ..Sent::default() };
            let wrong = problem.detail(&visitor.reader.words);
            let again = drawn(&app, &visitor, picture, sent, version, wrong).await?;
            Ok((problem.status, page(&again)?).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// Takes the picture back; its page says so from then on.
#[utoipa::path(post, path = "/p/{id}/withdraw", tag = "pictures", params(("id" = String, Path)), responses((status = 303), (status = 401), (status = 403), (status = 404), (status = 410)))]
async fn take_back(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let picture = open_to(&app, &id, &visitor).await?;
    withdraw(&app, &visitor, picture.id, &HeaderMap::new()).await?;
    Ok(see_other(&format!("/p/{}", picture.id)))
}

/// The picture, for somebody who may change it.
async fn editable(app: &App, visitor: &Visitor, id: &str) -> Result<Picture, Problem> {
    let picture = open_to(app, id, visitor).await?;
    visitor.allowed(Act::EditPicture, Whose::of(picture.author, visitor.known()?.id))?;
    Ok(picture)
}

async fn drawn(
    app: &App,
    visitor: &Visitor,
    picture: Picture,
    sent: Sent,
    version: i64,
    wrong: String,
) -> Result<EditPage, Problem> {
    let words = &visitor.reader.words;
    let mut conn = app.db.reader().acquire().await?;
    let kept = renditions(&mut conn, &[picture.id]).await?.remove(&picture.id).unwrap_or_default();
    let l = app.layout(words, Nav::Elsewhere, words.say("picture-edit"));
    Ok(EditPage { l, id: picture.id, picture: shown::one(&picture, &kept, words), sent, version, wrong })
}
