//! When an item needs no more answers.
//!
//! The rule is a function of the item's current state alone, so an item opens again by itself if a later fit
//! doubts what an earlier one believed.

/// No item is closed on fewer answers: never on one person's word alone.
pub const MIN_ANSWERS: usize = 2;

/// What is asked of an item before it is closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retirement {
    /// Confidence that suffices, between 0 and 1.
    pub target: f64,
    /// Answers after which an item is closed in any case; below [`MIN_ANSWERS`] it counts as that.
    pub max_answers: usize,
}

impl Retirement {
    /// Whether an item with this posterior (see [`crate::Consensus::posterior`]) and number of answers is done.
    pub fn is_done(&self, posterior: &[f64], answers: usize) -> bool {
        let confidence = posterior.iter().copied().fold(0.0, f64::max);
        answers >= MIN_ANSWERS && (answers >= self.max_answers || confidence >= self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closes_on_confidence_or_on_the_last_answer_but_never_on_one_word() {
        let rule = Retirement { target: 0.95, max_answers: 5 };
        assert!(!rule.is_done(&[0.0, 1.0], 1));
        assert!(rule.is_done(&[0.04, 0.96], 2));
        assert!(!rule.is_done(&[0.06, 0.94], 4));
        assert!(rule.is_done(&[0.5, 0.5], 5));
        assert!(!Retirement { max_answers: 0, ..rule }.is_done(&[0.5, 0.5], 1));
        assert!(!rule.is_done(&[], 0));
    }
}
