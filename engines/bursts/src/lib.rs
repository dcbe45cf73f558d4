//! Arrivals against their own baseline: when a surge begins and ends, when it is silent, how it fades, what is to come.
//!
//! A series is counts in bins of one length (a minute, say), numbered since the Unix epoch. [`Detector`] takes them one by one
//! and says what happened, [`detect`] takes a whole series; [`fit`] describes how a surge fades and [`forecast`] goes on from
//! there, with intervals.
//!
//! It does NOT count, read files, take the time, draw random numbers or know who came: equal series give equal alarms. It
//! knows the rhythm of the day in UTC, not that of the week.
//!
//! ```
//! use bursts::{Detector, Kind, Options};
//!
//! let mut detector = Detector::new(Options::minutes());
//! detector.push(1_000, 0.0);
//! detector.quiet_until(1_120);
//! let alarm = detector.push(1_120, 60.0).unwrap();
//! assert_eq!((alarm.bin, alarm.kind), (1_120, Kind::Onset));
//! ```

mod baseline;
mod detector;
mod fade;
mod forecast;
mod likelihood;

pub use baseline::{Baseline, Expected};
pub use detector::{Alarm, Detector, Kind, MAX_SURGE_S, Options, Surge, detect};
pub use fade::{Fade, MIN_FADING, fit};
pub use forecast::{Band, forecast};
