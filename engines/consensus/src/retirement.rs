//! When an item needs no more answers.
//!
//! The rule is a function of the item's current state alone, so an item opens again by itself if a later fit
//! doubts what an earlier one believed.
//!
//! On the published sets two agreeing people close hardly an item fewer than three do by themselves, but where they
//! do, they are right less often than they are sure (`tests/stopping.rs` measures it): so two suffice only if known
//! answers showed how well just these two tell.

/// No item is closed on fewer answers: never on one person's word alone.
pub const MIN_ANSWERS: usize = 2;

/// No item is closed on fewer answers of people who were not measured.
pub const USUAL_ANSWERS: usize = 3;

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
    /// `proven` is its confidence by what known answers showed of those who answered (see
    /// [`crate::Consensus::proven`]).
    pub fn is_done(&self, posterior: &[f64], answers: usize, proven: f64) -> bool {
        let confidence = posterior.iter().copied().fold(0.0, f64::max);
        let sure = confidence >= self.target && answers >= self.least(proven);
        answers >= MIN_ANSWERS && (answers >= self.max_answers || sure)
    }

    /// How many answers an item must have before it is closed for being sure.
    pub fn least(&self, proven: f64) -> usize {
        if proven >= self.target { MIN_ANSWERS } else { USUAL_ANSWERS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closes_on_confidence_or_on_the_last_answer_but_never_on_one_word() {
        let rule = Retirement { target: 0.95, max_answers: 5 };
        assert!(!rule.is_done(&[0.0, 1.0], 1, 1.0));
        assert!(!rule.is_done(&[0.04, 0.96], 2, 0.9), "two strangers are not enough");
        assert!(rule.is_done(&[0.04, 0.96], 2, 0.95), "two who proved themselves are");
        assert!(rule.is_done(&[0.04, 0.96], 3, 0.0));
        assert!(!rule.is_done(&[0.06, 0.94], 4, 0.0));
        assert!(rule.is_done(&[0.5, 0.5], 5, 0.0));
        assert!(!Retirement { max_answers: 0, ..rule }.is_done(&[0.5, 0.5], 1, 0.0));
        assert!(!rule.is_done(&[], 0, 0.0));
    }
}
