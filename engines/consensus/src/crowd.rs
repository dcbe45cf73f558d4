//! What the crowd as a whole is like, learned from all workers together, so that someone with few answers can
//! be judged by it (the idea of community-based BCC: Venanzi et al., WWW 2014, here with one community).

use crate::tallies::Tallies;

/// Imaginary answers that the crowd's skill starts from, and the share of them that is right.
const CROWD_PRIOR: (f64, f64) = (2.0, 0.7);

/// A class is as easy as the average one until answers say otherwise: weight of that belief, in answers, and
/// beyond it in mean numbers of answers a class.
const EASE_PRIOR: (f64, f64) = (4.0, 1.0);

/// The crowd is taken to do a little better than guessing, and to err at least once in two hundred answers.
const SKILL_BOUNDS: (f64, f64) = (0.01, 0.995);

/// How alike workers may be: candidates for both strengths, in answers.
const STRENGTHS: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// The strength to start from, and the centre of the (log-normal) belief about it.
const USUAL_STRENGTH: f64 = 8.0;

/// Cells looked at when a strength is chosen; from larger crowds evenly spaced workers are taken.
const MAX_SAMPLE: usize = 25_000;

/// Rows and cells with fewer expected answers than this say nothing about strengths.
const NEGLIGIBLE: f64 = 1e-3;

/// A worker's matrix is expected around this. Odds are of being right.
#[derive(Clone, Debug)]
pub(crate) struct Crowd {
    classes: usize,
    /// The crowd's mean skill.
    pub(crate) skill: f64,
    /// Factor on the odds for each right class.
    ease: Vec<f64>,
    /// `[given × K + right]`: which wrong label is given, if one is; the diagonal is unused.
    errors: Vec<f64>,
    /// Answers by which a worker's skill is drawn to the crowd's.
    pub(crate) skill_strength: f64,
    /// Answers by which a worker's matrix is drawn to what skill and crowd would make it.
    pub(crate) matrix_strength: f64,
}

impl Crowd {
    /// A crowd about which nothing is known yet.
    pub(crate) fn unknown(classes: usize) -> Self {
        Self {
            classes,
            skill: CROWD_PRIOR.1,
            ease: vec![1.0; classes],
            errors: vec![1.0 / classes.saturating_sub(1).max(1) as f64; classes * classes],
            skill_strength: USUAL_STRENGTH,
            matrix_strength: USUAL_STRENGTH,
        }
    }

    /// Learns skill, ease and usual errors from all workers' expected answers.
    pub(crate) fn learn(&mut self, tallies: &Tallies) {
        let classes = self.classes;
        let mut cells = vec![0.0; classes * classes];
        for matrix in tallies.matrices() {
            cells.iter_mut().zip(matrix).for_each(|(sum, cell)| *sum += cell);
        }
        let all: f64 = cells.iter().sum();
        let right: f64 = cells.iter().step_by(classes + 1).sum();
        let (weight, share) = CROWD_PRIOR;
        let lowest = 1.0 / classes as f64 + SKILL_BOUNDS.0;
        self.skill = ((right + weight * share) / (all + weight)).min(SKILL_BOUNDS.1).max(lowest);
        let doubt = EASE_PRIOR.0 + EASE_PRIOR.1 * all / classes as f64;
        for class in 0..classes {
            let total: f64 = cells[class..].iter().step_by(classes).sum();
            let right = cells[class * (classes + 1)];
            let skill = (right + doubt * self.skill) / (total + doubt);
            self.ease[class] = odds(skill) / odds(self.skill);
            let wrong = (total - right).max(0.0) + (classes - 1) as f64;
            for given in 0..classes {
                self.errors[given * classes + class] =
                    (cells[given * classes + class].max(0.0) + 1.0) / wrong;
            }
        }
    }

    /// The probability of giving label `given` when `right` is right, for someone with these odds.
    pub(crate) fn expected(&self, odds: f64, given: usize, right: usize) -> f64 {
        let odds = odds * self.ease[right];
        if given == right {
            odds / (1.0 + odds)
        } else {
            self.errors[given * self.classes + right] / (1.0 + odds)
        }
    }

    /// Chooses both strengths by the probability of the workers' expected answers (beta- and
    /// Dirichlet-multinomial) times a belief around the usual strength.
    pub(crate) fn learn_strengths(&mut self, tallies: &Tallies) {
        let cells = tallies.workers() * self.classes * self.classes;
        let workers = || (0..tallies.workers()).step_by(cells.div_ceil(MAX_SAMPLE).max(1));
        self.skill_strength = best_strength(|strength| {
            workers().map(|worker| self.skill_evidence(tallies, worker, strength)).sum()
        });
        self.matrix_strength = best_strength(|strength| {
            workers().map(|worker| self.matrix_evidence(tallies, worker, strength)).sum()
        });
    }

    fn skill_evidence(&self, tallies: &Tallies, worker: usize, strength: f64) -> f64 {
        let (right, all) = tallies.right(worker);
        ln_rising(strength * self.skill, right) + ln_rising(strength * (1.0 - self.skill), all - right)
            - ln_rising(strength, all)
    }

    fn matrix_evidence(&self, tallies: &Tallies, worker: usize, strength: f64) -> f64 {
        let odds = tallies.odds(worker, self);
        let mut sum = 0.0;
        for right in 0..self.classes {
            let row = tallies.row(worker, right);
            if row < NEGLIGIBLE {
                continue;
            }
            sum -= ln_rising(strength, row);
            for given in 0..self.classes {
                let cell = tallies.cell(worker, given, right);
                if cell >= NEGLIGIBLE {
                    sum += ln_rising(strength * self.expected(odds, given, right), cell);
                }
            }
        }
        sum
    }
}

/// Odds of a probability strictly between 0 and 1.
pub(crate) fn odds(probability: f64) -> f64 {
    probability / (1.0 - probability)
}

fn best_strength(evidence: impl Fn(f64) -> f64) -> f64 {
    let belief = |strength: f64| -(strength / USUAL_STRENGTH).ln().powi(2) / 8.0;
    let score = |strength: f64| evidence(strength) + belief(strength);
    let mut best = (USUAL_STRENGTH, score(USUAL_STRENGTH));
    for strength in STRENGTHS {
        let found = score(strength);
        if found > best.1 {
            best = (strength, found);
        }
    }
    best.0
}

/// ln(Γ(x + n) / Γ(x)), for x > 0 and n ≥ 0: the logarithm of the rising factorial.
fn ln_rising(x: f64, n: f64) -> f64 {
    if n <= 0.0 { 0.0 } else { ln_gamma(x + n) - ln_gamma(x) }
}

/// Logarithm of the gamma function for x > 0, within 1e-9: Stirling's series after shifting x up to 7
/// (Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.15 and 6.1.41).
fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 1.0;
    while x < 7.0 {
        shift *= x;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - shift.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ln_gamma_agrees_with_factorials_and_one_half() {
        let mut factorial = 0.0_f64;
        for n in 1..30_u32 {
            assert!((ln_gamma(f64::from(n)) - factorial).abs() < 1e-9, "{n}");
            factorial += f64::from(n).ln();
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-9);
        assert!((ln_rising(0.5, 2.0) - 0.75_f64.ln()).abs() < 1e-9);
    }

    #[test]
    fn expected_rows_sum_to_one() {
        let mut tallies = Tallies::new(3);
        tallies.add(0, &[crate::Answer { worker: 0, label: 2 }], &[0.7, 0.2, 0.1], 1.0);
        let mut crowd = Crowd::unknown(3);
        for _ in 0..2 {
            for right in 0..3 {
                let sum: f64 = (0..3).map(|given| crowd.expected(2.0, given, right)).sum();
                assert!((sum - 1.0).abs() < 1e-12);
            }
            crowd.learn(&tallies);
        }
    }
}
