//! The ballot: its form, for everybody and for one voter, and voting without JavaScript.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ballots::{Ballot, Rule};
use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde_json::{Value, json};
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav, Shown};
use crate::people::Visitor;
use crate::pictures;
use crate::remixes;
use crate::throngs::activity::{self, Activity};
use crate::throngs::decide::{Decision, cast, closes_at, is_open};
use crate::throngs::gather::seen;
use crate::throngs::pages::sentences::stamp;
use crate::throngs::throng::Throng;
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// `/t/{slug}/ballot`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, vote))
}

/// An open ballot; drawn by `throngs/ballot.html`.
pub struct Voting {
    /// The activity's id.
    pub activity: Id,
    /// The throng's address.
    pub slug: String,
    /// The question.
    pub question: String,
    /// Who may vote.
    pub voters: String,
    /// When it closes.
    pub until: Moment,
    /// `approval`, `score` or `schulze`.
    pub rule: &'static str,
    /// How to fill it in.
    pub how: String,
    /// The options, in an order of this page's own.
    pub options: Vec<Choice>,
    /// Whether pictures are chosen from.
    pub pictures: bool,
    /// Whether it is filled in for one voter.
    pub own: bool,
    /// The receipt of this voter's ballot; empty on pages that are the same for everybody.
    pub receipt: String,
}

/// An option as it stands on a ballot.
pub struct Choice {
    /// Its number, which is its field's name.
    pub number: usize,
    /// As ballots name it.
    pub name: String,
    /// Its words.
    pub text: String,
    /// The picture that it is.
    pub picture: Option<Shown>,
    /// What this voter gave it: `x` for approval, points or a place; empty for nothing.
    pub given: String,
}

impl Choice {
    /// Whether the field has this value.
    pub fn is(&self, value: &str) -> bool {
        self.given == value
    }
}

/// The first ballot of the throng that is open now, as everybody sees it. Options come in an order drawn anew each time the page is
/// rendered, so that none is first for all.
///
/// # Errors
/// When the database does not answer.
pub async fn open(
    app: &App,
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
) -> Result<Option<Voting>, Problem> {
    let now = app.clock.now();
    for activity in activity::of_throng(conn, throng.id).await? {
        if is_open(&activity, throng, now) {
            return form(conn, t, throng, &activity, seed(&now.to_string()), None).await.map(Some);
        }
    }
    Ok(None)
}

/// A number that a text always gives.
fn seed(text: &str) -> u64 {
    let hash = proofs::leaf_hash(text.as_bytes());
    hash[..8].iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}

async fn form(
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
    activity: &Activity,
    seed: u64,
    own: Option<(Ballot, String)>,
) -> Result<Voting, Problem> {
    let decision = cast::decision(activity)?;
    let is_own = own.is_some();
    let (ballot, receipt) = own.unzip();
    let mut options = choices(conn, t, decision, ballot.as_ref()).await?;
    options.shuffle(&mut StdRng::seed_from_u64(seed));
    let how = match decision.rule {
        Rule::Approval => "ballot-how-approval",
        Rule::Score => "ballot-how-score",
        Rule::Schulze => "ballot-how-rank",
        Rule::Stv => "ballot-how-stv",
    };
    Ok(Voting {
        activity: activity.id,
        slug: throng.slug.clone(),
        question: activity.question.text.clone(),
        voters: t.say(decision.voters.sentences()[0]),
        until: Moment::full(t, stamp(closes_at(throng))),
        rule: decision.rule.word(),
        how: t.say(how),
        pictures: options.iter().any(|option| option.picture.is_some()),
        options,
        own: is_own,
        receipt: receipt.unwrap_or_default(),
    })
}

/// The options with what `ballot` gives them, in their own order.
async fn choices(
    conn: &mut AnyConnection,
    t: &Words,
    decision: &Decision,
    ballot: Option<&Ballot>,
) -> Result<Vec<Choice>, Problem> {
    let named = named(conn, t, decision).await?;
    let choice = |(number, ((text, picture), name)): (usize, ((String, Option<Shown>), &String))| Choice {
        number,
        name: name.clone(),
        text,
        picture,
        given: given(ballot, number),
    };
    Ok(named.into_iter().zip(&decision.options).enumerate().map(choice).collect())
}

/// The words of each option, and its picture where it is one.
///
/// # Errors
/// When the database does not answer.
pub async fn named(
    conn: &mut AnyConnection,
    t: &Words,
    decision: &Decision,
) -> Result<Vec<(String, Option<Shown>)>, Problem> {
    let ids: Vec<Id> = decision.options.iter().filter_map(|option| option.parse().ok()).collect();
    let mut shown = pictures::shown(conn, &ids, t).await?;
    let mut named = Vec::with_capacity(decision.options.len());
    for option in &decision.options {
        let picture = option.parse().ok().and_then(|id: Id| Some((id, shown.remove(&id)?)));
        // By its title alone: whose it is decides nothing.
        let text = match &picture {
            Some((id, _)) => pictures::find(conn, *id).await?.map(|found| remixes::named(found.title, t)),
            None => None,
        };
        named.push((text.unwrap_or_else(|| option.clone()), picture.map(|(_, picture)| picture)));
    }
    Ok(named)
}

fn given(ballot: Option<&Ballot>, number: usize) -> String {
    match ballot {
        None => String::new(),
        Some(Ballot::Approve(approved)) => if approved.contains(&number) { "x" } else { "" }.to_owned(),
        Some(Ballot::Score(points)) => {
            let found = points.iter().find(|(option, _)| *option == number);
            found.map_or_else(String::new, |(_, points)| points.to_string())
        }
        Some(Ballot::Rank(places)) => {
            let found = places.iter().position(|tied| tied.contains(&number));
            found.map_or_else(String::new, |place| (place + 1).to_string())
        }
    }
}

#[derive(Template)]
#[template(path = "throngs/voting.html")]
struct VotingPage {
    l: Layout,
    ballot: Option<Voting>,
    slug: String,
    notice: String,
    bad: bool,
}

/// This voter's own ballot, which may be changed until the close.
#[utoipa::path(get, path = "/t/{slug}/ballot", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    draw(&app, &visitor, &slug, None, None).await
}

/// The page; `kept` is what was filled in and refused with `wrong`.
async fn draw(
    app: &App,
    visitor: &Visitor,
    slug: &str,
    kept: Option<Ballot>,
    wrong: Option<Problem>,
) -> Result<Response, Problem> {
    let t = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, slug).await?;
    let now = app.clock.now();
    let open = activity::of_throng(&mut conn, throng.id).await?.into_iter();
    let open = open.into_iter().find(|activity| is_open(activity, &throng, now));
    let ballot = match &open {
        Some(activity) => {
            let own = match visitor.person() {
                Some(person) => cast::own(&mut conn, activity, person.id).await?,
                None => None,
            };
            // Each voter has an order of their own, and always the same.
            let who = visitor.person().map_or_else(|| now.to_string(), |person| person.id.to_string());
            let own = kept.map(|kept| (kept, String::new())).or(own);
            Some(form(&mut conn, t, &throng, activity, seed(&format!("{} {who}", activity.id)), own).await?)
        }
        None => None,
    };
    let response = page(&VotingPage {
        l: app.layout(t, Nav::Throngs, throng.objective.clone()),
        ballot,
        slug: throng.slug,
        notice: wrong.as_ref().map_or_else(String::new, |problem| problem.detail(t)),
        bad: wrong.is_some(),
    })?;
    Ok((wrong.map_or(StatusCode::OK, |problem| problem.status), response).into_response())
}

/// Casts the ballot, and shows it with its receipt.
#[utoipa::path(post, path = "/t/{slug}/ballot", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 409), (status = 422)))]
async fn vote(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    let activity = activity::of_throng(&mut conn, throng.id).await?.into_iter();
    drop(conn);
    let named = fields.iter().find(|(name, _)| name == "activity").map_or("", |(_, id)| id.as_str());
    let activity = activity.into_iter().find(|activity| activity.id.to_string() == named);
    let activity = activity.ok_or(Problem::not_found("throng-activity-gone"))?;
    let decision = cast::decision(&activity)?;
    // By a program nothing is a ballot too; whoever sends an untouched form pressed too early.
    let is_touched = fields.iter().any(|(name, value)| is_option(name) && !value.trim().is_empty());
    let cast = match is_touched {
        true => cast::cast(&app, &visitor, activity.id, filled_in(decision, &fields)).await,
        false => Err(Problem::field("/", "ballot-untouched")),
    };
    match cast {
        Ok(acted) => Ok(acted.actor.sign_in(see_other(&format!("/t/{}/ballot", throng.slug)))),
        Err(problem) if problem.status.is_client_error() => {
            let kept =
                crate::throngs::decide::choice::from_names(decision, &filled_in(decision, &fields)).ok();
            draw(&app, &visitor, &slug, kept, Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Whether a field is that of an option.
fn is_option(name: &str) -> bool {
    name.strip_prefix('o').is_some_and(|number| number.parse::<usize>().is_ok())
}

/// The ballot that a form's fields are, by the options' names: `o3` is what option 3 got.
fn filled_in(decision: &Decision, fields: &[(String, String)]) -> Value {
    let given = fields.iter().filter_map(|(name, value)| {
        let number: usize = name.strip_prefix('o')?.parse().ok()?;
        Some((decision.options.get(number)?, value.trim())).filter(|(_, value)| !value.is_empty())
    });
    match decision.rule {
        Rule::Approval => json!({"approve": given.map(|(option, _)| option).collect::<Vec<_>>()}),
        Rule::Score => {
            let points = given.map(|(option, value)| {
                (option.clone(), value.parse::<u64>().map_or(json!(value), |points| json!(points)))
            });
            json!({"score": points.collect::<serde_json::Map<_, _>>()})
        }
        Rule::Schulze | Rule::Stv => {
            let mut places: std::collections::BTreeMap<u64, Vec<&String>> = std::collections::BTreeMap::new();
            for (option, value) in given {
                // What is no place comes last, like what is left empty.
                if let Ok(place) = value.parse() {
                    places.entry(place).or_default().push(option);
                }
            }
            json!({"rank": places.into_values().collect::<Vec<_>>()})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::throngs::decide::Voters;

    #[test]
    fn a_form_is_a_ballot() {
        let fields: Vec<_> =
            [("activity", "x"), ("o2", "1"), ("o0", "2"), ("o1", "2"), ("o7", "1"), ("o1x", "1")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec();
        let options = ["tea", "milk", "rum"].map(str::to_owned).to_vec();
        for (rule, ballot) in [
            (Rule::Approval, json!({"approve": ["rum", "tea", "milk"]})),
            (Rule::Score, json!({"score": {"rum": 1, "tea": 2, "milk": 2}})),
            (Rule::Schulze, json!({"rank": [["rum"], ["tea", "milk"]]})),
        ] {
            let decision = Decision { options: options.clone(), rule, voters: Voters::Anyone, seats: 1 };
            assert_eq!(filled_in(&decision, &fields), ballot);
        }
    }
}
