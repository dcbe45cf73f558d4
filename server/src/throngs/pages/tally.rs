//! What a closed decision came to, as people see it: bars, the table behind them, and how to count it again.

use platform::web::Problem;
use platform::words::Words;
use serde_json::Value;
use sqlx::AnyConnection;

use crate::app::App;
use crate::layout::{Moment, Shown};
use crate::throngs::activity;
use crate::throngs::decide::{cast, record};
use crate::throngs::kinds::Terms;
use crate::throngs::pages::ballot;
use crate::throngs::throng::Throng;

/// A decision's result; drawn by `throngs/tally.html`.
pub struct Decided {
    /// The question.
    pub question: String,
    /// When it was closed.
    pub closed: Moment,
    /// "Tea won", "tea and milk are tied", "nobody voted".
    pub winners: String,
    /// The pictures that won.
    pub pictures: Vec<Shown>,
    /// Who could vote.
    pub voters: String,
    /// How many voted, and how many of them may be the same.
    pub ballots: String,
    /// How it was counted.
    pub rule: String,
    /// The options, the best first.
    pub bars: Vec<Bar>,
    /// One to one, or stage by stage, for ranked ballots.
    pub steps: Vec<String>,
    /// The activity's id.
    pub activity: String,
    /// The root of the public record.
    pub root: String,
    /// The command that counts again.
    pub command: String,
}

/// One option's bar.
pub struct Bar {
    /// Its place, from 1; tied options share one.
    pub place: usize,
    /// Its words.
    pub text: String,
    /// Its length in per mille of the longest possible.
    pub length: u64,
    /// What it got, in words.
    pub words: String,
    /// Whether it is in the first place.
    pub won: bool,
}

/// The decisions of a throng that are closed and counted.
///
/// # Errors
/// When the database does not answer.
pub async fn decided(
    app: &App,
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
) -> Result<Vec<Decided>, Problem> {
    let mut found = Vec::new();
    for activity in activity::of_throng(conn, throng.id).await? {
        if !matches!(activity.terms, Terms::Decide(_)) {
            continue;
        }
        let Some(tally) = record::tally(conn, &activity).await? else { continue };
        let decision = cast::decision(&activity)?;
        let named = ballot::named(conn, t, decision).await?;
        let name = |option: &str| {
            let at = decision.options.iter().position(|known| known == option);
            at.and_then(|at| named.get(at)).map_or_else(|| option.to_owned(), |(text, _)| text.clone())
        };
        let winners: Vec<String> = texts(&tally["winners"]);
        let pictures = decision.options.iter().zip(&named).filter(|(option, _)| winners.contains(option));
        found.push(Decided {
            question: activity.question.text.clone(),
            closed: Moment::full(
                t,
                tally["closed_at"].as_str().unwrap_or_default().parse().unwrap_or_default(),
            ),
            pictures: pictures.filter_map(|(_, (_, picture))| picture.clone()).collect(),
            winners: won(t, decision.seats, &winners.iter().map(|winner| name(winner)).collect::<Vec<_>>()),
            voters: t.say(decision.voters.sentences()[1]),
            ballots: t.say_with(
                "tally-ballots",
                &[
                    ("ballots", tally["ballots"].as_i64().unwrap_or(0).into()),
                    ("guests", tally["guests"].as_i64().unwrap_or(0).into()),
                    ("bound", tally["duplicates_bound"].as_i64().unwrap_or(0).into()),
                ],
            ),
            rule: t.say(match decision.rule {
                ballots::Rule::Approval => "tally-rule-approval",
                ballots::Rule::Score => "tally-rule-score",
                ballots::Rule::Schulze => "tally-rule-schulze",
                ballots::Rule::Stv => "tally-rule-stv",
            }),
            bars: bars(t, &tally, &winners, name),
            steps: duels(t, &tally, name).chain(stages(t, &tally, name)).collect(),
            activity: activity.id.to_string(),
            root: tally["root"].as_str().unwrap_or_default().to_owned(),
            command: format!("throng recount {} --url {}", activity.id, app.public_url()),
        });
    }
    Ok(found)
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn won(t: &Words, seats: usize, names: &[String]) -> String {
    match names {
        [] => t.say("tally-nobody"),
        [one] => t.say_with("tally-won", &[("option", one.as_str().into())]),
        several if several.len() <= seats => {
            t.say_with("tally-elected", &[("options", several.join(", ").into())])
        }
        tied => t.say_with("tally-tied", &[("options", tied.join(", ").into())]),
    }
}

/// A bar an option, the best first: approvals or points; by ranking, how many others it stands before.
fn bars(t: &Words, tally: &Value, winners: &[String], name: impl Fn(&str) -> String) -> Vec<Bar> {
    let ballots = tally["ballots"].as_u64().unwrap_or(0);
    let counts = tally["rounds"][0]["counts"].as_array();
    let (mut bars, mut place) = (Vec::new(), 1);
    let order = tally["order"].as_array().into_iter().flatten();
    let places: Vec<Vec<String>> =
        order.map(|tied| tied.as_str().map_or_else(|| texts(tied), |one| vec![one.to_owned()])).collect();
    let all: usize = places.iter().map(Vec::len).sum();
    for tied in places {
        for option in &tied {
            let count =
                counts.and_then(|counts| counts.iter().find(|count| count["option"] == option.as_str()));
            let (length, words) = match count {
                Some(count) if count["votes"].is_u64() => {
                    let votes = count["votes"].as_u64().unwrap_or(0);
                    let words = t.say_with(
                        "tally-votes",
                        &[
                            ("votes", votes.into()),
                            ("percent", (votes * 100).checked_div(ballots).unwrap_or(0).into()),
                        ],
                    );
                    ((votes * 1_000).checked_div(ballots).unwrap_or(0), words)
                }
                Some(count) => {
                    let points = count["points"].as_u64().unwrap_or(0);
                    let words = t.say_with("tally-points", &[("points", points.into())]);
                    ((points * 200).checked_div(ballots).unwrap_or(0), words)
                }
                None => {
                    let behind = all.saturating_sub(place - 1 + tied.len());
                    let words = t.say_with("tally-before", &[("options", behind.into())]);
                    (
                        u64::try_from(behind * 1_000).unwrap_or(0)
                            / u64::try_from(all.max(2) - 1).unwrap_or(1),
                        words,
                    )
                }
            };
            bars.push(Bar { place, text: name(option), length, words, won: winners.contains(option) });
        }
        place += tied.len();
    }
    bars
}

fn duels(t: &Words, tally: &Value, name: impl Fn(&str) -> String) -> impl Iterator<Item = String> {
    let pairs = tally["rounds"][0]["pairs"].as_array().into_iter().flatten();
    pairs.map(move |pair| {
        let text = |field: &str| name(pair[field].as_str().unwrap_or_default());
        t.say_with(
            "tally-duel",
            &[
                ("one", text("option").into()),
                ("over", pair["over"].as_u64().unwrap_or(0).into()),
                ("under", pair["under"].as_u64().unwrap_or(0).into()),
                ("other", text("other").into()),
            ],
        )
    })
}

/// What was done in each stage of a transferable vote, what everybody had then, and who was elected.
fn stages(t: &Words, tally: &Value, name: impl Fn(&str) -> String) -> impl Iterator<Item = String> {
    let stages = tally["rounds"].as_array().into_iter().flatten();
    stages.filter(|stage| stage["done"].is_string()).map(move |stage| {
        let names =
            |list: &Value| texts(list).iter().map(|option| name(option)).collect::<Vec<_>>().join(", ");
        let had = stage["counts"].as_array().into_iter().flatten().map(|count| {
            let option = name(count["option"].as_str().unwrap_or_default());
            let votes = count["votes"].as_f64().unwrap_or(0.0);
            t.say_with("tally-stage-has", &[("option", option.into()), ("votes", votes.into())])
        });
        let done = stage["done"].as_str().unwrap_or_default();
        let mut line = t.say_with(
            &format!("tally-stage-{done}"),
            &[
                ("round", stage["round"].as_u64().unwrap_or(0).into()),
                ("of", names(&stage["of"]).into()),
                ("quota", stage["quota"].as_u64().unwrap_or(0).into()),
                ("had", had.collect::<Vec<_>>().join(" · ").into()),
            ],
        );
        let elected = names(&stage["elected"]);
        if !elected.is_empty() {
            line = format!("{line} {}", t.say_with("tally-stage-elected", &[("options", elected.into())]));
        }
        line
    })
}
