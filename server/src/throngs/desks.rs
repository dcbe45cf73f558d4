//! The activities that are being worked on by this process: for each a place for its engine, and how long people take.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use dispatch::lease;
use platform::Id;
use platform::clock::Millis;

use crate::throngs::engine::Engine;

/// Engines in memory at once; the one that was used longest ago goes first, and comes back from the database.
const MAX_ENGINES: usize = 64;

/// A place for one activity's engine; whoever locks it works alone.
pub type Desk = Arc<tokio::sync::Mutex<Option<Engine>>>;

/// See the module; cheap to clone.
#[derive(Clone, Default)]
pub struct Desks(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    desks: HashMap<Id, Place>,
    used: u64,
}

struct Place {
    desk: Desk,
    lease: Millis,
    used: u64,
}

impl Desks {
    /// The desk of an activity.
    pub fn desk(&self, activity: Id) -> Desk {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.used += 1;
        let used = state.used;
        if !state.desks.contains_key(&activity) && state.desks.len() >= MAX_ENGINES {
            let oldest = state.desks.iter().min_by_key(|(_, place)| place.used).map(|(id, _)| *id);
            if let Some(oldest) = oldest {
                state.desks.remove(&oldest);
            }
        }
        let place = state.desks.entry(activity).or_insert_with(|| Place {
            desk: Desk::default(),
            lease: lease(None),
            used,
        });
        place.used = used;
        place.desk.clone()
    }

    /// How long a lease of this activity lasts now.
    pub fn lease(&self, activity: Id) -> Millis {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.desks.get(&activity).map_or_else(|| lease(None), |place| place.lease)
    }

    /// How often `who` is right in this activity, or the crowd where nobody is named; `None` where that is not known, or is just being
    /// worked out.
    pub fn skill(&self, activity: Id, who: Option<Id>) -> Option<f64> {
        let desk = {
            let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.desks.get(&activity)?.desk.clone()
        };
        let engine = desk.try_lock().ok()?;
        engine.as_ref().map(|engine| engine.skill(who))
    }

    /// Takes note of how long people take with an item of this activity.
    pub fn set_pace(&self, activity: Id, median: Millis) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = state.desks.get_mut(&activity) {
            place.lease = lease(Some(median));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_bounded_and_leases_follow_the_pace() {
        let desks = Desks::default();
        let first = Id::new(0);
        let _ = desks.desk(first);
        desks.set_pace(first, 60_000);
        assert_eq!(desks.lease(first), 120_000);
        desks.set_pace(first, 1);
        assert_eq!(desks.lease(first), dispatch::LEASE.0);
        for n in 0..200 {
            let _ = desks.desk(Id::new(n));
        }
        assert_eq!(desks.0.lock().unwrap().desks.len(), MAX_ENGINES);
        assert_eq!((desks.lease(first), desks.skill(first, None)), (dispatch::FIRST_LEASE, None));
    }
}
