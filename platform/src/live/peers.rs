//! Everyone who is connected to this node: to wake them, count them and send them away.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::Notify;

use super::source::Viewer;
use crate::ids::Id;

/// Sockets that one person may have open: a browser's tabs, a phone and some programmes.
pub const MAX_SOCKETS_PER_PERSON: u32 = 32;

/// One connection. Small, because there are many: no queue, no channel, just a bell.
pub(super) struct Peer {
    number: u64,
    /// Rung when something it follows has changed, or when it must go.
    pub(super) bell: Notify,
    who: OnceLock<(Id, Id)>,
    goodbye: OnceLock<Goodbye>,
}

/// Why a connection must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goodbye {
    /// This node is going: come back after so many milliseconds.
    Drain { reconnect_after_ms: u64 },
    /// The person signed out.
    SignedOut,
}

impl Peer {
    /// Its number on this node.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The person, once known.
    pub(super) fn person(&self) -> Option<Id> {
        self.who.get().map(|(person, _)| *person)
    }

    /// Why it must go, if it must.
    pub(super) fn goodbye(&self) -> Option<Goodbye> {
        self.goodbye.get().copied()
    }

    /// Sends it away; the first reason stays.
    pub(super) fn send_away(&self, goodbye: Goodbye) {
        let _ = self.goodbye.set(goodbye);
        self.bell.notify_one();
    }
}

/// The register of all peers.
#[derive(Default)]
pub(super) struct Peers {
    next: AtomicU64,
    all: Mutex<Register>,
    /// Rung when the last one has gone.
    empty: Notify,
}

#[derive(Default)]
struct Register {
    by_number: HashMap<u64, Arc<Peer>>,
    sockets_of: HashMap<Id, u32>,
}

impl Peers {
    fn register(&self) -> MutexGuard<'_, Register> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a newcomer, whose viewer is known or not.
    /// `None` if that person has [`MAX_SOCKETS_PER_PERSON`] already.
    pub(super) fn enter(&self, viewer: Option<&Viewer>) -> Option<Arc<Peer>> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let who = viewer.map_or_else(OnceLock::new, |viewer| OnceLock::from((viewer.person, viewer.session)));
        let peer = Arc::new(Peer { number, bell: Notify::new(), who, goodbye: OnceLock::new() });
        let mut register = self.register();
        if let Some(viewer) = viewer {
            let sockets = register.sockets_of.entry(viewer.person).or_default();
            if *sockets >= MAX_SOCKETS_PER_PERSON {
                return None;
            }
            *sockets += 1;
        }
        register.by_number.insert(number, peer.clone());
        Some(peer)
    }

    /// Forgets one that has gone.
    pub(super) fn leave(&self, peer: &Peer) {
        let mut register = self.register();
        if register.by_number.remove(&peer.number).is_none() {
            return;
        }
        if let Some(person) = peer.person()
            && let Some(sockets) = register.sockets_of.get_mut(&person)
        {
            *sockets -= 1;
            if *sockets == 0 {
                register.sockets_of.remove(&person);
            }
        }
        if register.by_number.is_empty() {
            self.empty.notify_waiters();
        }
    }

    /// How many are connected.
    pub(super) fn count(&self) -> usize {
        self.register().by_number.len()
    }

    /// All of them now.
    pub(super) fn all(&self) -> Vec<Arc<Peer>> {
        self.register().by_number.values().cloned().collect()
    }

    /// Those of one sign-in.
    pub(super) fn of_session(&self, session: Id) -> Vec<Arc<Peer>> {
        let is_its = |peer: &&Arc<Peer>| peer.who.get().is_some_and(|(_, its)| *its == session);
        self.register().by_number.values().filter(is_its).cloned().collect()
    }

    /// Waits until nobody is left.
    pub(super) async fn gone(&self) {
        loop {
            let empty = self.empty.notified();
            if self.count() == 0 {
                return;
            }
            empty.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_a_bounded_number_of_sockets_and_gets_them_back() {
        let peers = Peers::default();
        let viewer = Viewer { person: Id::new(1), name: "Ada".into(), session: Id::new(2) };
        let mut open: Vec<_> =
            (0..MAX_SOCKETS_PER_PERSON).map_while(|_| peers.enter(Some(&viewer))).collect();
        assert_eq!(open.len(), MAX_SOCKETS_PER_PERSON as usize);
        assert!(peers.enter(Some(&viewer)).is_none());
        assert!(peers.enter(None).is_some(), "others come in all the same");
        assert_eq!(peers.of_session(viewer.session).len(), open.len());
        let one = open.pop().unwrap();
        peers.leave(&one);
        peers.leave(&one);
        assert!(peers.enter(Some(&viewer)).is_some());
        assert!(peers.enter(Some(&viewer)).is_none());
    }
}
