//! What the crowd said: for each item, which worker gave which label.
//!
//! Items, workers and labels are small dense numbers; [`crate::Names`] makes them from strings. The container
//! keeps one answer a worker and item (the last one counts) in a canonical order, so that the order in which
//! answers arrived never changes a result.

use std::fmt;

/// Most classes a question may have.
pub const MAX_CLASSES: usize = 1_000;

/// Most numbers (items × classes, or workers × classes) that a set may need; 64-bit floats, so half a gigabyte.
pub const MAX_CELLS: usize = 1 << 26;

/// One worker's label for one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Index of the worker.
    pub worker: u32,
    /// Index of the label, below the number of classes.
    pub label: u16,
}

/// Why an answer, or a set, was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The label is not one of the classes.
    UnknownLabel,
    /// The set would outgrow [`MAX_CELLS`] or [`MAX_CLASSES`].
    TooLarge,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownLabel => "this label is not one of the question's choices; pick one of them",
            Self::TooLarge => "this set has too many items, people or choices; split it into smaller ones",
        })
    }
}

impl std::error::Error for Refused {}

/// All answers to one question. Invariant: each item's answers are sorted by worker, without repeats, and every
/// label is below the number of classes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    classes: usize,
    workers: usize,
    len: usize,
    items: Vec<Vec<Answer>>,
}

impl Answers {
    /// An empty set for a question with `classes` choices, at most [`MAX_CLASSES`] (more are cut to it).
    pub fn new(classes: usize) -> Self {
        Self { classes: classes.min(MAX_CLASSES), ..Self::default() }
    }

    /// Takes one answer and makes room for its item and worker; returns the answer it replaces, since a
    /// worker's last answer for an item is the one that counts.
    pub fn push(&mut self, item: u32, worker: u32, label: u16) -> Result<Option<Answer>, Refused> {
        if usize::from(label) >= self.classes {
            return Err(Refused::UnknownLabel);
        }
        let workers = self.workers.max(worker as usize + 1);
        if workers.saturating_mul(self.classes) > MAX_CELLS {
            return Err(Refused::TooLarge);
        }
        self.ensure_items(item as usize + 1)?;
        self.workers = workers;
        let answer = Answer { worker, label };
        let given = &mut self.items[item as usize];
        match given.binary_search_by_key(&worker, |a| a.worker) {
            Ok(at) => Ok(Some(std::mem::replace(&mut given[at], answer))),
            Err(at) => {
                given.insert(at, answer);
                self.len += 1;
                Ok(None)
            }
        }
    }

    /// Makes room for `count` items, so that items nobody has answered yet have a result too.
    pub fn ensure_items(&mut self, count: usize) -> Result<(), Refused> {
        if count.saturating_mul(self.classes.max(1)) > MAX_CELLS {
            return Err(Refused::TooLarge);
        }
        if count > self.items.len() {
            self.items.resize_with(count, Vec::new);
        }
        Ok(())
    }

    /// The answers to one item, sorted by worker; empty for an item that is not there.
    pub fn of(&self, item: usize) -> &[Answer] {
        self.items.get(item).map_or(&[], Vec::as_slice)
    }

    /// Every item's answers, in item order.
    pub fn by_item(&self) -> impl Iterator<Item = &[Answer]> {
        self.items.iter().map(Vec::as_slice)
    }

    /// Number of classes, K.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Number of items, answered or not.
    pub fn items(&self) -> usize {
        self.items.len()
    }

    /// Number of workers: one more than the largest index seen.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Number of answers that count.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nobody has answered anything.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_of_a_worker_counts() {
        let mut answers = Answers::new(3);
        assert_eq!(answers.push(0, 5, 1), Ok(None));
        assert_eq!(answers.push(0, 2, 0), Ok(None));
        assert_eq!(answers.push(0, 5, 2), Ok(Some(Answer { worker: 5, label: 1 })));
        assert_eq!((answers.len(), answers.workers(), answers.items()), (2, 6, 1));
        assert_eq!(answers.of(0), [Answer { worker: 2, label: 0 }, Answer { worker: 5, label: 2 }]);
        assert!(answers.of(7).is_empty());
    }

    #[test]
    fn what_does_not_fit_is_refused_and_changes_nothing() {
        let mut answers = Answers::new(2);
        assert_eq!(answers.push(0, 0, 2), Err(Refused::UnknownLabel));
        assert_eq!(answers.push(u32::MAX, 0, 1), Err(Refused::TooLarge));
        assert_eq!(answers.push(0, u32::MAX, 1), Err(Refused::TooLarge));
        assert_eq!(answers, Answers::new(2));
        assert_eq!(Answers::new(0).push(0, 0, 0), Err(Refused::UnknownLabel));
    }
}
