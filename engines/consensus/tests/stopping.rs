//! Replays of published sets with items closed as soon as their confidence suffices: each round every open item
//! gets one more of its answers, then everything is fitted again.
//! `cargo test -p consensus --test stopping -- --nocapture` prints accuracy and share of the answers used.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

mod crowd;

use consensus::{Answers, Consensus, Method, Options, Retirement, expected_accuracy, infer};
use crowd::{Set, load};

/// Known answers there are none in these sets, so that two people never suffice.
const PROVEN: f64 = 0.0;
/// Orders of arrival that each set is replayed in.
const ORDERS: usize = 2;

/// Each item's answers (worker, label) in the order in which they will arrive, last first.
type Queues = Vec<Vec<(u32, u16)>>;

/// The file's order, but each item starts somewhere else in it; `order` varies that.
fn queues(set: &Set, order: usize) -> Queues {
    let mut queues = vec![vec![]; set.answers.items()];
    for &(item, worker, label) in &set.rows {
        queues[item as usize].push((worker, label));
    }
    for (item, queue) in queues.iter_mut().enumerate() {
        let turn = (item * 7 + order * 3) % queue.len().max(1);
        queue.rotate_left(turn);
    }
    queues
}

/// What a replay ended with.
struct Ending {
    accuracy: f64,
    answers: usize,
    /// Of the items that were closed for being sure: how many, how sure on average, and how many of them right.
    closed: (f64, f64, f64),
}

impl Ending {
    fn of(
        consensus: &Consensus,
        answers: usize,
        set: &Set,
        wants: impl Fn(&Consensus, usize) -> bool,
    ) -> Self {
        let mut closed = (0.0, 0.0, 0.0);
        for (item, truth) in set.truth.iter().enumerate() {
            if truth.is_some() && !wants(consensus, item) {
                closed.0 += 1.0;
                closed.1 += consensus.confidence(item);
                closed.2 += f64::from(u8::from(consensus.label(item) == *truth));
            }
        }
        let accuracy = expected_accuracy(consensus, &set.truth).unwrap();
        Self { accuracy, answers, closed }
    }

    fn sure_and_right(&self) -> (f64, f64) {
        (self.closed.1 / self.closed.0.max(1.0), self.closed.2 / self.closed.0.max(1.0))
    }
}

/// Gives every item that wants one an answer from its queue, until none is taken or the budget is spent.
fn play(set: &Set, mut queues: Queues, budget: usize, wants: impl Fn(&Consensus, usize) -> bool) -> Ending {
    let mut answers = Answers::new(set.answers.classes());
    answers.ensure_items(set.answers.items()).unwrap();
    loop {
        let consensus = infer(&answers, Method::Auto, &Options::default());
        let before = answers.len();
        for (item, queue) in queues.iter_mut().enumerate() {
            if answers.len() < budget
                && wants(&consensus, item)
                && let Some((worker, label)) = queue.pop()
            {
                answers.push(item as u32, worker, label).unwrap();
            }
        }
        if answers.len() == before {
            return Ending::of(&consensus, before, set, wants);
        }
    }
}

/// Bounds for one set and target: points of accuracy that closing early may cost, and share of answers used.
struct Bound(&'static str, f64, f64, f64);

/// Measured: cost (in points) and share used are within 0.5 points and 3 % below these.
const BOUNDS: [Bound; 10] = [
    Bound("possent", 0.90, 2.5, 0.34),
    Bound("possent", 0.95, 1.0, 0.46),
    Bound("dog", 0.90, 1.6, 0.54),
    Bound("dog", 0.95, 1.0, 0.68),
    Bound("rte", 0.90, 1.6, 0.60),
    Bound("rte", 0.95, 1.0, 0.70),
    Bound("bluebirds", 0.90, 2.0, 0.62),
    Bound("bluebirds", 0.95, 1.0, 0.79),
    Bound("weather_amt", 0.90, 1.0, 0.33),
    Bound("weather_amt", 0.95, 1.0, 0.41),
];

#[test]
fn closing_early_saves_answers_and_never_collapses() {
    let (mut mean_cost, mut mean_used, mut closed) = (0.0, 0.0, (0.0, 0.0));
    for Bound(name, target, cost, share) in BOUNDS {
        let set = load(name);
        let rule = Retirement { target, max_answers: usize::MAX };
        let whole = infer(&set.answers, Method::Auto, &Options::default());
        let whole = expected_accuracy(&whole, &set.truth).unwrap();
        for order in 0..ORDERS {
            let open =
                |now: &Consensus, item: usize| !rule.is_done(now.posterior(item), now.answers(item), PROVEN);
            let ending = play(&set, queues(&set, order), usize::MAX, open);
            let (early, budget) = (ending.accuracy, ending.answers);
            let fixed = play(&set, queues(&set, order), budget, |_, _| true).accuracy;
            let used = budget as f64 / set.answers.len() as f64;
            let (sure, right) = ending.sure_and_right();
            if target == 0.95 {
                mean_cost += (whole - early) / (5 * ORDERS) as f64;
                mean_used += used / (5 * ORDERS) as f64;
                closed = (closed.0 + ending.closed.0, closed.1 + ending.closed.2);
            }
            println!(
                "{name:11} target {target:.2}: {early:.4} on {:.0} % of the answers; {fixed:.4} if spread evenly; {whole:.4} on all; \
                 closed ones {sure:.3} sure, {right:.3} right",
                100.0 * used
            );
            assert!(early >= whole - cost / 100.0, "{name} at {target}: {early} of {whole}");
            assert!(used <= share, "{name} at {target}: used {used}");
            assert!(early >= fixed - 0.01, "{name} at {target}: {early}, spread evenly {fixed}");
        }
    }
    let right = closed.1 / closed.0;
    println!(
        "mean at 0.95: {mean_cost:.4} lost, {mean_used:.3} used; {right:.4} of {} closed items right",
        closed.0
    );
    assert!(mean_cost <= 0.004 && mean_used <= 0.58 && right >= 0.93);
}
