//! Lists: a bounded number of things, and where to go on.

use serde::{Deserialize, Serialize};

/// Things that one answer holds at most.
pub const MAX_LIMIT: i64 = 200;
/// Things that an answer holds where nothing is asked.
const DEFAULT_LIMIT: i64 = 50;

/// `?limit=&after=` of every list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
pub struct Paging {
    /// At most so many; 200 is the most, 50 the default.
    limit: Option<i64>,
    /// `next` of the answer before.
    pub after: Option<String>,
}

impl Paging {
    /// How many to give.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
    }
}

/// A part of a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct List<T> {
    /// The things.
    pub items: Vec<T>,
    /// What to pass as `after` for the next part; null at the end.
    pub next: Option<String>,
}

impl<T> List<T> {
    /// Makes the answer from up to `limit + 1` things: the one too many shows that there are more. `key` names a thing for `after`.
    pub fn from_one_more(mut items: Vec<T>, paging: &Paging, key: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(key);
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_part_is_named_only_if_there_is_one() {
        let paging = Paging { limit: Some(2), after: None };
        let list = List::from_one_more(vec![1, 2, 3], &paging, ToString::to_string);
        assert_eq!((list.items, list.next), (vec![1, 2], Some("2".into())));
        let list = List::from_one_more(vec![1, 2], &paging, ToString::to_string);
        assert_eq!((list.items, list.next), (vec![1, 2], None));
    }

    #[test]
    fn limits_are_bounded() {
        assert_eq!(Paging { limit: Some(i64::MAX), after: None }.limit(), 200);
        assert_eq!(Paging { limit: Some(-1), after: None }.limit(), 1);
    }
}
