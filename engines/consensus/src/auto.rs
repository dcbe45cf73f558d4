//! The default: averages the Bayesian model over what it assumes about class shares, and takes off the
//! over-confidence that comes from people erring together.
//!
//! No truth is needed and nothing is set for a particular kind of data. Each model weighs exp(E / √n), where E
//! is the log-probability it gave to answers before seeing them and n their number: sampling noise in E grows
//! as √n, so models that the data cannot tell apart share the say, and a plainly worse one is left out.
//!
//! Hard items mislead many people at once, which answers alone cannot show. So n answers are taken to be worth
//! n / (1 + (n − 1) r) independent ones (the design effect of clustered samples: Kish, Survey Sampling, 1965),
//! with r a cautious constant that gold items, if there are any, correct.
//!
//! It does NOT see through a third of the crowd agreeing on wrong labels where few answer each item: that takes
//! gold in plenty, or keeping such people out.

use crate::{
    Answer, Answers, Options,
    bayes::Bayes,
    model::{Model, normalise},
};

/// Candidates for r, how alike two people's errors on one item are.
const SHARED_ERRORS: [f64; 10] = [0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0];

/// Belief about r before any gold: its centre and spread (a normal density).
const USUAL_SHARED_ERROR: (f64, f64) = (0.15, 0.15);

/// A gold item refutes a candidate by no more than this probability does, so that one slip does not rule.
const LEAST_PROBABILITY: f64 = 1e-3;

/// Fitted Bayesian models with their weights, which sum to one; none if there is no choice to make.
pub(crate) struct Auto {
    models: Vec<(f64, Bayes)>,
    shared_error: f64,
}

impl Auto {
    /// One model, which learns how common the classes are.
    pub(crate) fn learned_shares(answers: &Answers, options: &Options) -> Self {
        Self::of(answers, options, |even| {
            let learned = even.learn_shares(answers, options);
            vec![(1.0, learned)]
        })
    }

    /// Both models, weighted.
    pub(crate) fn both(answers: &Answers, options: &Options) -> Self {
        Self::of(answers, options, |even| {
            let learned = even.learn_shares(answers, options);
            let noise = (answers.len() as f64).sqrt().max(1.0);
            let best = even.evidence.max(learned.evidence);
            let mut weights = [&even, &learned].map(|model| ((model.evidence - best) / noise).exp());
            normalise(&mut weights);
            weights.into_iter().zip([even, learned]).collect()
        })
    }

    fn of(answers: &Answers, options: &Options, choose: impl FnOnce(Bayes) -> Vec<(f64, Bayes)>) -> Self {
        let mut fitted = Self { models: vec![], shared_error: USUAL_SHARED_ERROR.0 };
        if answers.classes() >= 2 {
            fitted.models = choose(Bayes::fit(answers, options));
            fitted.learn_shared_error(answers, options);
        }
        fitted
    }

    /// Chooses r by how probable it makes the known labels of gold items, each judged as if it were unknown.
    fn learn_shared_error(&mut self, answers: &Answers, options: &Options) {
        let (centre, spread) = USUAL_SHARED_ERROR;
        let mut scores = SHARED_ERRORS.map(|r| -((r - centre) / spread).powi(2) / 2.0);
        let mut blind = vec![vec![0.0; answers.classes()]; self.models.len()];
        let mut out = vec![0.0; answers.classes()];
        for &item in options.gold.keys() {
            let (item, given) = (item as usize, answers.of(item as usize));
            let Some(label) = options.known(item, answers.classes()).filter(|_| given.len() > 1) else {
                continue;
            };
            for ((_, model), out) in self.models.iter_mut().zip(&mut blind) {
                model.posterior_if_unknown(item, given, label, out);
            }
            for (score, r) in scores.iter_mut().zip(SHARED_ERRORS) {
                average(self.models.iter().map(|model| model.0).zip(&blind), worth(given.len(), r), &mut out);
                *score += out[label].max(LEAST_PROBABILITY).ln();
            }
        }
        let usual = (USUAL_SHARED_ERROR.0, f64::NEG_INFINITY);
        let best = |best: (f64, f64), (r, score)| if score > best.1 { (r, score) } else { best };
        self.shared_error = SHARED_ERRORS.into_iter().zip(scores).fold(usual, best).0;
    }
}

/// What share of its information each of `count` answers brings.
fn worth(count: usize, shared_error: f64) -> f64 {
    1.0 / (1.0 + (count.max(1) - 1) as f64 * shared_error)
}

/// The weighted mean of posteriors, each with its evidence cut to the share `worth`.
fn average<P: AsRef<[f64]>>(posteriors: impl Iterator<Item = (f64, P)>, worth: f64, out: &mut [f64]) {
    let mut cautious = vec![0.0; out.len()];
    out.fill(0.0);
    for (weight, sure) in posteriors {
        cautious.iter_mut().zip(sure.as_ref()).for_each(|(p, sure)| *p = sure.powf(worth));
        normalise(&mut cautious);
        out.iter_mut().zip(&cautious).for_each(|(sum, p)| *sum += weight * p);
    }
    normalise(out);
}

impl Model for Auto {
    fn posterior(&self, item: usize, given: &[Answer], out: &mut [f64]) {
        let posteriors = self.models.iter().map(|(weight, model)| (*weight, model.posterior(item)));
        average(posteriors, worth(given.len(), self.shared_error), out);
    }

    fn replace(&mut self, item: usize, before: &[Answer], now: &[Answer], known: Option<usize>) {
        for (_, model) in &mut self.models {
            model.replace(item, before, now, known);
        }
    }
}
