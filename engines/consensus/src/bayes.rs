//! A confusion matrix a worker with a prior from the crowd (Bayesian classifier combination: Kim and Ghahramani,
//! AISTATS 2012).
//!
//! The prior of a worker's matrix is centred on what the worker's own skill and the crowd's usual errors make it,
//! so people with few answers borrow from themselves first and from the crowd next. An item's posterior is
//! computed from tallies *without that item's own answers* (collapsed variational inference of order zero:
//! Asuncion et al., UAI 2009): nobody is trusted because of the very answer in question, which keeps early
//! posteriors modest.
//!
//! Invariant: the tallies hold exactly the answers of every item, weighted by its current posterior.

use crate::{
    Answer, Answers, Options,
    crowd::Crowd,
    model::{certain, normalise, vote_shares},
    tallies::Tallies,
};

/// Most sweeps over all items in one fit.
const MAX_SWEEPS: usize = 60;

/// Fitting ends when no probability moved by more than this in a sweep.
const SETTLED: f64 = 1e-3;

/// Sweeps before which the strengths are learned: when the posteriors have left the vote, then ever more rarely.
const LEARN_STRENGTHS_AT: [usize; 5] = [2, 4, 8, 16, 32];

/// Learned class shares are drawn to equal ones as if this many items more, for each item, said so.
const EVENNESS: f64 = 0.05;

/// Likelihoods are rescaled below this, far above the smallest number.
const TINY: f64 = 1e-200;

/// What is assumed about how common the classes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shares {
    Even,
    Learned,
}

/// The fitted model with every item's posterior.
#[derive(Clone, Debug)]
pub(crate) struct Bayes {
    classes: usize,
    shares: Shares,
    crowd: Crowd,
    tallies: Tallies,
    posteriors: Vec<f64>,
    /// Log-probability of all answers, each item's given the other items', in the last sweep.
    pub(crate) evidence: f64,
}

impl Bayes {
    /// Fits with even class shares, starting from the vote shares. Needs at least two classes.
    pub(crate) fn fit(answers: &Answers, options: &Options) -> Self {
        let classes = answers.classes();
        let mut fitted = Self {
            classes,
            shares: Shares::Even,
            crowd: Crowd::unknown(classes),
            tallies: Tallies::new(classes),
            posteriors: vote_shares(answers, options),
            evidence: 0.0,
        };
        for (item, given) in answers.by_item().enumerate() {
            fitted.tally(item, given, options.known(item, classes), 1.0);
        }
        fitted.settle(answers, options);
        fitted
    }

    /// The same crowd fitted again with class shares learned, starting from where this fit ended.
    pub(crate) fn learn_shares(&self, answers: &Answers, options: &Options) -> Self {
        let mut fitted = Self { shares: Shares::Learned, ..self.clone() };
        fitted.settle(answers, options);
        fitted
    }

    /// Sweeps over all items until nothing moves.
    fn settle(&mut self, answers: &Answers, options: &Options) {
        for sweep in 0..MAX_SWEEPS {
            self.crowd.learn(&self.tallies);
            if LEARN_STRENGTHS_AT.contains(&sweep) {
                self.crowd.learn_strengths(&self.tallies);
            }
            self.evidence = 0.0;
            let mut moved = 0.0_f64;
            for (item, given) in answers.by_item().enumerate() {
                let known = options.known(item, self.classes);
                if !given.is_empty() {
                    moved = moved.max(self.replace(item, given, given, known));
                }
            }
            if moved < SETTLED && sweep > LEARN_STRENGTHS_AT[1] {
                break;
            }
        }
    }

    /// Exchanges an item's answers and computes its posterior anew; returns how far a probability moved.
    pub(crate) fn replace(
        &mut self,
        item: usize,
        before: &[Answer],
        now: &[Answer],
        known: Option<usize>,
    ) -> f64 {
        let end = (item + 1) * self.classes;
        if end > self.posteriors.len() {
            self.posteriors.resize(end, 1.0 / self.classes as f64);
        }
        self.tally(item, before, known, -1.0);
        let mut next = vec![0.0; self.classes];
        match known {
            Some(label) => certain(label, &mut next),
            None => self.evidence += self.weigh(now, &mut next),
        }
        let posterior = &mut self.posteriors[end - self.classes..end];
        let moved = posterior.iter().zip(&next).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
        posterior.copy_from_slice(&next);
        self.tally(item, now, known, 1.0);
        moved
    }

    /// The current posterior of an item, as sure as the model is.
    pub(crate) fn posterior(&self, item: usize) -> &[f64] {
        self.posteriors.get(item * self.classes..(item + 1) * self.classes).unwrap_or(&[])
    }

    /// The posterior that an item, known to be `label`, would have if its truth were not known.
    pub(crate) fn posterior_if_unknown(
        &mut self,
        item: usize,
        given: &[Answer],
        label: usize,
        out: &mut [f64],
    ) {
        self.tally(item, given, Some(label), -1.0);
        self.weigh(given, out);
        self.tally(item, given, Some(label), 1.0);
    }

    fn tally(&mut self, item: usize, given: &[Answer], known: Option<usize>, sign: f64) {
        if !given.is_empty() {
            let posterior = &self.posteriors[item * self.classes..(item + 1) * self.classes];
            self.tallies.add(u8::from(known.is_none()), given, posterior, sign);
        }
    }

    /// Writes the posterior by the tallies as they stand and returns the log-probability of the answers.
    fn weigh(&self, given: &[Answer], out: &mut [f64]) -> f64 {
        self.start_from_shares(out);
        let mut log_scale = 0.0;
        for answer in given {
            let (worker, label) = (answer.worker as usize, usize::from(answer.label));
            let odds = self.tallies.odds(worker, &self.crowd);
            let strength = self.crowd.matrix_strength;
            let mut top = 0.0_f64;
            for (right, weight) in out.iter_mut().enumerate() {
                let expected = strength * self.crowd.expected(odds, label, right);
                *weight *= (expected + self.tallies.cell(worker, label, right))
                    / (strength + self.tallies.row(worker, right));
                top = top.max(*weight);
            }
            if top < TINY {
                out.iter_mut().for_each(|weight| *weight /= top);
                log_scale += top.ln();
            }
        }
        log_scale += out.iter().sum::<f64>().ln();
        normalise(out);
        log_scale
    }

    fn start_from_shares(&self, out: &mut [f64]) {
        out.fill(1.0);
        if self.shares == Shares::Learned {
            let items: f64 = self.tallies.shares().iter().sum();
            let even = 1.0 + EVENNESS * items / self.classes as f64;
            out.iter_mut()
                .zip(self.tallies.shares())
                .for_each(|(share, items)| *share = items.max(0.0) + even);
        }
        normalise(out);
    }
}
