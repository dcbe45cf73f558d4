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
use crate::safety::flag_pages::reason_words;
use crate::safety::log_page::{Line, kind_word, worded};
use crate::safety::queue::{self, Waiting};
use crate::safety::{About, acts, log};
use crate::things::Kind;
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
    /// What was wrong with the form just sent, about which thing, and the reason as typed.
    refused: Option<Refused>,
}

/// A form that is shown again.
struct Refused {
    id: String,
    reason: String,
    sentence: String,
}

impl QueuePage {
    /// The form about `id`, if it is the one to show again.
    fn again(&self, id: &str) -> Option<&Refused> {
        self.refused.as_ref().filter(|refused| refused.id == id)
    }
}

/// Something that waits.
struct Card {
    id: String,
    kind_name: &'static str,
    kind: String,
    title: String,
    href: String,
    by: String,
    at: Moment,
    text: String,
    picture: Option<String>,
    reasons: Vec<String>,
    /// The acts on offer: their words and what the buttons say.
    acts: Vec<(&'static str, String)>,
}

/// Acts on things, persons, and what only pictures know.
const ON_THINGS: [(&str, &str); 6] = [
    ("let_through", "queue-let-through"),
    ("hide", "queue-hide"),
    ("purge", "queue-purge"),
    ("lock", "queue-lock"),
    ("time_out", "queue-time-out"),
    ("ban", "queue-ban"),
];
const ON_PICTURES: (&str, &str) = ("block", "queue-block");
const ON_PERSONS: [(&str, &str); 4] = [
    ("show", "queue-leave"),
    ("purge", "queue-rename"),
    ("time_out", "queue-time-out"),
    ("ban", "queue-ban"),
];

fn card(words: &Words, waiting: Waiting) -> Card {
    let (about, found) = (waiting.about, waiting.found);
    let by = waiting.person.map(|person| names::shown(&person.name, words)).unwrap_or_default();
    let mut on_offer = if found.is_some() { ON_THINGS.to_vec() } else { ON_PERSONS.to_vec() };
    if about.kind() == Kind::Picture.word() {
        on_offer.push(ON_PICTURES);
    }
    let reason = |reason: &str, detail: &str| match detail {
        "" => reason_words(words, reason),
        detail => format!("{}: {detail}", reason_words(words, reason)),
    };
    Card {
        id: about.id().to_string(),
        kind_name: about.kind(),
        kind: kind_word(words, about.kind()),
        title: found.as_ref().map_or_else(|| by.clone(), |found| found.title.clone()),
        href: found.as_ref().map(|found| found.href.clone()).unwrap_or_default(),
        by,
        at: Moment::full(words, Timestamp::from_millisecond(about.id().made_at()).unwrap_or_default()),
        text: found.as_ref().map(|found| found.excerpt.clone()).unwrap_or_default(),
        picture: found.and_then(|found| found.picture),
        reasons: waiting.flags.iter().map(|flag| reason(&flag.reason, &flag.detail)).collect(),
        acts: on_offer.into_iter().map(|(act, id)| (act, words.say(id))).collect(),
    }
}

async fn drawn(app: &App, visitor: &Visitor, refused: Option<Refused>) -> Result<Response, Problem> {
    visitor.allowed(Act::SeeQueue, Whose::Other)?;
    let words = &visitor.reader.words;
    let mut snapshot = app.db.snapshot().await?;
    let waiting = queue::waiting(&mut snapshot, None, SHOWN).await?;
    let recent = log::list(&mut snapshot, words, None, RECENT).await?;
    page(&QueuePage {
        l: app.layout(words, Nav::Elsewhere, words.say("queue-title")),
        queue: waiting.into_iter().map(|waiting| card(words, waiting)).collect(),
        recent: recent.iter().map(|entry| worded(words, entry)).collect(),
        refused,
    })
}

/// What waits, oldest first; for moderators.
#[utoipa::path(get, path = "/moderation/queue", tag = "safety", responses((status = 200), (status = 401), (status = 403)))]
async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    drawn(&app, &visitor, None).await
}

/// The form's fields, as a browser sends them.
#[derive(Deserialize, utoipa::ToSchema)]
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
