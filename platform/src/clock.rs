//! Time as a value that is passed in. Nothing below the command line reads the system clock itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// One second, in [`Millis`].
pub const SECOND: Millis = 1_000;
/// One minute, in [`Millis`].
pub const MINUTE: Millis = 60 * SECOND;
/// One hour, in [`Millis`].
pub const HOUR: Millis = 60 * MINUTE;
/// One day, in [`Millis`].
pub const DAY: Millis = 24 * HOUR;

/// Where the time comes from; cheap to clone.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved, for tests.
    pub fn manual(start: Millis) -> (Self, Hand) {
        let hand = Hand(Arc::new(AtomicI64::new(start)));
        (Self(Source::Manual(hand.0.clone())), hand)
    }

    /// The time now.
    pub fn now(&self) -> Millis {
        match &self.0 {
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
            Source::Manual(at) => at.load(Ordering::SeqCst),
        }
    }
}

/// Moves a [`Clock::manual`].
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    /// Moves the clock forward by `by` milliseconds (back, where negative).
    pub fn advance(&self, by: Millis) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

/// `at` as RFC 3339 in UTC, to the millisecond: `2007-08-19T14:05:00.000Z`.
/// A time outside the years 0 to 9999 is shown as the nearest of them.
pub fn rfc3339(at: Millis) -> String {
    /// 0000-01-01 and 9999-12-30: within what RFC 3339 and `jiff` can write.
    const YEARS: (Millis, Millis) = (-62_167_219_200_000, 253_402_128_000_000);
    jiff::Timestamp::from_millisecond(at.clamp(YEARS.0, YEARS.1))
        .map_or_else(|_| String::new(), |stamp| format!("{stamp:.3}"))
}

/// Reads RFC 3339 with any offset; `None` if it is not a time.
pub fn parse_rfc3339(text: &str) -> Option<Millis> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_back_as_it_was_written() {
        for at in [0, 1_187_532_300_000, 1_795_000_000_123] {
            assert_eq!(parse_rfc3339(&rfc3339(at)), Some(at));
        }
        assert_eq!(rfc3339(1_187_532_300_000), "2007-08-19T14:05:00.000Z");
        assert_eq!(parse_rfc3339("2007-08-19T16:05:00+02:00"), Some(1_187_532_300_000));
        assert_eq!(parse_rfc3339("yesterday"), None);
    }

    #[test]
    fn extreme_times_do_not_panic() {
        assert!(!rfc3339(i64::MAX).is_empty());
        assert!(!rfc3339(i64::MIN).is_empty());
    }

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let (clock, hand) = Clock::manual(10);
        assert_eq!(clock.now(), 10);
        hand.advance(5);
        assert_eq!(clock.now(), 15);
    }
}
