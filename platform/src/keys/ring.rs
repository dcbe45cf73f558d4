//! The keys themselves: sign, verify, rotate, to bytes and back.
//!
//! A token is the base64url (without padding) of: key id, 4 bytes; payload; HMAC-SHA256 (RFC 2104), 32 bytes. The code
//! is over the purpose's length as 8 bytes big-endian, the purpose, and the payload, so that no two pairs of purpose
//! and payload give the same input.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use rand::TryRng;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::logs::Secret;

/// Longest token that is looked at, in bytes; a longer one is no good.
pub const MAX_TOKEN: usize = 4096;

const ID: usize = 4;
const KEY: usize = 32;
const CODE: usize = 32;
const BLOCK: usize = 64;

/// Why a ring cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    /// The bytes are no ring.
    #[error("they cannot be understood: {0}")]
    Format(&'static str),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
}

/// The current key and the one before it.
#[derive(Clone, Debug)]
pub struct KeyRing {
    current: Key,
    previous: Option<Key>,
}

#[derive(Clone, Debug)]
struct Key {
    id: [u8; ID],
    created: Timestamp,
    material: Secret<[u8; KEY]>,
}

impl KeyRing {
    /// A ring of one new key, from the system's randomness.
    ///
    /// # Errors
    /// [`RingError::Random`].
    pub fn generate(now: Timestamp) -> Result<Self, RingError> {
        Ok(Self { current: Key::generate(now)?, previous: None })
    }

    /// The ring after a rotation: a new current key, and the current one as the previous.
    ///
    /// # Errors
    /// [`RingError::Random`].
    pub fn rotated(&self, now: Timestamp) -> Result<Self, RingError> {
        Ok(Self { current: Key::generate(now)?, previous: Some(self.current.clone()) })
    }

    /// When the current key was made.
    pub fn created(&self) -> Timestamp {
        self.current.created
    }

    /// A token that proves that this instance wrote `payload` for `purpose`. The payload can be read by anybody.
    /// Beyond about 3,000 bytes of payload the token is too long to be verified.
    pub fn sign(&self, purpose: &str, payload: &[u8]) -> String {
        let key = &self.current;
        let code = key.mac(purpose, payload).finalize().into_bytes();
        BASE64URL_NOPAD.encode(&[&key.id[..], payload, &code].concat())
    }

    /// The payload, if the current or the previous key signed it for this purpose. The code is compared in constant
    /// time.
    pub fn verify(&self, purpose: &str, token: &str) -> Option<Vec<u8>> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let (id, rest) = bytes.split_first_chunk::<ID>()?;
        let (payload, code) = rest.split_last_chunk::<CODE>()?;
        let key =
            [Some(&self.current), self.previous.as_ref()].into_iter().flatten().find(|key| key.id == *id)?;
        key.mac(purpose, payload).verify_slice(code).ok()?;
        Some(payload.to_vec())
    }

    /// The ring as JSON, for a file or a table; it is as secret as the keys.
    pub fn to_bytes(&self) -> Vec<u8> {
        let stored = StoredRing {
            current: self.current.to_stored(),
            previous: self.previous.as_ref().map(Key::to_stored),
        };
        // Strings and numbers always make JSON.
        serde_json::to_vec(&stored).unwrap_or_default()
    }

    /// The ring that [`KeyRing::to_bytes`] gave.
    ///
    /// # Errors
    /// [`RingError::Format`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RingError> {
        // The parser's own words might quote a key.
        let stored: StoredRing =
            serde_json::from_slice(bytes).map_err(|_| RingError::Format("not the JSON of signing keys"))?;
        let previous = stored.previous.as_ref().map(Key::from_stored).transpose()?;
        Ok(Self { current: Key::from_stored(&stored.current)?, previous })
    }
}

impl Key {
    fn generate(now: Timestamp) -> Result<Self, RingError> {
        let (mut id, mut material) = ([0; ID], [0; KEY]);
        for bytes in [&mut id[..], &mut material[..]] {
            SysRng.try_fill_bytes(bytes).map_err(|error| RingError::Random(error.to_string()))?;
        }
        Ok(Self { id, created: now, material: Secret::new(material) })
    }

    fn mac(&self, purpose: &str, payload: &[u8]) -> Hmac<Sha256> {
        // A key shorter than the hash's block is filled up with zeros (RFC 2104 §2).
        let mut block = [0; BLOCK];
        block[..KEY].copy_from_slice(self.material.expose());
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(payload);
        mac
    }

    fn to_stored(&self) -> StoredKey {
        StoredKey {
            id: BASE64URL_NOPAD.encode(&self.id),
            created_s: self.created.as_second(),
            key: BASE64URL_NOPAD.encode(self.material.expose()),
        }
    }

    fn from_stored(stored: &StoredKey) -> Result<Self, RingError> {
        Ok(Self {
            id: decode(&stored.id)?,
            created: Timestamp::from_second(stored.created_s)
                .map_err(|_| RingError::Format("a time out of range"))?,
            material: Secret::new(decode(&stored.key)?),
        })
    }
}

fn decode<const N: usize>(text: &str) -> Result<[u8; N], RingError> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(RingError::Format("a key or id of the wrong length"))
}

#[derive(Serialize, Deserialize)]
struct StoredRing {
    current: StoredKey,
    previous: Option<StoredKey>,
}

#[derive(Serialize, Deserialize)]
struct StoredKey {
    id: String,
    created_s: i64,
    key: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring() -> KeyRing {
        KeyRing::generate(Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn a_token_is_good_for_its_purpose_only() {
        let ring = ring();
        let token = ring.sign("ab", b"c");
        assert_eq!(ring.verify("ab", &token).unwrap(), b"c");
        assert_eq!(ring.verify("a", &token), None);
        assert_eq!(ring.verify("", &token), None);

        // The same bytes cut elsewhere between purpose and payload.
        let moved = ring.sign("a", b"bc");
        let code = |token: &str| BASE64URL_NOPAD.decode(token.as_bytes()).unwrap().split_off(ID + 1);
        assert_ne!(code(&token), code(&moved)[1..]);
    }

    #[test]
    fn another_instance_does_not_take_it() {
        let (ring, mut other) = (ring(), ring());
        let token = ring.sign("p", b"x");
        assert_eq!(other.verify("p", &token), None);
        other.current.id = ring.current.id;
        assert_eq!(other.verify("p", &token), None);
    }

    #[test]
    fn bytes_and_back_and_nothing_shown() {
        let ring = ring().rotated(Timestamp::from_second(7).unwrap()).unwrap();
        let again = KeyRing::from_bytes(&ring.to_bytes()).unwrap();
        assert_eq!(again.to_bytes(), ring.to_bytes());
        assert_eq!(again.created().as_second(), 7);
        let stored = String::from_utf8(ring.to_bytes()).unwrap();
        let secret = BASE64URL_NOPAD.encode(ring.current.material.expose());
        assert!(stored.contains(&secret) && format!("{ring:?}").matches("[secret]").count() == 2);
        for broken in [&b""[..], b"{}", stored.replace(&secret, "AAAA").as_bytes()] {
            assert!(KeyRing::from_bytes(broken).is_err());
        }
    }

    #[test]
    fn tokens_of_earlier_releases_stay_good() {
        let stored = r#"{"current":{"id":"AQIDBA","created_s":0,"key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"},"previous":null}"#;
        let ring = KeyRing::from_bytes(stored.as_bytes()).unwrap();
        // Made with another HMAC implementation.
        let token = "AQIDBGFkYUyuuEk61fBENzuBgCE5jdqYv9Hmw-JYtmO-soo4ixx6";
        assert_eq!(ring.sign("session", b"ada"), token);
        assert_eq!(ring.verify("session", token).unwrap(), b"ada");
    }

    #[test]
    fn hostile_tokens_are_no_good() {
        let ring = ring();
        for token in ["", "AAAA", "=", "é", &"A".repeat(MAX_TOKEN + 1)] {
            assert_eq!(ring.verify("p", token), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_change_of_a_token_is_found(payload: Vec<u8>, place: prop::sample::Index, with in 1u8..=255) {
            let ring = ring();
            let token = ring.sign("p", &payload);
            prop_assert_eq!(ring.verify("p", &token), Some(payload));

            let mut bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
            let at = place.index(bytes.len());
            bytes[at] ^= with;
            prop_assert_eq!(ring.verify("p", &BASE64URL_NOPAD.encode(&bytes)), None);
            prop_assert_eq!(ring.verify("p", &token[..place.index(token.len())]), None);
            let mut text = token.into_bytes();
            let at = place.index(text.len());
            text[at] = if text[at] == b'A' { b'B' } else { b'A' };
            prop_assert_eq!(ring.verify("p", std::str::from_utf8(&text).unwrap()), None);
        }
    }
}
