//! What is usual: by hour of the day, robust against what is not, shrunk towards the whole while the series is young.

/// Hours that are told apart.
const HOURS: usize = 24;
/// Days after which a count speaks half as much for its hour.
const HOUR_HALF_LIFE_DAYS: f64 = 7.0;
/// Hours after which a count speaks half as much for what is usual around now.
const LOCAL_HALF_LIFE_H: f64 = 1.0;
/// Bins of the whole series that an hour borrows.
const BORROWED: f64 = 60.0;
/// Days that an hour must have been seen until it counts as much as what was around now.
const TRUST_DAYS: f64 = 2.0;
/// The most that the rhythm of the day is trusted against what was around now.
const MAX_TRUST: f64 = 0.8;
/// Bins before which nothing is known.
const PROBATION: f64 = 30.0;
/// The least mean of a bin: an hour without anybody is not one in which nobody can come.
const FLOOR: f64 = 0.05;
/// Standard deviations beyond which a count is taken as this far away only.
const REACH: f64 = 3.0;
/// Times the spread beyond which a squared distance is taken as this only.
const BURST: f64 = 40.0;
/// The spread that a young series has, as the variance over the mean.
const FIRST_SPREAD: f64 = 1.5;
/// Bins that [`FIRST_SPREAD`] weighs.
const SPREAD_WEIGHT: f64 = 60.0;
/// Days after which a count speaks half as much for the spread.
const SPREAD_HALF_LIFE_DAYS: f64 = 2.0;

/// A mean that forgets.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    fn add(&mut self, value: f64, keep: f64) {
        self.sum = self.sum * keep + value;
        self.weight = self.weight * keep + 1.0;
    }

    /// With `prior` standing for `weight` further values.
    fn value(&self, prior: f64, weight: f64) -> f64 {
        (self.sum + prior * weight) / (self.weight + weight)
    }
}

/// What a bin is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The least mean that is usual; drops are told against it.
    pub low: f64,
    /// The greatest mean that is usual; onsets are told against it.
    pub high: f64,
    /// Variance over mean, at least 1.
    pub spread: f64,
    /// On how many days this time of the day was seen.
    pub days: f64,
}

/// What is usual in a series. Fixed in size, whatever the series' length.
#[derive(Clone, Copy, Debug)]
pub struct Baseline {
    bin_s: i64,
    bins: f64,
    all: Mean,
    local: Mean,
    hours: [Mean; HOURS],
    spread: Mean,
    floor: f64,
}

impl Baseline {
    /// Nothing known yet; `bin_s` is a bin's length in seconds, at least 1.
    #[must_use]
    pub fn new(bin_s: i64) -> Self {
        Self {
            bin_s: bin_s.max(1),
            bins: 0.0,
            all: Mean::default(),
            local: Mean::default(),
            hours: [Mean::default(); HOURS],
            spread: Mean::default(),
            floor: 0.0,
        }
    }

    /// Whether enough is known to call anything unusual.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.bins >= PROBATION
    }

    /// What bin number `bin` is expected to hold.
    #[must_use]
    pub fn expected(&self, bin: i64) -> Expected {
        let all = self.all.value(FLOOR, 1.0);
        let local = self.local.value(all, 1.0);
        let (rhythm, seen) = self.rhythm(bin, all);
        let trust = MAX_TRUST * seen / (seen + TRUST_DAYS);
        let between = |with: f64| trust * rhythm + (1.0 - trust) * with;
        let high = between(rhythm.max(local)).max(FLOOR).max(self.floor);
        let low = between(rhythm.min(local)).max(f64::MIN_POSITIVE);
        let spread = self.spread.value(FIRST_SPREAD, SPREAD_WEIGHT).max(1.0);
        Expected { low, high, spread, days: seen }
    }

    /// The mean of this time of the day, drawn between the middles of two hours, and on how many days it was seen.
    fn rhythm(&self, bin: i64, all: f64) -> (f64, f64) {
        let hours = self.hour_of(bin) - 0.5;
        let before = hours.floor();
        let share = hours - before;
        let at = |hour: f64| self.hours[hour.rem_euclid(HOURS as f64) as usize % HOURS];
        let (one, two) = (at(before), at(before + 1.0));
        let mean = one.value(all, BORROWED) * (1.0 - share) + two.value(all, BORROWED) * share;
        (mean, one.weight.min(two.weight) / self.per_hour())
    }

    /// Learns a bin. A count far from what was expected moves what is usual only as far as [`REACH`] allows.
    pub fn learn(&mut self, bin: i64, count: f64) {
        let before_the_tail = Self { floor: 0.0, ..*self };
        let usual = before_the_tail.expected(bin);
        let middle = f64::midpoint(usual.low, usual.high);
        let mut taken = count;
        let in_the_tail = self.floor > usual.high;
        if self.is_known() && !in_the_tail {
            let reach = REACH * (usual.spread * middle).sqrt() + 1.0;
            taken = count.clamp((middle - reach).max(0.0), middle + reach);
            // What lies beyond tells of a burst, not of the spread.
            let squared = (count - middle).powi(2) / middle;
            self.spread.add(squared.min(BURST * usual.spread), self.keep(24.0 * SPREAD_HALF_LIFE_DAYS));
        }
        self.bins += 1.0;
        self.floor *= self.keep(6.0 * LOCAL_HALF_LIFE_H);
        if in_the_tail {
            // What a surge left behind is usual for some hours, and says nothing of other days.
            return self.local.add(count, self.keep(LOCAL_HALF_LIFE_H));
        }
        self.all.add(taken, self.keep(24.0 * HOUR_HALF_LIFE_DAYS));
        self.local.add(taken, self.keep(LOCAL_HALF_LIFE_H).min(1.0 - 1.0 / PROBATION));
        let hour = self.hour_of(bin) as usize % HOURS;
        // An hour is seen for a 24th of the time.
        self.hours[hour].add(taken, self.keep(HOUR_HALF_LIFE_DAYS));
    }

    /// Says that `rate` a bin is usual for the next hours, whatever was before: the tail of a surge.
    pub fn settle_at(&mut self, rate: f64) {
        self.floor = self.floor.max(rate);
    }

    fn hour_of(&self, bin: i64) -> f64 {
        (bin.saturating_mul(self.bin_s)).rem_euclid(86_400) as f64 / 3_600.0
    }

    fn per_hour(&self) -> f64 {
        3_600.0 / self.bin_s as f64
    }

    /// What a bin leaves of the weight of those before, for a half-life in hours.
    fn keep(&self, half_life_h: f64) -> f64 {
        0.5_f64.powf(1.0 / (half_life_h * self.per_hour()).max(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_rhythm_of_the_day_is_learnt_and_shrunk_before() {
        let mut baseline = Baseline::new(60);
        let rate = |bin: i64| if (bin / 60) % 24 < 12 { 2.0 } else { 20.0 };
        assert!(!baseline.is_known());
        for bin in 0..1_440 * 14 {
            baseline.learn(bin, rate(bin));
        }
        let (night, day) = (baseline.expected(1_440 * 14 + 360), baseline.expected(1_440 * 14 + 1_080));
        assert!(day.low > 10.0 && night.low < 4.0, "{night:?} {day:?}");
        let mut young = Baseline::new(60);
        (0..60).for_each(|bin| young.learn(bin, 5.0));
        assert!((young.expected(720).high - 5.0).abs() < 0.5, "an hour never seen is as the whole");
    }

    #[test]
    fn a_burst_hardly_moves_it() {
        let mut baseline = Baseline::new(60);
        (0..1_440).for_each(|bin| baseline.learn(bin, 4.0));
        baseline.learn(1_440, 100_000.0);
        assert!(baseline.expected(1_441).high < 5.0, "{:?}", baseline.expected(1_441));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn always_finite_and_in_order(counts in prop::collection::vec(0_u32..1_000_000, 1..200), bin_s in 1_i64..90_000, start in -1_000_000_i64..1_000_000) {
            let mut baseline = Baseline::new(bin_s);
            for (n, count) in (start..).zip(counts) {
                baseline.learn(n, f64::from(count));
                let Expected { low, high, spread, .. } = baseline.expected(n + 1);
                prop_assert!(low > 0.0 && high >= FLOOR && high >= low - 1e-9 && high.is_finite() && spread >= 1.0 && spread.is_finite());
            }
        }
    }
}
