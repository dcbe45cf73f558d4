//! `/desk` and its forms.

use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::{Act, Person, Visitor, Whose, may};
use crate::stories::form::{Filled, WritingForm};
use crate::stories::{stamp, story, write_story};
use crate::surges;
use crate::things::{Kind, Standing, Visibility};
use crate::web::pages::{page, see_other};

/// Stories that the desk lists; the newest.
const STORIES: i64 = 50;

/// `/desk`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(preview)).routes(routes!(publish))
}

#[derive(Template)]
#[template(path = "desk/desk.html")]
struct DeskPage {
    l: Layout,
    form: WritingForm,
    stories: Vec<Line>,
    surging: Vec<surges::now::AtDesk>,
    moderates: bool,
    configures: bool,
    gives_roles: bool,
}

/// A story of the host's.
struct Line {
    id: platform::Id,
    title: String,
    href: String,
    at: Moment,
    comments: u64,
    hits: u64,
    /// The hosts that sent most, in words.
    from: String,
    /// The id of the word for who sees it.
    seen_by: &'static str,
}

/// The host, or how a host comes in.
pub(super) fn host(visitor: &Visitor) -> Result<&Person, Problem> {
    match visitor.person() {
        None => Err(Problem::sign_in("desk-sign-in")),
        Some(person) if may(person.role, Act::WriteStory, Whose::Own) => Ok(person),
        Some(_) => Err(Problem::forbidden("desk-not-a-host")),
    }
}

async fn draw(app: &App, visitor: &Visitor, form: WritingForm) -> Result<DeskPage, Problem> {
    let host = host(visitor)?;
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let own = story::by_author(&mut conn, host.id, STORIES).await?;
    let ids: Vec<_> = own.iter().map(|story| story.id).collect();
    let comments = story::comment_counts(&mut conn, &ids).await?;
    let mut arrived = std::collections::HashMap::new();
    for id in &ids {
        let hits = surges::figures(&mut conn, Kind::Story, *id).await?.hits;
        let hosts = surges::referrers_table(&mut conn, Kind::Story, *id).await?;
        let hosts = hosts.iter().take(3).map(|from| format!("{} {}", from.referrer, words.number(from.hits)));
        arrived.insert(*id, (hits, hosts.collect::<Vec<_>>().join(", ")));
    }
    let mut arrived = |story: &story::Story| arrived.remove(&story.id).unwrap_or_default();
    let line = |(story, (hits, from)): (&story::Story, (u64, String))| Line {
        hits,
        from,
        id: story.id,
        title: story.title.clone(),
        href: story.href(),
        at: Moment::full(words, stamp(story.at)),
        comments: comments.get(&story.id).copied().unwrap_or(0),
        seen_by: match (story.standing, story.visibility) {
            (Standing::Shown, Visibility::Public) => "story-form-public",
            (Standing::Shown, Visibility::Link) => "story-form-link",
            (Standing::Shown, Visibility::Members) => "story-form-members",
            _ => "desk-hidden",
        },
    };
    let surging = surges::now::at_desk(&mut conn, host, words).await?;
    Ok(DeskPage {
        surging,
        l: app.layout(words, Nav::Elsewhere, words.say("desk-title")),
        stories: own.iter().map(|story| (story, arrived(story))).map(line).collect(),
        moderates: may(host.role, Act::SeeQueue, Whose::Other),
        configures: may(host.role, Act::Configure, Whose::Own),
        gives_roles: may(host.role, Act::GiveRole, Whose::Other),
        form: form.with_pictures(&mut conn, visitor).await?,
    })
}

/// The host's desk.
#[utoipa::path(get, path = "/desk", tag = "desk", responses((status = 200), (status = 401), (status = 403)))]
async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    page(&draw(&app, &visitor, WritingForm::new(Filled::default())).await?)
}

/// Shows what a story would look like. A file that was chosen is put up; nothing else is saved.
#[utoipa::path(post, path = "/desk/preview", tag = "desk", request_body(content = Filled, content_type = "multipart/form-data"), responses((status = 200), (status = 401), (status = 403)))]
async fn preview(State(app): State<App>, visitor: Visitor, request: Request) -> Result<Response, Problem> {
    host(&visitor)?;
    let (filled, wrong) = Filled::read(&app, &visitor, request).await?;
    let form = WritingForm::new(filled);
    let form = form.previewed(&mut *app.db.reader().acquire().await?, &visitor.reader.words).await?;
    redrawn(&app, &visitor, form, wrong).await
}

/// Publishes a story; the form works once.
#[utoipa::path(post, path = "/desk/stories", tag = "desk", request_body(content = Filled, content_type = "multipart/form-data"), responses((status = 303), (status = 401), (status = 403), (status = 422)))]
async fn publish(State(app): State<App>, visitor: Visitor, request: Request) -> Result<Response, Problem> {
    host(&visitor)?;
    let (filled, wrong) = Filled::read(&app, &visitor, request).await?;
    let done = match wrong {
        None => publish_filled(&app, &visitor, &filled).await,
        Some(wrong) => Err(wrong),
    };
    match done {
        Ok(href) => Ok(see_other(&href)),
        Err(wrong) if wrong.status.is_client_error() => {
            redrawn(&app, &visitor, WritingForm::new(filled), Some(wrong)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn publish_filled(app: &App, visitor: &Visitor, filled: &Filled) -> Result<String, Problem> {
    let draft = filled.draft()?;
    filled.describe(app, visitor).await?;
    Ok(write_story(app, visitor, draft, filled.key.clone()).await?.value.href())
}

/// The desk with what was typed and what is wrong with it.
async fn redrawn(
    app: &App,
    visitor: &Visitor,
    form: WritingForm,
    wrong: Option<Problem>,
) -> Result<Response, Problem> {
    let Some(wrong) = wrong else { return page(&draw(app, visitor, form).await?) };
    let form = form.refused(&wrong, &visitor.reader.words);
    let mut redrawn = page(&draw(app, visitor, form).await?)?;
    *redrawn.status_mut() = wrong.status;
    Ok(redrawn)
}
