//! How much of something each network address has at a time, so that one address cannot take all of it.
//!
//! Does NOT bound the whole; whoever uses it has a bound of its own. Invariant: it holds no more addresses than there are shares
//! held.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::proxies::AddressKey;

/// What is held now, by address (by /64 in IPv6).
#[derive(Debug)]
pub struct Shares {
    each: u32,
    held: Mutex<HashMap<AddressKey, u32>>,
}

/// One of an address's shares; given back when it and its clones are dropped.
#[derive(Clone, Debug)]
pub struct Share(#[expect(dead_code, reason = "held for its drop")] Arc<Held>);

#[derive(Debug)]
struct Held {
    shares: Arc<Shares>,
    of: AddressKey,
}

impl Shares {
    /// Shares of which an address may hold `each` at a time.
    pub fn new(each: u32) -> Arc<Self> {
        Arc::new(Self { each, held: Mutex::default() })
    }

    /// One more share for `address`; `None` if it holds all of its own.
    pub fn take(self: &Arc<Self>, address: AddressKey) -> Option<Share> {
        let mut held = self.held();
        let count = held.entry(address).or_default();
        if *count >= self.each {
            return None;
        }
        *count += 1;
        Some(Share(Arc::new(Held { shares: Arc::clone(self), of: address })))
    }

    fn held(&self) -> MutexGuard<'_, HashMap<AddressKey, u32>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.shares.held();
        if let Some(count) = held.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.of);
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
    fn an_address_has_so_many_and_gets_them_back() {
        let shares = Shares::new(3);
        let mut held: Vec<_> = (0..3).map(|_| shares.take(key("2001:db8::1")).unwrap()).collect();
        assert!(shares.take(key("2001:db8::2")).is_none(), "the same /64");
        assert!(shares.take(key("2001:db8:0:1::1")).is_some(), "another /64");
        let copy = held.pop().unwrap();
        let again = copy.clone();
        drop(copy);
        assert!(shares.take(key("2001:db8::1")).is_none(), "a copy still holds it");
        drop(again);
        assert!(shares.take(key("2001:db8::1")).is_some());
        held.clear();
        assert!(shares.held().is_empty(), "nothing is kept of who has gone");
    }
}
