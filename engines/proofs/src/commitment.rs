//! Salted commitments: a hash that fixes a text without telling it, until salt and text are shown.

use sha2::{Digest, Sha256};

use crate::{HASH, Hash};

/// Bytes of a salt: too many to try them all, so that few possible texts stay unguessable.
pub const SALT: usize = HASH;
/// Keeps these hashes apart from all others that are made with SHA-256.
const DOMAIN: &[u8] = b"throng commitment 1\n";

/// The commitment to `text` under `salt`: SHA-256 over a fixed line, the salt and the text. The salt has a fixed length, so no two
/// pairs of salt and text run together to the same bytes.
pub fn commitment(salt: &[u8; SALT], text: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(salt);
    hash.update(text);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salt_and_text_both_count_and_the_form_is_fixed() {
        let (salt, other) = ([1; SALT], [2; SALT]);
        assert_ne!(commitment(&salt, b"yes"), commitment(&other, b"yes"));
        assert_ne!(commitment(&salt, b"yes"), commitment(&salt, b"no"));
        let by_hand: Hash = Sha256::digest([DOMAIN, &salt, b"yes"].concat()).into();
        assert_eq!(commitment(&salt, b"yes"), by_hand, "a published record must stay checkable");
    }
}
