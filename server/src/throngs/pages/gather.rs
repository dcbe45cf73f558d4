//! Gathering a throng: the form, its preview, and what becomes of it.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Response};
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::{Act, Visitor, Whose};
use crate::things::Visibility;
use crate::throngs::gather;
use crate::throngs::pages::columns::Table;
use crate::throngs::pages::form::{GatherForm, for_people};
use crate::throngs::pages::pointed::{self, Pointed};
use crate::throngs::pages::preview::{self, Preview};
use crate::throngs::pages::{cost, sentences};
use crate::throngs::terms::{AboutAsked, valid_about};
use crate::throngs::throng::Throng;
use crate::throngs::{activity, upload};
use crate::web::once;
use crate::web::pages::{page, see_other};

/// What the host may ask for, as shares.
const SURENESS: [&str; 5] = ["0.8", "0.9", "0.95", "0.97", "0.99"];

/// `/gather` and `/gather/preview`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, gather_them)).routes(routes!(look))
}

/// What the throng will be about.
#[derive(Debug, Deserialize)]
struct Asked {
    /// `story:ID` or `picture:ID`, or an address.
    #[serde(default)]
    about: String,
    /// What people are to do with it; without one what they mostly do.
    #[serde(default)]
    template: String,
    /// A first draft of the objective.
    #[serde(default)]
    objective: String,
}

#[derive(Template)]
#[template(path = "throngs/gather.html")]
struct GatherPage {
    l: Layout,
    about: Option<Pointed>,
    /// Whether there is a picture to remix.
    remixable: bool,
    /// What is usually asked of a claim, and the answers to that.
    claim_question: String,
    claim_choices: String,
    wrong: String,
    form: GatherForm,
    sureness: Vec<Sureness>,
    choices: Vec<String>,
    rows: Option<Preview>,
    first_text: String,
    cost: String,
}

struct Sureness {
    value: &'static str,
    text: String,
    chosen: bool,
}

/// The empty form, for hosts.
#[utoipa::path(get, path = "/gather", tag = "throngs", params(("about" = Option<String>, Query), ("template" = Option<String>, Query), ("objective" = Option<String>, Query)), responses((status = 200), (status = 403)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    visitor.allowed(Act::Gather, Whose::Own)?;
    let mut form = GatherForm::fresh(asked.about, asked.template, app.clock.now());
    form.objective = asked.objective;
    let t = &visitor.reader.words;
    if let Some(incident) = about(&app, t, &form).await?.filter(|_| form.about.starts_with("incident:")) {
        form.claim(&incident.text);
    }
    draw(&app, t, form, String::new()).await
}

/// The form as it was filled in, with what the rows become.
#[utoipa::path(post, path = "/gather/preview", tag = "throngs", request_body(content_type = "multipart/form-data", content = String), responses((status = 200), (status = 403)))]
async fn look(State(app): State<App>, visitor: Visitor, form: Multipart) -> Result<Response, Problem> {
    visitor.allowed(Act::Gather, Whose::Own)?;
    let mut form = GatherForm::read(form).await?;
    form.keep_rows();
    draw(&app, &visitor.reader.words, form, String::new()).await
}

/// Gathers: the throng, its question and its rows; a refusal shows the form again with all that was written.
#[utoipa::path(post, path = "/gather", tag = "throngs", request_body(content_type = "multipart/form-data", content = String), responses((status = 303), (status = 422)))]
async fn gather_them(State(app): State<App>, visitor: Visitor, form: Multipart) -> Result<Response, Problem> {
    visitor.allowed(Act::Gather, Whose::Own)?;
    let mut form = GatherForm::read(form).await?;
    form.ask_of_claims(&visitor.reader.words);
    match gathered(&app, &visitor, &form).await {
        Ok((throng, rows)) => {
            // Only questions have answers that a host can give beforehand, and somebody has to be asked what is left.
            let is_asked = matches!(form.template.as_str(), "label" | "check") && rows > 1;
            let next = if is_asked { "/known" } else { "/manage" };
            Ok(see_other(&format!("/t/{}{next}", throng.slug)))
        }
        Err(problem) if problem.status.is_client_error() => {
            form.keep_rows();
            form.key = once::key();
            let wrong = for_people(problem.clone()).detail(&visitor.reader.words);
            let page = draw(&app, &visitor.reader.words, form, wrong).await?;
            Ok((problem.status, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// Nothing said means everybody; a word that is none never does.
fn visibility_of(text: &str) -> Result<Visibility, Problem> {
    let wrong = |()| Problem::field("/visibility", "picture-visibility-wrong");
    if text.is_empty() { Ok(Visibility::Public) } else { text.parse().map_err(wrong) }
}

/// Everything is checked before the throng is made, so that a wrong row leaves no empty throng behind. Gives how many rows it has
/// too.
async fn gathered(app: &App, visitor: &Visitor, form: &GatherForm) -> Result<(Throng, usize), Problem> {
    let asked = gather::Asked {
        objective: form.objective.clone(),
        about: about_of(&form.about),
        deadline: rfc3339(form.deadline()?),
        decide_until: None,
        template: form.template.clone(),
        visibility: visibility_of(&form.visibility)?,
    };
    let new = activity_of(app, &visitor.reader.words, form).await?;
    new.clone().valid()?;
    if !has_rows(form) {
        let (gathered, first) = gather::gather_once(app, visitor, asked, form.key.clone()).await?;
        if first {
            gather::add_activity(app, visitor, &gathered.value.slug, new).await?;
        }
        return Ok((gathered.value, 0));
    }
    let table = Table::of(form).ok_or_else(preview::no_rows)?;
    let count = preview::read(&table, form)?.items.len();
    if table.guessed {
        return Err(Problem::field("/items", "gather-guessed-once").with("columns", table.shown()));
    }
    let personal = table.personal();
    if personal != form.heeded {
        return Err(Problem::field("/items", "gather-personal-once").with("columns", personal));
    }
    let (gathered, first) = gather::gather_once(app, visitor, asked, form.key.clone()).await?;
    let throng = gathered.value;
    if first {
        let activity = gather::add_activity(app, visitor, &throng.slug, new).await?;
        let rows = bytes::Bytes::copy_from_slice(&table.rows);
        upload::take(app, visitor, activity.id, rows, false, table.columns()).await?;
    }
    Ok((throng, count))
}

/// Whether throngs of this kind work on the host's rows.
fn has_rows(form: &GatherForm) -> bool {
    !matches!(form.template.as_str(), "remix" | "decide")
}

/// What the crowd is given to do.
async fn activity_of(app: &App, t: &Words, form: &GatherForm) -> Result<activity::Asked, Problem> {
    let kind = if form.template == "check" { "label" } else { form.template.as_str() };
    let mut new = activity::Asked { kind: kind.to_owned(), ..activity::Asked::default() };
    match kind {
        "do" => {}
        "remix" => {
            let story = about(app, t, form).await?;
            let own = form.about.strip_prefix("picture:");
            let picture = own.or_else(|| story.as_ref().and_then(Pointed::picture_id));
            let picture = picture.ok_or_else(|| Problem::field("/about", "gather-remix-picture"))?;
            new.picture = Some(picture.to_owned());
            new.brief = Some(form.objective.clone());
        }
        "decide" => {
            new.question = Some(preview::question(form));
            new.options = Some(form.choices());
            new.rule = Some(form.rule.clone());
            new.voters = Some(form.voters.clone());
        }
        _ => {
            new.question = Some(preview::question(form));
            new.target_confidence = form.target_confidence.parse().ok();
        }
    }
    Ok(new)
}

/// `story:ID`, `picture:ID` and `incident:ID` name a thing here; anything else is the address of a page.
fn about_of(text: &str) -> AboutAsked {
    match text.split_once(':') {
        Some((kind @ ("story" | "picture" | "incident"), id)) => {
            AboutAsked { kind: Some(kind.to_owned()), id: Some(id.to_owned()), url: None }
        }
        _ => AboutAsked { kind: None, id: None, url: Some(text.trim().to_owned()) },
    }
}

/// The story or picture that it is about, if everybody may see it; a page elsewhere stays in its field.
async fn about(app: &App, t: &Words, form: &GatherForm) -> Result<Option<Pointed>, Problem> {
    match valid_about(&about_of(&form.about)) {
        Ok(about) if !form.about.contains("//") => {
            pointed::find(&mut *app.db.reader().acquire().await?, t, &about).await
        }
        _ => Ok(None),
    }
}

async fn draw(app: &App, t: &Words, mut form: GatherForm, wrong: String) -> Result<Response, Problem> {
    form.ask_of_claims(t);
    let about = about(app, t, &form).await?;
    let remixable = about.as_ref().is_some_and(|about| about.picture.is_some());
    if form.template == "remix" && !remixable {
        form.template = "label".into();
    }
    let (looked, words) = (form.clone(), t.clone());
    let rows = tokio::task::spawn_blocking(move || preview::look(&words, &looked))
        .await
        .map_err(Problem::internal)?;
    let target = form.target_confidence.parse().unwrap_or(0.95);
    page(&GatherPage {
        l: app.layout(t, Nav::Throngs, t.say("gather-title")),
        about,
        remixable,
        claim_question: t.say("gather-check-question"),
        claim_choices: t.say("gather-check-choices"),
        wrong,
        sureness: SURENESS.into_iter().map(|value| sureness(t, value, &form.target_confidence)).collect(),
        choices: form.choices(),
        cost: cost::sentence(t, rows.as_ref().and_then(|rows| rows.count), target),
        first_text: rows.as_ref().map_or_else(String::new, |rows| rows.first_text.clone()),
        rows,
        form,
    })
}

fn sureness(t: &Words, value: &'static str, chosen: &str) -> Sureness {
    let percent = sentences::percent(value.parse().unwrap_or_default());
    Sureness {
        value,
        text: t.say_with("gather-percent", &[("percent", percent.into())]),
        chosen: value == chosen,
    }
}
