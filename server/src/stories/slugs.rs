//! Which story a slug names, so that a ready page is counted without asking the database. Slugs never change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use platform::Id;

/// Slugs remembered; beyond it the memory starts anew.
const MAX: usize = 16_384;

/// What stories keep in memory.
#[derive(Default)]
pub struct Slugs(Mutex<HashMap<String, Id>>);

impl Slugs {
    /// The story at `/s/{slug}`, if its page was drawn before.
    pub fn story(&self, slug: &str) -> Option<Id> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(slug).copied()
    }

    /// Remembers the story that a page was drawn of.
    pub fn remember(&self, slug: &str, story: Id) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX {
            known.clear();
        }
        known.insert(slug.to_owned(), story);
    }
}
