//! Deeds: what somebody takes on, does away from the screen, and shows; another person says whether it is done.
//!
//! An item is claimed by one person for a bounded time, evidenced in words, by a picture or a link, and confirmed by somebody else;
//! refused, it is open again, with the reason. Evidence is seen by those who are signed in until it is confirmed, then by everybody
//! who sees the throng; it can be flagged, hidden and purged as whatever people put up. It is not held: whoever confirms it lets it
//! through.
//!
//! Who may confirm or refuse: never the doer; a guest only who did something for this throng that counts before the deed was shown, so
//! that one person with two windows does not confirm themself. Whoever has an account, or coordinates, may without that.
//!
//! Invariants: nobody confirms their own deed; an item is done exactly if a deed for it is confirmed; a deed's id is its lease.

mod act;
mod judge;
pub mod moderated;
mod read;

pub use act::{Which, answer, claim, give_back, touch};
pub use judge::verdict;
pub use read::{Deed, confirmed, find, of_items, own, waiting};

use platform::clock::{DAY, HOUR, Millis};

/// How long somebody has for a deed before it may be another's; any touch renews it.
pub const CLAIM: Millis = 4 * HOUR;
/// However often it is touched, it ends so long after the claim.
pub const MAX_CLAIM: Millis = DAY;
/// Deeds that one person has in hand in one activity.
pub const MAX_CLAIMS: i64 = 5;
