//! Who may come in, and when: the arithmetic of reconnect storms.
//!
//! A crowd that is cut off all at once comes back all at once. This engine spreads it: [`slots`] gives each client
//! its own moment, [`window_ms`] says over how long an unplanned return should spread, and [`Door`] admits no more
//! than the measured capacity, cheaply, before any work is spent on a newcomer.
//!
//! Pure: no I/O, no clock, no task. Time is milliseconds passed in, randomness is a number passed in. It knows
//! nothing of sockets, signatures or people.
//!
//! Invariants: at most `burst + capacity × t` are admitted without a ticket in any time t; whoever comes in their
//! slot is admitted while a place is free; what a ticket takes, those without one wait for.

mod bucket;
mod door;
mod slots;

pub use bucket::Bucket;
pub use door::{Answer, Door, Limits, Ticket};
pub use slots::{MAX_WINDOW_MS, slots, window_ms};
