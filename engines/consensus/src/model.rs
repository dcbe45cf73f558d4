//! What every method has in common once it is fitted, and small sums over probabilities.

use crate::{Answer, Answers, Options};

/// A fitted method: it gives the posterior of an item, and follows as an item's answers change.
pub(crate) trait Model: Send + Sync {
    /// Writes the posterior of an item with at least one answer and unknown truth into `out`.
    fn posterior(&self, item: usize, given: &[Answer], out: &mut [f64]);

    /// Takes note that an item's answers are now `now` and no longer `before`; `known` is its right label.
    fn replace(&mut self, _item: usize, _before: &[Answer], _now: &[Answer], _known: Option<usize>) {}
}

/// Scales non-negative weights to sum to one; weights that cannot be scaled become equal.
pub(crate) fn normalise(weights: &mut [f64]) {
    let sum: f64 = weights.iter().sum();
    let even = 1.0 / weights.len() as f64;
    let usable = sum.is_finite() && sum > 0.0;
    for weight in weights {
        *weight = if usable { *weight / sum } else { even };
    }
}

/// Sets all of the probability on one label.
pub(crate) fn certain(label: usize, out: &mut [f64]) {
    out.fill(0.0);
    out[label] = 1.0;
}

/// Every item's posterior by the shares of its answers, the usual place to start from; gold is certain.
pub(crate) fn vote_shares(answers: &Answers, options: &Options) -> Vec<f64> {
    let classes = answers.classes();
    let mut posteriors = vec![0.0; answers.items() * classes];
    for (item, out) in posteriors.chunks_exact_mut(classes.max(1)).enumerate() {
        match options.known(item, classes) {
            Some(label) => certain(label, out),
            None => {
                answers.of(item).iter().for_each(|answer| out[usize::from(answer.label)] += 1.0);
                normalise(out);
            }
        }
    }
    posteriors
}
