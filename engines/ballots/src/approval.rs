//! Approval voting (Brams and Fishburn, American Political Science Review 72, 1978): the option that most voters approve of.

use crate::ballot::{Ballot, Weighted};
use crate::{Steps, order};

/// Order and approvals; the ballots are checked.
pub fn count(options: usize, ballots: &[Weighted]) -> (Vec<Vec<usize>>, Steps) {
    let mut approvals = vec![0; options];
    for cast in ballots {
        if let Ballot::Approve(approved) = &cast.ballot {
            for option in approved {
                approvals[*option] += cast.weight;
            }
        }
    }
    (order::by_sum(&approvals), Steps::Approval(approvals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rule, tally};

    /// Where should Tennessee have its capital? Wikipedia's example: Memphis, Nashville, Chattanooga, Knoxville; each voter approves
    /// of the two nearest.
    #[test]
    fn the_capital_of_tennessee() {
        let cast =
            |weight, approved: &[usize]| Weighted { weight, ballot: Ballot::Approve(approved.to_vec()) };
        let ballots = [cast(42, &[0, 1]), cast(26, &[1, 2]), cast(15, &[2, 3]), cast(17, &[3, 2])];
        let counted = tally(Rule::Approval, 1, 4, &ballots).unwrap();
        assert_eq!((counted.voters, counted.winners()), (100, vec![1]));
        assert_eq!(counted.order, [[1], [2], [0], [3]]);
        assert_eq!(counted.steps, Steps::Approval(vec![42, 68, 58, 32]));
        let tied = tally(Rule::Approval, 1, 4, &ballots[..1]).unwrap();
        assert_eq!(tied.order, [[0, 1], [2, 3]], "a tie is shown as one");
        assert!(tally(Rule::Approval, 1, 4, &[]).unwrap().winners().is_empty(), "nobody decided nothing");
    }
}
