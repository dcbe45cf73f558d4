//! Bin by bin: is this still what is usual?
//!
//! Three CUSUMs of log-likelihood ratios stand beside each other: one for a rise by three, one for a rise by ten that answers
//! within a bin, one for silence. While something unusual goes on nothing is learnt, so that a surge does not become its own
//! baseline.

use crate::baseline::{Baseline, Expected};
use crate::likelihood::step;

/// Rises that are looked for, as factors.
const RISES: [f64; 2] = [3.0, 10.0];
/// What is left of the mean in the silence that is looked for.
const DROP: f64 = 0.1;
/// Days on which an hour must have been seen before its silence means anything.
const DROP_DAYS: f64 = 3.0;
/// Nats at which an alarm is given: the logarithm of two years of minutes, since two CUSUMs look for rises.
const LIMIT: f64 = 13.9;
/// The same for silence, of which a quiet night is no sign.
const DROP_LIMIT: f64 = 20.0;
/// Share of an onset's evidence that the next one needs in addition: a series that often bursts tells less by it.
const WONT: f64 = 0.5;
/// Nats of that at most.
const MAX_WONT: f64 = 60.0;
/// Days after which half of that is forgotten.
const WONT_HALF_LIFE_DAYS: f64 = 2.0;
/// Bins after which a count speaks half as much for how it is right now.
const NOW_HALF_LIFE: f64 = 4.0;
/// A surge is over below this many times what is usual, or below [`END_SHARE`] of its peak.
const END_RATIO: f64 = 2.0;
/// See [`END_RATIO`].
const END_SHARE: f64 = 0.04;
/// The longest that a surge or a silence lasts, in seconds; then it is what is usual.
pub const MAX_SURGE_S: i64 = 4 * 86_400;
/// Counts that a surge keeps, from its onset on.
const MAX_COUNTS: usize = 5_760;
/// Bins without anybody that are filled in at most; before that the series begins anew.
const MAX_QUIET: i64 = 20_160;

/// How a series is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Length of a bin in seconds.
    pub bin_s: i64,
    /// Arrivals that an onset has at least, whatever is usual.
    pub least: f64,
}

impl Options {
    /// Minutes, and at least 20 arrivals.
    #[must_use]
    pub const fn minutes() -> Self {
        Self { bin_s: 60, least: 20.0 }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A surge begins.
    Onset,
    /// It is over.
    End,
    /// Far less than usual.
    Drop,
    /// As usual again.
    Back,
}

impl Kind {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Onset => "onset",
            Self::End => "end",
            Self::Drop => "drop",
            Self::Back => "back",
        }
    }
}

/// Something to tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alarm {
    /// In which bin it was noticed.
    pub bin: i64,
    /// What.
    pub kind: Kind,
    /// How sure, in nats; for `End` and `Back` the rate now over what is usual.
    pub score: f64,
}

/// A surge that goes on.
#[derive(Clone, Debug)]
pub struct Surge {
    /// The first bin of the rise, which may lie before the one in which it was noticed.
    pub began: i64,
    /// The bin with most.
    pub peak_bin: i64,
    /// How many were in it.
    pub peak: f64,
    /// What was usual before.
    pub usual: f64,
    /// Counts from `began` on, the first of them at most.
    pub counts: Vec<f64>,
}

/// One side's evidence and since when it has been rising.
#[derive(Clone, Debug, Default)]
struct Cusum {
    sum: f64,
    since: i64,
    counts: Vec<f64>,
}

impl Cusum {
    fn add(&mut self, bin: i64, count: f64, step: f64) {
        if self.sum <= 0.0 {
            self.since = bin;
            self.counts.clear();
        }
        self.sum = (self.sum + step).max(0.0);
        if self.counts.len() < MAX_COUNTS {
            self.counts.push(count);
        }
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Looks at one series.
#[derive(Clone, Debug)]
pub struct Detector {
    options: Options,
    baseline: Baseline,
    last: Option<i64>,
    rises: [Cusum; 2],
    fall: Cusum,
    wont: f64,
    now: f64,
    surge: Option<Surge>,
    silent_since: Option<i64>,
}

impl Detector {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            baseline: Baseline::new(options.bin_s),
            last: None,
            rises: [Cusum::default(), Cusum::default()],
            fall: Cusum::default(),
            wont: 0.0,
            now: 0.0,
            surge: None,
            silent_since: None,
        }
    }

    /// The surge that goes on, if one does.
    #[must_use]
    pub const fn surge(&self) -> Option<&Surge> {
        self.surge.as_ref()
    }

    /// The bin that was looked at last.
    #[must_use]
    pub const fn last(&self) -> Option<i64> {
        self.last
    }

    /// What is usual in `bin`.
    #[must_use]
    pub fn expected(&self, bin: i64) -> Expected {
        self.baseline.expected(bin)
    }

    /// Says that nobody came from the last bin up to `bin`, which is not looked at itself. Of a longer gap than two weeks
    /// of minutes only the end is filled in.
    pub fn quiet_until(&mut self, bin: i64) -> Vec<Alarm> {
        let Some(last) = self.last else { return Vec::new() };
        let from = (last + 1).max(bin.saturating_sub(MAX_QUIET));
        (from..bin).filter_map(|quiet| self.push(quiet, 0.0)).collect()
    }

    /// Looks at the count of `bin`. A bin that is not after the last one, or a count that is no number, changes nothing;
    /// bins that are left out are unknown.
    pub fn push(&mut self, bin: i64, count: f64) -> Option<Alarm> {
        if !count.is_finite() || self.last.is_some_and(|last| bin <= last) {
            return None;
        }
        let count = count.max(0.0);
        self.wont *= 0.5_f64.powf(self.options.bin_s as f64 / (WONT_HALF_LIFE_DAYS * 86_400.0));
        self.last = Some(bin);
        let usual = self.baseline.expected(bin);
        let keep = 0.5_f64.powf(1.0 / NOW_HALF_LIFE);
        self.now = self.now * keep + count * (1.0 - keep);
        let told = if self.surge.is_some() {
            self.during_surge(bin, count, usual)
        } else if self.silent_since.is_some() {
            self.during_silence(bin, usual)
        } else {
            self.look(bin, count, usual)
        };
        if self.surge.is_none() && self.silent_since.is_none() {
            self.baseline.learn(bin, count);
        }
        told
    }

    fn look(&mut self, bin: i64, count: f64, usual: Expected) -> Option<Alarm> {
        if !self.baseline.is_known() {
            return None;
        }
        for (rise, ratio) in self.rises.iter_mut().zip(RISES) {
            rise.add(bin, count, step(count, usual.high, usual.spread, ratio));
        }
        if usual.days >= DROP_DAYS {
            self.fall.add(bin, count, step(count, usual.low, usual.spread, DROP));
        }
        let least = self.options.least;
        let begun =
            self.rises.iter().find(|rise| rise.sum >= LIMIT && rise.counts.iter().sum::<f64>() >= least);
        if let Some(rise) = begun {
            let score = rise.sum;
            self.wont = (self.wont + score * WONT).min(MAX_WONT);
            self.surge = Some(begin(rise, usual.high));
            self.now = count;
            self.clear();
            return Some(Alarm { bin, kind: Kind::Onset, score });
        }
        if self.fall.sum >= DROP_LIMIT {
            let score = self.fall.sum;
            self.now = self.fall.counts.iter().sum::<f64>() / self.fall.counts.len().max(1) as f64;
            self.silent_since = Some(self.fall.since);
            self.clear();
            return Some(Alarm { bin, kind: Kind::Drop, score });
        }
        None
    }

    fn during_surge(&mut self, bin: i64, count: f64, usual: Expected) -> Option<Alarm> {
        let too_long = self.too_long();
        let surge = self.surge.as_mut()?;
        if surge.counts.len() < MAX_COUNTS {
            surge.counts.push(count);
        }
        if count > surge.peak {
            (surge.peak, surge.peak_bin) = (count, bin);
        }
        let calm = self.now < (END_RATIO * usual.high).max(END_SHARE * surge.peak);
        if !calm && bin - surge.began < too_long {
            return None;
        }
        self.surge = None;
        self.baseline.settle_at(self.now);
        Some(Alarm { bin, kind: Kind::End, score: self.now / usual.high })
    }

    fn during_silence(&mut self, bin: i64, usual: Expected) -> Option<Alarm> {
        let since = self.silent_since?;
        if self.now < usual.low / 2.0 && bin - since < self.too_long() {
            return None;
        }
        self.silent_since = None;
        Some(Alarm { bin, kind: Kind::Back, score: self.now / usual.low })
    }

    const fn too_long(&self) -> i64 {
        MAX_SURGE_S / self.options.bin_s
    }

    fn clear(&mut self) {
        self.rises.iter_mut().for_each(Cusum::clear);
        self.fall.clear();
    }
}

fn begin(rise: &Cusum, usual: f64) -> Surge {
    let peak = rise
        .counts
        .iter()
        .copied()
        .zip(rise.since..)
        .fold((0.0, rise.since), |most, found| if found.0 > most.0 { found } else { most });
    Surge { began: rise.since, peak_bin: peak.1, peak: peak.0, usual, counts: rise.counts.clone() }
}

/// All alarms of a series, in order. Bins that are not in it are unknown.
#[must_use]
pub fn detect(options: Options, series: impl IntoIterator<Item = (i64, f64)>) -> Vec<Alarm> {
    let mut detector = Detector::new(options);
    series.into_iter().filter_map(|(bin, count)| detector.push(bin, count)).collect()
}
