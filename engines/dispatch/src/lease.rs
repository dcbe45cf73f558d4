//! How long an item stays in one person's hands. All times are milliseconds.

/// How long a lease lasts before it is known how long people take.
pub const FIRST_LEASE: i64 = 120_000;

/// Shortest and longest lease.
pub const LEASE: (i64, i64) = (45_000, 600_000);

/// A lease that is touched again and again ends so long after it was given.
pub const MAX_HELD_FOR: i64 = 1_800_000;

/// Twice the median time of an act, within [`LEASE`]; [`FIRST_LEASE`] while no median is known.
pub fn lease(median_act: Option<i64>) -> i64 {
    median_act.map_or(FIRST_LEASE, |median| median.saturating_mul(2).clamp(LEASE.0, LEASE.1))
}

/// When a lease given at `given_at` and touched at `now` ends, if it lasts `lasts`.
pub fn renewed(given_at: i64, now: i64, lasts: i64) -> i64 {
    now.saturating_add(lasts).min(given_at.saturating_add(MAX_HELD_FOR))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_lease_follows_the_pace_within_bounds() {
        assert_eq!(
            [None, Some(1), Some(60_000), Some(i64::MAX)].map(lease),
            [120_000, 45_000, 120_000, 600_000]
        );
    }

    proptest! {
        #[test]
        fn touching_never_shortens_a_lease_below_now_and_never_lasts_for_ever(held in 0..MAX_HELD_FOR, median in 0_i64..10_000_000) {
            let until = renewed(0, held, lease(Some(median)));
            prop_assert!(until > held && until <= MAX_HELD_FOR);
        }
    }
}
