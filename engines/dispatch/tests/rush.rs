//! A rush of people at few items: how many answers come to items that needed none any more, and whether everybody gets something.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::collections::HashSet;

use dispatch::{Item, Known, Person, choose, needs, wanted};

const ITEMS: usize = 200;
const KNOWN: usize = 5;
const TARGET: f64 = 0.95;
const MAX_ANSWERS: usize = 15;
const MIN_ANSWERS: usize = 3;
/// How often people are right.
const SKILL: f64 = 0.8;
/// How many arrive in each of the first steps, and how many steps their answer takes at most.
const ARRIVE: usize = 40;
const SLOWEST: u64 = 25;

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (self.0 >> 33) % bound
    }
}

struct Work {
    items: Vec<Item>,
    had: Vec<HashSet<usize>>,
    acts: Vec<u32>,
    over: usize,
    all: usize,
}

impl Work {
    fn hand_out(&mut self, who: usize) -> Option<usize> {
        let theirs: Vec<usize> = (0..self.items.len()).filter(|item| !self.had[who].contains(item)).collect();
        let window: Vec<Item> = theirs.iter().map(|item| self.items[*item]).collect();
        let person = Person { acts: self.acts[who], checks: false, skill: SKILL };
        let at = needs(&person).iter().find_map(|need| choose(*need, &person, 2, &window))?;
        let item = theirs[at];
        assert!(self.had[who].insert(item), "never twice to one person");
        self.items[item].live += 1;
        Some(item)
    }

    fn answer(&mut self, who: usize, item: usize, right: bool) {
        self.acts[who] += 1;
        self.all += 1;
        let item = &mut self.items[item];
        item.live -= 1;
        item.answers += 1;
        if item.known {
            return;
        }
        self.over += usize::from(item.wanted == 0);
        let factor = if right { SKILL / (1.0 - SKILL) } else { (1.0 - SKILL) / SKILL };
        let odds = item.confidence / (1.0 - item.confidence) * factor;
        item.confidence = odds / (1.0 + odds);
        let answers = item.answers as usize;
        let sure = item.confidence.max(1.0 - item.confidence);
        let done = answers >= MAX_ANSWERS || (answers >= MIN_ANSWERS && sure >= TARGET);
        let known = Known {
            confidence: sure,
            answers,
            missing: MIN_ANSWERS.saturating_sub(answers),
            target: TARGET,
            max_answers: MAX_ANSWERS,
        };
        item.wanted = if done { 0 } else { wanted(known, Some(SKILL), 2) as u32 };
    }
}

#[test]
fn a_rush_collects_hardly_more_than_is_wanted_and_nobody_stands_idle() {
    let new = Item { confidence: 0.5, answers: 0, live: 0, wanted: 4, known: false };
    let items =
        (0..ITEMS).map(|at| if at < KNOWN { Item { known: true, wanted: 0, ..new } } else { new }).collect();
    let mut work = Work { items, had: vec![], acts: vec![], over: 0, all: 0 };
    let mut chance = Chance(11);
    let mut out: Vec<(u64, usize, usize)> = vec![];
    let mut idle_while_useful = 0;
    for step in 0..400_u64 {
        let back: Vec<_> = out.iter().copied().filter(|(at, ..)| *at <= step).collect();
        out.retain(|(at, ..)| *at > step);
        let mut free: Vec<usize> = back.iter().map(|(_, who, _)| *who).collect();
        for (_, who, item) in back {
            let right = chance.below(100) < (SKILL * 100.0) as u64;
            work.answer(who, item, right);
        }
        for _ in 0..(if step < 10 { ARRIVE } else { 0 }) {
            free.push(work.had.len());
            work.had.push(HashSet::new());
            work.acts.push(0);
        }
        for who in free {
            match work.hand_out(who) {
                Some(item) => out.push((step + 1 + chance.below(SLOWEST), who, item)),
                None => {
                    let useful = |at: &usize| {
                        !work.had[who].contains(at) && work.items[*at].live < work.items[*at].wanted
                    };
                    idle_while_useful += usize::from((0..ITEMS).any(|at| useful(&at)));
                }
            }
        }
    }
    let open = work.items.iter().filter(|item| !item.known && item.wanted > 0).count();
    let share = work.over as f64 / work.all as f64;
    println!("{} answers, {} too many ({share:.4}), {open} items open", work.all, work.over);
    assert!(share < 0.02 && idle_while_useful == 0, "{share} {idle_while_useful}");
    assert!(open < ITEMS / 10, "{open} items are left open");
    let measured = work
        .acts
        .iter()
        .zip(&work.had)
        .filter(|(_, had)| had.iter().filter(|item| **item < KNOWN).count() >= 2)
        .count();
    assert!(measured * 10 >= work.acts.len() * 9, "only {measured} newcomers were measured");
}
