//! Hashes as people and JSON carry them: 64 lower-case hexadecimal digits.

use std::fmt::Write;

use crate::{HASH, Hash};

/// Bytes as lower-case hexadecimal digits, two a byte.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The 32 bytes that 64 lower-case hexadecimal digits stand for; `None` for anything else, so that one hash has one spelling.
pub fn from_hex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    if digits.len() != HASH * 2 {
        return None;
    }
    let mut hash = [0; HASH];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(hash)
}

const fn digit(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hash_has_one_spelling() {
        let hash: Hash = std::array::from_fn(|at| u8::try_from(at * 7 % 256).unwrap());
        assert_eq!(from_hex(&to_hex(&hash)), Some(hash));
        for bad in ["", "00", &to_hex(&hash).to_uppercase(), &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }
}
