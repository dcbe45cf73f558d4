//! When a throng will be done, from how many answers come a minute and how many are still wanted; the arithmetic is
//! [`dispatch::forecast`]'s.
//!
//! Answers are counted by minute in `paces` as they are kept, so that a look at an hour costs sixty rows however many there were.
//! Throngs that go on for days are looked at by ten minutes or by the hour, and those that began just now, of which minutes
//! tell nothing yet, by five seconds. Nothing here is stored: the same moment gives the same forecast on every node.

use dispatch::{Ahead, ENOUGH, Forecast, LEVEL, Reason, Work, forecast};
use platform::clock::{MINUTE, Millis, SECOND, rfc3339};
use platform::words::Words;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::throngs::throng::Throng;

/// Bins that are looked at.
const BINS: usize = 60;
/// Lengths of a bin in minutes: the shortest in which enough was answered.
const WIDTHS: [i64; 3] = [1, 10, 60];
/// Length of a bin while minutes tell nothing yet.
const FINE: Millis = 5 * SECOND;
/// Answers that are looked at for those, the newest.
const MAX_FINE: i64 = 20_000;
/// Finished items before which their mean number of answers says nothing about the others.
const ENOUGH_DONE: i64 = 10;
/// How wrong the guess of what is still wanted may be, in shares of it (one standard deviation).
const DOUBT: f64 = 0.1;

/// A look ahead.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// The moment that it was made for.
    pub now: Millis,
    /// Length of a bin, milliseconds.
    pub width: Millis,
    /// What can be said, in bins from `now`.
    pub said: Forecast,
    /// The answers a bin that are expected.
    pub ahead: Vec<Ahead>,
    /// The answers of the bins before now, the oldest first.
    pub counts: Vec<u32>,
    /// All items, for the sentence.
    total: i64,
}

/// Looks ahead from `now`.
///
/// # Errors
/// When the database does not answer.
pub async fn foresee(
    conn: &mut AnyConnection,
    throng: &Throng,
    now: Millis,
) -> Result<Foreseen, sqlx::Error> {
    let minute = now / MINUTE;
    let minutes = minutes(conn, throng, minute).await?;
    let mut chosen = (WIDTHS[0], counts(&minutes, minute, WIDTHS[0]));
    for width in WIDTHS.into_iter().skip(1) {
        if is_enough(&chosen.1) {
            break;
        }
        let wider = counts(&minutes, minute, width);
        if is_enough(&wider) {
            chosen = (width, wider);
        }
    }
    let (mut width, mut counts) = (chosen.0 * MINUTE, chosen.1);
    if !is_enough(&counts) {
        let fine = fine(conn, throng, now).await?;
        if is_enough(&fine) {
            (width, counts) = (FINE, fine);
        }
    }
    let work = work(conn, throng).await?;
    let seed = throng.made_at.unsigned_abs();
    let (said, ahead) = forecast(&counts, work, seed);
    let now = now / width.min(MINUTE) * width.min(MINUTE);
    Ok(Foreseen { now, width, said, ahead, counts, total: throng.progress.total })
}

fn is_enough(counts: &[u32]) -> bool {
    counts.iter().sum::<u32>() >= ENOUGH.0 && counts.len() >= ENOUGH.1
}

/// Answers by minute, the oldest first, as far back as the widest bins reach.
async fn minutes(
    conn: &mut AnyConnection,
    throng: &Throng,
    now: i64,
) -> Result<Vec<(i64, u32)>, sqlx::Error> {
    let back = i64::try_from(BINS).unwrap_or(0) * WIDTHS[WIDTHS.len() - 1];
    let rows = sqlx::query(
        "SELECT p.minute, CAST(SUM(p.answers) AS BIGINT) AS answers FROM paces p JOIN activities a ON a.id = p.activity \
         WHERE a.throng = $1 AND p.minute >= $2 AND p.minute < $3 GROUP BY p.minute ORDER BY p.minute",
    )
    .bind(throng.id.to_string())
    .bind(now - back)
    .bind(now)
    .fetch_all(conn)
    .await?;
    let count = |row: &sqlx::any::AnyRow| {
        let answers: i64 = row.try_get("answers")?;
        Ok((row.try_get("minute")?, u32::try_from(answers).unwrap_or(u32::MAX)))
    };
    rows.iter().map(count).collect()
}

/// Answers by [`FINE`] bins, from the first answer on, the last bin ending now.
async fn fine(conn: &mut AnyConnection, throng: &Throng, now: Millis) -> Result<Vec<u32>, sqlx::Error> {
    let bin = now / FINE;
    let back = i64::try_from(BINS).unwrap_or(0);
    let rows = sqlx::query(
        "SELECT n.at FROM answers n JOIN activities a ON a.id = n.activity \
         WHERE a.throng = $1 AND n.at >= $2 AND n.at < $3 ORDER BY n.at DESC LIMIT $4",
    )
    .bind(throng.id.to_string())
    .bind((bin - back) * FINE)
    .bind(bin * FINE)
    .bind(MAX_FINE)
    .fetch_all(conn)
    .await?;
    let answer = |row: &sqlx::any::AnyRow| Ok((row.try_get::<i64, _>("at")? / FINE, 1));
    let answers = rows.iter().map(answer).collect::<Result<Vec<_>, sqlx::Error>>()?;
    Ok(counts(&answers, bin, 1))
}

/// Answers by bin of `width` minutes, from the first answer on, the last bin ending at minute `now`.
fn counts(minutes: &[(i64, u32)], now: i64, width: i64) -> Vec<u32> {
    let bin = |minute: i64| usize::try_from((now - 1 - minute) / width).unwrap_or(usize::MAX);
    let within = minutes.iter().filter(|(minute, _)| bin(*minute) < BINS);
    let mut counts = vec![0_u32; within.clone().map(|(minute, _)| bin(*minute) + 1).max().unwrap_or(0)];
    let last = counts.len();
    for (minute, answers) in within {
        let count = &mut counts[last - 1 - bin(*minute)];
        *count = count.saturating_add(*answers);
    }
    counts
}

/// What is left: at least what the open items want if people agree, and what finished ones took beyond that.
async fn work(conn: &mut AnyConnection, throng: &Throng) -> Result<Work, sqlx::Error> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS items, CAST(COALESCE(SUM(i.wanted), 0) AS BIGINT) AS wanted, \
         CAST(COALESCE(SUM(i.answers), 0) AS BIGINT) AS answers FROM items i JOIN activities a ON a.id = i.activity \
         JOIN uploads u ON u.id = i.upload WHERE a.throng = $1 AND i.state = 'open' AND u.taken = 1",
    )
    .bind(throng.id.to_string())
    .fetch_one(&mut *conn)
    .await?;
    let done = sqlx::query(
        "SELECT COUNT(*) AS items, CAST(COALESCE(SUM(i.answers), 0) AS BIGINT) AS answers FROM items i \
         JOIN activities a ON a.id = i.activity WHERE a.throng = $1 AND i.state = 'done' AND i.gold IS NULL",
    )
    .bind(throng.id.to_string())
    .fetch_one(conn)
    .await?;
    let count = |row: &sqlx::any::AnyRow, column: &str| row.try_get::<i64, _>(column);
    let (open, given, wanted) = (count(&row, "items")?, count(&row, "answers")?, count(&row, "wanted")?);
    let (finished, took) = (count(&done, "items")?, count(&done, "answers")?);
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let usual =
        if finished < ENOUGH_DONE { 0.0 } else { took as f64 / finished as f64 * open as f64 - given as f64 };
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let answers = usual.max(wanted as f64);
    Ok(Work {
        done: throng.progress.done.unsigned_abs(),
        total: throng.progress.total.unsigned_abs(),
        answers,
        spread: answers * DOUBT,
    })
}

impl Foreseen {
    /// The moment that is `bins` ahead.
    pub fn moment(&self, bins: f64) -> Millis {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a float cast saturates"
        )]
        let ahead = (bins * self.width as f64) as Millis;
        self.now.saturating_add(ahead)
    }

    /// `{"at","from","to","level"}`, or null.
    pub fn json(&self) -> Value {
        let Forecast::Done { at, from, to } = self.said else { return Value::Null };
        let [at, from, to] = [at, from, to].map(|bins| rfc3339(self.moment(bins)));
        json!({"at": at, "from": from, "to": to, "level": LEVEL})
    }

    /// Why there is no forecast, in words; nothing if there is one.
    pub fn reason(&self, t: &Words) -> Option<String> {
        let Forecast::None(reason) = self.said else { return None };
        Some(match reason {
            Reason::AllDone => t.say("throng-all-done"),
            Reason::NoWork => t.say("forecast-no-work"),
            Reason::TooFew => t.say("forecast-too-few"),
            Reason::Nobody => t.say("forecast-nobody"),
            Reason::Fading { done } => {
                t.say_with("forecast-fading", &[("done", done.into()), ("total", self.total.into())])
            }
            Reason::Unsure { chance, .. } => {
                t.say_with("forecast-unsure", &[("tenths", (chance * 10.0).round().into())])
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_end_now_and_begin_with_the_first_answer() {
        let minutes = [(80, 1), (97, 2), (99, 4)];
        assert_eq!(counts(&minutes, 100, 1).len(), 20);
        assert_eq!(counts(&minutes, 100, 1)[17..], [2, 0, 4]);
        assert_eq!(counts(&minutes, 100, 10), [1, 6]);
        assert_eq!(counts(&[(1, 9)], 100, 1), [0; 0], "what is too long ago is not looked at");
        assert!(counts(&[], 100, 1).is_empty());
    }
}
