//! Lists: a bounded number of things, and where to go on.

use std::num::NonZeroU32;

use platform::Id;
use platform::web::Problem;
use serde::{Deserialize, Serialize};

/// Things that one answer holds at most.
pub const MAX_LIMIT: i64 = 200;
/// Things that an answer holds where nothing is asked.
const DEFAULT_LIMIT: i64 = 50;

/// `?limit=&after=` of every list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
pub struct Paging {
    /// At most so many; 200 is the most, 50 the default.
    #[param(value_type = Option<u32>, minimum = 1)]
    limit: Option<NonZeroU32>,
    /// `next` of the answer before.
    after: Option<String>,
}

impl Paging {
    /// How many to give.
    pub fn limit(&self) -> i64 {
        self.limit.map_or(DEFAULT_LIMIT, |limit| i64::from(limit.get())).min(MAX_LIMIT)
    }

    /// The id after which the list goes on; nothing at its start.
    ///
    /// # Errors
    /// 422 for what no list gave as `next`.
    pub fn after(&self) -> Result<Option<Id>, Problem> {
        self.after.as_deref().map(|id| id.parse().map_err(|_| not_next())).transpose()
    }

    /// The number after which the list goes on; nothing at its start.
    ///
    /// # Errors
    /// 422 for what no list gave as `next`.
    pub fn after_number(&self) -> Result<Option<i64>, Problem> {
        number(self.after.as_deref())
    }
}

/// The number that a list gave as `next`.
///
/// # Errors
/// 422 for what no list gave.
pub fn number(after: Option<&str>) -> Result<Option<i64>, Problem> {
    after.map(|number| number.parse().map_err(|_| not_next())).transpose()
}

fn not_next() -> Problem {
    Problem::field("/after", "web-list-after")
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
        let paging = Paging { limit: NonZeroU32::new(2), after: None };
        let list = List::from_one_more(vec![1, 2, 3], &paging, ToString::to_string);
        assert_eq!((list.items, list.next), (vec![1, 2], Some("2".into())));
        let list = List::from_one_more(vec![1, 2], &paging, ToString::to_string);
        assert_eq!((list.items, list.next), (vec![1, 2], None));
    }

    #[test]
    fn limits_are_bounded() {
        assert_eq!(Paging { limit: NonZeroU32::new(u32::MAX), after: None }.limit(), 200);
        assert_eq!(Paging { limit: NonZeroU32::new(1), after: None }.limit(), 1);
        assert_eq!(Paging::default().limit(), 50);
    }

    #[test]
    fn a_list_goes_on_where_it_said_and_nowhere_else() {
        let after = |text: &str| Paging { limit: None, after: Some(text.into()) };
        let id = Id::from_number(7);
        assert_eq!(after(&id.to_string()).after(), Ok(Some(id)));
        assert_eq!(after("7").after_number(), Ok(Some(7)));
        for wrong in [after("zzz").after().err(), after("").after_number().err()] {
            assert_eq!(
                wrong.map(|problem| (problem.status.as_u16(), problem.id)),
                Some((422, "web-list-after"))
            );
        }
    }
}
