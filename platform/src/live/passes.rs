//! Signed bearers: the session of a `welcome`, and the ticket of a `bye`.
//!
//! Any node with the key can verify them without reading anything. They prove who someone was and which slot they
//! were given; they grant no right, which is asked anew at every join.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use admission::Ticket;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::source::Viewer;
use crate::clock::{Clock, MINUTE, Millis};
use crate::ids::Id;

/// How long a session is good.
pub const SESSION_LIFE: Millis = 10 * MINUTE;
/// Signed-out sessions that are remembered; beyond it everything issued before now dies instead.
const MAX_REVOKED: usize = 65_536;
/// Bytes of an HMAC-SHA256.
const TAG: usize = 32;
/// Characters of the longest bearer that is looked at: a name is far shorter.
const MAX_BEARER: usize = 1024;
/// The first byte says what was signed, so that a ticket never passes for a session.
const SESSION: u8 = b's';
/// See [`SESSION`].
const TICKET: u8 = b't';
/// Whether a viewer follows in a session's payload.
const SOMEBODY: u8 = 1;

/// Signs and verifies. One a process; all nodes of an instance share the key.
pub struct Passes {
    key: Hmac<Sha256>,
    clock: Clock,
    revoked: Mutex<Revoked>,
}

#[derive(Default)]
struct Revoked {
    sessions: HashMap<Id, Millis>,
    /// Sessions issued up to then are dead, whoever's they are.
    all_until: Millis,
}

impl Passes {
    /// Passes signed with `key`, of any length.
    pub fn new(key: &[u8], clock: Clock) -> Self {
        // HMAC takes keys of every length, so the fallback is never used.
        let key = Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()));
        Self { key, clock, revoked: Mutex::default() }
    }

    /// A bearer for this viewer, or for nobody in particular, good for [`SESSION_LIFE`].
    pub fn session(&self, viewer: Option<&Viewer>) -> String {
        let mut payload = vec![SESSION];
        payload.extend((self.clock.now() + SESSION_LIFE).to_be_bytes());
        if let Some(viewer) = viewer {
            payload.push(SOMEBODY);
            payload.extend(viewer.person.number().to_be_bytes());
            payload.extend(viewer.session.number().to_be_bytes());
            payload.extend(viewer.name.bytes());
        }
        self.sign(payload)
    }

    /// Whose session this is: `None` if it is forged, too old or signed out; `Some(None)` if it is nobody's.
    pub fn verify_session(&self, bearer: &str) -> Option<Option<Viewer>> {
        let payload = self.verify(bearer, SESSION)?;
        let (expires, rest) = payload.split_first_chunk::<8>()?;
        let expires = Millis::from_be_bytes(*expires);
        if expires <= self.clock.now() {
            return None;
        }
        if rest.is_empty() {
            return Some(None);
        }
        let (person, rest) = rest.strip_prefix(&[SOMEBODY])?.split_first_chunk::<16>()?;
        let (session, name) = rest.split_first_chunk::<16>()?;
        let viewer = Viewer {
            person: Id::from_number(u128::from_be_bytes(*person)),
            session: Id::from_number(u128::from_be_bytes(*session)),
            name: String::from_utf8(name.to_vec()).ok()?,
        };
        (!self.is_revoked(viewer.session, expires - SESSION_LIFE)).then_some(Some(viewer))
    }

    /// A ticket that any node admits in its slot.
    pub fn ticket(&self, ticket: Ticket) -> String {
        let mut payload = vec![TICKET];
        payload.extend(ticket.slot_at_ms.to_be_bytes());
        payload.extend(ticket.number.to_be_bytes());
        self.sign(payload)
    }

    /// The ticket, if it was signed here.
    pub fn verify_ticket(&self, bearer: &str) -> Option<Ticket> {
        let payload = self.verify(bearer, TICKET)?;
        let (slot, rest) = payload.split_first_chunk::<8>()?;
        let number = <[u8; 8]>::try_from(rest).ok()?;
        Some(Ticket { slot_at_ms: i64::from_be_bytes(*slot), number: u64::from_be_bytes(number) })
    }

    /// Ends every bearer of this sign-in on this node.
    pub fn revoke(&self, session: Id) {
        let now = self.clock.now();
        let mut revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        if revoked.sessions.len() >= MAX_REVOKED {
            revoked.sessions.retain(|_, until| *until > now);
        }
        if revoked.sessions.len() >= MAX_REVOKED {
            revoked.sessions.clear();
            revoked.all_until = now;
        }
        revoked.sessions.insert(session, now + SESSION_LIFE);
    }

    fn is_revoked(&self, session: Id, issued: Millis) -> bool {
        let revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        issued <= revoked.all_until || revoked.sessions.contains_key(&session)
    }

    fn sign(&self, mut payload: Vec<u8>) -> String {
        let tag = self.key.clone().chain_update(&payload).finalize().into_bytes();
        payload.extend(tag);
        BASE64URL_NOPAD.encode(&payload)
    }

    /// What was signed, without its kind.
    fn verify(&self, bearer: &str, kind: u8) -> Option<Vec<u8>> {
        if bearer.len() > MAX_BEARER {
            return None;
        }
        let mut payload = BASE64URL_NOPAD.decode(bearer.as_bytes()).ok()?;
        let tag = payload.split_off(payload.len().checked_sub(TAG)?);
        self.key.clone().chain_update(&payload).verify_slice(&tag).ok()?;
        (payload.first() == Some(&kind)).then(|| payload.split_off(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Millis = 1_795_000_000_000;

    fn viewer() -> Viewer {
        Viewer { person: Id::from_number(1), session: Id::from_number(2), name: "Brisk Otter".into() }
    }

    #[test]
    fn a_session_is_good_on_any_node_for_ten_minutes() {
        let (clock, hand) = Clock::manual(START);
        let (here, there) = (Passes::new(b"key", clock.clone()), Passes::new(b"key", clock.clone()));
        let (mine, nobodys) = (viewer(), here.session(None));
        let bearer = here.session(Some(&mine));
        assert_eq!(there.verify_session(&bearer), Some(Some(mine)));
        assert_eq!(there.verify_session(&nobodys), Some(None));
        assert_eq!(Passes::new(b"other", clock).verify_session(&bearer), None);
        assert_eq!(there.verify_ticket(&bearer), None);
        hand.advance(SESSION_LIFE);
        assert_eq!(there.verify_session(&bearer), None);
    }

    #[test]
    fn signing_out_kills_it_and_only_it() {
        let (clock, _hand) = Clock::manual(START);
        let passes = Passes::new(b"key", clock);
        let other = Viewer { session: Id::from_number(3), ..viewer() };
        let (mine, others) = (passes.session(Some(&viewer())), passes.session(Some(&other)));
        passes.revoke(viewer().session);
        assert_eq!(passes.verify_session(&mine), None);
        assert_eq!(passes.verify_session(&others), Some(Some(other)));
    }

    #[test]
    fn too_many_sign_outs_kill_everything_rather_than_forget_one() {
        let (clock, hand) = Clock::manual(START);
        let passes = Passes::new(b"key", clock);
        let mine = passes.session(Some(&viewer()));
        for number in 0..=MAX_REVOKED {
            passes.revoke(Id::from_number(number as u128));
        }
        assert_eq!(passes.verify_session(&mine), None);
        hand.advance(1);
        assert!(passes.verify_session(&passes.session(Some(&viewer()))).is_some());
    }

    proptest! {
        #[test]
        fn a_ticket_reads_back_and_no_changed_byte_passes(slot_at_ms: i64, number: u64, at in 0usize..60, bit in 0u8..6) {
            let passes = Passes::new(b"key", Clock::manual(START).0);
            let ticket = Ticket { slot_at_ms, number };
            let bearer = passes.ticket(ticket);
            prop_assert_eq!(passes.verify_ticket(&bearer), Some(ticket));
            let mut forged = bearer.into_bytes();
            let at = at % forged.len();
            forged[at] ^= 1 << bit;
            prop_assert_eq!(passes.verify_ticket(&String::from_utf8_lossy(&forged)), None);
        }
    }
}
