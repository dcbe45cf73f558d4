//! Schulze's method (Social Choice and Welfare 36, 2011): the strongest paths through pairwise victories, by winning votes.

use crate::ballot::{Ballot, Weighted};
use crate::{Steps, order};

/// Every option against every other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// `prefer[a][b]`: how many voters put a above b.
    pub prefer: Vec<Vec<u64>>,
    /// `strength[a][b]`: of the strongest path from a to b, which is as strong as its weakest victory; 0 without a path.
    pub strength: Vec<Vec<u64>>,
    /// `before[a][b]`: the last option before b on that path.
    before: Vec<Vec<usize>>,
}

impl Pairs {
    /// The options on the strongest path from `from` to `to`, both included; empty where there is none.
    pub fn path(&self, from: usize, to: usize) -> Vec<usize> {
        if from == to || self.strength[from][to] == 0 {
            return Vec::new();
        }
        let mut path = vec![to];
        let mut at = to;
        while at != from && path.len() <= self.prefer.len() {
            at = self.before[from][at];
            path.push(at);
        }
        path.reverse();
        path
    }
}

/// Order and pairs; the ballots are checked.
pub fn count(options: usize, ballots: &[Weighted]) -> (Vec<Vec<usize>>, Steps) {
    let pairs = strongest(preferences(options, ballots));
    let defeats = |a: usize, b: usize| pairs.strength[a][b] > pairs.strength[b][a];
    (order::by_defeat(options, defeats), Steps::Schulze(pairs))
}

fn preferences(options: usize, ballots: &[Weighted]) -> Vec<Vec<u64>> {
    let mut prefer = vec![vec![0; options]; options];
    let mut place = vec![0; options];
    for cast in ballots {
        let Ballot::Rank(places) = &cast.ballot else { continue };
        // Whatever is not named comes behind everything that is.
        place.fill(usize::MAX);
        for (at, tied) in places.iter().enumerate() {
            tied.iter().for_each(|option| place[*option] = at);
        }
        for a in 0..options {
            for b in 0..options {
                if place[a] < place[b] {
                    prefer[a][b] += cast.weight;
                }
            }
        }
    }
    prefer
}

/// Floyd and Warshall's algorithm, with the weakest link in place of the length.
fn strongest(prefer: Vec<Vec<u64>>) -> Pairs {
    let options = prefer.len();
    let won = |a: usize, b: usize| if prefer[a][b] > prefer[b][a] { prefer[a][b] } else { 0 };
    let mut strength: Vec<Vec<u64>> =
        (0..options).map(|a| (0..options).map(|b| won(a, b)).collect()).collect();
    let mut before: Vec<Vec<usize>> = (0..options).map(|a| vec![a; options]).collect();
    for via in 0..options {
        for from in (0..options).filter(|from| *from != via) {
            for to in (0..options).filter(|to| *to != via && *to != from) {
                let through = strength[from][via].min(strength[via][to]);
                if through > strength[from][to] {
                    strength[from][to] = through;
                    before[from][to] = before[via][to];
                }
            }
        }
    }
    Pairs { prefer, strength, before }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rule, tally};

    /// The example of Schulze's paper, section 3.1, which is also Wikipedia's: 45 voters, options A to E, order E A C B D.
    #[test]
    fn the_example_of_the_paper() {
        let cast = |weight, order: &str| Weighted {
            weight,
            ballot: Ballot::Rank(order.bytes().map(|c| vec![usize::from(c - b'A')]).collect()),
        };
        let ballots = [
            cast(5, "ACBED"),
            cast(5, "ADECB"),
            cast(8, "BEDAC"),
            cast(3, "CABED"),
            cast(7, "CAEBD"),
            cast(2, "CBADE"),
            cast(7, "DCEBA"),
            cast(8, "EBADC"),
        ];
        let counted = tally(Rule::Schulze, 1, 5, &ballots).unwrap();
        assert_eq!(counted.order, [[4], [0], [2], [1], [3]]);
        let Steps::Schulze(pairs) = counted.steps else { panic!("other steps") };
        assert_eq!(
            pairs.prefer,
            [
                [0, 20, 26, 30, 22],
                [25, 0, 16, 33, 18],
                [19, 29, 0, 17, 24],
                [15, 12, 28, 0, 14],
                [23, 27, 21, 31, 0]
            ]
        );
        assert_eq!(
            pairs.strength,
            [
                [0, 28, 28, 30, 24],
                [25, 0, 28, 33, 24],
                [25, 29, 0, 29, 24],
                [25, 28, 28, 0, 24],
                [25, 28, 28, 31, 0]
            ]
        );
        assert_eq!(pairs.path(0, 1), [0, 3, 2, 1], "A, D, C, B, as the paper has it");
        assert_eq!(pairs.path(0, 0), [0; 0]);
    }
}
