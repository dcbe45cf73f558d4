//! *Something is wrong with this* as a page, and what became of a report.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::{Act, Visitor, Whose};
use crate::safety::act_form::ActForm;
use crate::safety::flags::{self, MAX_DETAIL};
use crate::safety::log_page::act_word;
use crate::safety::{About, Subject, reach};
use crate::things::Standing;
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// `/flags` and `/flags/{receipt}`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(form, send)).routes(routes!(receipt))
}

/// The reasons that the page offers; others may be given by programs.
const REASONS: [&str; 6] = ["private", "hurtful", "illegal", "rights", "spam", "other"];

/// A reason in words: the page's own by their message, others as they were written.
pub(super) fn reason_words(words: &Words, reason: &str) -> String {
    if REASONS.contains(&reason) { words.say(&format!("flag-reason-{reason}")) } else { reason.to_owned() }
}

#[derive(Template)]
#[template(path = "safety/flag.html")]
struct FlagPage {
    l: Layout,
    about: About,
    reasons: Vec<Reason>,
    detail: String,
    wrong: Option<String>,
    max: usize,
    /// What a moderator can do about it at once.
    moderate: Option<ActForm>,
}

/// One reason to choose.
struct Reason {
    name: &'static str,
    word: String,
    chosen: bool,
}

/// The form's fields, as a browser sends them.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = FlagForm)]
struct Fields {
    kind: String,
    id: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    detail: String,
}

async fn drawn(
    app: &App,
    visitor: &Visitor,
    about: About,
    reason: &str,
    detail: String,
    wrong: Option<String>,
) -> Result<Response, Problem> {
    let words = &visitor.reader.words;
    let moderate = moderate(app, visitor, about.subject()?).await?;
    let option =
        |name: &'static str| Reason { name, word: reason_words(words, name), chosen: name == reason };
    let l = app.layout(words, Nav::Elsewhere, words.say("layout-wrong"));
    page(&FlagPage {
        l,
        about,
        reasons: REASONS.map(option).into(),
        detail,
        wrong,
        max: MAX_DETAIL,
        moderate,
    })
}

/// The moderator's buttons, for whoever may press them, about what is there.
async fn moderate(app: &App, visitor: &Visitor, about: Subject) -> Result<Option<ActForm>, Problem> {
    if visitor.allowed(Act::Moderate, Whose::Other).is_err() {
        return Ok(None);
    }
    let words = &visitor.reader.words;
    let Subject::Thing(thing) = about else { return Ok(Some(ActForm::new(words, about, None))) };
    let mut conn = app.db.reader().acquire().await?;
    let found = reach::find(&mut conn, thing).await?;
    let there = found.filter(|found| !matches!(found.standing, Standing::Withdrawn | Standing::Purged));
    Ok(there.map(|found| ActForm::new(words, about, Some(found.standing))))
}

/// The form about one thing.
#[utoipa::path(get, path = "/flags", tag = "safety", params(("kind" = String, Query), ("id" = String, Query)), responses((status = 200), (status = 404)))]
async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Query(about): Query<About>,
) -> Result<Response, Problem> {
    drawn(&app, &visitor, about, "", String::new(), None).await
}

/// Takes the report and shows its receipt.
#[utoipa::path(post, path = "/flags", tag = "safety", request_body(content = Fields, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 404), (status = 422)))]
async fn send(
    State(app): State<App>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let about = About { kind: fields.kind, id: fields.id };
    let asked = flags::Asked {
        about: about.clone(),
        reason: fields.reason.clone(),
        detail: Some(fields.detail.clone()),
    };
    match flags::report(&app, &visitor, asked).await {
        Ok(receipt) => Ok(see_other(&format!("/flags/{receipt}"))),
        Err(problem) if problem.fields.is_empty() => Err(problem),
        Err(problem) => {
            let words = &visitor.reader.words;
            let wrong = Some(problem.detail(words));
            let shown = drawn(&app, &visitor, about, &fields.reason, fields.detail, wrong).await?;
            Ok((problem.status, shown).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "safety/receipt.html")]
struct ReceiptPage {
    l: Layout,
    reason: String,
    at: Moment,
    outcome: Option<String>,
    back: Option<String>,
}

/// What became of a report; whoever has the receipt may read it.
#[utoipa::path(get, path = "/flags/{receipt}", tag = "safety", params(("receipt" = String, Path)), responses((status = 200), (status = 404)))]
async fn receipt(
    State(app): State<App>,
    visitor: Visitor,
    Path(receipt): Path<String>,
) -> Result<Response, Problem> {
    let words = &visitor.reader.words;
    let mut conn = app.db.reader().acquire().await?;
    let flag = flags::find(&mut conn, &receipt).await?;
    let back = match flag.about {
        Subject::Thing(thing) => reach::find(&mut conn, thing).await?.map(|found| found.href),
        Subject::Person(_) => None,
    };
    page(&ReceiptPage {
        l: app.layout(words, Nav::Elsewhere, words.say("flag-thanks")),
        reason: reason_words(words, &flag.reason),
        at: Moment::full(words, Timestamp::from_millisecond(flag.at).unwrap_or_default()),
        outcome: flag.outcome.map(|act| act_word(words, &act)),
        back,
    })
}
