//! What a person of the crowd will do, drawn from their seed.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::lines::{COMMENTED, SAID, SEARCHING};
use super::remix::Variant;

/// How often, in hundred, each thing is done by those who do more than look.
const ACTIVE: u32 = 55;
const ANSWERS: u32 = 88;
const TALKS: u32 = 16;
const COMMENTS: u32 = 9;

/// Where people say that they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The front page that links here: its origin, as browsers send it.
    FrontPage,
    /// Another host: its origin.
    Elsewhere(&'static str),
    /// A page, named whole, as some send it.
    Letter,
}

/// By hundred; the rest names nothing.
const FROM: [(From, u32); 3] =
    [(From::FrontPage, 62), (From::Elsewhere("https://cats.example/"), 12), (From::Letter, 6)];

/// What a person will do.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Where they come from.
    pub referrer: Option<From>,
    /// How long they look before they do anything.
    pub looks: Duration,
    /// When they go; who has no such time stays with the throng that stays open.
    pub stays: Option<Duration>,
    /// How many items they answer at most.
    pub answers: u32,
    /// How often they are wrong.
    pub wrong: f64,
    /// How long an answer takes them.
    pub thinks: Duration,
    /// What they say in the room.
    pub says: Vec<&'static str>,
    /// What they say under the story.
    pub comments: Option<&'static str>,
    /// The remix that they make.
    pub remix: Option<Variant>,
    /// Everything of theirs is drawn from it.
    pub seed: u64,
}

impl Plan {
    /// The plan of the person with this seed.
    pub fn new(seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let active = random.random_range(0..100) < ACTIVE;
        let mut some = |share| active && random.random_range(0..100) < share;
        let (answers, talks, comments) = (some(ANSWERS), some(TALKS), some(COMMENTS));
        let stays = if active { random.random_range(40.0..110.0) } else { random.random_range(4.0..60.0) };
        Self {
            referrer: from(random.random_range(0..100)),
            looks: seconds(random.random_range(1.0..7.0)),
            stays: Some(seconds(stays)),
            answers: if answers { random.random_range(1..=6) } else { 0 },
            // Most are careful, a few are not.
            wrong: random.random_range(0.0_f64..1.0).powi(3) * 0.3 + 0.02,
            thinks: seconds(random.random_range(2.0..7.0)),
            says: SAID.sample(&mut random, usize::from(answers && talks)).copied().collect(),
            comments: COMMENTED.choose(&mut random).copied().filter(|_| comments),
            remix: None,
            seed,
        }
    }

    /// Somebody who makes this remix and stays until it is decided about.
    pub fn remixing(seed: u64, variant: Variant) -> Self {
        let plan = Self::new(seed);
        Self {
            referrer: Some(From::FrontPage),
            looks: seconds(1.0),
            stays: Some(seconds(90.0)),
            remix: Some(variant),
            ..plan
        }
    }

    /// The `n`th of the few who work on slowly beside whoever comes in person.
    pub fn searching(seed: u64, n: usize) -> Self {
        Self {
            referrer: None,
            stays: None,
            thinks: seconds(7.0 + 4.0 * f64::from(u8::try_from(n).unwrap_or(0))),
            wrong: 0.06,
            says: SEARCHING.get(n).copied().into_iter().collect(),
            comments: None,
            ..Self::new(seed)
        }
    }
}

fn from(mut roll: u32) -> Option<From> {
    for (from, share) in FROM {
        match roll.checked_sub(share) {
            None => return Some(from),
            Some(rest) => roll = rest,
        }
    }
    None
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_is_the_same_person_and_many_only_look() {
        assert_eq!(Plan::new(7), Plan::new(7));
        let plans: Vec<_> = (0..1_000).map(Plan::new).collect();
        let count = |is: fn(&Plan) -> bool| plans.iter().filter(|plan| is(plan)).count();
        assert!((400..560).contains(&count(|plan| plan.answers > 0)));
        assert!((40..140).contains(&count(|plan| !plan.says.is_empty())));
        assert!((560..680).contains(&count(|plan| plan.referrer == Some(From::FrontPage))));
        assert!((150..250).contains(&count(|plan| plan.referrer.is_none())));
        assert!(plans.iter().all(|plan| plan.wrong < 0.5));
    }
}
