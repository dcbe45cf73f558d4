//! A figure with all that belongs to it.

/// In what a figure is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minutes.
    Minutes,
    /// A share of one.
    Share,
    /// Times.
    Times,
    /// Days.
    Days,
}

impl Unit {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Share => "share",
            Self::Times => "times",
            Self::Days => "days",
        }
    }
}

/// One figure of a scorecard. Where there is a value, `low <= value <= high` as far as those are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Names it for ever.
    pub name: &'static str,
    /// Its value; nothing where the record does not tell.
    pub value: Option<f64>,
    /// At least this.
    pub low: Option<f64>,
    /// At most this; nothing where no bound is known.
    pub high: Option<f64>,
    /// From how many cases.
    pub n: usize,
    /// In what.
    pub unit: Unit,
    /// What it was computed from, by name.
    pub inputs: Vec<(&'static str, f64)>,
}

/// A value between two bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub low: f64,
    pub value: f64,
    pub high: f64,
}

impl Spread {
    /// All three through `f`, which rises.
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self { low: f(self.low), value: f(self.value), high: f(self.high) }
    }
}

impl Figure {
    /// A figure that has no value yet.
    pub(crate) const fn unknown(name: &'static str, unit: Unit, n: usize) -> Self {
        Self { name, value: None, low: None, high: None, n, unit, inputs: Vec::new() }
    }

    pub(crate) fn with(self, spread: Spread) -> Self {
        let Spread { low, value, high } = spread;
        Self { value: Some(value), low: Some(low.min(value)), high: Some(high.max(value)), ..self }
    }

    pub(crate) fn from(mut self, inputs: &[(&'static str, f64)]) -> Self {
        self.inputs.extend_from_slice(inputs);
        self
    }
}
