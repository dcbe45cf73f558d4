//! Score voting: each voter gives each option points, the highest sum wins. An option without points got 0, so that an option few
//! know needs more than few friends.

use crate::ballot::{Ballot, Rule, Weighted};
use crate::{Steps, order};

/// Order, and how often each option got how many points; the ballots are checked.
pub fn count(options: usize, ballots: &[Weighted]) -> (Vec<Vec<usize>>, Steps) {
    let mut given = vec![vec![0; usize::from(Rule::MOST_POINTS) + 1]; options];
    let voters: u64 = ballots.iter().map(|cast| cast.weight).sum();
    given.iter_mut().for_each(|counts| counts[0] = voters);
    for cast in ballots {
        if let Ballot::Score(points) = &cast.ballot {
            for (option, points) in points {
                given[*option][0] -= cast.weight;
                given[*option][usize::from(*points)] += cast.weight;
            }
        }
    }
    let sums: Vec<u64> = given.iter().map(|counts| sum(counts)).collect();
    (order::by_sum(&sums), Steps::Score(given))
}

/// All points of an option, from how many gave it 0, 1, … points.
pub(crate) fn sum(counts: &[u64]) -> u64 {
    (0..).zip(counts).map(|(points, voters): (u64, _)| points * voters).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally;

    /// The capital of Tennessee again, by points: nearest 5, then 3, 1 and 0 (Memphis, Nashville, Chattanooga, Knoxville).
    #[test]
    fn the_capital_of_tennessee() {
        let cast = |weight, points: [u8; 4]| Weighted {
            weight,
            ballot: Ballot::Score(points.into_iter().enumerate().collect()),
        };
        let ballots =
            [cast(42, [5, 2, 1, 0]), cast(26, [0, 5, 2, 1]), cast(15, [0, 3, 5, 3]), cast(17, [0, 2, 4, 5])];
        let counted = tally(Rule::Score, 1, 4, &ballots).unwrap();
        assert_eq!(counted.order, [[1], [2], [0], [3]]);
        let Steps::Score(given) = counted.steps else { panic!("other steps") };
        // 42·2 + 26·5 + 15·3 + 17·2 = 293 and so on.
        assert_eq!(given.iter().map(|counts| sum(counts)).collect::<Vec<_>>(), [210, 293, 237, 156]);
        assert_eq!(given[0], [58, 0, 0, 0, 0, 42]);
    }
}
