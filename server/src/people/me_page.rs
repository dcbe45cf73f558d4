//! One's own page: name, export, erasing, signing out; and the way in for whoever has no session yet.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::{Visitor, api, erase, export, own};
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// `/me` and its forms.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(guest))
        .routes(routes!(name))
        .routes(routes!(sign_out))
        .routes(routes!(take_out))
        .routes(routes!(erase_me))
}

#[derive(Template)]
#[template(path = "people/me.html")]
struct MePage {
    l: Layout,
    role: String,
    acts: Vec<Did>,
    /// As it stands in the field: what was typed, if it was wrong.
    name: String,
    name_wrong: String,
}

/// Something one did.
struct Did {
    href: String,
    text: String,
    at: Moment,
}

#[derive(Template)]
#[template(path = "people/come_in.html")]
struct ComeInPage {
    l: Layout,
    name: String,
    name_wrong: String,
}

/// The page with `name` in its field, or the way in.
async fn drawn(
    app: &App,
    visitor: &Visitor,
    name: Option<String>,
    name_wrong: String,
) -> Result<Response, Problem> {
    let words = &visitor.reader.words;
    let Some(person) = visitor.person() else {
        let l = app.layout(words, Nav::Elsewhere, words.say("me-come-in"));
        return page(&ComeInPage { l, name: name.unwrap_or_default(), name_wrong });
    };
    let did = own::did(&mut *app.db.reader().acquire().await?, person.id, words).await?;
    page(&MePage {
        l: app.layout(words, Nav::Elsewhere, person.name.clone()),
        role: words.say(&format!("layout-role-{}", person.role)),
        acts: did.into_iter().map(|did| shown(words, did)).collect(),
        name: name.unwrap_or_else(|| person.name.clone()),
        name_wrong,
    })
}

fn shown(words: &Words, did: own::Did) -> Did {
    let at = Moment::full(words, Timestamp::from_millisecond(did.at).unwrap_or_default());
    Did { href: did.href, text: did.text, at }
}

/// A wrong name is shown again with what is wrong with it; anything else is a page of its own.
async fn redrawn(app: &App, visitor: &Visitor, name: String, problem: Problem) -> Result<Response, Problem> {
    if problem.fields.is_empty() {
        return Err(problem);
    }
    let sentence = problem.detail(&visitor.reader.words);
    Ok((problem.status, drawn(app, visitor, Some(name), sentence).await?).into_response())
}

/// A name, as a form sends it.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NameForm)]
struct Name {
    name: String,
}

/// One's own page; without a session, the way in.
#[utoipa::path(get, path = "/me", tag = "people", responses((status = 200)))]
async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    drawn(&app, &visitor, None, String::new()).await
}

/// Makes a guest of whoever has no session; an empty name gets a friendly one.
#[utoipa::path(post, path = "/me/guest", tag = "people", request_body(content = Name, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 422)))]
async fn guest(
    State(app): State<App>,
    visitor: Visitor,
    Form(asked): Form<Name>,
) -> Result<Response, Problem> {
    if visitor.person().is_some() {
        return Ok(see_other("/me"));
    }
    let wished = Some(asked.name.clone()).filter(|name| !name.trim().is_empty());
    match api::be_a_guest(&app, &visitor, wished).await {
        Ok(actor) => Ok(actor.sign_in(see_other("/me"))),
        Err(problem) => redrawn(&app, &visitor, asked.name, problem).await,
    }
}

/// Changes one's name.
#[utoipa::path(post, path = "/me/name", tag = "people", request_body(content = Name, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 401), (status = 422)))]
async fn name(
    State(app): State<App>,
    visitor: Visitor,
    Form(asked): Form<Name>,
) -> Result<Response, Problem> {
    match api::rename_to(&app, &visitor, &asked.name).await {
        Ok(_) => Ok(see_other("/me")),
        Err(problem) => redrawn(&app, &visitor, asked.name, problem).await,
    }
}

/// Ends this session.
#[utoipa::path(post, path = "/me/sign-out", tag = "people", responses((status = 303)))]
async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    api::end_session(&app, visitor).await?;
    Ok(api::signed_out(see_other("/me")))
}

/// Everything that is one's own, as one archive.
#[utoipa::path(get, path = "/me/export", tag = "people", responses((status = 200, content_type = "application/x-tar"), (status = 401)))]
async fn take_out(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    export::archive(&app, &visitor).await
}

/// Erases oneself for good.
#[utoipa::path(post, path = "/me/erase", tag = "people", responses((status = 303), (status = 401)))]
async fn erase_me(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    erase::erase(&app, &visitor).await?;
    Ok(api::signed_out(see_other("/me")))
}
