//! A ballot's text: what a voter sends by the options' names, and the one spelling in which it is committed to and published.
//!
//! That spelling goes by the options' numbers: `{"approve":[0,2]}` in rising order; `{"score":[5,0,3]}`, points of every option in
//! turn; `{"rank":[[2],[0,1]]}`, places from best to worst, each in rising order.

use ballots::{Ballot, Rule};
use platform::web::Problem;
use serde_json::{Value, json};

use super::Decision;

/// The ballot that `said` is, by the options' names.
///
/// # Errors
/// 422 with the form that a ballot has under this rule, or with the option that there is not.
pub fn from_names(decision: &Decision, said: &Value) -> Result<Ballot, Problem> {
    let ballot = match decision.rule {
        Rule::Approval => said["approve"].as_array().map(|names| approve(decision, names)),
        Rule::Score => said["score"].as_object().map(|points| score(decision, points)),
        Rule::Schulze | Rule::Stv => said["rank"].as_array().map(|places| rank(decision, places)),
    };
    let ballot = ballot.unwrap_or_else(|| Err(wrong(decision.rule)))?;
    // What is left to find is an option that stands on it twice, or too many points.
    ballot.check(decision.rule, decision.options.len()).map_err(|_| wrong(decision.rule))?;
    Ok(ballot)
}

fn wrong(rule: Rule) -> Problem {
    match rule {
        Rule::Approval => Problem::field("/approve", "ballot-wrong-approval"),
        Rule::Score => Problem::field("/score", "ballot-wrong-score"),
        Rule::Schulze => Problem::field("/rank", "ballot-wrong-rank"),
        Rule::Stv => Problem::field("/rank", "ballot-wrong-stv"),
    }
}

fn approve(decision: &Decision, names: &[Value]) -> Result<Ballot, Problem> {
    let options = names.iter().map(|name| option(decision, "/approve", name));
    Ok(Ballot::Approve(options.collect::<Result<_, _>>()?))
}

fn score(decision: &Decision, points: &serde_json::Map<String, Value>) -> Result<Ballot, Problem> {
    let scored = points.iter().map(|(name, points)| {
        let points = points.as_u64().and_then(|points| u8::try_from(points).ok());
        Ok((named(decision, "/score", name)?, points.ok_or_else(|| wrong(Rule::Score))?))
    });
    Ok(Ballot::Score(scored.collect::<Result<_, Problem>>()?))
}

fn rank(decision: &Decision, places: &[Value]) -> Result<Ballot, Problem> {
    let place = |place: &Value| match place {
        Value::Array(tied) => tied.iter().map(|name| option(decision, "/rank", name)).collect(),
        name => Ok(vec![option(decision, "/rank", name)?]),
    };
    Ok(Ballot::Rank(places.iter().map(place).collect::<Result<_, Problem>>()?))
}

fn option(decision: &Decision, pointer: &str, name: &Value) -> Result<usize, Problem> {
    named(decision, pointer, name.as_str().ok_or_else(|| wrong(decision.rule))?)
}

fn named(decision: &Decision, pointer: &str, name: &str) -> Result<usize, Problem> {
    let found = decision.options.iter().position(|option| option == name);
    found.ok_or_else(|| Problem::field(pointer, "ballot-option-unknown").with("option", name))
}

/// The ballot as the voter would send it.
pub fn to_names(decision: &Decision, ballot: &Ballot) -> Value {
    let name = |option: &usize| decision.options.get(*option).cloned().unwrap_or_default();
    match ballot {
        Ballot::Approve(approved) => json!({"approve": approved.iter().map(name).collect::<Vec<_>>()}),
        Ballot::Score(points) => {
            let points = points.iter().map(|(option, points)| (name(option), json!(points)));
            json!({"score": points.collect::<serde_json::Map<_, _>>()})
        }
        Ballot::Rank(places) => {
            let places = places.iter().map(|tied| match &tied[..] {
                [one] => json!(name(one)),
                _ => json!(tied.iter().map(name).collect::<Vec<_>>()),
            });
            json!({"rank": places.collect::<Vec<_>>()})
        }
    }
}

/// The one spelling of a ballot.
pub fn spell(ballot: &Ballot, options: usize) -> String {
    let sorted = |options: &Vec<usize>| {
        let mut options = options.clone();
        options.sort_unstable();
        options
    };
    match ballot {
        Ballot::Approve(approved) => json!({"approve": sorted(approved)}),
        Ballot::Score(points) => {
            let mut all = vec![0; options];
            for (option, points) in points {
                if let Some(place) = all.get_mut(*option) {
                    *place = *points;
                }
            }
            json!({"score": all})
        }
        Ballot::Rank(places) => {
            let places = places.iter().filter(|tied| !tied.is_empty()).map(sorted);
            json!({"rank": places.collect::<Vec<_>>()})
        }
    }
    .to_string()
}

/// The ballot that is spelt so; `None` for any other spelling.
pub fn read(text: &str, options: usize) -> Option<Ballot> {
    let value: Value = serde_json::from_str(text).ok()?;
    let numbers = |list: &Value| -> Option<Vec<usize>> {
        list.as_array()?.iter().map(|number| usize::try_from(number.as_u64()?).ok()).collect()
    };
    let ballot = if let Some(approved) = value.get("approve") {
        Ballot::Approve(numbers(approved)?)
    } else if let Some(points) = value.get("score") {
        let points = numbers(points)?.into_iter().map(|points| u8::try_from(points).ok());
        Ballot::Score(
            points.enumerate().map(|(option, points)| Some((option, points?))).collect::<Option<_>>()?,
        )
    } else {
        Ballot::Rank(value.get("rank")?.as_array()?.iter().map(numbers).collect::<Option<_>>()?)
    };
    (spell(&ballot, options) == text).then_some(ballot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::throngs::decide::Voters;

    fn decision(rule: Rule) -> Decision {
        Decision {
            options: ["tea", "milk", "rum"].map(str::to_owned).to_vec(),
            rule,
            voters: Voters::Anyone,
            seats: 1,
        }
    }

    #[test]
    fn a_ballot_has_one_spelling_and_reads_back() {
        for (rule, said, spelt) in [
            (Rule::Approval, json!({"approve": ["rum", "tea"]}), r#"{"approve":[0,2]}"#),
            (Rule::Approval, json!({"approve": []}), r#"{"approve":[]}"#),
            (Rule::Score, json!({"score": {"rum": 5, "milk": 0}}), r#"{"score":[0,0,5]}"#),
            (Rule::Schulze, json!({"rank": ["rum", [], ["milk", "tea"]]}), r#"{"rank":[[2],[0,1]]}"#),
            (Rule::Stv, json!({"rank": ["rum", "tea"]}), r#"{"rank":[[2],[0]]}"#),
        ] {
            let decision = decision(rule);
            let text = spell(&from_names(&decision, &said).unwrap(), 3);
            assert_eq!(text, spelt);
            let back = read(&text, 3).unwrap();
            assert_eq!(spell(&from_names(&decision, &to_names(&decision, &back)).unwrap(), 3), spelt);
        }
        for text in
            [r#"{"approve":[2,0]}"#, r#"{"approve": [0]}"#, r#"{"score":[1]}"#, "{}", "", r#"{"rank":[0]}"#]
        {
            assert_eq!(read(text, 3), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_ballot_says_what_one_is() {
        for (rule, said, id) in [
            (Rule::Approval, json!({"approve": ["beer"]}), "ballot-option-unknown"),
            (Rule::Approval, json!({"approve": ["rum", "rum"]}), "ballot-wrong-approval"),
            (Rule::Approval, json!({"rank": ["rum"]}), "ballot-wrong-approval"),
            (Rule::Approval, json!([]), "ballot-wrong-approval"),
            (Rule::Score, json!({"score": {"rum": 6}}), "ballot-wrong-score"),
            (Rule::Score, json!({"score": {"rum": -1}}), "ballot-wrong-score"),
            (Rule::Schulze, json!({"rank": ["rum", ["rum", "tea"]]}), "ballot-wrong-rank"),
            (Rule::Schulze, json!({"rank": [7]}), "ballot-wrong-rank"),
            (Rule::Stv, json!({"rank": [["rum", "tea"]]}), "ballot-wrong-stv"),
        ] {
            assert_eq!(from_names(&decision(rule), &said).unwrap_err().id, id, "{said}");
        }
    }
}
