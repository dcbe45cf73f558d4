//! Identifiers: UUIDv7-like, written as 26 characters that sort by creation and are safe in a URL.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Millis;

/// Crockford's base 32 in lower case: no `i l o u`, so that an id can be read aloud.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a written id: 26 × 5 bits hold 128.
const LENGTH: usize = 26;

/// Names one thing. 48 bits of time (RFC 9562, version 7), then a per-process count and randomness, so that
/// ids of one process are strictly increasing within a millisecond and nobody guesses the next one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

/// Orders ids made within one millisecond by this process.
static COUNT: AtomicU64 = AtomicU64::new(0);

impl Id {
    /// A new id, made at `now`.
    pub fn new(now: Millis) -> Self {
        let time = u128::from(u64::try_from(now).unwrap_or(0) & 0xFFFF_FFFF_FFFF);
        let count = u128::from(COUNT.fetch_add(1, Ordering::Relaxed) & 0xFFF);
        let random = u128::from(rand::random::<u64>() & 0x3FFF_FFFF_FFFF_FFFF);
        Self(time << 80 | 0x7 << 76 | count << 64 | 0x2 << 62 | random)
    }

    /// The bare number, for records of fixed size.
    pub const fn number(self) -> u128 {
        self.0
    }

    /// The id with this number.
    pub const fn from_number(number: u128) -> Self {
        Self(number)
    }

    /// When it was made, to the millisecond.
    pub fn made_at(self) -> Millis {
        i64::try_from(self.0 >> 80).unwrap_or(0)
    }

    /// A number that depends on nothing but the id, for deterministic choices such as a friendly name.
    pub const fn seed(self) -> u64 {
        (self.0 & 0xFFFF_FFFF_FFFF_FFFF) as u64
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; LENGTH];
        let mut rest = self.0;
        for slot in text.iter_mut().rev() {
            *slot = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 26 characters of lower-case base 32.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        // The first character holds three bits only; more would not fit 128.
        if text.len() != LENGTH || text.as_bytes()[0] > b'7' {
            return Err(NotAnId);
        }
        text.bytes()
            .try_fold(0u128, |number, byte| {
                let digit = ALPHABET.iter().position(|&known| known == byte).ok_or(NotAnId)?;
                Ok(number << 5 | digit as u128)
            })
            .map(Self)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_of_one_process_rise() {
        let ids: Vec<_> = (0..1000).map(|_| Id::new(1_795_000_000_000)).collect();
        let mut unique = ids.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), ids.len());
        assert!(Id::new(5) < Id::new(6));
        assert_eq!(ids[0].made_at(), 1_795_000_000_000);
    }

    proptest! {
        #[test]
        fn text_reads_back_and_sorts_alike(a: u128, b: u128) {
            let (a, b) = (Id(a), Id(b));
            prop_assert_eq!(a.to_string().parse(), Ok(a));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }

        #[test]
        fn anything_else_is_refused(text in "\\PC{0,40}") {
            if let Ok(id) = text.parse::<Id>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
