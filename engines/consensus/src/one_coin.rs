//! One-coin: a worker is right with one probability whatever the truth, and else picks any wrong label evenly
//! (as in ZenCrowd: Demartini, Difallah, Cudré-Mauroux, WWW 2012). All classes are taken as equally common.

use crate::{Answer, Answers, em::Errors};

/// Imaginary right and wrong answers of every worker, so that no one is ever certain to be right or wrong.
const RIGHT: f64 = 2.0;
const WRONG: f64 = 1.0;

/// Each worker's weight: the log-likelihood ratio between "right" and any one wrong label.
pub(crate) struct OneCoin {
    weights: Vec<f64>,
}

impl Errors for OneCoin {
    fn estimate(answers: &Answers, posteriors: &[f64]) -> Self {
        let classes = answers.classes();
        let mut tallies = vec![(RIGHT, RIGHT + WRONG); answers.workers()];
        for (given, posterior) in answers.by_item().zip(posteriors.chunks_exact(classes.max(1))) {
            for answer in given {
                let (right, all) = &mut tallies[answer.worker as usize];
                *right += posterior[usize::from(answer.label)];
                *all += 1.0;
            }
        }
        let others = classes.saturating_sub(1).max(1) as f64;
        Self { weights: tallies.iter().map(|(right, all)| (others * right / (all - right)).ln()).collect() }
    }

    fn add_log_shares(&self, _out: &mut [f64]) {}

    fn add_log_likelihood(&self, answer: Answer, out: &mut [f64]) {
        if let Some(weight) = self.weights.get(answer.worker as usize) {
            out[usize::from(answer.label)] += weight;
        }
    }
}
