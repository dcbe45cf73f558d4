//! Counting from the public record alone: the same function gives the tally that is published and the recount of whoever doubts it.

use ballots::{Count, Done, Rule, Steps, Tally, VOTE, Weighted, tally};
use proofs::{commitment, from_hex, leaf_hash, root, to_hex};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::choice;

/// One ballot of the public record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Leaf {
    /// The commitment, which is the voter's receipt: 64 hexadecimal digits.
    pub commitment: String,
    /// What opens it: 64 hexadecimal digits.
    pub salt: String,
    /// The ballot, in its one spelling by the options' numbers.
    pub choice: String,
}

/// What a record comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// The Merkle root over the commitments, 64 hexadecimal digits.
    pub root: String,
    /// How many ballots.
    pub ballots: usize,
    /// `winners`, `order` and `rounds`.
    pub told: Value,
}

/// What is wrong with a record, by the leaf's place from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A commitment or salt is not 64 hexadecimal digits.
    #[error("ballot {0}: commitment and salt must be 64 hexadecimal digits")]
    Digits(usize),
    /// Salt and choice are not what was committed to.
    #[error("ballot {0}: its commitment is not to this salt and choice")]
    Opening(usize),
    /// The commitments are not sorted, or one stands twice.
    #[error("ballot {0}: commitments must rise; this one is out of place or stands twice")]
    Order(usize),
    /// The choice is no ballot under the rule.
    #[error("ballot {0}: this is no ballot under the rule")]
    Choice(usize),
}

/// The leaf's hash in the tree.
///
/// # Errors
/// [`Broken::Digits`].
pub fn hash(at: usize, leaf: &Leaf) -> Result<proofs::Hash, Broken> {
    Ok(leaf_hash(&from_hex(&leaf.commitment).ok_or(Broken::Digits(at))?))
}

/// Verifies every leaf, and counts; by STV as many are chosen as there are `seats`.
///
/// # Errors
/// The first leaf that is not as it must be.
pub fn recount(options: &[String], (rule, seats): (Rule, usize), leaves: &[Leaf]) -> Result<Counted, Broken> {
    let (mut hashes, mut cast) = (Vec::with_capacity(leaves.len()), Vec::with_capacity(leaves.len()));
    for (at, leaf) in leaves.iter().enumerate() {
        let salt = from_hex(&leaf.salt).ok_or(Broken::Digits(at))?;
        hashes.push(hash(at, leaf)?);
        if to_hex(&commitment(&salt, leaf.choice.as_bytes())) != leaf.commitment {
            return Err(Broken::Opening(at));
        }
        if at > 0 && leaves[at - 1].commitment >= leaf.commitment {
            return Err(Broken::Order(at));
        }
        let ballot = choice::read(&leaf.choice, options.len()).ok_or(Broken::Choice(at))?;
        ballot.check(rule, options.len()).map_err(|_| Broken::Choice(at))?;
        cast.push(Weighted { weight: 1, ballot });
    }
    // Every ballot was checked, and there are fewer than can be counted.
    let tally = tally(rule, seats, options.len(), &cast).map_err(|_| Broken::Choice(leaves.len()))?;
    Ok(Counted { root: to_hex(&root(&hashes)), ballots: leaves.len(), told: told(options, &tally) })
}

/// A tally by the options' names: winners, the whole order with ties as lists, and every step.
pub fn told(options: &[String], tally: &Tally) -> Value {
    let name = |option: usize| options.get(option).map_or("", String::as_str);
    let place = |tied: &Vec<usize>| match &tied[..] {
        [one] => json!(name(*one)),
        _ => json!(tied.iter().map(|option| name(*option)).collect::<Vec<_>>()),
    };
    json!({
        "winners": tally.winners().iter().map(|option| name(*option)).collect::<Vec<_>>(),
        "order": tally.order.iter().map(place).collect::<Vec<_>>(),
        "rounds": rounds(tally, name),
    })
}

#[expect(clippy::cast_precision_loss, reason = "votes are far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0 }
}

fn rounds<'n>(tally: &Tally, name: impl Fn(usize) -> &'n str) -> Value {
    let best_first = || tally.order.iter().flatten().copied();
    match &tally.steps {
        Steps::Approval(approvals) => {
            let counts = best_first().map(|option| {
                let votes = approvals[option];
                json!({"option": name(option), "votes": votes, "share": share(votes, tally.voters)})
            });
            json!([{"round": 1, "counts": counts.collect::<Vec<_>>()}])
        }
        Steps::Score(given) => {
            let counts = best_first().map(|option| {
                let sum: u64 = (0..).zip(&given[option]).map(|(points, voters): (u64, _)| points * voters).sum();
                json!({"option": name(option), "points": sum, "mean": share(sum, tally.voters), "given": given[option]})
            });
            json!([{"round": 1, "counts": counts.collect::<Vec<_>>()}])
        }
        Steps::Schulze(pairs) => {
            let (mut duels, mut paths) = (Vec::new(), Vec::new());
            let order: Vec<usize> = best_first().collect();
            for (at, a) in order.iter().enumerate() {
                for b in &order[at + 1..] {
                    duels.push(json!({"option": name(*a), "over": pairs.prefer[*a][*b], "other": name(*b), "under": pairs.prefer[*b][*a]}));
                    let path = |from, to| pairs.path(from, to).into_iter().map(&name).collect::<Vec<_>>();
                    paths.push(json!({
                        "option": name(*a), "strength": pairs.strength[*a][*b], "path": path(*a, *b),
                        "other": name(*b), "other_strength": pairs.strength[*b][*a], "other_path": path(*b, *a),
                    }));
                }
            }
            json!([{"round": 1, "pairs": duels}, {"round": 2, "paths": paths}])
        }
        Steps::Stv(count) => stages(count, name),
    }
}

/// Stage by stage; votes are numbers with five decimals, and `lost` is what went to nobody further.
fn stages<'n>(count: &Count, name: impl Fn(usize) -> &'n str) -> Value {
    let names = |options: &[usize]| options.iter().map(|option| name(*option)).collect::<Vec<_>>();
    let stages = (1..).zip(&count.stages).map(|(round, stage): (usize, _)| {
        let (done, of) = match &stage.done {
            Done::First => ("first", Vec::new()),
            Done::Surplus(of) => ("surplus", names(of)),
            Done::Exclusion(of) => ("exclusion", names(of)),
        };
        let counts = stage.votes.iter().enumerate();
        let counts = counts.map(|(option, votes)| json!({"option": name(option), "votes": whole(*votes)}));
        json!({
            "round": round, "done": done, "of": of, "quota": whole(count.quota * VOTE), "counts": counts.collect::<Vec<_>>(),
            "lost": whole(stage.lost), "elected": names(&stage.elected.concat()),
        })
    });
    stages.collect()
}

/// Votes as a number: without a point where there is nothing behind it.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "votes are at most 2^48")]
fn whole(votes: u128) -> Value {
    if votes.is_multiple_of(VOTE) { json!((votes / VOTE) as u64) } else { json!(votes as f64 / VOTE as f64) }
}
