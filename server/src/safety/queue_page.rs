//! The queue as a page: one tap does it, without a script.

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
use crate::people::{Act, Visitor, Whose, names};
use crate::safety::act_form::ActForm;
use crate::safety::flag_pages::reason_words;
use crate::safety::log_page::{Line, kind_word, worded};
use crate::safety::queue::{self, Waiting};
use crate::safety::{About, acts, log};
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// Things on one page; the next ones come up as these are done.
const SHOWN: i64 = 30;
/// Lines of the log beside them.
const RECENT: i64 = 12;

/// `/moderation/queue` and its form.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(act))
}

#[derive(Template)]
#[template(path = "safety/queue.html")]
struct QueuePage {
    l: Layout,
    queue: Vec<Card>,
    recent: Vec<Line>,
    /// The form just refused, if what it was about does not wait here.
    refused: Option<String>,
}

/// A form that is shown again.
struct Refused {
    id: String,
    reason: String,
    sentence: String,
}

/// Something that waits.
struct Card {
    id: String,
    kind: String,
    title: String,
    href: String,
    by: String,
    at: Moment,
    text: String,
    picture: Option<String>,
    reasons: Vec<String>,
    form: ActForm,
}

fn card(words: &Words, waiting: Waiting) -> Card {
    let (about, found) = (waiting.about, waiting.found);
    let by = waiting.person.map(|person| names::shown(&person.name, words)).unwrap_or_default();
    let reason = |reason: &str, detail: &str| match detail {
        "" => reason_words(words, reason),
        detail => format!("{}: {detail}", reason_words(words, reason)),
    };
    Card {
        id: about.id().to_string(),
        kind: kind_word(words, about.kind()),
        title: match &found {
            None => by.clone(),
            Some(found) if found.title.is_empty() => words.say("queue-place"),
            Some(found) => found.title.clone(),
        },
        href: found.as_ref().map(|found| found.href.clone()).unwrap_or_default(),
        by,
        at: Moment::full(words, Timestamp::from_millisecond(about.id().made_at()).unwrap_or_default()),
        text: found.as_ref().map(|found| found.excerpt.clone()).unwrap_or_default(),
        form: ActForm::new(words, about, found.as_ref().map(|found| found.standing)),
        picture: found.and_then(|found| found.picture),
        reasons: waiting.flags.iter().map(|flag| reason(&flag.reason, &flag.detail)).collect(),
    }
}

async fn drawn(app: &App, visitor: &Visitor, refused: Option<Refused>) -> Result<Response, Problem> {
    visitor.allowed(Act::SeeQueue, Whose::Other)?;
    let words = &visitor.reader.words;
    let mut snapshot = app.db.snapshot().await?;
    let waiting = queue::waiting(&mut snapshot, None, SHOWN).await?;
    let recent = log::list(&mut snapshot, words, None, RECENT).await?;
    let mut queue: Vec<_> = waiting.into_iter().map(|waiting| card(words, waiting)).collect();
    page(&QueuePage {
        l: app.layout(words, Nav::Elsewhere, words.say("queue-title")),
        refused: refused.and_then(|refused| again(&mut queue, refused)),
        queue,
        recent: recent.iter().map(|entry| worded(words, entry)).collect(),
    })
}

/// Puts what was refused back into its form; gives the sentence where that form is not here.
fn again(queue: &mut [Card], refused: Refused) -> Option<String> {
    match queue.iter_mut().find(|card| card.id == refused.id) {
        Some(card) => {
            card.form.reason = refused.reason;
            card.form.wrong = Some(refused.sentence);
            None
        }
        None => Some(refused.sentence),
    }
}

/// What waits, oldest first; for moderators.
#[utoipa::path(get, path = "/moderation/queue", tag = "safety", responses((status = 200), (status = 401), (status = 403)))]
async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    drawn(&app, &visitor, None).await
}

/// The form's fields, as a browser sends them.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = ActForm)]
struct Fields {
    kind: String,
    id: String,
    reason: String,
    act: String,
}

/// Does what a button says and goes back to the queue.
#[utoipa::path(post, path = "/moderation/acts", tag = "safety", request_body(content = Fields, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 401), (status = 403), (status = 422)))]
async fn act(
    State(app): State<App>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let about = About { kind: fields.kind, id: fields.id.clone() };
    let asked = acts::Asked { act: fields.act, about, reason: fields.reason.clone(), until: None };
    match acts::act(&app, &visitor, asked).await {
        Ok(_) => Ok(see_other("/moderation/queue")),
        Err(problem) if problem.fields.is_empty() => Err(problem),
        Err(problem) => {
            let sentence = problem.detail(&visitor.reader.words);
            let refused = Refused { id: fields.id, reason: fields.reason, sentence };
            Ok((problem.status, drawn(&app, &visitor, Some(refused)).await?).into_response())
        }
    }
}
