//! What the host does about a decision: make one of a question and options, open its ballot, move its end.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use platform::clock::{DAY, Millis, rfc3339};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::Moment;
use crate::people::Visitor;
use crate::throngs::activity::{self, Activity, Question};
use crate::throngs::change::{self, Asked as ChangeAsked};
use crate::throngs::decide::{closes_at, is_open};
use crate::throngs::gather::{self, seen};
use crate::throngs::kinds::Terms;
use crate::throngs::pages::form::{for_people, instant, local};
use crate::throngs::pages::manage::{Kept, again};
use crate::throngs::pages::sentences::stamp;
use crate::throngs::roles::coordinates;
use crate::throngs::states::State as ThrongState;
use crate::throngs::throng::{Template, Throng};
use crate::web::body::Form;
use crate::web::pages::see_other;

/// `/t/{slug}/deciding` and `/t/{slug}/let-decide`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(open)).routes(routes!(let_decide))
}

/// How the decision stands, for the host's page.
pub struct Deciding {
    /// Whether there is one that is not closed.
    pub some: bool,
    /// Whether its ballot is open now.
    pub open: bool,
    /// When that closes.
    pub closes: Moment,
    /// Whether there are remixes that can become its options.
    pub entries: bool,
    /// Whether the host can make one here.
    pub can_be_made: bool,
    /// What the host wrote of a new one.
    pub new: New,
}

/// The decision of the throng with these activities; `kept` is what the host wrote of a new one and was refused.
pub fn stands(t: &Words, throng: &Throng, all: &[Activity], now: Millis, kept: Option<New>) -> Deciding {
    let some = all.iter().any(is_waiting);
    let entries = !some && all.iter().any(|activity| activity.entries >= 2);
    let until = local(throng.decide_until.unwrap_or(throng.deadline.max(now) + DAY), 0);
    Deciding {
        some,
        open: all.iter().any(|activity| is_open(activity, throng, now)),
        closes: Moment::full(t, stamp(closes_at(throng))),
        entries,
        can_be_made: !some && !entries && throng.state != ThrongState::Ended,
        new: kept.unwrap_or_else(|| New { until, ..New::default() }),
    }
}

/// Whether it is a decision that is not closed.
pub fn is_waiting(activity: &Activity) -> bool {
    matches!(activity.terms, Terms::Decide(_)) && activity.closed_at.is_none()
}

/// When the decision ends, and why then.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Until {
    until: String,
    #[serde(default)]
    offset_minutes: String,
    #[serde(default)]
    reason: String,
}

/// Opens the ballot until then; where it is open already, moves its end.
#[utoipa::path(post, path = "/t/{slug}/deciding", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Until, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(asked): Form<Until>,
) -> Result<Response, Problem> {
    let Some(until) = instant(&asked.until, &asked.offset_minutes) else {
        let problem = Problem::field("/decide_until", "gather-bad-deadline");
        return again(&app, &visitor, &slug, problem, Kept::default()).await;
    };
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    let all = activity::of_throng(&mut conn, throng.id).await?;
    drop(conn);
    let is_open = all.iter().any(|activity| is_open(activity, &throng, app.clock.now()));
    let goes = !is_open && throng.state != ThrongState::Deciding;
    match decided_by(&app, &visitor, &slug, goes, until, asked.reason).await {
        Ok(throng) => Ok(see_other(&format!("/t/{}/manage", throng.slug))),
        Err(problem) => again(&app, &visitor, &slug, for_people(problem), Kept::default()).await,
    }
}

/// Moves the end of the decision, and the throng to deciding if it `goes` there.
async fn decided_by(
    app: &App,
    visitor: &Visitor,
    slug: &str,
    goes: bool,
    until: Millis,
    reason: String,
) -> Result<Throng, Problem> {
    let asked = ChangeAsked {
        state: goes.then_some(ThrongState::Deciding),
        decide_until: Some(rfc3339(until)),
        reason: Some(reason),
        ..ChangeAsked::default()
    };
    change::change(app, visitor, slug, HeaderMap::new(), asked).await
}

/// A new decision as the host's form has it.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct New {
    /// The question.
    #[serde(default)]
    pub question: String,
    /// What to choose from, one a line.
    #[serde(default)]
    pub options: String,
    /// How ballots are counted.
    #[serde(default)]
    pub rule: String,
    /// Who may vote.
    #[serde(default)]
    pub voters: String,
    /// When it closes, as `datetime-local` has it.
    #[serde(default)]
    pub until: String,
    /// Minutes that the host's zone is ahead of UTC; empty without JavaScript.
    #[serde(default)]
    pub offset_minutes: String,
}

/// Makes a decision of a question and its options, and opens the ballot.
#[utoipa::path(post, path = "/t/{slug}/let-decide", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = New, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 409), (status = 422)))]
async fn let_decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(new): Form<New>,
) -> Result<Response, Problem> {
    match made(&app, &visitor, &slug, &new).await {
        Ok(throng) => Ok(see_other(&format!("/t/{}", throng.slug))),
        Err(problem) => {
            let kept = Kept { decision: Some(new), ..Kept::default() };
            again(&app, &visitor, &slug, for_people(problem), kept).await
        }
    }
}

async fn made(app: &App, visitor: &Visitor, slug: &str, new: &New) -> Result<Throng, Problem> {
    let t = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, slug).await?;
    coordinates(&mut conn, visitor, &throng).await?;
    drop(conn);
    // Checked before anything is made: a decision that nobody can open would only be in the way.
    let until = instant(&new.until, &new.offset_minutes)
        .filter(|until| *until > throng.deadline.max(app.clock.now()))
        .ok_or_else(|| Problem::field("/until", "manage-decide-after"))?;
    let options = new.options.lines().map(str::trim).filter(|option| !option.is_empty());
    let text = new.question.trim().to_owned();
    let asked = activity::Asked {
        kind: "decide".into(),
        question: Some(Question { kind: String::new(), text, choices: Vec::new(), help: None }),
        options: Some(options.map(str::to_owned).collect()),
        rule: Some(new.rule.clone()).filter(|rule| !rule.is_empty()),
        voters: Some(new.voters.clone()).filter(|voters| !voters.is_empty()),
        ..activity::Asked::default()
    };
    gather::add_activity(app, visitor, slug, asked).await?;
    let goes = throng.state != ThrongState::Deciding && throng.template != Template::Decide;
    decided_by(app, visitor, slug, goes, until, t.say("manage-decided-reason")).await
}
