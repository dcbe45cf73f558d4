//! One hit as bytes: 32 of them, little endian.
//!
//! | bytes | what |
//! |---|---|
//! | 0–15 | id of what was hit |
//! | 16–19 | minute since the Unix epoch |
//! | 20–23 | referrer |
//! | 24 | kind of what was hit |
//! | 25 | cause |
//! | 26–27 | zero |
//! | 28–31 | CRC-32 of bytes 0–27: the commit mark, never valid in a slot of zeros |

use super::referrer::ReferrerId;

/// Bytes of a record.
pub const RECORD: usize = 32;

/// Bytes that the commit mark covers.
const PAYLOAD: usize = 28;

/// One look at something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hit {
    /// What kind of thing was hit; the server gives the numbers their meaning and never changes it.
    pub kind: u8,
    /// Why it was asked for: a code of [`crate::bots::Cause`].
    pub cause: u8,
    /// The id of the thing.
    pub id: u128,
    /// Whole minutes since the Unix epoch.
    pub minute: u32,
    /// Where the reader came from.
    pub referrer: ReferrerId,
}

impl Hit {
    pub(super) fn to_record(self) -> [u8; RECORD] {
        let mut record = [0; RECORD];
        record[..16].copy_from_slice(&self.id.to_le_bytes());
        record[16..20].copy_from_slice(&self.minute.to_le_bytes());
        record[20..24].copy_from_slice(&self.referrer.0.to_le_bytes());
        record[24] = self.kind;
        record[25] = self.cause;
        let mark = mark(&record[..PAYLOAD]);
        record[PAYLOAD..].copy_from_slice(&mark);
        record
    }

    /// The hit in a slot, if one was committed there.
    pub(super) fn from_record(record: &[u8; RECORD]) -> Option<Self> {
        if record[PAYLOAD..] != mark(&record[..PAYLOAD]) {
            return None;
        }
        let (id, rest) = record.split_first_chunk()?;
        let (minute, rest) = rest.split_first_chunk()?;
        let (referrer, rest) = rest.split_first_chunk()?;
        let [kind, cause, ..] = *rest else { return None };
        Some(Self {
            kind,
            cause,
            id: u128::from_le_bytes(*id),
            minute: u32::from_le_bytes(*minute),
            referrer: ReferrerId(u32::from_le_bytes(*referrer)),
        })
    }
}

fn mark(payload: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(payload);
    crc.sum().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_unwritten_slot_is_no_hit() {
        assert_eq!(Hit::from_record(&[0; RECORD]), None);
    }

    proptest! {
        #[test]
        fn comes_back_whole_or_not_at_all(
            kind: u8, cause: u8, id: u128, minute: u32, referrer: u32, written in 0..RECORD, bit in 0..RECORD * 8,
        ) {
            let hit = Hit { kind, cause, id, minute, referrer: ReferrerId(referrer) };
            let record = hit.to_record();
            prop_assert_eq!(Hit::from_record(&record), Some(hit));

            let mut flipped = record;
            flipped[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(Hit::from_record(&flipped), None);

            let mut torn = [0; RECORD];
            torn[..written].copy_from_slice(&record[..written]);
            prop_assume!(torn != record);
            prop_assert_eq!(Hit::from_record(&torn), None);
        }
    }
}
