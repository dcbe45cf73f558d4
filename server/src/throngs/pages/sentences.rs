//! Sentences of these screens that are made of times and counts.

use jiff::Timestamp;
use platform::clock::{DAY, HOUR, MINUTE, Millis, SECOND};
use platform::words::Words;

/// A text as HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A moment as the layout takes it.
pub fn stamp(millis: Millis) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or_default()
}

/// How long something took, in its two largest units: "1 h 52".
pub fn lasted(t: &Words, time: Millis) -> String {
    let whole = |unit: Millis| time.max(0) / unit;
    if time >= 2 * DAY {
        t.say_with("outcome-days", &[("days", whole(DAY).into()), ("hours", (whole(HOUR) % 24).into())])
    } else if time >= HOUR {
        let minutes = format!("{:02}", whole(MINUTE) % 60);
        t.say_with("outcome-hours", &[("hours", whole(HOUR).into()), ("minutes", minutes.into())])
    } else if time >= 2 * MINUTE {
        t.say_with("outcome-minutes", &[("minutes", whole(MINUTE).into())])
    } else {
        t.say_with("outcome-seconds", &[("seconds", whole(SECOND).into())])
    }
}

/// A part of a whole in per mille, rounded down, so that only all of it is 1000.
pub fn per_mille(part: u64, whole: u64) -> u64 {
    part.saturating_mul(1_000).checked_div(whole).unwrap_or(0).min(1_000)
}

/// A confidence in whole per cent, rounded down: what is said is reached.
pub fn percent(confidence: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let percent = (confidence.clamp(0.0, 1.0) * 100.0 + 1e-9).floor() as u64;
    percent
}

/// Paragraphs of a plain text, as a browser or a program sends it.
pub fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_two_units_and_shares_are_never_rounded_up() {
        let t = crate::messages::catalogue().unwrap().english();
        let said =
            [(65 * SECOND, "65 s"), (9 * MINUTE, "9 min"), (112 * MINUTE, "1 h 52"), (50 * HOUR, "2 d 2 h")];
        for (time, words) in said {
            assert_eq!(lasted(&t, time), words);
        }
        assert_eq!([per_mille(1_999, 2_000), per_mille(2, 2), per_mille(0, 0)], [999, 1_000, 0]);
        assert_eq!([percent(0.969_9), percent(0.97), percent(1.0)], [96, 97, 100]);
    }
}
