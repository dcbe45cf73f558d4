//! What is measured: incidents, and the time within which they are.

/// Milliseconds of a minute.
const MINUTE: f64 = 60_000.0;

/// How many were affected, as well as it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affected {
    /// The best estimate.
    pub users: f64,
    /// At least so many.
    pub low: f64,
    /// At most so many.
    pub high: f64,
}

impl Affected {
    /// Exactly so many.
    pub const fn exactly(users: f64) -> Self {
        Self { users, low: users, high: users }
    }
}

/// One failure. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// When it began, by the best evidence.
    pub began: i64,
    /// When the service first said so in public, if it has.
    pub acknowledged: Option<i64>,
    /// When it was over; nothing while it goes on.
    pub ended: Option<i64>,
    /// Whom it hit; nothing where nobody counted.
    pub affected: Option<Affected>,
    /// Which share of the service they lost, 0 to 1.
    pub severity: f64,
    /// What failed, so that the same can be recognised when it fails again.
    pub cause: Option<String>,
}

impl Incident {
    /// A failure of everything that began at `began`, of which nothing else is known.
    pub const fn began(began: i64) -> Self {
        Self { began, acknowledged: None, ended: None, affected: None, severity: 1.0, cause: None }
    }

    /// The severity as a share, whatever was given.
    pub(crate) const fn share(&self) -> f64 {
        if self.severity.is_nan() { 1.0 } else { self.severity.clamp(0.0, 1.0) }
    }
}

/// The time that is measured, Unix milliseconds; `to` is not after the present, so that what is open is seen until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub from: i64,
    /// Its end, which does not belong to it.
    pub to: i64,
}

impl Window {
    /// Its length in minutes.
    pub fn minutes(self) -> f64 {
        minutes(self.from, self.to)
    }

    /// Whether this moment is within.
    pub const fn holds(self, at: i64) -> bool {
        self.from <= at && at < self.to
    }

    /// The part of an incident that lies within, if any does.
    pub(crate) fn part(self, incident: &Incident) -> Option<(i64, i64)> {
        let begin = incident.began.max(self.from);
        let end = incident.ended.unwrap_or(self.to).min(self.to);
        (begin < end).then_some((begin, end))
    }
}

/// Minutes from one moment to another; none if the second is earlier.
pub(crate) fn minutes(from: i64, to: i64) -> f64 {
    to.saturating_sub(from).max(0) as f64 / MINUTE
}
