//! One Merkle log (RFC 9162), so that a stranger can check what is claimed.
//!
//! The tree over a list of entries, what proves that an entry is in it ([`inclusion`]) and that a later tree holds an earlier one
//! ([`consistency`]), and commitments that say nothing of what is behind them until they are opened ([`commitment`]). It stores
//! nothing, signs nothing and knows no time.
//!
//! Invariant: what [`verify`] accepts against a root was made from the very entry, place and size that are claimed, unless SHA-256
//! is broken.

mod commitment;
mod hex;
mod tree;
pub mod verify;

pub use commitment::{SALT, commitment};
pub use hex::{from_hex, to_hex};
pub use tree::{HASH, Hash, consistency, inclusion, leaf_hash, root};
