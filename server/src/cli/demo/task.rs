//! A question with its items, as the crowd knows it: what is true of each, and which are left to people.

use std::collections::{HashMap, HashSet};

/// What is known of an item.
#[derive(Clone, Debug)]
pub struct Known {
    /// The host's key for it.
    pub key: String,
    /// The right answer.
    pub answer: &'static str,
}

/// A question that people are asked about many items.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// The throng.
    pub throng: String,
    /// Its activity.
    pub activity: String,
    /// The two answers.
    pub choices: [&'static str; 2],
    /// What is true, by key.
    pub truth: HashMap<String, &'static str>,
    /// Keys of the items that the crowd leaves to whoever comes in person.
    pub left: HashSet<String>,
}

impl Task {
    /// The right answer to the item with this key, or the other one.
    pub fn answer(&self, key: &str, wrong: bool) -> &'static str {
        let right = self.truth.get(key).copied().unwrap_or(self.choices[0]);
        let other = if right == self.choices[0] { self.choices[1] } else { self.choices[0] };
        if wrong { other } else { right }
    }
}
