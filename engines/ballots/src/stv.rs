//! The single transferable vote by the weighted inclusive Gregory method, as the Scottish Local Government Elections Order 2007
//! (SSI 2007/42, rules 45 to 52) counts it: a Droop quota, one surplus or exclusion a stage, every paper passed on at its value times the share
//! of the surplus, cut after five decimals.
//!
//! One thing is changed: where the Order draws a lot, nothing is drawn here. Equal surpluses are passed on in one stage; equals at
//! the bottom go out together, and where too few would be left, they are tied for the seats that are left.

use crate::Steps;
use crate::ballot::{Ballot, Weighted};

/// A whole vote: values are counted in units of its hundred-thousandth, the five decimals of the Order.
pub const VOTE: u128 = 100_000;

/// A count by stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many are to be elected.
    pub seats: usize,
    /// Whole votes that elect.
    pub quota: u128,
    /// What was done one after the other.
    pub stages: Vec<Stage>,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What was done.
    pub done: Done,
    /// What every option has after it, in units of [`VOTE`].
    pub votes: Vec<u128>,
    /// What has been lost so far because a paper named nobody further, or by cutting decimals; in units of [`VOTE`].
    pub lost: u128,
    /// Who came to the quota by it, or was left for the last seats: the strongest first, equals together.
    pub elected: Vec<Vec<usize>>,
}

impl Count {
    /// Who is elected, in the order in which it came; more than there are seats only where the last ones are tied.
    pub fn elected(&self) -> impl Iterator<Item = usize> {
        self.stages.iter().flat_map(|stage| stage.elected.iter().flatten().copied())
    }
}

/// What a stage does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The first preferences are counted.
    First,
    /// What these have above the quota is passed on.
    Surplus(Vec<usize>),
    /// These are excluded, and their papers passed on.
    Exclusion(Vec<usize>),
}

/// Papers that go together: the same preferences, at the same value.
struct Parcel<'b> {
    preferences: &'b [Vec<usize>],
    papers: u128,
    value: u128,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Continuing,
    Elected,
    Excluded,
}

struct Counting<'b> {
    standing: Vec<Standing>,
    /// The papers with each option.
    held: Vec<Vec<Parcel<'b>>>,
    /// Elected, their surplus not passed on yet.
    waiting: Vec<usize>,
    /// From the last that was excluded to the first.
    excluded: Vec<Vec<usize>>,
    count: Count,
}

/// Order and stages; the ballots are checked. Each stage passes on every paper at most once: O(ballots · options²).
pub fn count(options: usize, seats: usize, ballots: &[Weighted]) -> (Vec<Vec<usize>>, Steps) {
    let mut counting = Counting::first(options, seats, ballots);
    while !counting.is_over() {
        let next = counting.largest_surpluses();
        if next.is_empty() {
            counting.exclude();
        } else {
            counting.pass_on_surpluses(next);
        }
    }
    (counting.order(), Steps::Stv(counting.count))
}

impl<'b> Counting<'b> {
    fn first(options: usize, seats: usize, ballots: &'b [Weighted]) -> Self {
        let count = Count { seats, quota: 0, stages: Vec::new() };
        let mut counting = Self {
            standing: vec![Standing::Continuing; options],
            held: (0..options).map(|_| Vec::new()).collect(),
            waiting: Vec::new(),
            excluded: Vec::new(),
            count,
        };
        for cast in ballots {
            let Ballot::Rank(preferences) = &cast.ballot else { continue };
            counting.give(Parcel { preferences, papers: u128::from(cast.weight), value: VOTE });
        }
        let valid = counting.held.iter().flatten().map(|parcel| parcel.papers).sum::<u128>();
        counting.count.quota = valid / (seats as u128 + 1) + 1;
        counting.close(Done::First, 0);
        counting
    }

    fn continuing(&self) -> Vec<usize> {
        (0..self.standing.len()).filter(|option| self.standing[*option] == Standing::Continuing).collect()
    }

    fn seats_left(&self) -> usize {
        self.count.seats.saturating_sub(self.count.elected().count())
    }

    fn is_over(&self) -> bool {
        self.seats_left() == 0 || self.continuing().is_empty()
    }

    /// Gives papers to the first whom they name and who is still in it; gives what is lost where there is none.
    fn give(&mut self, parcel: Parcel<'b>) -> u128 {
        let next = parcel
            .preferences
            .iter()
            .flatten()
            .find(|option| self.standing[**option] == Standing::Continuing);
        match next {
            Some(option) => {
                self.held[*option].push(parcel);
                0
            }
            None => parcel.papers * parcel.value,
        }
    }

    fn votes(&self, option: usize) -> u128 {
        self.held[option].iter().map(|parcel| parcel.papers * parcel.value).sum()
    }

    /// What stood at the end of the last stage.
    fn stood(&self, option: usize) -> u128 {
        self.count.stages.last().map_or(0, |stage| stage.votes[option])
    }

    /// Of `options` those with most votes; equals are told apart by the latest stage at which they were not equal.
    fn most(&self, options: Vec<usize>) -> Vec<usize> {
        self.last_by(options, |votes| votes)
    }

    /// Of `options` those with fewest votes, told apart likewise.
    fn fewest(&self, options: Vec<usize>) -> Vec<usize> {
        self.last_by(options, |votes| u128::MAX - votes)
    }

    fn last_by(&self, mut options: Vec<usize>, rank: impl Fn(u128) -> u128) -> Vec<usize> {
        for stage in self.count.stages.iter().rev() {
            let best = options.iter().map(|option| rank(stage.votes[*option])).max();
            options.retain(|option| Some(rank(stage.votes[*option])) == best);
            if options.len() < 2 {
                break;
            }
        }
        options
    }

    fn largest_surpluses(&self) -> Vec<usize> {
        let quota = self.count.quota * VOTE;
        let over: Vec<usize> =
            self.waiting.iter().copied().filter(|option| self.stood(*option) > quota).collect();
        if over.is_empty() { over } else { self.most(over) }
    }

    fn pass_on_surpluses(&mut self, options: Vec<usize>) {
        let quota = self.count.quota * VOTE;
        self.waiting.retain(|option| !options.contains(option));
        let mut lost = 0;
        for option in &options {
            let (votes, parcels) = (self.votes(*option), std::mem::take(&mut self.held[*option]));
            let (surplus, mut passed) = (votes - quota, 0);
            for parcel in parcels {
                let value = surplus * parcel.value / votes;
                passed += parcel.papers * value;
                lost += self.give(Parcel { value, ..parcel });
            }
            lost += surplus - passed;
            // What elected them stays with them, and goes nowhere any more.
            self.held[*option].push(Parcel { preferences: &[], papers: self.count.quota, value: VOTE });
        }
        self.close(Done::Surplus(options), lost);
    }

    fn exclude(&mut self) {
        let continuing = self.continuing();
        let last = self.fewest(continuing.clone());
        if continuing.len() - last.len() < self.seats_left() {
            return self.tie(&continuing, last);
        }
        for option in &last {
            self.standing[*option] = Standing::Excluded;
        }
        let mut lost = 0;
        for option in &last {
            for parcel in std::mem::take(&mut self.held[*option]) {
                lost += self.give(parcel);
            }
        }
        self.excluded.insert(0, last.clone());
        self.close(Done::Exclusion(last), lost);
    }

    /// Those at the bottom cannot all go: the others are elected, and these are tied for what is left.
    fn tie(&mut self, continuing: &[usize], tied: Vec<usize>) {
        let others = continuing.iter().copied().filter(|option| !tied.contains(option)).collect();
        let mut elected = self.by_votes(others);
        elected.push(tied);
        self.elect(elected);
    }

    /// Elects in the stage that was closed last.
    fn elect(&mut self, groups: Vec<Vec<usize>>) {
        groups.iter().flatten().for_each(|option| self.standing[*option] = Standing::Elected);
        if let Some(stage) = self.count.stages.last_mut() {
            stage.elected.extend(groups);
        }
    }

    /// Ends a stage: whoever came to the quota is elected, and so are those left where there is a seat for each.
    fn close(&mut self, done: Done, lost: u128) {
        let votes: Vec<u128> = (0..self.standing.len()).map(|option| self.votes(option)).collect();
        let lost = lost + self.count.stages.last().map_or(0, |stage| stage.lost);
        let quota = self.count.quota * VOTE;
        let reached = self.continuing().into_iter().filter(|option| votes[*option] >= quota).collect();
        self.count.stages.push(Stage { done, votes, lost, elected: Vec::new() });
        let reached = self.by_votes(reached);
        self.waiting.extend(reached.iter().flatten());
        self.elect(reached);
        let left = self.continuing();
        if left.len() <= self.seats_left() {
            let left = self.by_votes(left);
            self.elect(left);
        }
    }

    /// Into an order by what they have, equals told apart by earlier stages.
    fn by_votes(&self, mut options: Vec<usize>) -> Vec<Vec<usize>> {
        let mut order = Vec::new();
        while !options.is_empty() {
            let best = self.most(options.clone());
            options.retain(|option| !best.contains(option));
            order.push(best);
        }
        order
    }

    /// All options: the elected as they came, who was left over, the excluded from the last to the first.
    fn order(&self) -> Vec<Vec<usize>> {
        let elected = self.count.stages.iter().flat_map(|stage| stage.elected.iter().cloned());
        elected.chain(self.by_votes(self.continuing())).chain(self.excluded.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rule, tally};

    fn cast(weight: u64, order: &str) -> Weighted {
        Weighted {
            weight,
            ballot: Ballot::Rank(order.bytes().map(|c| vec![usize::from(c - b'A')]).collect()),
        }
    }

    fn counted(seats: usize, options: usize, ballots: &[Weighted]) -> (Vec<Vec<usize>>, Count) {
        let tally = tally(Rule::Stv, seats, options, ballots).unwrap();
        let Steps::Stv(count) = tally.steps else { panic!("other steps") };
        (tally.order, count)
    }

    /// Two seats, 57 papers: A has 40 of a quota of 20 and passes half of each paper on; B goes out, and C comes to the quota.
    #[test]
    fn a_surplus_and_an_exclusion_by_hand() {
        let (order, count) = counted(2, 4, &[cast(16, "ABCD"), cast(24, "ACBD"), cast(17, "DABC")]);
        assert_eq!(count.quota, 20);
        assert_eq!(count.elected().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(order, [[0], [2], [3], [1]]);
        let told: Vec<_> = count.stages.iter().map(|stage| (&stage.done, &stage.votes[..])).collect();
        assert_eq!(
            told,
            [
                (&Done::First, &[40, 0, 0, 17].map(|votes| votes * VOTE)[..]),
                (&Done::Surplus(vec![0]), &[20, 8, 12, 17].map(|votes| votes * VOTE)[..]),
                (&Done::Exclusion(vec![1]), &[20, 0, 20, 17].map(|votes| votes * VOTE)[..]),
            ]
        );
    }

    /// Nine papers, a quota of 4: A's surplus of 3 goes on over 7 papers at 3/7, which is cut to 0.42857.
    #[test]
    fn decimals_are_cut_and_what_is_lost_is_told() {
        let (_, count) = counted(2, 3, &[cast(7, "AB"), cast(2, "C")]);
        let surplus = &count.stages[1];
        assert_eq!((surplus.votes[1], surplus.lost), (7 * 42_857, 1));
        assert_eq!(count.elected().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn no_lot_is_drawn() {
        assert_eq!(counted(1, 2, &[cast(3, "A"), cast(3, "B")]).0, [[0, 1]]);
        // C and D go out together, and their papers decide.
        let votes = [cast(4, "A"), cast(3, "B"), cast(1, "CB"), cast(1, "DB")];
        assert_eq!(counted(1, 4, &votes).0, [vec![1], vec![0], vec![2, 3]]);
        // Nobody voted: everybody is tied.
        assert_eq!(counted(1, 3, &[]).0, [[0, 1, 2]]);
    }

    /// What `stv_scottish` of the Python library pref_voting elects on random profiles in which no lot decides;
    /// `tests/stv_vectors.py` made them.
    #[test]
    fn a_peer_elects_the_same() {
        let vectors = include_str!("../tests/stv_vectors.txt");
        let mut checked = 0;
        for line in vectors.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            let [options, seats, elected, papers @ ..] = &words[..] else { panic!("{line}") };
            let ballots: Vec<Weighted> = papers
                .iter()
                .map(|paper| {
                    let (weight, order) = paper.split_once(':').unwrap();
                    cast(weight.parse().unwrap(), order)
                })
                .collect();
            let (_, count) = counted(seats.parse().unwrap(), options.parse().unwrap(), &ballots);
            let mut found: Vec<char> =
                count.elected().map(|option| char::from(b'A' + option as u8)).collect();
            found.sort_unstable();
            assert_eq!(found.iter().collect::<String>(), *elected, "{line}");
            checked += 1;
        }
        assert!(checked > 200, "{checked} vectors");
    }
}
