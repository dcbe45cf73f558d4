//! A confusion matrix a worker: P(label given | label right), free for every pair of labels.
//! Dawid and Skene, Journal of the Royal Statistical Society C 28 (1979).

use crate::{Answer, Answers, em::Errors};

/// Imaginary answers in each cell of every matrix and of the class shares, so that nothing is impossible.
const SMOOTHING: f64 = 0.01;

/// Logarithms of the class shares and of every worker's matrix.
pub(crate) struct DawidSkene {
    classes: usize,
    log_shares: Vec<f64>,
    /// `[(worker × K + given) × K + right]`.
    log_confusion: Vec<f64>,
}

impl Errors for DawidSkene {
    fn estimate(answers: &Answers, posteriors: &[f64]) -> Self {
        let classes = answers.classes();
        let mut shares = vec![SMOOTHING; classes];
        let mut confusion = vec![SMOOTHING; answers.workers() * classes * classes];
        for (given, posterior) in answers.by_item().zip(posteriors.chunks_exact(classes.max(1))) {
            if !given.is_empty() {
                add(&mut shares, posterior);
            }
            for answer in given {
                let row = (answer.worker as usize * classes + usize::from(answer.label)) * classes;
                add(&mut confusion[row..row + classes], posterior);
            }
        }
        let total: f64 = shares.iter().sum();
        let log_shares = shares.iter().map(|share| (share / total).ln()).collect();
        for matrix in confusion.chunks_exact_mut((classes * classes).max(1)) {
            log_columns(matrix, classes);
        }
        Self { classes, log_shares, log_confusion: confusion }
    }

    fn add_log_shares(&self, out: &mut [f64]) {
        add(out, &self.log_shares);
    }

    fn add_log_likelihood(&self, answer: Answer, out: &mut [f64]) {
        let row = (answer.worker as usize * self.classes + usize::from(answer.label)) * self.classes;
        if let Some(logs) = self.log_confusion.get(row..row + self.classes) {
            add(out, logs);
        }
    }
}

fn add(out: &mut [f64], more: &[f64]) {
    out.iter_mut().zip(more).for_each(|(sum, value)| *sum += value);
}

/// Makes each column (one right label) sum to one and takes logarithms.
fn log_columns(matrix: &mut [f64], classes: usize) {
    for right in 0..classes {
        let total: f64 = matrix[right..].iter().step_by(classes).sum();
        matrix[right..].iter_mut().step_by(classes).for_each(|cell| *cell = (*cell / total).ln());
    }
}
