//! Expectation maximisation over items' labels and workers' errors: fit the errors to the current posteriors,
//! then the posteriors to the errors, until they agree. Starts from the vote shares.

use crate::{
    Answer, Answers, Options,
    model::{Model, certain, normalise, vote_shares},
};

/// Most rounds of fitting; sets in practice settle within about half of them.
const MAX_ROUNDS: usize = 100;

/// Fitting ends when no probability of any item moved by more than this.
const SETTLED: f64 = 1e-4;

/// How workers err, and how common the classes are.
pub(crate) trait Errors: Send + Sync {
    /// The most likely errors if the items' labels are distributed as `posteriors` (items × classes).
    fn estimate(answers: &Answers, posteriors: &[f64]) -> Self;

    /// Adds, for each class, the logarithm of its share.
    fn add_log_shares(&self, out: &mut [f64]);

    /// Adds, for each class that may be right, the log-likelihood of the answer; nothing for an unknown worker.
    fn add_log_likelihood(&self, answer: Answer, out: &mut [f64]);
}

/// A fitted model of errors.
pub(crate) struct Em<E>(E);

impl<E: Errors> Em<E> {
    pub(crate) fn fit(answers: &Answers, options: &Options) -> Self {
        let classes = answers.classes();
        let mut posteriors = vote_shares(answers, options);
        let mut fitted = Self(E::estimate(answers, &posteriors));
        let mut next = vec![0.0; classes];
        for _ in 0..MAX_ROUNDS {
            let mut moved = 0.0_f64;
            for (item, out) in posteriors.chunks_exact_mut(classes.max(1)).enumerate() {
                match options.known(item, classes) {
                    Some(label) => certain(label, &mut next),
                    None => fitted.posterior(item, answers.of(item), &mut next),
                }
                moved = out.iter().zip(&next).fold(moved, |most, (a, b)| most.max((a - b).abs()));
                out.copy_from_slice(&next);
            }
            fitted = Self(E::estimate(answers, &posteriors));
            if moved < SETTLED {
                break;
            }
        }
        fitted
    }
}

impl<E: Errors> Model for Em<E> {
    fn posterior(&self, _item: usize, given: &[Answer], out: &mut [f64]) {
        out.fill(0.0);
        self.0.add_log_shares(out);
        for &answer in given {
            self.0.add_log_likelihood(answer, out);
        }
        let top = out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        out.iter_mut().for_each(|log| *log = (*log - top).exp());
        normalise(out);
    }
}
