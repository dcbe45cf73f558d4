//! Deciding: who may vote, what a ballot is, and what everybody can check afterwards.
//!
//! While the ballot is open a voter's choice stands beside their name, so that they can change it, and is told to nobody. At its
//! close the choices are cut from the names: what stays is who voted, and apart from that the ballots as salted commitments, sorted
//! by their hashes, opened and published, under one Merkle root. The tally is counted from that public record and from nothing else.
//! What is not promised stands in `docs/decisions/0007-secrecy.md`.
//!
//! Invariants: one ballot a person and decision; nothing is told of choices before the close; after it no table holds a person
//! beside a choice; a tally that was told never changes.

pub mod cast;
pub mod choice;
pub mod close;
pub mod count;
pub mod record;
mod voters;

pub use voters::{Voters, acted};

use ballots::Rule;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::throngs::activity::Activity;
use crate::throngs::states::State;
use crate::throngs::throng::{Template, Throng};

/// Fewest and most options.
pub const OPTIONS: (usize, usize) = (2, 50);
/// Characters of an option.
const MAX_OPTION: usize = 200;

/// What is decided between, how, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The options, as ballots name them: words, or ids of pictures where remixes are chosen from.
    pub options: Vec<String>,
    /// How ballots are counted.
    #[serde(serialize_with = "write_rule", deserialize_with = "read_rule")]
    pub rule: Rule,
    /// Who may vote.
    pub voters: Voters,
    /// How many are to be chosen; more than one only by STV.
    #[serde(default = "one")]
    pub seats: usize,
}

const fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn write_rule<S: Serializer>(rule: &Rule, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(rule.word())
}

fn read_rule<'de, D: Deserializer<'de>>(from: D) -> Result<Rule, D::Error> {
    let word = String::deserialize(from)?;
    word.parse().map_err(|()| serde::de::Error::custom("no such rule"))
}

impl Decision {
    /// The options as they are kept.
    ///
    /// # Errors
    /// 422 with the option that cannot be one.
    pub fn valid_options(asked: Vec<String>) -> Result<Vec<String>, Problem> {
        if !(OPTIONS.0..=OPTIONS.1).contains(&asked.len()) {
            let problem = Problem::field("/options", "ballot-options-count");
            return Err(problem.with("min", OPTIONS.0).with("max", OPTIONS.1).with("found", asked.len()));
        }
        let options: Vec<_> = asked.iter().map(|option| option.trim().to_owned()).collect();
        for (at, option) in options.iter().enumerate() {
            let pointer = format!("/options/{at}");
            if option.is_empty()
                || option.chars().count() > MAX_OPTION
                || option.chars().any(char::is_control)
            {
                return Err(Problem::field(&pointer, "ballot-option-text").with("max", MAX_OPTION));
            }
            if options[..at].contains(option) {
                return Err(Problem::field(&pointer, "ballot-option-twice"));
            }
        }
        Ok(options)
    }
}

/// When the ballot of a throng closes: at the decision's end, or at the deadline where there is none.
pub fn closes_at(throng: &Throng) -> Millis {
    throng.decide_until.unwrap_or(throng.deadline)
}

/// Whether ballots are taken now.
pub fn is_open(activity: &Activity, throng: &Throng, now: Millis) -> bool {
    activity.opened_at.is_some() && activity.closed_at.is_none() && takes(throng) && now < closes_at(throng)
}

/// Whether the ballot's time is over. While a throng is back at work its ballot rests, whatever the clock says.
pub fn is_due(throng: &Throng, now: Millis) -> bool {
    throng.state == State::Ended || (takes(throng) && now >= closes_at(throng))
}

/// Whether the throng is in a state to vote. One that was gathered to decide has nothing to do before.
fn takes(throng: &Throng) -> bool {
    match throng.state {
        State::Deciding => true,
        State::Gathering | State::Working => throng.template == Template::Decide,
        State::Ended => false,
    }
}

/// Opens the ballots of a throng that has come to deciding (`came`), or the one of a new decision where it is there already; call
/// it in the same transaction. Who may vote by having acted must have done so before.
///
/// # Errors
/// When the database does not take it.
pub async fn open(tx: &mut Tx, throng: &Throng, came: bool) -> Result<(), Problem> {
    if takes(throng) {
        let now = tx.now();
        sqlx::query(
            "UPDATE activities SET opened_at = $1 WHERE throng = $2 AND kind = 'decide' AND closed_at IS NULL \
             AND (opened_at IS NULL OR $3 = 1)",
        )
        .bind(now)
        .bind(throng.id.to_string())
        .bind(i64::from(came))
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
