//! The ledger's figures and clocks in words, and its intervals as small drawings.

use std::fmt::Write;

use platform::clock::Millis;
use platform::words::Words;
use yardstick::{Figure, Unit};

use crate::layout::Moment;
use crate::ledger::fields::Evidence;
use crate::ledger::incident::{Entry, Incident};
use crate::stories::{markdown, stamp};

/// Minutes of a year: the far end of every drawing of minutes.
const YEAR_MINUTES: f64 = 525_600.0;
/// The far end of every drawing of counts.
const MOST_TIMES: f64 = 365.0;

/// A figure as a page shows it.
pub struct Row {
    /// What it is.
    pub name: String,
    /// Its value with the interval.
    pub value: String,
    /// From how many cases; empty where there is none yet.
    pub cases: String,
    /// The interval, drawn; empty where there is no value.
    pub bar: String,
    /// What it means and how it is computed.
    pub why: String,
    /// What it was computed from.
    pub inputs: Vec<(String, String)>,
}

/// The rows of a scorecard.
pub fn rows(figures: &[Figure], t: &Words) -> Vec<Row> {
    figures.iter().map(|figure| row(figure, t)).collect()
}

fn row(figure: &Figure, t: &Words) -> Row {
    let id = figure.name.replace('_', "-");
    Row {
        name: t.say(&format!("ledger-figure-{id}")),
        value: value(figure, t),
        cases: if figure.n == 0 {
            String::new()
        } else {
            t.say_with("ledger-cases", &[("n", (figure.n as u64).into())])
        },
        bar: if figure.n == 0 { String::new() } else { bar(figure) },
        why: t.say(&format!("yardstick-{id}")),
        inputs: figure.inputs.iter().map(|(name, value)| (name.replace('_', " "), plain(*value))).collect(),
    }
}

/// A figure as a page's headline.
pub struct Headline {
    /// The value; `None` where nothing can be said.
    pub value: Option<String>,
    /// Between what and what it lies; empty where that is one value.
    pub interval: String,
    /// Whether there was no case yet.
    pub no_case: bool,
}

/// The figure `name` as a headline. Nothing written down is no zero; nor is a failure of which nobody counted whom it hit.
pub fn headline(figures: &[Figure], name: &str, t: &Words) -> Headline {
    let unknown = |no_case| Headline { value: None, interval: String::new(), no_case };
    let Some(figure) = figures.iter().find(|figure| figure.name == name) else { return unknown(false) };
    let Some(value) = figure.value.filter(|_| figure.n > 0) else { return unknown(figure.n == 0) };
    let say = |value: f64| amount(value, figure.unit, t);
    let (low, high) = (figure.low.unwrap_or(value), figure.high.unwrap_or(value));
    let interval = if say(low) == say(high) {
        String::new()
    } else {
        t.say_with("ledger-lies-between", &[("low", say(low).into()), ("high", say(high).into())])
    };
    let counted = value > 0.0 || high <= 0.0;
    Headline { value: counted.then(|| say(value)), interval, no_case: false }
}

/// A figure with its interval; what it says where there is no case, or no value.
pub fn value(figure: &Figure, t: &Words) -> String {
    if figure.n == 0 {
        return t.say("ledger-no-case");
    }
    let Some(value) = figure.value else { return t.say("ledger-not-known") };
    let say = |value: f64| amount(value, figure.unit, t);
    match (figure.low, figure.high) {
        (Some(low), Some(high)) if say(low) != say(high) => {
            let values = [("value", say(value).into()), ("low", say(low).into()), ("high", say(high).into())];
            t.say_with("ledger-between", &values)
        }
        (Some(_), None) => t.say_with("ledger-at-least", &[("value", say(value).into())]),
        _ => say(value),
    }
}

/// A value with its unit. Two minutes lost of a year are not rounded to nothing.
pub fn amount(value: f64, unit: Unit, t: &Words) -> String {
    match unit {
        Unit::Minutes if value >= 2_880.0 => {
            t.say_with("ledger-days", &[("n", round(value / 1_440.0, 1).into())])
        }
        Unit::Minutes if value >= 180.0 => {
            t.say_with("ledger-hours", &[("n", round(value / 60.0, 1).into())])
        }
        Unit::Minutes => {
            t.say_with("ledger-minutes", &[("n", round(value, if value < 10.0 { 1 } else { 0 }).into())])
        }
        Unit::Share => t.say_with("ledger-percent", &[("n", round(value * 100.0, 3).into())]),
        Unit::Times => t.say_with("ledger-times", &[("n", round(value, 2).into())]),
        Unit::Days => t.say_with("ledger-days", &[("n", round(value, 0).into())]),
    }
}

fn round(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}

fn plain(value: f64) -> String {
    round(value, 4).to_string()
}

/// The value and its interval on a line whose far end is the worst; further right is worse for people.
fn bar(figure: &Figure) -> String {
    let (Some(value), Some(low)) = (figure.value, figure.low) else { return String::new() };
    let place = |value: f64| {
        let share = match figure.unit {
            Unit::Minutes => value.max(0.0).ln_1p() / YEAR_MINUTES.ln_1p(),
            Unit::Times | Unit::Days => value.max(0.0).ln_1p() / MOST_TIMES.ln_1p(),
            Unit::Share if figure.name == "availability" => (1.0 - value).sqrt(),
            Unit::Share => value,
        };
        1.0 + 98.0 * share.clamp(0.0, 1.0)
    };
    let (a, b) = (place(low), place(figure.high.unwrap_or(f64::INFINITY)));
    let mut svg = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        r#"<svg class="span" aria-hidden="true"><line x1="0" x2="100%" y1="10" y2="10"/><line class="within" x1="{:.1}%" x2="{:.1}%" y1="10" y2="10"/><circle cx="{:.1}%" cy="10" r="6"/></svg>"#,
        a.min(b),
        a.max(b),
        place(value)
    );
    svg
}

/// An incident as a line of a list.
pub struct Line {
    /// Its page.
    pub href: String,
    /// What failed.
    pub title: String,
    /// Whose failure.
    pub service: String,
    /// The service's page.
    pub service_href: String,
    /// When it began.
    pub began: Moment,
    /// How long it lasted; nothing while it is open.
    pub lasted: Option<String>,
    /// How many pieces of evidence there are.
    pub evidence: u64,
}

/// An incident as a line.
pub fn line(one: &Incident, t: &Words) -> Line {
    let lasted = one.ended_at.map(|end| (end - one.began_at) as f64 / 60_000.0);
    Line {
        href: one.href(),
        title: one.title.clone(),
        service: one.service_name.clone(),
        service_href: one.service_href(),
        began: moment(t, one.began_at),
        lasted: lasted.map(|minutes| amount(minutes, Unit::Minutes, t)),
        evidence: one.evidence.len() as u64,
    }
}

/// A time for people.
pub fn moment(t: &Words, at: Millis) -> Moment {
    Moment::full(t, stamp(at))
}

/// A piece of evidence for people: an address or none, and words.
pub fn shown(evidence: &[Evidence], t: &Words) -> Vec<(String, String)> {
    let one = |piece: &Evidence| {
        let href = match (&piece.url, piece.picture) {
            (Some(url), _) => url.clone(),
            (None, Some(picture)) => format!("/p/{picture}"),
            (None, None) => String::new(),
        };
        let words =
            piece.text.clone().or_else(|| piece.url.clone()).unwrap_or_else(|| t.say("throng-a-picture"));
        (href, words)
    };
    evidence.iter().map(one).collect()
}

/// A dated text for people.
pub struct Said {
    /// Its address on the page.
    pub id: String,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// What, as HTML made safe.
    pub html: String,
}

/// Dated texts for people.
pub fn said(entries: &[Entry], t: &Words) -> Vec<Said> {
    let one = |entry: &Entry| Said {
        id: entry.id.to_string(),
        at: moment(t, entry.at),
        by: entry.author_name.clone(),
        html: markdown::comment(&entry.body),
    };
    entries.iter().map(one).collect()
}
