//! The door: decides on each newcomer in constant time.

use std::collections::{HashSet, VecDeque};

use crate::bucket::Bucket;
use crate::slots::splitmix;

/// What a door is built for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most that may be inside at once.
    pub places: usize,
    /// The most handshakes under way at once.
    pub handshakes: usize,
    /// Admissions a second to begin with; measuring moves it between a twentieth and four times of this.
    pub capacity_per_s: f64,
    /// How many may come at once after a quiet time.
    pub burst: f64,
}

/// A right to come in around one moment, once. The caller has checked its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// The middle of the slot, in milliseconds of the door's clock.
    pub slot_at_ms: i64,
    /// Tells tickets apart, so that each opens the door once.
    pub number: u64,
}

impl Ticket {
    /// How far from its moment a ticket still counts, either side: clocks differ and networks dawdle.
    pub const TOLERANCE_MS: i64 = 5_000;

    fn is_in_slot(self, now_ms: i64) -> bool {
        now_ms.saturating_sub(self.slot_at_ms).saturating_abs() <= Self::TOLERANCE_MS
    }
}

/// The door's answer to a knock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Come in. The caller owes a [`Door::greeted`] when the handshake ends, and a [`Door::left`] at the end.
    Enter,
    /// Not now: come again after this many milliseconds (jittered, so that the refused do not return together).
    Later {
        /// From now, 500 to 60,000.
        retry_after_ms: u64,
    },
}

/// The longest anyone is told to wait: a longer promise would be a guess.
const MAX_WAIT_MS: f64 = 60_000.0;
/// The shortest wait after a refusal.
const MIN_WAIT_MS: f64 = 500.0;
/// Used tickets that are remembered; beyond it a ticket counts as none.
const MAX_USED: usize = 65_536;
/// A handshake slower than this says that the machine is beyond its capacity.
const SLOW_HANDSHAKE_MS: i64 = 500;
/// The measured capacity moves at most once in this time.
const MEASURE_MS: i64 = 1_000;

/// Accept cap → handshake limit → ticket in its slot → token bucket. Everything else is told when to come again.
#[derive(Debug)]
pub struct Door {
    limits: Limits,
    capacity_per_s: f64,
    bucket: Bucket,
    inside: usize,
    shaking: usize,
    /// Those told to come later, draining at the capacity: how deep the crowd before the door is.
    waiting: f64,
    waiting_at_ms: i64,
    used: HashSet<u64>,
    used_in_order: VecDeque<(i64, u64)>,
    measured_at_ms: i64,
    was_short: bool,
}

impl Door {
    /// An open door with nobody inside.
    pub fn new(limits: Limits, now_ms: i64) -> Self {
        Self {
            limits,
            capacity_per_s: limits.capacity_per_s,
            bucket: Bucket::new(limits.capacity_per_s, limits.burst, now_ms),
            inside: 0,
            shaking: 0,
            waiting: 0.0,
            waiting_at_ms: now_ms,
            used: HashSet::new(),
            used_in_order: VecDeque::new(),
            measured_at_ms: now_ms,
            was_short: false,
        }
    }

    /// Somebody wants in. `random` is any fresh random number; it only moves the wait.
    pub fn knock(&mut self, now_ms: i64, ticket: Option<Ticket>, random: u64) -> Answer {
        let room = self.inside < self.limits.places && self.shaking < self.limits.handshakes;
        let admitted = room && (self.redeem(ticket, now_ms) || self.bucket.take(now_ms));
        if !admitted {
            self.was_short = true;
            return self.later(now_ms, random);
        }
        self.inside += 1;
        self.shaking += 1;
        Answer::Enter
    }

    /// A handshake that began with [`Answer::Enter`] has ended, well or badly, after `took_ms`.
    pub fn greeted(&mut self, now_ms: i64, took_ms: i64) {
        self.shaking = self.shaking.saturating_sub(1);
        self.measure(now_ms, took_ms);
    }

    /// Someone who entered has gone.
    pub fn left(&mut self) {
        self.inside = self.inside.saturating_sub(1);
    }

    /// Admissions a second that this machine has shown it can bear.
    pub fn capacity_per_s(&self) -> f64 {
        self.capacity_per_s
    }

    /// Whether the ticket opens the door now; it then counts against the bucket like anyone else.
    fn redeem(&mut self, ticket: Option<Ticket>, now_ms: i64) -> bool {
        while let Some(&(slot, number)) = self.used_in_order.front()
            && slot < now_ms - 2 * Ticket::TOLERANCE_MS
        {
            self.used_in_order.pop_front();
            self.used.remove(&number);
        }
        let Some(ticket) = ticket.filter(|ticket| ticket.is_in_slot(now_ms)) else { return false };
        if self.used.len() >= MAX_USED || !self.used.insert(ticket.number) {
            return false;
        }
        self.used_in_order.push_back((now_ms, ticket.number));
        self.bucket.owe(now_ms);
        true
    }

    /// To the back: the wait grows with those already sent away, and is spread over half to one and a half of it.
    fn later(&mut self, now_ms: i64, random: u64) -> Answer {
        let passed_s = (now_ms - self.waiting_at_ms).max(0) as f64 / 1000.0;
        self.waiting_at_ms = self.waiting_at_ms.max(now_ms);
        let most = self.capacity_per_s * MAX_WAIT_MS / 1000.0;
        self.waiting = ((self.waiting - passed_s * self.capacity_per_s).max(0.0) + 1.0).min(most);
        let share = (splitmix(random) >> 11) as f64 / (1u64 << 53) as f64;
        let wait = self.waiting / self.capacity_per_s * 1000.0 * (0.5 + share) + MIN_WAIT_MS * share;
        Answer::Later { retry_after_ms: wait.clamp(MIN_WAIT_MS, MAX_WAIT_MS) as u64 }
    }

    /// Additive rise where demand was turned away and handshakes were quick, multiplicative fall where they were slow.
    fn measure(&mut self, now_ms: i64, took_ms: i64) {
        if now_ms - self.measured_at_ms < MEASURE_MS {
            return;
        }
        let first = self.limits.capacity_per_s;
        if took_ms > SLOW_HANDSHAKE_MS {
            self.capacity_per_s *= 0.8;
        } else if self.was_short {
            self.capacity_per_s += first * 0.05;
        }
        self.capacity_per_s = self.capacity_per_s.clamp(first / 20.0, first * 4.0);
        self.bucket.set_rate(self.capacity_per_s, now_ms);
        (self.measured_at_ms, self.was_short) = (now_ms, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::slots;
    use proptest::prelude::*;

    const LIMITS: Limits =
        Limits { places: 100_000, handshakes: 100_000, capacity_per_s: 100.0, burst: 20.0 };

    fn ticket(slot_at_ms: i64, number: u64) -> Option<Ticket> {
        Some(Ticket { slot_at_ms, number })
    }

    proptest! {
        #[test]
        fn without_tickets_no_more_than_the_capacity_enter(
            steps in prop::collection::vec(0i64..20, 1..1500), random: u64,
        ) {
            let mut door = Door::new(LIMITS, 0);
            let (mut now, mut entered) = (0, 0u32);
            for step in steps {
                now += step;
                match door.knock(now, None, random ^ now as u64) {
                    Answer::Enter => entered += 1,
                    Answer::Later { retry_after_ms } => prop_assert!((500..=60_000).contains(&retry_after_ms)),
                }
                prop_assert!(f64::from(entered) <= 20.0 + 100.0 * now as f64 / 1000.0 + 1e-6);
            }
        }

        #[test]
        fn everyone_with_a_ticket_comes_in_while_strangers_press(
            clients in 1usize..1200, seed: u64, pressing in 0usize..5,
        ) {
            let mut door = Door::new(LIMITS, 0);
            let mut returns: Vec<_> = slots(clients, 100.0, seed).enumerate().collect();
            returns.sort_by_key(|&(_, at)| at);
            let mut strangers = 0;
            for (number, at) in returns {
                let at = at as i64;
                for stranger in 0..pressing {
                    strangers += usize::from(door.knock(at, None, stranger as u64) == Answer::Enter);
                }
                prop_assert_eq!(door.knock(at, ticket(at, number as u64), seed), Answer::Enter);
            }
            let end = slots(clients, 100.0, seed).max().unwrap_or(0) as f64 / 1000.0;
            prop_assert!((strangers + clients) as f64 <= 20.0 + 100.0 * end + clients as f64 * 0.2 + 1.0);
        }
    }

    #[test]
    fn a_ticket_opens_once_and_only_in_its_slot() {
        let empty = Limits { burst: 0.0, capacity_per_s: 0.001, ..LIMITS };
        let mut door = Door::new(empty, 0);
        let enters = |door: &mut Door, now, ticket| door.knock(now, ticket, 1) == Answer::Enter;
        assert!(!enters(&mut door, 0, ticket(60_000, 1)), "too early");
        assert!(enters(&mut door, 56_000, ticket(60_000, 1)));
        assert!(!enters(&mut door, 57_000, ticket(60_000, 1)), "twice");
        assert!(!enters(&mut door, 90_000, ticket(60_000, 2)), "too late");
        assert!(!enters(&mut door, 0, ticket(i64::MIN, 3)), "nonsense");
    }

    #[test]
    fn a_full_house_admits_nobody_until_someone_leaves() {
        let mut door = Door::new(Limits { places: 1, ..LIMITS }, 0);
        assert_eq!(door.knock(0, None, 0), Answer::Enter);
        assert_ne!(door.knock(0, ticket(0, 1), 0), Answer::Enter);
        door.left();
        assert_eq!(door.knock(0, None, 0), Answer::Enter);
    }

    #[test]
    fn handshakes_under_way_are_bounded() {
        let mut door = Door::new(Limits { handshakes: 2, ..LIMITS }, 0);
        let entered = (0..5).filter(|_| door.knock(0, None, 0) == Answer::Enter).count();
        assert_eq!(entered, 2);
        door.greeted(0, 3);
        assert_eq!(door.knock(0, None, 0), Answer::Enter);
    }

    #[test]
    fn measured_capacity_falls_when_slow_rises_when_short_and_stays_bounded() {
        let mut door = Door::new(LIMITS, 0);
        door.greeted(2_000, 900);
        assert!((door.capacity_per_s() - 80.0).abs() < 1e-9);
        (0..100).for_each(|second| door.greeted(4_000 + second * 2_000, 900));
        assert!((door.capacity_per_s() - 5.0).abs() < 1e-9);
        for second in 0..500 {
            let now = 300_000 + second * 2_000;
            while door.knock(now, None, 0) == Answer::Enter {}
            door.greeted(now, 1);
        }
        assert!((door.capacity_per_s() - 400.0).abs() < 1e-9);
    }
}
