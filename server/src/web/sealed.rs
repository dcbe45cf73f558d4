//! What is kept for somebody and must tell nothing to whoever reads the database: sealed under a secret that only they bring and
//! that is nowhere kept.
//!
//! It is as hard to open as the secret is to guess. ChaCha20-Poly1305 (RFC 8439) with a random nonce, so that one secret may seal
//! more than once.

use platform::web::Problem;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Seals and opens under one secret.
pub struct Seal(LessSafeKey);

impl Seal {
    /// The seal whose secret has this digest (SHA-256).
    ///
    /// # Errors
    /// Never with 32 bytes; the cipher's interface has one.
    pub fn new(digest: [u8; 32]) -> Result<Self, Problem> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &digest).map_err(Problem::internal)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// The sealed content: the nonce, then the ciphertext with its tag.
    ///
    /// # Errors
    /// When it is longer than the cipher takes, which is far above any answer.
    pub fn close(&self, mut content: Vec<u8>) -> Result<Vec<u8>, Problem> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let spent = Nonce::assume_unique_for_key(nonce);
        self.0.seal_in_place_append_tag(spent, Aad::empty(), &mut content).map_err(Problem::internal)?;
        Ok([&nonce[..], &content].concat())
    }

    /// The content again; `None` if it was sealed under another secret or was changed.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, content) = sealed.split_at_checked(NONCE_LEN)?;
        let mut content = content.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let length = self.0.open_in_place(nonce, Aad::empty(), &mut content).ok()?.len();
        content.truncate(length);
        Some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn only_the_same_secret_opens_and_only_what_was_sealed(content: Vec<u8>, secret: [u8; 32], other: [u8; 32], at: usize) {
            let seal = Seal::new(secret).unwrap();
            let mut sealed = seal.close(content.clone()).unwrap();
            prop_assert_eq!(seal.open(&sealed), Some(content));
            if other != secret {
                prop_assert_eq!(Seal::new(other).unwrap().open(&sealed), None);
            }
            let length = sealed.len();
            sealed[at % length] ^= 1;
            prop_assert_eq!(seal.open(&sealed), None);
            prop_assert_eq!(seal.open(&sealed[..at % NONCE_LEN]), None);
        }
    }
}
