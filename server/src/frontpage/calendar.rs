//! A month of editions as a small table.

use jiff::civil::{Date, date};
use platform::words::Words;
use sqlx::AnyConnection;

use crate::frontpage::editions;

/// A month, week by week from Monday on.
pub struct Calendar {
    /// "August 2007".
    pub title: String,
    /// The short names of the weekdays, from Monday on.
    pub weekdays: Vec<String>,
    /// Seven days each; those of other months are left out.
    pub weeks: Vec<Vec<Option<Day>>>,
    /// The last edition before this month.
    pub before: Option<Date>,
    /// The first edition after it.
    pub after: Option<Date>,
}

/// A day.
pub struct Day {
    /// Its number.
    pub number: i8,
    /// Its edition's page, if it has one.
    pub href: Option<String>,
    /// Whether it is the page's own day.
    pub here: bool,
}

/// The month around `here`; `today` always leads somewhere.
///
/// # Errors
/// When the database does not answer.
pub async fn month(
    conn: &mut AnyConnection,
    words: &Words,
    here: Date,
    today: Date,
) -> Result<Calendar, sqlx::Error> {
    let (first, last) = (here.first_of_month(), here.last_of_month());
    let published = editions::days(conn, first, last).await?;
    let mut weeks = Vec::new();
    let lead = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let mut week: Vec<Option<Day>> = (0..lead).map(|_| None).collect();
    for number in 1..=last.day() {
        let day = date(here.year(), here.month(), number);
        let href = (day == today || published.contains(&day)).then(|| format!("/edition/{day}"));
        week.push(Some(Day { number, href, here: day == here }));
        if week.len() == 7 {
            weeks.push(std::mem::take(&mut week));
        }
    }
    if !week.is_empty() {
        week.resize_with(7, || None);
        weeks.push(week);
    }
    let month = words.say_with("layout-month", &[("month", i64::from(here.month()).into())]);
    let weekday = |n: i64| words.say_with("edition-weekday", &[("weekday", n.into())]);
    Ok(Calendar {
        title: format!("{month} {}", here.year()),
        weekdays: (1..=7).map(weekday).collect(),
        weeks,
        before: editions::neighbours(conn, first).await?.before,
        after: editions::neighbours(conn, last).await?.after,
    })
}
