//! What a throng ended with: the statement, the figures, the answers, who did it, and the files.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use sqlx::{AnyConnection, Row};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::charts::credit_dots;
use crate::layout::{Layout, Moment, Nav};
use crate::people::Visitor;
use crate::throngs::activity::{self, Activity};
use crate::throngs::api::outcome::file;
use crate::throngs::credits::Credit;
use crate::throngs::export::Format;
use crate::throngs::gather::seen;
use crate::throngs::kinds::Terms;
use crate::throngs::known;
use crate::throngs::outcome::{self, Outcome};
use crate::throngs::pages::deeds::{self, Deeds};
use crate::throngs::pages::sentences::{lasted, paragraphs, percent, stamp};
use crate::throngs::pages::tables::{self, ResultRow};
use crate::throngs::pages::tally::{self, Decided};
use crate::throngs::pages::wall::{self, Wall};
use crate::throngs::roles;
use crate::throngs::throng::{About, Throng};
use crate::web::text::segment;

/// How many people each item would have been shown to, were answers only counted.
const ASKED_EACH: i64 = 5;
/// People named below the dots.
const NAMED: usize = 8;

/// The files of an outcome.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(csv)).routes(routes!(ndjson)).routes(routes!(json))
}

/// A number with its words.
pub struct Figure {
    /// The number.
    pub number: String,
    /// What it counts.
    pub words: String,
}

impl Figure {
    /// A number and its words.
    pub const fn new(number: String, words: String) -> Self {
        Self { number, words }
    }
}

struct File {
    href: String,
    title: String,
    words: String,
}

struct Update {
    id: String,
    at: Moment,
    body: Vec<String>,
}

#[derive(Template)]
#[template(path = "throngs/outcome.html")]
struct OutcomePage {
    l: Layout,
    id: String,
    slug: String,
    ended: Moment,
    by: String,
    state: String,
    statement: Vec<String>,
    figures: Vec<Figure>,
    decided: Vec<Decided>,
    walls: Vec<Wall>,
    deeds: Vec<Deeds>,
    rows: Vec<ResultRow>,
    next: Option<i64>,
    disputed: u64,
    people: String,
    credit_dots: String,
    named: String,
    updates: Vec<Update>,
    files: Vec<File>,
    method: String,
    again: String,
    /// Who may manage it.
    hosts: String,
}

/// The page, the same for everybody who sees the throng; `after` is where its answers go on.
///
/// # Errors
/// When the database does not answer.
pub async fn html(
    app: &App,
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
    after: Option<i64>,
) -> Result<String, Problem> {
    // Between the end and the freezing, a moment later, the counts stand as they are.
    let found = outcome::find(conn, throng).await?;
    let activities = activity::of_throng(conn, throng.id).await?;
    let activity = activities.iter().find(|activity| activity.is_label() && activity.items > 0);
    let (mut rows, mut next, mut disputed) = (Vec::new(), None, 0);
    if let Some(activity) = activity {
        (rows, next) = tables::agreed(conn, t, activity, after.unwrap_or(-1)).await?;
        disputed = tables::disputed_count(conn, activity).await?;
    }
    let credits: &[Credit] = found.as_ref().map_or(&[], |outcome| &outcome.credits);
    let settled: Vec<f64> = credits.iter().map(|credit| credit.share).collect();
    let people: Vec<String> = credits.iter().map(|credit| credit.person.to_string()).collect();
    let page = OutcomePage {
        l: app.layout(t, Nav::Throngs, throng.objective.clone()),
        id: throng.id.to_string(),
        slug: throng.slug.clone(),
        ended: Moment::full(t, stamp(throng.ended_at.unwrap_or(throng.deadline))),
        by: throng.coordinator_name.clone(),
        state: found.as_ref().map_or_else(String::new, |outcome| reached(t, &outcome.state)),
        statement: paragraphs(throng.statement.as_deref().unwrap_or_default()),
        figures: match activity {
            Some(activity) => figures(conn, t, throng, activity, found.as_ref()).await?,
            None => Vec::new(),
        },
        decided: tally::decided(app, conn, t, throng).await?,
        walls: wall::walls(conn, t, throng).await?,
        deeds: deeds::all(conn, t, throng, app.clock.now()).await?,
        rows,
        next,
        disputed,
        people: people.join(" "),
        credit_dots: credit_dots(&settled),
        named: named(t, credits),
        updates: updates(conn, t, throng).await?,
        files: files(t, throng, &activities),
        method: activity.map_or_else(String::new, |activity| method(t, activity)),
        again: again(throng),
        hosts: roles::hosts(conn, throng).await?,
    };
    page.render().map_err(Problem::internal)
}

/// The form that gathers such a throng once more.
fn again(throng: &Throng) -> String {
    let about = match &throng.about {
        About::Picture(id) => format!("picture:{id}"),
        About::Story(id) => format!("story:{id}"),
        About::Incident(id) => format!("incident:{id}"),
        About::Link(url) => url.clone(),
    };
    let query =
        [("about", about.as_str()), ("template", throng.template.word()), ("objective", &throng.objective)];
    let pairs = query.map(|(name, value)| format!("{name}={}", segment(value)));
    format!("/gather?{}", pairs.join("&"))
}

fn reached(t: &Words, state: &str) -> String {
    match state {
        "reached" => t.say("outcome-reached"),
        "partly" => t.say("outcome-partly"),
        _ => t.say("outcome-not-reached"),
    }
}

fn method(t: &Words, activity: &Activity) -> String {
    let target = percent(activity.target);
    t.say_with("outcome-method-exact", &[("percent", target.into()), ("most", activity.max_answers.into())])
}

async fn figures(
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
    activity: &Activity,
    outcome: Option<&Outcome>,
) -> Result<Vec<Figure>, Problem> {
    let (done, total) = (throng.progress.done, throng.progress.total);
    let answers = outcome.and_then(|outcome| outcome.figures["answers"].as_i64()).unwrap_or(activity.answers);
    let count = |count: i64| t.number(u64::try_from(count).unwrap_or(0));
    let target = percent(activity.target);
    // What the host knew beforehand nobody had to be asked.
    let asked = done - known::count(conn, activity.id).await?;
    let agreed = t.say_with("outcome-figure-agreed", &[("items", done.into()), ("percent", target.into())]);
    let open = t.say_with("outcome-figure-open", &[("items", (total - done).into())]);
    let mut figures = vec![
        Figure::new(count(done), agreed),
        Figure::new(count(answers), answers_words(t, answers, asked)),
        Figure::new(count(total - done), open),
    ];
    let row = sqlx::query("SELECT MIN(at) AS first, MAX(at) AS last FROM answers WHERE activity = $1")
        .bind(activity.id.to_string())
        .fetch_one(conn)
        .await?;
    if let (Some(first), Some(last)) =
        (row.try_get::<Option<i64>, _>("first")?, row.try_get::<Option<i64>, _>("last")?)
    {
        figures.push(Figure::new(lasted(t, last - first), t.say("outcome-figure-time")));
    }
    Ok(figures)
}

/// How many answers it took, and how much less that is than putting each of the `asked` items to a fixed number of people.
fn answers_words(t: &Words, answers: i64, asked: i64) -> String {
    let fixed = asked * ASKED_EACH;
    if answers == 0 || answers >= fixed {
        return t.say_with("outcome-figure-answers-plain", &[("answers", answers.into())]);
    }
    let saved = (fixed - answers) * 100 / fixed;
    t.say_with("outcome-figure-answers", &[("percent", saved.into()), ("each", ASKED_EACH.into())])
}

fn named(t: &Words, credits: &[Credit]) -> String {
    let names: Vec<_> =
        credits.iter().filter(|credit| !credit.name.is_empty()).map(|credit| credit.name.as_str()).collect();
    let first = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let others = credits.len().saturating_sub(names.len().min(NAMED));
    t.say_with("outcome-named", &[("names", first.into()), ("others", others.into())])
}

async fn updates(conn: &mut AnyConnection, t: &Words, throng: &Throng) -> Result<Vec<Update>, Problem> {
    let found = outcome::updates(conn, throng.id).await?;
    let text = |update: &serde_json::Value, name: &str| update[name].as_str().unwrap_or_default().to_owned();
    let update = |update: &serde_json::Value| Update {
        id: format!("update-{}", text(update, "id")),
        at: Moment::full(t, text(update, "at").parse().unwrap_or_default()),
        body: paragraphs(&text(update, "body")),
    };
    Ok(found.iter().map(update).collect())
}

/// The files of each activity that has rows, named where there are several, and the whole as the API gives it.
fn files(t: &Words, throng: &Throng, activities: &[Activity]) -> Vec<File> {
    let file = |ending: &str, query: String, words: String| File {
        href: format!("/t/{}/outcome.{ending}{query}", throng.slug),
        title: format!("outcome.{ending}"),
        words,
    };
    let has_rows = |activity: &&Activity| activity.items > 0 && !matches!(activity.terms, Terms::Decide(_));
    let with_rows: Vec<_> = activities.iter().filter(has_rows).collect();
    let mut files = Vec::new();
    for activity in &with_rows {
        let (query, name) = if with_rows.len() > 1 {
            let name = activity.title.as_ref().unwrap_or(&activity.question.text);
            (format!("?activity={}", activity.id), format!("{name}: "))
        } else {
            Default::default()
        };
        files.push(file("csv", query.clone(), format!("{name}{}", t.say("outcome-take-csv"))));
        files.push(file("ndjson", query, format!("{name}{}", t.say("outcome-take-ndjson"))));
    }
    let decisions = activities.iter().filter(|activity| matches!(activity.terms, Terms::Decide(_)));
    for activity in decisions.filter(|activity| activity.closed_at.is_some()) {
        let tally = |path: &str, words: &str| File {
            href: format!("/api/v1/activities/{}/{path}", activity.id),
            title: t.say(words),
            words: activity.question.text.clone(),
        };
        files.extend([tally("tally", "outcome-take-tally"), tally("ballots", "outcome-take-ballots")]);
    }
    files.push(file("json", String::new(), t.say("outcome-take-json")));
    files
}

/// Which activity a file is of; without it the first that has rows.
#[derive(Debug, Default, Deserialize)]
struct Of {
    activity: Option<String>,
}

/// The host's own rows with the answers, as CSV.
#[utoipa::path(get, path = "/t/{slug}/outcome.csv", tag = "throngs", params(("slug" = String, Path)), responses((status = 200, content_type = "text/csv"), (status = 404)))]
async fn csv(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    file(&app, &visitor, &slug, Format::Csv, of.activity.as_deref()).await
}

/// The host's own rows with the answers, one JSON object a line.
#[utoipa::path(get, path = "/t/{slug}/outcome.ndjson", tag = "throngs", params(("slug" = String, Path)), responses((status = 200, content_type = "application/x-ndjson"), (status = 404)))]
async fn ndjson(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    file(&app, &visitor, &slug, Format::Ndjson, of.activity.as_deref()).await
}

/// The whole outcome, as the API gives it.
#[utoipa::path(get, path = "/t/{slug}/outcome.json", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn json(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    let found = outcome::find(&mut conn, &throng).await?.ok_or(Problem::not_found("throng-not-over"))?;
    let method = visitor.reader.words.say("outcome-method");
    Ok(axum::Json(outcome::json(&mut conn, &throng, &found, &method).await?).into_response())
}
