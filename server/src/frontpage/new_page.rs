//! `/new`: everything that was put forward, the newest first, and the form to put something forward.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use platform::Id;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::frontpage::lines::{self, Line};
use crate::frontpage::submission;
use crate::frontpage::submit::{self, MAX_HEADLINE};
use crate::layout::{Layout, Nav};
use crate::people::{Reader, Visitor};
use crate::web::body::Form;
use crate::web::pages::{page, ready, see_other};

/// Submissions of one page.
const SHOWN: i64 = 30;
/// Seconds that the page is kept although nothing changes: it shows counts.
const COUNTS: u32 = 5;

/// `/new` and its form.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(put_forward))
}

#[derive(Template)]
#[template(path = "frontpage/new.html")]
struct NewPage {
    l: Layout,
    url: String,
    lines: Vec<Line>,
    earlier: Option<Id>,
    filled: Filled,
    max: usize,
    /// What is wrong, and with which field.
    wrong: Option<(String, String)>,
}

impl NewPage {
    /// What is wrong with this field.
    fn wrong_with(&self, field: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|(pointer, _)| pointer == field).map(|(_, sentence)| sentence.as_str())
    }

    /// What is wrong with the whole of it.
    fn refused(&self) -> Option<&str> {
        self.wrong_with("")
    }
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SubmissionForm)]
struct Filled {
    url: String,
    title: String,
    /// Words with commas between them.
    tags: String,
}

/// Which part, and what the form begins with.
#[derive(Default, Deserialize, utoipa::IntoParams)]
struct Part {
    /// Those before this one.
    before: Option<String>,
    /// The address that the form begins with.
    url: Option<String>,
    /// The headline that it begins with.
    title: Option<String>,
}

/// What was put forward.
#[utoipa::path(get, path = "/new", tag = "frontpage", params(Part), responses((status = 200)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Query(part): Query<Part>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let words = &reader.words;
    let before = part.before.as_deref().and_then(|id| id.parse().ok());
    if before.is_some() || part.url.is_some() || part.title.is_some() {
        let Part { url, title, .. } = part;
        let filled =
            Filled { url: url.unwrap_or_default(), title: title.unwrap_or_default(), tags: String::new() };
        return page(&draw(&app, words, before, filled).await?.0);
    }
    let key = format!("new:{}", words.language());
    let kept = app.hot.page(&key, app.clock.now(), || async {
        let (drawn, topics) = draw(&app, words, None, Filled::default()).await?;
        let html = drawn.render().map_err(Problem::internal)?;
        Ok::<_, Problem>(Rendered { html, topics, shelf: Shelf::Seconds(COUNTS) })
    });
    Ok(ready(&kept.await?, "text/html; charset=utf-8", &headers))
}

async fn draw(
    app: &App,
    words: &Words,
    before: Option<Id>,
    filled: Filled,
) -> Result<(NewPage, Vec<String>), Problem> {
    let mut conn = app.db.snapshot().await?;
    let mut found = submission::newest(&mut conn, before, 0, SHOWN + 1).await?;
    let limit = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let mut topics = vec!["front".to_owned()];
    topics.extend(found.iter().map(|one| format!("person:{}", one.author)));
    let drawn = NewPage {
        l: app.layout(words, Nav::Today, words.say("new-title")),
        url: app.public_url(),
        earlier: found.last().filter(|_| more).map(|last| last.id),
        lines: lines::of_submissions(&mut conn, words, &found, &HashMap::new()).await?,
        filled,
        max: MAX_HEADLINE,
        wrong: None,
    };
    Ok((drawn, topics))
}

/// Puts something forward. The same page again leads to what is there, so a form that is sent twice does no harm.
#[utoipa::path(post, path = "/new/submissions", tag = "frontpage", request_body(content = Filled, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 422)))]
async fn put_forward(
    State(app): State<App>,
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    let tags = filled.tags.split(',').filter(|tag| !tag.trim().is_empty()).map(str::to_owned).collect();
    let asked = submit::Asked { url: filled.url.clone(), title: filled.title.clone(), tags };
    match submit::submit(&app, &visitor, asked).await {
        Ok(done) => {
            let said = if done.value.joined { "joined" } else { "thanks" };
            Ok(done.actor.sign_in(see_other(&format!("{}?own={said}", done.value.submission.href()))))
        }
        Err(problem)
            if problem.status.is_client_error() && problem.status != 401 && problem.status != 403 =>
        {
            let words = &visitor.reader.words;
            let mut drawn = draw(&app, words, None, filled).await?.0;
            let field = problem.fields.first().map(|field| field.pointer.clone()).unwrap_or_default();
            drawn.wrong = Some((field, problem.detail(words)));
            let mut response = page(&drawn)?;
            *response.status_mut() = problem.status;
            Ok(response)
        }
        Err(problem) => Err(problem),
    }
}
