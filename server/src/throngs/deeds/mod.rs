//! Deeds: what somebody takes on, does away from the screen, and shows; another person says whether it is done.
//!
//! An item is claimed by one person for a bounded time, evidenced in words, by a picture or a link, and confirmed by somebody else;
//! refused, it is open again, with the reason. Evidence is seen by those who joined until it is confirmed, then by everybody who
//! sees the throng.
//!
//! Invariants: nobody confirms their own deed; an item is done exactly if a deed for it is confirmed; a deed's id is its lease.

mod act;
mod read;

pub use act::{answer, claim, give_back, touch, verdict};
pub use read::{Deed, confirmed, find, in_hand, waiting};

use platform::clock::{DAY, HOUR, Millis};

/// How long somebody has for a deed before it may be another's; any touch renews it.
pub const CLAIM: Millis = 4 * HOUR;
/// However often it is touched, it ends so long after the claim.
pub const MAX_CLAIM: Millis = DAY;
/// Deeds that one person has in hand in one activity.
pub const MAX_CLAIMS: i64 = 5;
