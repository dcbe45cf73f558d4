//! The host's page of a story: edit it, append an update, take it back.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::{Act, Visitor, Whose};
use crate::stories::form::{Filled, WritingForm};
use crate::stories::story::Story;
use crate::stories::{markdown, pages, stamp, updates, view, writing};
use crate::surges::links;
use crate::surges::speak::{self, Choice};
use crate::web::body::Form;
use crate::web::once;
use crate::web::pages::{page, see_other};

/// `/s/{slug}/edit` and what its forms post to.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, save))
        .routes(routes!(preview))
        .routes(routes!(append))
        .routes(routes!(publish))
        .routes(routes!(withdraw))
}

#[derive(Template)]
#[template(path = "stories/edit.html")]
struct EditPage {
    l: Layout,
    href: String,
    form: WritingForm,
    update_key: String,
    update_text: String,
    update_wrong: String,
    waiting: Vec<Waiting>,
    links: Vec<String>,
    link_text: String,
    link_wrong: String,
    choices: [(&'static str, String, bool); 3],
    embed: String,
}

struct Waiting {
    id: Id,
    at: Moment,
    html: String,
}

/// The story, for somebody who may edit it or append to it.
async fn host_of(app: &App, visitor: &Visitor, slug: &str) -> Result<Story, Problem> {
    let story = pages::seen(&mut *app.db.reader().acquire().await?, slug, visitor).await?;
    let person = visitor.known()?;
    visitor.allowed(Act::UpdateStory, Whose::of(story.author, person.id))?;
    Ok(story)
}

async fn draw(app: &App, visitor: &Visitor, story: &Story, form: WritingForm) -> Result<EditPage, Problem> {
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let held = updates::held(&mut conn, story.id).await?;
    let named: Vec<Id> = held.iter().flat_map(|update| markdown::pictures(&update.body)).collect();
    let pictures = view::shown(&mut conn, &named, words).await?;
    let waiting = held.iter().map(|update| Waiting {
        id: update.id,
        at: Moment::full(words, stamp(update.at)),
        html: markdown::story(&update.body, &pictures),
    });
    let chosen = speak::choice(&mut conn, story.id).await?;
    let choices = Choice::ALL.map(|choice| {
        (choice.word(), words.say(&format!("surge-choice-{}", choice.word())), choice == chosen)
    });
    let mut links = links::of_stories(&mut conn, &[story.id]).await?;
    Ok(EditPage {
        choices,
        links: links.remove(&story.id).unwrap_or_default(),
        link_text: String::new(),
        link_wrong: String::new(),
        embed: crate::embed::line(app, &story.slug, &story.title),
        l: app.layout(words, Nav::Elsewhere, &story.title),
        href: story.href(),
        waiting: waiting.collect(),
        form: form.with_pictures(&mut conn, visitor).await?,
        update_key: once::key(),
        update_text: String::new(),
        update_wrong: String::new(),
    })
}

/// The page again, after a link that was not kept; what was typed stands in its form.
///
/// # Errors
/// Whatever is no fault of the form.
pub(crate) async fn edit_refused(
    app: &App,
    visitor: &Visitor,
    story: &Story,
    typed: String,
    problem: Problem,
) -> Result<Response, Problem> {
    if !is_kept(&problem) {
        return Err(problem);
    }
    let form = WritingForm::editing(&story.href(), Filled::of(story));
    let mut drawn = draw(app, visitor, story, form).await?;
    (drawn.link_text, drawn.link_wrong) = (typed, problem.detail(&visitor.reader.words));
    redrawn(&drawn, problem.status)
}

/// The page to edit a story and to append to it.
#[utoipa::path(get, path = "/s/{slug}/edit", tag = "stories", params(("slug" = String, Path)), responses((status = 200), (status = 401), (status = 403), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let story = host_of(&app, &visitor, &slug).await?;
    let form = WritingForm::editing(&story.href(), Filled::of(&story));
    page(&draw(&app, &visitor, &story, form).await?)
}

/// Saves an edit; after a lost race nothing is overwritten and the text is kept in the form.
#[utoipa::path(post, path = "/s/{slug}/edit", tag = "stories", params(("slug" = String, Path)), request_body(content = Filled, content_type = "multipart/form-data"), responses((status = 303), (status = 403), (status = 404), (status = 412), (status = 422)))]
async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let story = host_of(&app, &visitor, &slug).await?;
    let (filled, wrong) = Filled::read(&app, &visitor, request).await?;
    let done = match wrong {
        None => save_filled(&app, &visitor, story.id, &filled).await,
        Some(wrong) => Err(wrong),
    };
    match done {
        Ok(href) => Ok(see_other(&href)),
        Err(problem) if is_kept(&problem) => {
            let form = WritingForm::editing(&story.href(), filled).refused(&problem, &visitor.reader.words);
            redrawn(&draw(&app, &visitor, &story, form).await?, problem.status)
        }
        Err(problem) => Err(problem),
    }
}

async fn save_filled(app: &App, visitor: &Visitor, story: Id, filled: &Filled) -> Result<String, Problem> {
    let draft = filled.draft()?;
    filled.describe(app, visitor).await?;
    Ok(writing::edit_story(app, visitor, story, draft, filled.if_match()).await?.value.href())
}

/// Whether the page is drawn again with what was typed.
fn is_kept(problem: &Problem) -> bool {
    problem.status.is_client_error() && problem.status != StatusCode::FORBIDDEN
}

fn redrawn(drawn: &impl Template, status: StatusCode) -> Result<Response, Problem> {
    let mut response = page(drawn)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Shows what the edit would look like. A file that was chosen is put up; nothing else is saved.
#[utoipa::path(post, path = "/s/{slug}/edit/preview", tag = "stories", params(("slug" = String, Path)), request_body(content = Filled, content_type = "multipart/form-data"), responses((status = 200), (status = 403), (status = 404)))]
async fn preview(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let story = host_of(&app, &visitor, &slug).await?;
    let (filled, wrong) = Filled::read(&app, &visitor, request).await?;
    let form = WritingForm::editing(&story.href(), filled);
    let form = form.previewed(&mut *app.db.reader().acquire().await?, &visitor.reader.words).await?;
    match wrong {
        None => page(&draw(&app, &visitor, &story, form).await?),
        Some(wrong) => {
            let form = form.refused(&wrong, &visitor.reader.words);
            redrawn(&draw(&app, &visitor, &story, form).await?, wrong.status)
        }
    }
}

/// What the update's form sends.
#[derive(Deserialize, utoipa::ToSchema)]
struct UpdateForm {
    #[serde(default)]
    body: String,
    #[serde(default)]
    key: String,
}

/// Appends an update.
#[utoipa::path(post, path = "/s/{slug}/updates", tag = "stories", params(("slug" = String, Path)), request_body(content = UpdateForm, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 404), (status = 422)))]
async fn append(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(sent): Form<UpdateForm>,
) -> Result<Response, Problem> {
    let story = host_of(&app, &visitor, &slug).await?;
    match writing::append_update(&app, &visitor, story.id, sent.body.clone(), sent.key.clone()).await {
        Ok(done) => Ok(see_other(&format!("{}#update-{}", story.href(), done.value.id))),
        Err(problem) if is_kept(&problem) => {
            let form = WritingForm::editing(&story.href(), Filled::of(&story));
            let mut drawn = draw(&app, &visitor, &story, form).await?;
            drawn.update_text = sent.body;
            drawn.update_key = sent.key;
            drawn.update_wrong = problem.detail(&visitor.reader.words);
            redrawn(&drawn, problem.status)
        }
        Err(problem) => Err(problem),
    }
}

/// Shows an update that waited.
#[utoipa::path(post, path = "/s/{slug}/updates/{update}/publish", tag = "stories", params(("slug" = String, Path), ("update" = String, Path)), responses((status = 303), (status = 403), (status = 404)))]
async fn publish(
    State(app): State<App>,
    visitor: Visitor,
    Path((slug, update)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let story = host_of(&app, &visitor, &slug).await?;
    let update = update.parse().map_err(|_| Problem::not_found("story-gone"))?;
    writing::publish_update(&app, &visitor, story.id, update).await?;
    Ok(see_other(&format!("{}#update-{update}", story.href())))
}

/// Takes the story back.
#[utoipa::path(post, path = "/s/{slug}/withdraw", tag = "stories", params(("slug" = String, Path)), responses((status = 303), (status = 403), (status = 404)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let story = host_of(&app, &visitor, &slug).await?;
    writing::withdraw_story(&app, &visitor, story.id).await?;
    Ok(see_other("/desk"))
}
