//! How many more answers an item probably needs: what bounds the leases that are out for it.

/// How often people are right before anything is known of them.
pub(crate) const UNKNOWN_SKILL: f64 = 0.7;
/// Skills beyond these would make an answer count for nothing, or for everything.
const SKILLS: (f64, f64) = (0.55, 0.95);
/// Confidences beyond these have no finite odds.
const SURE: (f64, f64) = (0.001, 0.999);

/// What is known of an open item, and when it is closed.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// How sure its answer is.
    pub confidence: f64,
    /// All answers it has, "can't tell" included.
    pub answers: usize,
    /// Answers without which it is not closed, however sure, less those it has.
    pub missing: usize,
    /// How sure it must be.
    pub target: f64,
    /// Answers after which it is closed in any case.
    pub max_answers: usize,
}

/// How many agreeing answers of people with this `skill` (none: what is usual) would make the item sure: each multiplies the odds by
/// s (K − 1) / (1 − s), with K `choices` (naive Bayes with equal errors). At least one, and never more than it may have.
pub fn wanted(known: Known, skill: Option<f64>, choices: usize) -> usize {
    let skill = skill.unwrap_or(UNKNOWN_SKILL).clamp(SKILLS.0, SKILLS.1);
    let an_answer = (skill * (choices.max(2) - 1) as f64 / (1.0 - skill)).ln();
    let missing = (log_odds(known.target) - log_odds(known.confidence)).max(0.0);
    let for_sureness = (missing / an_answer).ceil() as usize;
    let at_most = known.max_answers.saturating_sub(known.answers).max(1);
    for_sureness.max(known.missing).max(1).min(at_most)
}

fn log_odds(share: f64) -> f64 {
    let share = share.clamp(SURE.0, SURE.1);
    (share / (1.0 - share)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NEW: Known = Known { confidence: 0.5, answers: 0, missing: 3, target: 0.95, max_answers: 15 };

    #[test]
    fn surer_items_want_fewer() {
        let at =
            |confidence, answers, missing| wanted(Known { confidence, answers, missing, ..NEW }, None, 2);
        assert_eq!((at(0.5, 0, 3), at(0.8, 1, 2), at(0.94, 3, 0), at(0.5, 14, 0)), (4, 2, 1, 1));
    }

    proptest! {
        #[test]
        fn never_more_than_it_may_have(confidence in 0.0..=1.0_f64, answers in 0_usize..20, missing in 0_usize..4, skill in 0.0..=1.0_f64, choices in 0_usize..30) {
            let wanted = wanted(Known { confidence, answers, missing, ..NEW }, Some(skill), choices);
            prop_assert!(wanted >= 1);
            prop_assert!(wanted == 1 || answers + wanted <= NEW.max_answers);
        }
    }
}
