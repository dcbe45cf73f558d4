//! One yardstick for whatever fails people: a power company and a web service are measured by the same figures.
//!
//! From incidents and a window it computes the distribution indices of IEEE 1366 (SAIDI, SAIFI, CAIDI, major event days by the
//! 2.5 beta method), availability, how long people waited for the first public word, how long until it was mended, and whether
//! it came again. It knows no service's age or kind, so none can weigh; it takes no clock and reads no files.
//!
//! Invariants: a figure never hides what is not known. Whom nobody counted widens the interval instead of being invented; a case
//! that is still open is censored, not left out and not taken as mended; a figure without cases has no value. Cutting an incident
//! in two at some moment changes neither SAIDI nor availability, and more harm or a later word never makes a figure better.

mod days;
mod figure;
mod incident;
mod loss;
mod recurrence;
mod scorecard;
mod survival;

pub use days::{BETAS, MIN_DAYS};
pub use figure::{Figure, Unit};
pub use incident::{Affected, Incident, Window};
pub use recurrence::AGAIN_MINUTES;
pub use scorecard::{VERSION, scorecard};
