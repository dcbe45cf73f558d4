//! How often somebody may do something: one [`Limiter`] for each named budget.
//!
//! The rule is GCRA (the generic cell rate algorithm, ITU-T I.371): for each key one instant is kept, the
//! *theoretical arrival time*, up to which the budget is spent. That equals a token bucket of `burst` tokens refilled
//! at `per_minute`, in 16 bytes and without a timer.
//!
//! Does NOT read a clock, know a route or write an answer; the caller passes the time in and turns [`TooOften`] into
//! `429` with `Retry-After`. Counts are of this process alone.
//!
//! Invariants: in any window of length t one key is admitted at most `burst + rate × t` times, as long as it is
//! remembered. Memory is bounded by [`MAX_KEYS`]. An entry whose instant has passed says nothing and is forgotten
//! freely; if all say something, those with the least debt go first, so a crowd of new keys cannot make room for an
//! offender by pushing it out.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::proxies::AddressKey;

/// Keys that one limiter remembers: about 5 MB when full.
pub const MAX_KEYS: usize = 65_536;

/// Locks that the keys are spread over.
const SHARDS: usize = 16;

/// Keys of one shard.
const SHARD_KEYS: usize = MAX_KEYS / SHARDS;

/// Keys that stay when a shard is full of keys in debt: those deepest in it.
const SHARD_KEEP: usize = SHARD_KEYS / 4 * 3;

/// How much of one kind of act is fair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// For logs and metrics; a few lower-case words.
    pub name: &'static str,
    /// Sustained rate; 0 is taken as 1.
    pub per_minute: u32,
    /// How many at once after a rest; 0 is taken as 1.
    pub burst: u32,
}

/// Who is asking: the person if known, so that a school behind one address is not one visitor; else the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// A person's id.
    Person(u128),
    /// Somebody without a session.
    Address(AddressKey),
}

/// The answer to one act too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("that was too often; try again in {} s", retry_after.as_secs() + 1)]
pub struct TooOften {
    /// The earliest moment at which the same act would be admitted, from now.
    pub retry_after: Duration,
}

/// The spending of one budget by everybody.
#[derive(Debug)]
pub struct Limiter {
    budget: Budget,
    interval: Duration,
    tolerance: Duration,
    hasher: RandomState,
    shards: [Mutex<HashMap<Who, Instant>>; SHARDS],
}

impl Limiter {
    /// A limiter in which nobody has spent anything.
    pub fn new(budget: Budget) -> Self {
        let interval = Duration::from_secs(60) / budget.per_minute.max(1);
        let tolerance = interval * (budget.burst.max(1) - 1);
        Self { budget, interval, tolerance, hasher: RandomState::new(), shards: Default::default() }
    }

    /// The budget that this limiter guards.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// Spends one act of `who` at `now`, or says when to come back; a refused act costs nothing.
    pub fn spend(&self, who: Who, now: Instant) -> Result<(), TooOften> {
        let shard = self.hasher.hash_one(who) as usize % SHARDS;
        let mut spent = self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        let until = spent.get(&who).copied().unwrap_or(now).max(now);
        let debt = until - now;
        if debt > self.tolerance {
            return Err(TooOften { retry_after: debt - self.tolerance });
        }
        if spent.len() >= SHARD_KEYS && !spent.contains_key(&who) {
            make_room(&mut spent, now);
        }
        spent.insert(who, until + self.interval);
        Ok(())
    }
}

/// Forgets whoever has no debt; if that is nobody, the quarter with the least.
fn make_room(spent: &mut HashMap<Who, Instant>, now: Instant) {
    spent.retain(|_, until| *until > now);
    if spent.len() <= SHARD_KEEP {
        return;
    }
    let mut debts: Vec<(Instant, Who)> = spent.iter().map(|(who, until)| (*until, *who)).collect();
    let forgiven = debts.len() - SHARD_KEEP;
    debts.select_nth_unstable_by_key(forgiven, |(until, _)| *until);
    for (_, who) in &debts[..forgiven] {
        spent.remove(who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIGN_IN: Budget = Budget { name: "sign in", per_minute: 6, burst: 3 };
    const ANNA: Who = Who::Person(1);

    fn remembered(limiter: &Limiter) -> usize {
        limiter.shards.iter().map(|shard| shard.lock().unwrap().len()).sum()
    }

    fn crowd(n: u32) -> impl Iterator<Item = Who> {
        (0..n).map(|bits| Who::Address(AddressKey::V4(bits)))
    }

    #[test]
    fn a_burst_then_the_rate() {
        let limiter = Limiter::new(SIGN_IN);
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.spend(ANNA, start), Ok(()));
        }
        let refused = limiter.spend(ANNA, start).unwrap_err();
        assert_eq!(refused.retry_after, Duration::from_secs(10));
        assert_eq!(limiter.spend(Who::Person(2), start), Ok(()));
        assert!(limiter.spend(ANNA, start + Duration::from_millis(9_999)).is_err());
        assert_eq!(limiter.spend(ANNA, start + refused.retry_after), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_an_offender_is_not_flushed() {
        let limiter = Limiter::new(SIGN_IN);
        let now = Instant::now();
        for _ in 0..3 {
            limiter.spend(ANNA, now).unwrap();
        }
        for who in crowd(3 * MAX_KEYS as u32) {
            assert_eq!(limiter.spend(who, now), Ok(()), "newcomers are let in");
        }
        assert!(remembered(&limiter) <= MAX_KEYS);
        assert!(limiter.spend(ANNA, now).is_err(), "the offender is still known");
    }

    #[test]
    fn whoever_rested_is_forgotten() {
        let limiter = Limiter::new(SIGN_IN);
        let now = Instant::now();
        for who in crowd(2 * MAX_KEYS as u32) {
            limiter.spend(who, now).unwrap();
        }
        let later = now + Duration::from_secs(11);
        for who in crowd(4 * MAX_KEYS as u32).skip(2 * MAX_KEYS) {
            limiter.spend(who, later).unwrap();
        }
        assert!(remembered(&limiter) <= MAX_KEYS);
    }

    #[test]
    fn nought_is_taken_as_one() {
        let limiter = Limiter::new(Budget { name: "none", per_minute: 0, burst: 0 });
        let now = Instant::now();
        assert_eq!(limiter.spend(ANNA, now), Ok(()));
        assert_eq!(limiter.spend(ANNA, now).unwrap_err().retry_after, Duration::from_secs(60));
    }

    proptest! {
        #[test]
        fn never_more_than_burst_and_rate(
            per_minute in 1u32..600, burst in 1u32..40,
            gaps in proptest::collection::vec(0u64..3_000, 1..300),
        ) {
            let limiter = Limiter::new(Budget { name: "any", per_minute, burst });
            let start = Instant::now();
            let mut at = Duration::ZERO;
            let mut admitted: Vec<Duration> = Vec::new();
            for gap in gaps {
                at += Duration::from_millis(gap);
                match limiter.spend(ANNA, start + at) {
                    Ok(()) => admitted.push(at),
                    Err(refused) => {
                        prop_assert!(limiter.spend(ANNA, start + at + refused.retry_after).is_ok());
                        at += refused.retry_after;
                        admitted.push(at);
                    }
                }
            }
            for (first, from) in admitted.iter().enumerate() {
                for (last, to) in admitted.iter().enumerate().skip(first) {
                    let fair = f64::from(burst) + f64::from(per_minute) * (*to - *from).as_secs_f64() / 60.0;
                    prop_assert!((last - first + 1) as f64 <= fair + 1e-3);
                }
            }
        }
    }
}
