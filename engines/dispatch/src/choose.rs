//! Which item somebody gets.
//!
//! Newcomers first get items whose answer is known, which measures how well they tell, and then ones that others find easy. Everybody
//! else gets what their answer is expected to teach most; who checks gets what people disagree on first. Whoever finds nothing of
//! their kind gets any item that still wants an answer: nobody waits while they could be of use.
//!
//! Invariant: an item is handed out only while fewer leases are out for it than it wants answers, so that a rush collects too much
//! only by what agreeing people make unnecessary.

use crate::wanted::UNKNOWN_SKILL;

/// A person's first acts in an activity: so many known items, then easy ones until so many acts are done.
pub const NEWCOMER: (u32, u32) = (2, 4);

/// Beyond these a skill would make an answer say nothing, or everything.
const SKILLS: (f64, f64) = (0.5, 0.99);

/// Who asks for an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// What they have answered in this activity, or hold.
    pub acts: u32,
    /// Whether they said that they would check what others disagree on.
    pub checks: bool,
    /// How often they are right; a crowd's mean where nothing is known of them, 0.7 where nothing is known at all.
    pub skill: f64,
}

impl Person {
    /// Somebody of whom nothing is known.
    pub const NEW: Self = Self { acts: 0, checks: false, skill: UNKNOWN_SKILL };
}

/// An item that may be handed out: this person never had it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// How probable its most probable answer is.
    pub confidence: f64,
    /// Answers it has.
    pub answers: u32,
    /// Leases that are out.
    pub live: u32,
    /// How many more answers it probably needs.
    pub wanted: u32,
    /// Whether its answer is known: it wants none, and is good for measuring people.
    pub known: bool,
}

impl Item {
    /// What part of the answers that it wants nobody is working on: a lease counts as part of an answer.
    fn room(&self) -> f64 {
        f64::from(self.wanted.saturating_sub(self.live)) / f64::from(self.wanted.max(1))
    }
}

/// What kind of item to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// One whose answer is known.
    Known,
    /// One that others agree on and that is not sure enough yet.
    Easy,
    /// One that people disagree on: at least two answers.
    Disputed,
    /// The one that this person's answer is expected to teach most about.
    Informative,
}

/// What to look for, in this order, until something is found.
pub fn needs(person: &Person) -> &'static [Need] {
    match person.acts {
        acts if acts < NEWCOMER.0 => &[Need::Known, Need::Easy, Need::Informative],
        acts if acts < NEWCOMER.1 && !person.checks => &[Need::Easy, Need::Informative],
        _ if person.checks => &[Need::Disputed, Need::Informative],
        _ => &[Need::Informative],
    }
}

/// The best of `items` for this person and need, each with `choices` choices; of equally good ones the first. `None` if none will do.
pub fn choose(need: Need, person: &Person, choices: usize, items: &[Item]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (at, item) in items.iter().enumerate() {
        let Some(value) = value(need, person, choices, item) else { continue };
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((at, value));
        }
    }
    best.map(|(at, _)| at)
}

fn value(need: Need, person: &Person, choices: usize, item: &Item) -> Option<f64> {
    let open = !item.known && item.room() > 0.0;
    match need {
        Need::Known => item.known.then(|| -f64::from(item.answers)),
        Need::Easy => (open && item.answers > 0).then(|| item.confidence * item.room()),
        Need::Disputed => (open && item.answers > 1)
            .then(|| f64::from(item.answers) * information(item.confidence, person.skill, choices)),
        Need::Informative => open.then(|| information(item.confidence, person.skill, choices) * item.room()),
    }
}

/// Bits that an answer of somebody with this `skill` is expected to tell about an item: H(label) − H(label | right answer), where
/// errors fall on the other choices alike and what `confidence` leaves over is spread evenly (mutual information of a symmetric
/// channel: Cover and Thomas, Elements of Information Theory, 2.4; as a rule for handing out tasks: QASCA, SIGMOD 2015).
pub fn information(confidence: f64, skill: f64, choices: usize) -> f64 {
    let others = (choices.max(2) - 1) as f64;
    let top = confidence.clamp(1.0 / (others + 1.0), 1.0);
    let skill = skill.clamp(SKILLS.0.min(1.0 / (others + 1.0)), SKILLS.1);
    let slip = (1.0 - skill) / others;
    let label = |right: f64| skill * right + slip * (1.0 - right);
    let told = entropy(label(top)) + others * entropy(label((1.0 - top) / others));
    (told - entropy(skill) - others * entropy(slip)).max(0.0)
}

/// −p log₂ p.
fn entropy(p: f64) -> f64 {
    if p > 0.0 { -p * p.log2() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OPEN: Item = Item { confidence: 0.5, answers: 2, live: 0, wanted: 3, known: false };
    const OLD: Person = Person { acts: 9, checks: false, skill: 0.8 };

    #[test]
    fn information_is_what_the_channel_carries() {
        // A coin toss through a channel that is right nine times in ten: 1 − h(0.1) bits.
        assert!((information(0.5, 0.9, 2) - 0.531).abs() < 1e-3);
        assert!(information(0.5, 0.5, 2).abs() < 1e-12 && information(1.0, 0.9, 2).abs() < 1e-12);
        assert!(information(0.25, 0.9, 4) > information(0.5, 0.9, 2));
    }

    #[test]
    fn each_gets_what_is_theirs() {
        let items = [
            Item { confidence: 0.9, answers: 3, ..OPEN },
            Item { confidence: 0.6, answers: 6, ..OPEN },
            Item { answers: 0, ..OPEN },
            Item { known: true, wanted: 0, ..OPEN },
        ];
        let first = |person: &Person| choose(needs(person)[0], person, 2, &items);
        assert_eq!(first(&Person::NEW), Some(3));
        assert_eq!(first(&Person { acts: 2, ..OLD }), Some(0), "then an easy one");
        assert_eq!(first(&OLD), Some(2), "then the least sure");
        assert_eq!(first(&Person { checks: true, ..OLD }), Some(1), "who checks gets what is disputed");
    }

    proptest! {
        #[test]
        fn nothing_full_is_handed_out_and_nobody_waits_while_useful(
            items in proptest::collection::vec((0.5..1.0_f64, 0_u32..6, 0_u32..4, 0_u32..4), 0..20), acts in 0_u32..9, checks: bool, skill in 0.0..1.0_f64,
        ) {
            let items: Vec<_> = items.into_iter()
                .map(|(confidence, answers, live, wanted)| Item { confidence, answers, live, wanted, known: wanted == 0 })
                .collect();
            let person = Person { acts, checks, skill };
            let chosen = needs(&person).iter().find_map(|need| choose(*need, &person, 2, &items));
            let useful = items.iter().any(|item| !item.known && item.live < item.wanted);
            prop_assert!(chosen.is_some() || !useful);
            if let Some(item) = chosen.map(|at| items[at]) {
                prop_assert!(item.known || item.live < item.wanted);
            }
        }

        #[test]
        fn the_less_sure_the_more_there_is_to_learn(a in 0.5..1.0_f64, b in 0.5..1.0_f64, skill in 0.51..0.99_f64) {
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(information(low, skill, 2) >= information(high, skill, 2) - 1e-12);
        }
    }
}
