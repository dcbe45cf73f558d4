//! Expected answers of every worker: what the Bayesian model knows of them.

use crate::{
    Answer,
    crowd::{Crowd, odds},
};

/// No worker is taken to be right, or wrong, more often than this.
const SKILL_BOUNDS: (f64, f64) = (0.001, 0.999);

/// Expected answers: how often each worker gave a label when another was right.
#[derive(Clone, Debug)]
pub(crate) struct Tallies {
    classes: usize,
    /// Expected items of each class.
    shares: Vec<f64>,
    /// `[(worker × K + given) × K + right]`.
    cells: Vec<f64>,
    /// `[worker × K + right]`: sums of the above over the given label.
    rows: Vec<f64>,
    /// Right and all answers of each worker.
    right: Vec<(f64, f64)>,
}

impl Tallies {
    pub(crate) fn new(classes: usize) -> Self {
        Self { classes, shares: vec![0.0; classes], cells: vec![], rows: vec![], right: vec![] }
    }

    /// Adds an item's answers (or takes them away, with `sign` −1). Gold is chosen, not drawn, so it counts for
    /// workers and not for the shares: `share` is 0 for it, else 1.
    pub(crate) fn add(&mut self, share: u8, given: &[Answer], posterior: &[f64], sign: f64) {
        let classes = self.classes;
        let share = sign * f64::from(share);
        self.shares.iter_mut().zip(posterior).for_each(|(sum, p)| *sum += share * p);
        for answer in given {
            let (worker, label) = (answer.worker as usize, usize::from(answer.label));
            if worker >= self.right.len() {
                self.right.resize(worker + 1, (0.0, 0.0));
                self.rows.resize((worker + 1) * classes, 0.0);
                self.cells.resize((worker + 1) * classes * classes, 0.0);
            }
            let (right, all) = &mut self.right[worker];
            *right += sign * posterior[label];
            *all += sign;
            let row = &mut self.rows[worker * classes..(worker + 1) * classes];
            let at = (worker * classes + label) * classes;
            let cells = &mut self.cells[at..at + classes];
            for ((row, cell), p) in row.iter_mut().zip(cells).zip(posterior) {
                *row += sign * p;
                *cell += sign * p;
            }
        }
    }

    /// Expected items of each class, gold left out.
    pub(crate) fn shares(&self) -> &[f64] {
        &self.shares
    }

    pub(crate) fn workers(&self) -> usize {
        self.right.len()
    }

    pub(crate) fn matrices(&self) -> impl Iterator<Item = &[f64]> {
        self.cells.chunks_exact((self.classes * self.classes).max(1))
    }

    /// Expected right answers, and all answers, of a worker; none for an unknown one.
    pub(crate) fn right(&self, worker: usize) -> (f64, f64) {
        self.right.get(worker).map_or((0.0, 0.0), |(right, all)| (right.max(0.0).min(*all), *all))
    }

    /// How often `right` was right among the worker's items.
    pub(crate) fn row(&self, worker: usize, right: usize) -> f64 {
        self.rows.get(worker * self.classes + right).map_or(0.0, |row| row.max(0.0))
    }

    /// How often the worker gave `given` when `right` was right.
    pub(crate) fn cell(&self, worker: usize, given: usize, right: usize) -> f64 {
        let at = (worker * self.classes + given) * self.classes + right;
        self.cells.get(at).map_or(0.0, |cell| cell.max(0.0))
    }

    /// The worker's odds of being right, drawn to the crowd's.
    pub(crate) fn odds(&self, worker: usize, crowd: &Crowd) -> f64 {
        let (right, all) = self.right(worker);
        let skill = (right + crowd.skill_strength * crowd.skill) / (all + crowd.skill_strength);
        odds(skill.clamp(SKILL_BOUNDS.0, SKILL_BOUNDS.1))
    }
}
