//! How many more answers an item probably needs: what bounds the leases that are out for it.

use consensus::{MIN_ANSWERS, Retirement};

/// How often people are right before anything is known of them; what the engine assumes as well.
pub const UNKNOWN_SKILL: f64 = 0.7;
/// Skills beyond these would make an answer count for nothing, or for everything.
const SKILLS: (f64, f64) = (0.55, 0.95);
/// Confidences beyond these have no finite odds.
const SURE: (f64, f64) = (0.001, 0.999);

/// What is known of an item.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// How sure its answer is.
    pub confidence: f64,
    /// Answers that name a label.
    pub labels: usize,
    /// All answers, "can't tell" included.
    pub answers: usize,
}

/// Whether the item needs no more answers; "can't tell" counts towards the most answers only.
pub fn is_done(rule: &Retirement, posterior: &[f64], known: Known) -> bool {
    rule.is_done(posterior, known.labels) || known.answers >= rule.max_answers.max(MIN_ANSWERS)
}

/// How many agreeing answers of ordinary people would make the item sure: each multiplies the odds by s (K − 1) / (1 − s), with s
/// the crowd's skill and K choices (naive Bayes with equal errors). At least one for an open item, and never more than it may have.
pub fn wanted(rule: &Retirement, known: Known, skill: f64, choices: usize) -> usize {
    let skill = skill.clamp(SKILLS.0, SKILLS.1);
    #[expect(clippy::cast_precision_loss, reason = "at most 20 choices")]
    let an_answer = (skill * (choices.max(2) - 1) as f64 / (1.0 - skill)).ln();
    let missing = (log_odds(rule.target) - log_odds(known.confidence)).max(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 70")]
    let for_sureness = (missing / an_answer).ceil() as usize;
    let at_least = MIN_ANSWERS.saturating_sub(known.labels).max(1);
    let at_most = rule.max_answers.max(MIN_ANSWERS).saturating_sub(known.answers).max(1);
    for_sureness.max(at_least).min(at_most)
}

fn log_odds(share: f64) -> f64 {
    let share = share.clamp(SURE.0, SURE.1);
    (share / (1.0 - share)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: Retirement = Retirement { target: 0.95, max_answers: 15 };

    #[test]
    fn surer_items_want_fewer() {
        let at = |confidence, labels| wanted(&RULE, Known { confidence, labels, answers: labels }, 0.7, 2);
        assert_eq!((at(0.5, 0), at(0.8, 1), at(0.94, 3), at(0.94, 14)), (4, 2, 1, 1));
    }

    proptest! {
        #[test]
        fn never_more_than_it_may_have(confidence in 0.0..=1.0_f64, labels in 0_usize..20, unsure in 0_usize..20, skill in 0.0..=1.0_f64, choices in 0_usize..30) {
            let known = Known { confidence, labels, answers: labels + unsure };
            let wanted = wanted(&RULE, known, skill, choices);
            prop_assert!(wanted >= 1);
            prop_assert!(wanted == 1 || known.answers + wanted <= RULE.max_answers);
        }
    }
}
