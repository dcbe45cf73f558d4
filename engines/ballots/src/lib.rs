//! From ballots to a decision, with every step shown.
//!
//! Approval, score, Schulze and the single transferable vote over options numbered from 0, each with what somebody needs to follow the count by hand; and the
//! BLT files in which elections are published. It knows no person, no name and no time, draws no lot (a tie stays a tie), and keeps
//! nothing. Not here: ranked pairs, Equal Shares.
//!
//! Invariants: the same ballots in any order give the same [`Tally`]; renumbering the options renumbers it and changes nothing else.

mod approval;
mod ballot;
pub mod blt;
mod order;
mod schulze;
mod score;
mod stv;

pub use ballot::{Ballot, Invalid, Rule, Weighted};
pub use schulze::Pairs;
pub use stv::{Count, Done, Stage, VOTE};

/// Votes count at most so often altogether, so that no sum overflows.
pub const MAX_VOTES: u64 = 1 << 48;

/// What the ballots come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many voted.
    pub voters: u64,
    /// All options, the best first; those in one place are tied.
    pub order: Vec<Vec<usize>>,
    /// How it came to that.
    pub steps: Steps,
}

/// What was counted, so that anyone can follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Steps {
    /// How many approve of each option.
    Approval(Vec<u64>),
    /// For each option how many gave it 0, 1, … points; who gave none gave 0.
    Score(Vec<Vec<u64>>),
    /// Every option against every other, and the strongest paths between them.
    Schulze(Pairs),
    /// Stage by stage, for as many seats as there are.
    Stv(Count),
}

impl Tally {
    /// The options in the first place: one, or several that are tied; by STV, who got the seats, more than there are seats where
    /// the last ones are tied. None where nobody voted.
    pub fn winners(&self) -> Vec<usize> {
        match &self.steps {
            _ if self.voters == 0 => Vec::new(),
            Steps::Stv(count) => count.elected().collect(),
            _ => self.order.first().cloned().unwrap_or_default(),
        }
    }
}

/// Counts `ballots` over `options` options by `rule`; `seats` are filled by STV, the other rules put all options into one order.
/// Approval and score take O(ballots), Schulze O(ballots · options² + options³), STV O(ballots · options²).
///
/// # Errors
/// [`Invalid`] for a ballot that is none under this rule, or for more than [`MAX_VOTES`].
pub fn tally(rule: Rule, seats: usize, options: usize, ballots: &[Weighted]) -> Result<Tally, Invalid> {
    let mut voters = 0_u64;
    for cast in ballots {
        cast.ballot.check(rule, options)?;
        voters = voters.checked_add(cast.weight).filter(|sum| *sum <= MAX_VOTES).ok_or(Invalid::TooMany)?;
    }
    let (order, steps) = match rule {
        Rule::Approval => approval::count(options, ballots),
        Rule::Score => score::count(options, ballots),
        Rule::Schulze => schulze::count(options, ballots),
        Rule::Stv => stv::count(options, seats, ballots),
    };
    Ok(Tally { voters, order, steps })
}

#[cfg(test)]
mod properties;
