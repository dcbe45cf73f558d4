//! Who gets which item next, how long they may keep it, and when the work will be done.
//!
//! [`choose`] takes a person and a window of items and says which one to hand out; [`Need`] says which windows to look into, and in
//! which order. [`wanted`] bounds how many people work on an item at once, [`lease`] how long one of them may. [`forecast`] says by
//! when the rest will be done, given how fast this crowd fades, or why nobody can know.
//!
//! It does NOT keep items, leases or time and draws no random numbers of its own: what it needs comes in, so equal input gives equal
//! output. It knows nothing of what the items are.
//!
//! ```
//! use dispatch::{Item, Need, Person, choose};
//!
//! let even = Item { confidence: 0.5, answers: 2, live: 0, wanted: 3, known: false };
//! let sure = Item { confidence: 0.9, ..even };
//! let person = Person { acts: 12, checks: false, skill: 0.8 };
//! assert_eq!(choose(Need::Informative, &person, 2, &[sure, even]), Some(1));
//! ```

mod choose;
mod fading;
mod forecast;
mod lease;
mod random;
mod wanted;

pub use choose::{Item, NEWCOMER, Need, Person, choose, information, needs};
pub use fading::Fading;
pub use forecast::{Ahead, ENOUGH, Forecast, LEVEL, Reason, Work, forecast};
pub use lease::{FIRST_LEASE, LEASE, MAX_HELD_FOR, lease, renewed};
pub use wanted::{Known, wanted};
