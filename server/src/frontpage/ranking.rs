//! The order of the front page, as a calculation that anybody can repeat. `/how-ranking-works` says the same in words.
//!
//! A submission that was seen `shown` times and chosen `chosen` times has the share Beta([`PRIOR_CHOSEN`] + chosen,
//! [`PRIOR_PASSED`] + shown − chosen). `low` and `high` bound it at [`LEVEL`], by the normal approximation m ± z·√(m(1−m)/(n+1)) of the
//! Beta distribution's mean and variance (Gelman et al., *Bayesian Data Analysis*, 3rd edition, appendix A). While it has been seen less
//! than [`QUOTA`] times it is given the benefit of the doubt, less and less:
//!
//! ```text
//! doubt = max(0, 1 − shown / QUOTA)
//! score = (low + doubt · (high − low)) · 2^(−(1 − doubt) · age / HALF_LIFE)
//! ```
//!
//! And every [`EACH`]th line belongs to what has not been seen [`QUOTA`] times yet, the least seen first, so that nothing sinks unseen.

use platform::clock::{DAY, HOUR, Millis};

use crate::frontpage::submission::Submission;

/// Votes that a submission is taken to have before anybody saw it.
pub const PRIOR_CHOSEN: f64 = 1.0;
/// Views without a vote that it is taken to have: with the above, one in twenty.
pub const PRIOR_PASSED: f64 = 19.0;
/// The level of the interval.
pub const LEVEL: f64 = 0.9;
/// The normal distribution's quantile for [`LEVEL`], both sides.
const Z: f64 = 1.644_853_626_951_472_2;
/// Views that are guaranteed to each submission before it can sink.
pub const QUOTA: i64 = 100;
/// After this time a score is half.
pub const HALF_LIFE: Millis = 12 * HOUR;
/// Every how manieth line is for what has not been seen enough.
pub const EACH: usize = 3;
/// Views of everything that stands for choice, from which on there is a ranking at all.
pub const ENOUGH_VIEWS: i64 = 500;
/// What was put forward longer ago stands on its edition and in the list of everything, but is not ranked.
pub const WINDOW: Millis = 7 * DAY;
/// Submissions that are ranked at most, the newest.
pub const MAX_RANKED: i64 = 1_000;

/// How something fares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Lower bound of the share of those who saw it and voted for it.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// What it is ranked by.
    pub score: f64,
}

/// The chance of what was `shown` and `chosen` so often, `age` after it was put forward.
pub fn chance(shown: i64, chosen: i64, age: Millis) -> Chance {
    let (shown, chosen) = (exact(shown.max(chosen)), exact(chosen));
    let n = PRIOR_CHOSEN + PRIOR_PASSED + shown;
    let mean = (PRIOR_CHOSEN + chosen) / n;
    let wide = Z * (mean * (1.0 - mean) / (n + 1.0)).sqrt();
    let (low, high) = ((mean - wide).max(0.0), (mean + wide).min(1.0));
    let doubt = (1.0 - shown / exact(QUOTA)).max(0.0);
    let decay = (-(1.0 - doubt) * exact(age.max(0)) / exact(HALF_LIFE)).exp2();
    Chance { low, high, score: (low + doubt * (high - low)) * decay }
}

#[expect(clippy::cast_precision_loss, reason = "counts and times far below 2^53")]
const fn exact(number: i64) -> f64 {
    number as f64
}

/// Whether there are views enough for a ranking.
pub fn is_ranked(all: &[Submission]) -> bool {
    views(all) >= ENOUGH_VIEWS
}

/// The views of all of them.
pub fn views(all: &[Submission]) -> i64 {
    all.iter().map(|one| one.shown).sum()
}

/// The submissions (given newest first) in the order of the front page. Below [`ENOUGH_VIEWS`] that is newest first.
pub fn order(all: Vec<Submission>, now: Millis) -> Vec<Submission> {
    if !is_ranked(&all) {
        return all;
    }
    let (mut unsure, mut settled): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.shown < QUOTA);
    unsure.sort_by_key(|one| (one.shown, std::cmp::Reverse(one.id)));
    let score = |one: &Submission| chance(one.shown, one.chosen, now - one.at).score;
    settled.sort_by(|a, b| score(b).total_cmp(&score(a)).then(b.id.cmp(&a.id)));
    interleaved(settled, unsure)
}

/// Every [`EACH`]th place from `rare`, as long as there is any; the others from `plenty`.
fn interleaved<T>(plenty: Vec<T>, rare: Vec<T>) -> Vec<T> {
    let mut out = Vec::with_capacity(plenty.len() + rare.len());
    let (mut plenty, mut rare) = (plenty.into_iter(), rare.into_iter());
    loop {
        let turn = (out.len() + 1).is_multiple_of(EACH);
        let next =
            if turn { rare.next().or_else(|| plenty.next()) } else { plenty.next().or_else(|| rare.next()) };
        match next {
            Some(next) => out.push(next),
            None => return out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontpage::submission::{Decided, Target};
    use crate::things::Standing;
    use platform::Id;
    use proptest::prelude::*;

    fn one(number: u128, shown: i64, chosen: i64, at: Millis) -> Submission {
        Submission {
            id: Id::from_number(number),
            author: Id::from_number(1),
            author_name: String::new(),
            target: Target::Link(String::new()),
            headline: String::new(),
            page_title: String::new(),
            tags: Vec::new(),
            standing: Standing::Shown,
            decided: Decided::Open,
            shown,
            chosen,
            at,
        }
    }

    fn numbers(all: &[Submission]) -> Vec<u128> {
        all.iter().map(|one| one.id.number()).collect()
    }

    #[test]
    fn the_figures_of_the_page_are_right() {
        let unseen = chance(0, 0, DAY);
        assert!(
            (unseen.low, unseen.high) == (0.0, unseen.score),
            "all benefit of the doubt, and no age: {unseen:?}"
        );
        assert!((unseen.high - 0.128).abs() < 0.001, "{unseen:?}");
        let known = chance(1_000, 300, 0);
        assert!((known.low - 0.271).abs() < 0.001 && (known.high - 0.319).abs() < 0.001, "{known:?}");
        assert!((known.score - known.low).abs() < 1e-12);
        assert!((chance(1_000, 300, HALF_LIFE).score * 2.0 - known.score).abs() < 1e-12);
    }

    #[test]
    fn few_readers_see_the_newest_first() {
        let all = vec![one(3, 100, 0, 0), one(2, 100, 90, 0), one(1, 299, 0, 0)];
        assert_eq!(numbers(&order(all, 0)), [3, 2, 1]);
    }

    #[test]
    fn every_third_line_is_for_what_was_not_seen_enough() {
        let mut all = vec![one(9, 3, 0, 0), one(8, 0, 0, 0), one(7, 0, 0, 0)];
        all.extend((1..=5).rev().map(|n| one(n, 1_000, i64::try_from(n).unwrap() * 100, 0)));
        assert_eq!(numbers(&order(all, 0)), [5, 4, 8, 3, 2, 7, 1, 9]);
    }

    proptest! {
        #[test]
        fn chances_are_shares_and_more_votes_never_harm(shown in 0i64..100_000, part in 0.0f64..1.0, age in 0i64..(30 * DAY)) {
            #[expect(clippy::cast_possible_truncation, reason = "below 100,000")]
            let chosen = (exact(shown) * part) as i64;
            let found = chance(shown, chosen, age);
            prop_assert!(0.0 <= found.low && found.low <= found.high && found.high <= 1.0);
            prop_assert!((0.0..=1.0).contains(&found.score));
            prop_assert!(chance(shown + 1, chosen + 1, age).low >= found.low);
            prop_assert!(chance(shown, chosen, age + HOUR).score <= found.score);
        }

        #[test]
        fn nothing_is_lost_and_the_unseen_keep_their_places(counts in proptest::collection::vec(0i64..400, 0..60)) {
            let all: Vec<_> = counts.iter().enumerate().rev().map(|(n, shown)| one(n as u128 + 1, *shown, shown / 3, 0)).collect();
            let ordered = order(all.clone(), DAY);
            prop_assert_eq!(ordered.len(), all.len());
            let unsure = all.iter().filter(|one| one.shown < QUOTA).count();
            let promised = unsure.min(ordered.len() / EACH);
            let kept = ordered.chunks(EACH).filter(|lines| lines.get(EACH - 1).is_some_and(|one| one.shown < QUOTA)).count();
            prop_assert!(!is_ranked(&all) || kept >= promised);
        }
    }
}
