//! Dense numbers for strings: the first new string is 0, the next 1, and so on.

use std::collections::HashMap;

/// Strings and their numbers, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    /// The number of `name`, a new one if it was not seen before; `None` once all 2³² numbers are given out.
    pub fn number(&mut self, name: &str) -> Option<u32> {
        if let Some(&number) = self.numbers.get(name) {
            return Some(number);
        }
        let number = u32::try_from(self.names.len()).ok()?;
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        Some(number)
    }

    /// The number of `name` if it was seen before.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// All strings; each one's position is its number.
    pub fn all(&self) -> &[String] {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_first_appearance() {
        let mut names = Names::default();
        assert_eq!(["b", "a", "b", ""].map(|n| names.number(n)), [Some(0), Some(1), Some(0), Some(2)]);
        assert_eq!(names.all(), ["b", "a", ""]);
        assert_eq!((names.find("a"), names.find("c")), (Some(1), None));
    }
}
