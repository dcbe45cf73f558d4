//! A token bucket that may go into debt.

/// Tokens that refill at a steady rate up to a bound. Times are milliseconds on any one clock; a clock that steps
/// back refills nothing.
#[derive(Debug, Clone)]
pub struct Bucket {
    per_s: f64,
    burst: f64,
    level: f64,
    at_ms: i64,
}

impl Bucket {
    /// A full bucket of `burst` tokens that refills with `per_s` tokens a second.
    pub fn new(per_s: f64, burst: f64, now_ms: i64) -> Self {
        Self { per_s, burst, level: burst, at_ms: now_ms }
    }

    /// Takes a token if there is one.
    pub fn take(&mut self, now_ms: i64) -> bool {
        self.refill(now_ms);
        let taken = self.level >= 1.0;
        if taken {
            self.level -= 1.0;
        }
        taken
    }

    /// Takes a token even where there is none: later callers of [`Bucket::take`] wait for it.
    pub fn owe(&mut self, now_ms: i64) {
        self.refill(now_ms);
        self.level -= 1.0;
    }

    /// Changes the rate from now on.
    pub fn set_rate(&mut self, per_s: f64, now_ms: i64) {
        self.refill(now_ms);
        self.per_s = per_s;
    }

    fn refill(&mut self, now_ms: i64) {
        let passed_s = (now_ms - self.at_ms).max(0) as f64 / 1000.0;
        self.level = (self.level + passed_s * self.per_s).min(self.burst);
        self.at_ms = self.at_ms.max(now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_gives_more_than_burst_and_rate(
            steps in prop::collection::vec(0i64..50, 1..400), per_s in 1.0f64..500.0, burst in 1.0f64..50.0,
        ) {
            let mut bucket = Bucket::new(per_s, burst, 0);
            let (mut now, mut taken) = (0, 0u32);
            for step in steps {
                now += step;
                taken += u32::from(bucket.take(now));
                prop_assert!(f64::from(taken) <= burst + per_s * now as f64 / 1000.0 + 1e-6);
            }
        }
    }

    #[test]
    fn debt_is_paid_before_anyone_else() {
        let mut bucket = Bucket::new(10.0, 1.0, 0);
        bucket.owe(0);
        bucket.owe(0);
        assert!(!bucket.take(100));
        assert!(bucket.take(200));
        assert!(!bucket.take(-5));
    }
}
