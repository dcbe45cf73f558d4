//! The result: a posterior an item and a skill a worker.

use crate::{
    Answers, Options,
    model::{Model, certain},
};

/// Probabilities this close count as equal, so that rounding never hides a tie.
const TIE: f64 = 1e-9;

/// Weight of the crowd's mean skill in a worker's, in answers.
const SKILL_PRIOR: f64 = 4.0;

/// Mean skill of a crowd that has not answered anything yet.
const UNKNOWN_SKILL: f64 = 0.7;

/// What the answers add up to. Each item's posterior sums to one (with no class at all it is empty).
#[derive(Clone, Debug, PartialEq)]
pub struct Consensus {
    classes: usize,
    posteriors: Vec<f64>,
    answers: Vec<usize>,
    skills: Vec<f64>,
    /// Known answers that each worker told right, and all that they were asked.
    measured: Vec<(f64, f64)>,
    crowd_skill: f64,
}

impl Consensus {
    pub(crate) fn of(answers: &Answers, model: &dyn Model, options: &Options) -> Self {
        let mut result = Self {
            classes: answers.classes(),
            posteriors: vec![],
            answers: vec![],
            skills: vec![],
            measured: vec![],
            crowd_skill: UNKNOWN_SKILL,
        };
        for item in 0..answers.items() {
            result.update(item, answers, model, options);
        }
        result.estimate_skills(answers);
        result.measure(answers, options);
        result
    }

    /// Computes one item's posterior anew.
    pub(crate) fn update(&mut self, item: usize, answers: &Answers, model: &dyn Model, options: &Options) {
        if item >= self.answers.len() {
            self.answers.resize(item + 1, 0);
            self.posteriors.resize((item + 1) * self.classes, 1.0 / self.classes as f64);
        }
        let given = answers.of(item);
        let out = &mut self.posteriors[item * self.classes..(item + 1) * self.classes];
        match options.known(item, out.len()) {
            Some(label) => certain(label, out),
            None if given.is_empty() => out.fill(1.0 / self.classes as f64),
            None => model.posterior(item, given, out),
        }
        self.answers[item] = given.len();
    }

    fn estimate_skills(&mut self, answers: &Answers) {
        let mut tallies = vec![(0.0, 0.0); answers.workers()];
        for (item, given) in answers.by_item().enumerate() {
            for answer in given {
                let (right, all) = &mut tallies[answer.worker as usize];
                *right += self.posterior(item)[usize::from(answer.label)];
                *all += 1.0;
            }
        }
        let right: f64 = tallies.iter().map(|(right, _)| right).sum();
        let prior = SKILL_PRIOR * UNKNOWN_SKILL;
        self.crowd_skill = (right + prior) / (answers.len() as f64 + SKILL_PRIOR);
        let prior = SKILL_PRIOR * self.crowd_skill;
        self.skills = tallies.iter().map(|(right, all)| (right + prior) / (all + SKILL_PRIOR)).collect();
    }

    fn measure(&mut self, answers: &Answers, options: &Options) {
        self.measured = vec![(0.0, 0.0); answers.workers()];
        for item in options.gold.keys().map(|item| *item as usize) {
            let Some(known) = options.known(item, self.classes) else { continue };
            for answer in answers.of(item) {
                let (right, all) = &mut self.measured[answer.worker as usize];
                *right += f64::from(u8::from(usize::from(answer.label) == known));
                *all += 1.0;
            }
        }
    }

    /// How sure `given` makes an item by what known answers showed of those who gave it, and nothing else: each is as
    /// skilled as Laplace's rule of succession says, errs on all other labels alike, and one who was never measured
    /// says nothing. Measured at the last full fit.
    pub fn proven(&self, given: &[crate::Answer]) -> f64 {
        let classes = self.classes as f64;
        let mut weights = vec![1.0; self.classes];
        for answer in given {
            let (right, all) = self.measured.get(answer.worker as usize).copied().unwrap_or_default();
            let skill = (right + 1.0) / (all + classes);
            let slip = (1.0 - skill) / (classes - 1.0);
            for (label, weight) in weights.iter_mut().enumerate() {
                *weight *= if label == usize::from(answer.label) { skill } else { slip };
            }
            crate::model::normalise(&mut weights);
        }
        weights.iter().copied().fold(0.0, f64::max) / weights.iter().sum::<f64>()
    }

    /// Number of items.
    pub fn items(&self) -> usize {
        self.answers.len()
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The probability of each label to be the item's right one; equal ones if nobody answered, empty for an
    /// item that is not there.
    pub fn posterior(&self, item: usize) -> &[f64] {
        let range = item.saturating_mul(self.classes)..item.saturating_add(1).saturating_mul(self.classes);
        self.posteriors.get(range).unwrap_or(&[])
    }

    /// The most probable label; of equal ones the lowest. `None` for an item that is not there.
    pub fn label(&self, item: usize) -> Option<u16> {
        self.tied(item).next()
    }

    /// The labels that share the highest probability: one if the item is decided, more on a tie.
    pub fn tied(&self, item: usize) -> impl Iterator<Item = u16> + '_ {
        let top = self.confidence(item) - TIE;
        (0..).zip(self.posterior(item)).filter(move |(_, p)| **p >= top).map(|(label, _)| label)
    }

    /// The probability that [`Self::label`] is right; one half on a tie of two, 0 for an item that is not there.
    pub fn confidence(&self, item: usize) -> f64 {
        self.posterior(item).iter().copied().fold(0.0, f64::max)
    }

    /// How many answers the item has.
    pub fn answers(&self, item: usize) -> usize {
        self.answers.get(item).copied().unwrap_or(0)
    }

    /// The expected probability that the worker's next answer is right, drawn towards the crowd's mean while the
    /// worker has given few; for one who gave none (or came after the last full fit) the crowd's mean itself.
    pub fn skill(&self, worker: usize) -> f64 {
        self.skills.get(worker).copied().unwrap_or(self.crowd_skill)
    }

    /// How probable a right answer is in the whole crowd.
    pub fn crowd_skill(&self) -> f64 {
        self.crowd_skill
    }
}

/// The share of items with known truth that the consensus has right, where a tie of n labels counts as 1/n if
/// the right one is among them: the mean over all ways to break ties. `None` if no truth is known.
pub fn expected_accuracy(consensus: &Consensus, truth: &[Option<u16>]) -> Option<f64> {
    let mut known = 0_usize;
    let mut right = 0.0;
    for (item, label) in truth.iter().enumerate().filter_map(|(item, label)| Some((item, (*label)?))) {
        known += 1;
        if consensus.tied(item).any(|tied| tied == label) {
            right += 1.0 / consensus.tied(item).count() as f64;
        }
    }
    (known > 0).then(|| right / known as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Method, infer};

    #[test]
    fn a_tie_is_honest_deterministic_and_shared() {
        let mut answers = Answers::new(3);
        for (worker, label) in [(0, 2), (1, 1)] {
            answers.push(0, worker, label).unwrap();
        }
        for method in Method::ALL {
            let consensus = infer(&answers, method, &Options::default());
            assert_eq!(consensus.label(0), Some(1), "{method}");
            assert_eq!(consensus.tied(0).collect::<Vec<_>>(), [1, 2], "{method}");
            assert!(consensus.confidence(0) <= 0.5 + 1e-9, "{method}");
            assert_eq!(expected_accuracy(&consensus, &[Some(1)]), Some(0.5), "{method}");
            assert_eq!(expected_accuracy(&consensus, &[Some(0)]), Some(0.0), "{method}");
            assert_eq!(expected_accuracy(&consensus, &[None]), None, "{method}");
        }
    }

    #[test]
    fn nothing_known_is_said_so() {
        for (classes, items) in [(0, 0), (0, 3), (1, 0), (1, 2), (4, 2)] {
            let mut answers = Answers::new(classes);
            answers.ensure_items(items).unwrap();
            for method in Method::ALL {
                let consensus = infer(&answers, method, &Options::default());
                assert_eq!(consensus.items(), items);
                assert_eq!(consensus.posterior(0), vec![1.0 / classes as f64; classes * items.min(1)]);
                assert_eq!(consensus.answers(0), 0);
                assert_eq!((consensus.label(99), consensus.confidence(99)), (None, 0.0));
                assert!((consensus.skill(7) - UNKNOWN_SKILL).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn gold_is_certain_and_measures_workers() {
        let mut answers = Answers::new(2);
        for item in 0..40 {
            for worker in 0..3 {
                answers.push(item, worker, u16::from(worker == 0)).unwrap();
            }
        }
        let mut options = Options::default();
        options.gold.extend((0..20).map(|item| (item, 1)));
        options.gold.extend([(21, 9), (1_000, 1)]);
        for method in [Method::OneCoin, Method::DawidSkene, Method::Bayes, Method::Auto] {
            let consensus = infer(&answers, method, &options);
            assert_eq!(consensus.posterior(3), [0.0, 1.0], "{method}");
            assert_eq!(
                consensus.label(30),
                Some(1),
                "{method}: the one proven right outweighs two proven wrong"
            );
            assert!(consensus.skill(0) > 0.8 && consensus.skill(1) < 0.3, "{method}");
            let say = |worker, label| crate::Answer { worker, label };
            assert!(consensus.proven(&[say(0, 1)]) > 0.95, "{method}");
            assert!(consensus.proven(&[say(7, 1), say(8, 1)]) < 0.51, "{method}: strangers prove nothing");
        }
    }
}
