//! How many live connections each network address has, so that one address cannot take every place.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::door::Permit;
use crate::proxies::AddressKey;

/// Sockets and event streams of one address (of one /64 in IPv6): a school or a conference behind one address has room, and
/// fifty such addresses would be needed to fill the door's places.
pub const MAX_PER_ADDRESS: u32 = 1_000;

/// The open connections by address. It holds no more addresses than there are connections.
#[derive(Default)]
pub struct Addresses(Mutex<HashMap<AddressKey, u32>>);

/// One connection's place; given back when dropped.
struct Place {
    addresses: Arc<Addresses>,
    of: AddressKey,
}

impl Addresses {
    /// A place for one more connection of `address`, held until the permit and its clones are gone; `None` if it has
    /// [`MAX_PER_ADDRESS`] already.
    pub fn take(self: &Arc<Self>, address: AddressKey) -> Option<Permit> {
        let mut open = self.open();
        let count = open.entry(address).or_default();
        if *count >= MAX_PER_ADDRESS {
            return None;
        }
        *count += 1;
        Some(Permit(Arc::new(Place { addresses: Arc::clone(self), of: address })))
    }

    fn open(&self) -> MutexGuard<'_, HashMap<AddressKey, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.addresses.open();
        if let Some(count) = open.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(address: &str) -> AddressKey {
        address.parse::<std::net::IpAddr>().unwrap().into()
    }

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let addresses = Arc::new(Addresses::default());
        let mut held: Vec<_> =
            (0..MAX_PER_ADDRESS).map(|_| addresses.take(key("2001:db8::1")).unwrap()).collect();
        assert!(addresses.take(key("2001:db8::2")).is_none(), "the same /64");
        assert!(addresses.take(key("2001:db8:0:1::1")).is_some(), "another /64");
        let copy = held.pop().unwrap();
        let again = copy.clone();
        drop(copy);
        assert!(addresses.take(key("2001:db8::1")).is_none(), "a copy still holds the place");
        drop(again);
        assert!(addresses.take(key("2001:db8::1")).is_some());
        held.clear();
        assert!(addresses.open().is_empty(), "nothing is kept of who has gone");
    }
}
