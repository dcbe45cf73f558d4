//! The forecast on a page: a sentence with times in the reader's zone, and the answers with the fan of what is expected.

use dispatch::Forecast;
use platform::clock::{DAY, MINUTE, Millis};
use platform::words::Words;

use crate::charts::{Expected, arrivals_chart};
use crate::layout::{Chart, ChartRow, Moment};
use crate::throngs::forecast::Foreseen;
use crate::throngs::pages::sentences::{escaped, stamp};

/// Within so long a time of day says which day it is.
const TODAY: Millis = DAY / 2;

/// "Likely done by 16:40, between 16:10 and 17:30.", as HTML, or why nobody can know.
pub fn sentence(t: &Words, foreseen: &Foreseen) -> String {
    let Forecast::Done { at, from, to } = foreseen.said else {
        return escaped(&foreseen.reason(t).unwrap_or_default());
    };
    let clock = foreseen.moment(to) - foreseen.now < TODAY;
    let moment = |bins| {
        let at = stamp(foreseen.moment(bins));
        if clock { Moment::clock(t, at) } else { Moment::full(t, at) }.to_string()
    };
    let text = escaped(&t.say("forecast-done"));
    [("AT", at), ("FROM", from), ("TO", to)]
        .into_iter()
        .fold(text, |text, (place, bins)| text.replacen(place, &moment(bins), 1))
}

/// The answers of the last bins, with the fan; nothing where nothing can be foretold, or minutes tell nothing yet.
pub fn chart(t: &Words, foreseen: &Foreseen) -> Option<Chart> {
    if foreseen.ahead.is_empty() || foreseen.width < MINUTE {
        return None;
    }
    let width = foreseen.width / MINUTE;
    let now = foreseen.now / foreseen.width;
    let first = now - i64::try_from(foreseen.counts.len()).unwrap_or(0);
    let line: Vec<(i64, u64)> = (first..).zip(foreseen.counts.iter().copied().map(u64::from)).collect();
    #[expect(clippy::cast_possible_truncation, reason = "at most as far ahead as the line goes back")]
    let expected = foreseen.ahead.iter().map(|ahead| Expected {
        minute: now + ahead.at.ceil() as i64,
        low: ahead.low,
        high: ahead.high,
    });
    let caption = t.say_with("forecast-chart", &[("width", width.into())]);
    let svg = arrivals_chart(&line, now - 1, &expected.collect::<Vec<_>>(), &caption);
    let rows = line.iter().map(|(bin, answers)| ChartRow {
        at: Moment::clock(t, stamp(bin * foreseen.width)),
        people: *answers,
    });
    Some(Chart { caption, span: None, svg, rows: rows.collect() })
}
