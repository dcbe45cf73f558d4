//! One activity's consensus in memory: it follows the answers in the order of their numbers and says which items changed.
//!
//! It reads nothing and writes nothing. Items are numbered by their place, people in the order of their first answer, so that the
//! same answers give the same consensus wherever they are worked through.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use consensus::{Answers, Incremental, MIN_ANSWERS, Method, Names, Options, Refused, Retirement};
use dispatch::{Known, wanted};
use platform::Id;
use platform::clock::Millis;

/// Up to so many answers everything is fitted anew with every one.
const FIT_EACH: usize = 200;
/// Up to so many answers, also whenever an item is about to be closed.
const FIT_TO_CLOSE: usize = 5_000;
/// In any case once the answers have grown by one in so many.
const FIT_GROWTH: usize = 20;
/// Acts whose time is remembered.
const ACTS: usize = 101;
/// Acts before which their median says nothing.
const ENOUGH_ACTS: usize = 5;
/// A confidence that moved by less is not written again.
const MOVED: f64 = 0.01;

/// One answer as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its number in the activity, from 1, without gaps.
    pub number: i64,
    /// The place of its item.
    pub place: u32,
    /// Who gave it.
    pub person: String,
    /// The label; none for "can't tell".
    pub label: Option<u16>,
    /// How long the person had the item, if it was handed out.
    pub took: Option<Millis>,
}

/// How an item stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Whether it needs no more answers.
    pub done: bool,
    /// The label that is most probably right; none before anybody named one.
    pub label: Option<u16>,
    /// How probable that is.
    pub confidence: f64,
    /// How many more answers it probably needs.
    pub wanted: usize,
    /// All answers that this accounts for.
    pub answers: usize,
}

/// See the module.
pub struct Engine {
    incremental: Incremental,
    rule: Retirement,
    /// Items that the activity had when this was loaded.
    pub items: i64,
    /// The number of the last answer that was worked in.
    pub folded: i64,
    people: Names,
    gold: BTreeMap<u32, u16>,
    /// All answers an item has, "can't tell" included.
    given: Vec<usize>,
    fitted: usize,
    written: Vec<Option<Standing>>,
    dirty: BTreeSet<u32>,
    acts: VecDeque<Millis>,
}

impl Engine {
    /// An engine for a question with `choices` choices over `items` items, before any answer. `places` bounds the items' places.
    ///
    /// # Errors
    /// When the set is too large.
    pub fn new(
        choices: usize,
        rule: Retirement,
        items: i64,
        places: usize,
        gold: BTreeMap<u32, u16>,
    ) -> Result<Self, Refused> {
        let mut answers = Answers::new(choices);
        answers.ensure_items(places)?;
        let options = Options { gold: gold.clone() };
        Ok(Self {
            incremental: Incremental::new(answers, Method::Auto, options),
            rule,
            items,
            folded: 0,
            people: Names::default(),
            gold,
            given: vec![0; places],
            fitted: 0,
            written: vec![None; places],
            dirty: BTreeSet::new(),
            acts: VecDeque::new(),
        })
    }

    /// Works the next answers in, and fits anew when it is time.
    ///
    /// # Errors
    /// When the set becomes too large.
    pub fn fold(&mut self, stored: &[Stored]) -> Result<(), Refused> {
        for answer in stored {
            self.add(answer)?;
            self.dirty.insert(answer.place);
        }
        if self.wants_fit(stored) {
            self.fit();
        }
        Ok(())
    }

    fn add(&mut self, answer: &Stored) -> Result<(), Refused> {
        let at = answer.place as usize;
        if at >= self.given.len() {
            self.given.resize(at + 1, 0);
            self.written.resize(at + 1, None);
        }
        self.given[at] += 1;
        if let Some(label) = answer.label {
            let person = self.people.number(&answer.person).ok_or(Refused::TooLarge)?;
            self.incremental.add(answer.place, person, label)?;
        }
        if let Some(took) = answer.took {
            self.acts.push_back(took);
            if self.acts.len() > ACTS {
                self.acts.pop_front();
            }
        }
        self.folded = answer.number;
        Ok(())
    }

    /// Takes the next answers without working anything out; [`Engine::fit`] does it for all of them together.
    ///
    /// # Errors
    /// When the set becomes too large.
    pub fn collect(&mut self, stored: &[Stored]) -> Result<(), Refused> {
        stored.iter().try_for_each(|answer| self.add(answer))
    }

    fn wants_fit(&self, stored: &[Stored]) -> bool {
        let now = self.incremental.answers().len();
        let closes = || stored.iter().any(|answer| self.standing(answer.place).done);
        now > self.fitted
            && (now <= FIT_EACH
                || now - self.fitted >= self.fitted / FIT_GROWTH
                || (now <= FIT_TO_CLOSE && closes()))
    }

    /// Fits everything anew; whatever item then stands otherwise is to be written.
    pub fn fit(&mut self) {
        self.incremental.refit();
        self.fitted = self.incremental.answers().len();
        for place in 0..u32::try_from(self.given.len()).unwrap_or(u32::MAX) {
            let differs = self.given[place as usize] > 0
                && self.written[place as usize].is_none_or(|before| differs(before, self.standing(place)));
            if differs {
                self.dirty.insert(place);
            }
        }
    }

    /// How the item at `place` stands now.
    pub fn standing(&self, place: u32) -> Standing {
        let at = place as usize;
        let consensus = self.incremental.consensus();
        let answers = self.given.get(at).copied().unwrap_or(0);
        if let Some(&label) = self.gold.get(&place) {
            return Standing { done: true, label: Some(label), confidence: 1.0, wanted: 0, answers };
        }
        let (labels, confidence) = (consensus.answers(at), consensus.confidence(at));
        let proven = consensus.proven(self.incremental.answers().of(at));
        let max_answers = self.rule.max_answers.max(MIN_ANSWERS);
        // "Can't tell" counts towards the most answers only.
        let done = self.rule.is_done(consensus.posterior(at), labels, proven) || answers >= max_answers;
        let known = Known {
            confidence,
            answers,
            missing: self.rule.least(proven).saturating_sub(labels),
            target: self.rule.target,
            max_answers,
        };
        let more = wanted(known, Some(consensus.crowd_skill()), consensus.classes());
        Standing {
            done,
            label: consensus.label(at).filter(|_| labels > 0),
            confidence,
            wanted: if done { 0 } else { more },
            answers,
        }
    }

    /// What is to be written, at most `limit` items.
    pub fn changed(&self, limit: usize) -> Vec<(u32, Standing)> {
        self.dirty.iter().take(limit).map(|&place| (place, self.standing(place))).collect()
    }

    /// Takes note that these were written.
    pub fn wrote(&mut self, items: &[(u32, Standing)]) {
        for (place, standing) in items {
            self.dirty.remove(place);
            if let Some(written) = self.written.get_mut(*place as usize) {
                *written = Some(*standing);
            }
        }
    }

    /// The consensus as it stands, with the answers and who gave them.
    pub fn inner(&self) -> (&Incremental, &Names) {
        (&self.incremental, &self.people)
    }

    /// How often this person is right; somebody new, or nobody in particular, as often as the crowd.
    pub fn skill(&self, who: Option<Id>) -> f64 {
        let worker = who.and_then(|who| self.people.find(&who.to_string()));
        let consensus = self.incremental.consensus();
        worker.map_or_else(|| consensus.crowd_skill(), |worker| consensus.skill(worker as usize))
    }

    /// The median time of the last acts; none before there are enough.
    pub fn median_act(&self) -> Option<Millis> {
        let mut acts: Vec<_> = self.acts.iter().copied().collect();
        acts.sort_unstable();
        (acts.len() >= ENOUGH_ACTS).then(|| acts[acts.len() / 2])
    }
}

fn differs(before: Standing, now: Standing) -> bool {
    before.done != now.done
        || before.label != now.label
        || before.wanted != now.wanted
        || (before.confidence - now.confidence).abs() > MOVED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(gold: BTreeMap<u32, u16>) -> Engine {
        Engine::new(2, Retirement { target: 0.9, max_answers: 5 }, 3, 3, gold).unwrap()
    }

    fn stored(number: i64, place: u32, person: &str, label: Option<u16>) -> Stored {
        Stored { number, place, person: person.to_owned(), label, took: Some(1_000 * number) }
    }

    #[test]
    fn an_item_nobody_can_tell_is_closed_by_the_most_answers() {
        let mut engine = engine(BTreeMap::new());
        engine.fold(&(1..=5).map(|n| stored(n, 0, &n.to_string(), None)).collect::<Vec<_>>()).unwrap();
        let standing = engine.standing(0);
        assert_eq!((standing.done, standing.label, standing.answers), (true, None, 5));
        assert_eq!(engine.standing(1).wanted, 3);
        assert_eq!((engine.folded, engine.median_act()), (5, Some(3_000)));
    }

    #[test]
    fn agreeing_people_close_an_item_and_known_ones_are_closed() {
        let mut engine = engine(BTreeMap::from([(2, 1)]));
        engine.fold(&(1..=4).map(|n| stored(n, 0, &n.to_string(), Some(1))).collect::<Vec<_>>()).unwrap();
        assert_eq!(engine.standing(0).label, Some(1));
        assert_eq!(
            engine.standing(2),
            Standing { done: true, label: Some(1), confidence: 1.0, wanted: 0, answers: 0 }
        );
        let changed = engine.changed(10);
        assert_eq!(changed.len(), 1);
        engine.wrote(&changed);
        assert!(engine.changed(10).is_empty());
    }
}
