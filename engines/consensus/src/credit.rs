//! What answers were worth, in bits.

use crate::{Answers, Consensus};

/// Each worker's credit: the information that the worker's answers gave about the final answers, in bits.
///
/// An answer l of a worker with skill s to an item with K choices counts the expected log-likelihood ratio
/// between the right label and a guess, q(l) log₂(K s) + (1 − q(l)) log₂(K (1 − s) / (K − 1)), with q the final
/// posterior: an agreeing answer of a good worker earns up to log₂ K bits, one that contradicts the result
/// costs. A worker's sum never falls below zero, and those no better than chance (s ≤ 1/K) earn nothing.
/// Answers do not lose worth by being many, so sums do not depend on who came first.
pub fn credit(answers: &Answers, consensus: &Consensus) -> Vec<f64> {
    let mut bits = vec![0.0; answers.workers()];
    let classes = answers.classes() as f64;
    if classes < 2.0 {
        return bits;
    }
    for (item, given) in answers.by_item().enumerate() {
        for answer in given {
            let skill = consensus.skill(answer.worker as usize).max(1.0 / classes);
            let agreed = consensus.posterior(item).get(usize::from(answer.label)).copied().unwrap_or(0.0);
            let right = agreed * (classes * skill).log2();
            let doubt = 1.0 - agreed;
            let wrong =
                if doubt > 0.0 { doubt * (classes * (1.0 - skill) / (classes - 1.0)).log2() } else { 0.0 };
            bits[answer.worker as usize] += right + wrong;
        }
    }
    bits.iter_mut().for_each(|sum| *sum = sum.max(0.0));
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Method, Options, infer};

    #[test]
    fn good_answers_earn_bits_and_guesses_do_not() {
        let mut answers = Answers::new(2);
        for item in 0..200 {
            let truth = u16::from(item % 3 == 0);
            for worker in 0..4 {
                answers.push(item, worker, truth ^ u16::from(item % 10 == worker)).unwrap();
            }
            answers.push(item, 4, u16::from(item % 2 == 0)).unwrap();
        }
        let consensus = infer(&answers, Method::Auto, &Options::default());
        let bits = credit(&answers, &consensus);
        assert!(bits[..4].iter().all(|b| (60.0..200.0).contains(b)), "{bits:?}");
        assert!((0.0..20.0).contains(&bits[4]), "{bits:?}");
        assert!(bits.iter().sum::<f64>() <= answers.len() as f64);
    }

    #[test]
    fn nothing_to_choose_is_worth_nothing() {
        let mut answers = Answers::new(1);
        answers.push(0, 0, 0).unwrap();
        let consensus = infer(&answers, Method::Auto, &Options::default());
        assert_eq!(credit(&answers, &consensus), [0.0]);
        assert_eq!(credit(&Answers::new(0), &consensus), []);
    }
}
