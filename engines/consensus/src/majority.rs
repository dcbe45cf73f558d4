//! Majority vote: every answer weighs the same.

use crate::{
    Answer,
    model::{Model, normalise},
};

/// Each label's probability is its share of the item's answers, so a tie of two shows as one half each.
pub(crate) struct Majority;

impl Model for Majority {
    fn posterior(&self, _item: usize, given: &[Answer], out: &mut [f64]) {
        out.fill(0.0);
        for answer in given {
            out[usize::from(answer.label)] += 1.0;
        }
        normalise(out);
    }
}
