//! What a voter hands in, and when it is a ballot under a rule.

use std::fmt;
use std::str::FromStr;

/// How votes are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Each voter approves of as many options as they like; most approvals win.
    Approval,
    /// Each voter gives each option 0 to 5 points; the highest sum wins.
    Score,
    /// Each voter ranks; Schulze's strongest paths decide.
    Schulze,
    /// Each voter ranks; votes that elect nobody go on to the voter's next choice, until every seat is filled.
    Stv,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Approval, Self::Score, Self::Schulze, Self::Stv];
    /// The most points that an option can get.
    pub const MOST_POINTS: u8 = 5;

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Score => "score",
            Self::Schulze => "schulze",
            Self::Stv => "stv",
        }
    }
}

impl FromStr for Rule {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|rule| rule.word() == text).ok_or(())
    }
}

/// One ballot, by the options' numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ballot {
    /// The options approved of.
    Approve(Vec<usize>),
    /// Options with their points; an option that is not named gets none.
    Score(Vec<(usize, u8)>),
    /// The options from best to worst, ties in one place; those not named come last together.
    Rank(Vec<Vec<usize>>),
}

/// A ballot that counts for several voters who said the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighted {
    /// How many.
    pub weight: u64,
    /// What each of them said.
    pub ballot: Ballot,
}

/// Why something is no ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// There is no option with this number.
    Unknown(usize),
    /// This option stands on the ballot twice.
    Twice(usize),
    /// This option got more points than there are.
    TooHigh(usize),
    /// This option shares its place, and the rule passes a vote on to one at a time.
    Tied(usize),
    /// It is a ballot for another rule.
    OtherRule,
    /// More votes than can be counted.
    TooMany,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(option) => write!(f, "there is no option {option}"),
            Self::Twice(option) => write!(f, "option {option} stands on a ballot twice"),
            Self::TooHigh(option) => write!(f, "option {option} has more than {} points", Rule::MOST_POINTS),
            Self::Tied(option) => {
                write!(f, "option {option} shares its place, which this rule does not know")
            }
            Self::OtherRule => f.write_str("a ballot is for another rule"),
            Self::TooMany => f.write_str("there are more votes than can be counted"),
        }
    }
}

impl std::error::Error for Invalid {}

impl Ballot {
    /// Whether this is a ballot under `rule` over `options` options.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(&self, rule: Rule, options: usize) -> Result<(), Invalid> {
        let named: Vec<usize> = match (self, rule) {
            (Self::Approve(approved), Rule::Approval) => approved.clone(),
            (Self::Score(points), Rule::Score) => {
                if let Some((option, _)) = points.iter().find(|(_, points)| *points > Rule::MOST_POINTS) {
                    return Err(Invalid::TooHigh(*option));
                }
                points.iter().map(|(option, _)| *option).collect()
            }
            (Self::Rank(places), Rule::Schulze) => places.concat(),
            (Self::Rank(places), Rule::Stv) => {
                if let Some(tied) = places.iter().find(|tied| tied.len() > 1) {
                    return Err(Invalid::Tied(tied[0]));
                }
                places.concat()
            }
            _ => return Err(Invalid::OtherRule),
        };
        let mut seen = vec![false; options];
        for option in named {
            let place = seen.get_mut(option).ok_or(Invalid::Unknown(option))?;
            if std::mem::replace(place, true) {
                return Err(Invalid::Twice(option));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_ballot_is_refused() {
        let check = |ballot: &Ballot, rule| ballot.check(rule, 3);
        assert_eq!(check(&Ballot::Approve(vec![0, 2]), Rule::Approval), Ok(()));
        assert_eq!(check(&Ballot::Approve(vec![]), Rule::Approval), Ok(()));
        assert_eq!(check(&Ballot::Approve(vec![0, 3]), Rule::Approval), Err(Invalid::Unknown(3)));
        assert_eq!(check(&Ballot::Approve(vec![1, 1]), Rule::Approval), Err(Invalid::Twice(1)));
        assert_eq!(check(&Ballot::Approve(vec![1]), Rule::Score), Err(Invalid::OtherRule));
        assert_eq!(check(&Ballot::Score(vec![(1, 5)]), Rule::Score), Ok(()));
        assert_eq!(check(&Ballot::Score(vec![(1, 6)]), Rule::Score), Err(Invalid::TooHigh(1)));
        assert_eq!(check(&Ballot::Rank(vec![vec![1], vec![0, 1]]), Rule::Schulze), Err(Invalid::Twice(1)));
        assert_eq!(check(&Ballot::Rank(vec![vec![1], vec![0, 2]]), Rule::Stv), Err(Invalid::Tied(0)));
        for rule in Rule::ALL {
            assert_eq!(rule.word().parse(), Ok(rule));
        }
    }
}
