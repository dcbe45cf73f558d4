//! Published sets with hostile people added: three in ten answer at random, always alike, or agree on what to
//! say wrongly. `cargo test -p consensus --test hostile -- --nocapture` prints what each kind costs.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

mod crowd;

use consensus::{Answers, Method, Options, expected_accuracy, infer};
use crowd::{Set, load};

#[derive(Clone, Copy, Debug)]
enum Kind {
    Random,
    Constant,
    Colluding,
}

/// A number that looks random and is the same every time (the finaliser of SplitMix64: Steele, Lea, Flood 2014).
fn scramble(a: usize, b: usize) -> usize {
    let mut z = (a as u64) << 32 ^ (b as u64) ^ 0x9e37_79b9_7f4a_7c15;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 1) as usize
}

/// The set with hostile workers added until they are 30 % of all; each answers as much as the others on average.
fn with_hostile(set: &Set, kind: Kind) -> Answers {
    let mut answers = set.answers.clone();
    let (honest, items, classes) = (answers.workers(), answers.items(), answers.classes());
    let each = answers.len() / honest;
    for number in 0..honest * 3 / 7 {
        for turn in 0..each {
            let item = scramble(number, turn) % items;
            let label = match kind {
                Kind::Random => scramble(number, turn + each) % classes,
                Kind::Constant => number % classes,
                Kind::Colluding => scramble(item, usize::from(u16::MAX)) % classes,
            };
            answers.push(item as u32, (honest + number) as u32, label as u16).unwrap();
        }
    }
    answers
}

/// Holds where ten or more answer each item. With three to six answers an item, people who agree perfectly on
/// what to say wrongly look like the experts, and nothing in the answers alone can show otherwise.
#[test]
fn three_in_ten_hostile_cost_at_most_two_points() {
    for name in ["bluebirds", "dog", "possent", "rte", "weather_amt"] {
        let set = load(name);
        let accuracy = |answers: &Answers, method| {
            expected_accuracy(&infer(answers, method, &Options::default()), &set.truth).unwrap()
        };
        let clean = accuracy(&set.answers, Method::Auto);
        for kind in [Kind::Random, Kind::Constant, Kind::Colluding] {
            let spoilt = with_hostile(&set, kind);
            let (auto, votes) = (accuracy(&spoilt, Method::Auto), accuracy(&spoilt, Method::Majority));
            println!("{name:11} {kind:?}: {auto:.4} of {clean:.4}; majority {votes:.4}");
            assert!(auto >= clean - 0.02, "{name} {kind:?}: {auto} of {clean}");
        }
    }
}
