//! Charts as small SVG: the line, the now, the fan of what may come. No grid, no axis, no script.
//!
//! It draws what it is given: forecasts and intervals come from the engines, figures behind a chart stand in a
//! table that the template's macro makes. Colours are the style sheet's classes.

use std::fmt::Write;

/// Width of a chart's own coordinates; the style sheet stretches it to the column.
const WIDTH: f64 = 352.0;
/// Height in the same units.
const HEIGHT: f64 = 64.0;
/// Room above the highest point.
const TOP: f64 = 4.0;
/// More minutes than this share a point, the highest of them: a chart is 352 px wide.
const MAX_POINTS: usize = 352;

/// What is expected after now: how many arrive in a minute, from the least to the most likely bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Unix time in minutes.
    pub minute: i64,
    /// Lower bound of the interval.
    pub low: f64,
    /// Upper bound of the interval.
    pub high: f64,
}

/// Arrivals by minute as a line up to `now` (Unix minutes), then the fan of what is `expected`, if anything.
/// `minutes` is ordered by time; minutes that are not in it had none. `label` is the text alternative.
#[must_use]
pub fn arrivals_chart(minutes: &[(i64, u64)], now: i64, expected: &[Expected], label: &str) -> String {
    let from = minutes.first().map_or(now - 1, |first| first.0).min(now - 1);
    let to = expected.last().map_or(now, |last| last.minute).max(now);
    let line = filled(minutes, from, now);
    let most = line.iter().map(|point| point.1).chain(expected.iter().map(|e| e.high)).fold(1.0, f64::max);
    let x = |minute: i64| share(minute - from, to - from) * WIDTH;
    let y = |people: f64| HEIGHT - 1.0 - people.clamp(0.0, most) / most * (HEIGHT - TOP - 1.0);

    let mut svg = format!(
        r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{}"><path class="base" d="M0 {y0}H{WIDTH}"/>"#,
        escaped(label),
        y0 = HEIGHT - 0.5
    );
    if let Some(last) = line.last() {
        let ahead = expected.iter().filter(|e| e.minute > now);
        path(&mut svg, "fan", fan(ahead, (x(now), y(last.1)), x, y));
    }
    path(&mut svg, "line", line.iter().map(|(minute, people)| (x(*minute), y(*people))).collect());
    let _ = write!(svg, r#"<path class="now" d="M{at:.1} 0V{HEIGHT}"/></svg>"#, at = x(now).min(WIDTH - 0.5));
    svg
}

/// Along the upper bounds and back along the lower ones, from where the line ends.
fn fan<'a>(
    ahead: impl DoubleEndedIterator<Item = &'a Expected> + Clone,
    start: (f64, f64),
    x: impl Fn(i64) -> f64,
    y: impl Fn(f64) -> f64,
) -> Vec<(f64, f64)> {
    let upper = ahead.clone().map(|e| (x(e.minute), y(e.high)));
    let lower = ahead.rev().map(|e| (x(e.minute), y(e.low)));
    std::iter::once(start).chain(upper).chain(lower).collect()
}

fn path(svg: &mut String, class: &str, points: Vec<(f64, f64)>) {
    if points.len() < 2 {
        return;
    }
    let _ = write!(svg, r#"<path class="{class}" d=""#);
    for (n, (x, y)) in points.into_iter().enumerate() {
        let _ = write!(svg, "{}{x:.1} {y:.1}", if n == 0 { 'M' } else { 'L' });
    }
    svg.push_str("\"/>");
}

/// Every minute from `from` to `now`, or every few where that would be more than [`MAX_POINTS`] steps.
fn filled(minutes: &[(i64, u64)], from: i64, now: i64) -> Vec<(i64, f64)> {
    let span = usize::try_from(now - from).unwrap_or(0) + 1;
    let step = span.div_ceil(MAX_POINTS);
    let mut points = Vec::with_capacity(span.div_ceil(step));
    for n in 0..span.div_ceil(step) {
        points.push((from + i64::try_from(n * step).unwrap_or(0), 0.0_f64));
    }
    for (minute, people) in minutes.iter().filter(|(minute, _)| (from..=now).contains(minute)) {
        let place = usize::try_from(minute - from).unwrap_or(0) / step;
        if let Some(point) = points.get_mut(place) {
            #[expect(clippy::cast_precision_loss, reason = "pixels need no more")]
            let people = *people as f64;
            point.1 = point.1.max(people);
        }
    }
    points
}

#[expect(clippy::cast_precision_loss, reason = "minutes of a chart are few")]
fn share(part: i64, whole: i64) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Columns of the dots of credit on a full-width column; fewer people make one shorter row.
const CREDIT_COLUMNS: usize = 67;
/// More people than this are not drawn one by one; the outcome names how many there are.
const MAX_CREDIT_DOTS: usize = 2_000;

/// Who did it: one dot a person, its area as large as what they settled. `settled` is each person's share of the
/// work in any unit; the largest is the measure. Dots are in the given order, so that a script may find "you".
#[must_use]
pub fn credit_dots(settled: &[f64]) -> String {
    let most = settled.iter().copied().filter(|share| share.is_finite()).fold(f64::MIN_POSITIVE, f64::max);
    let drawn = settled.len().min(MAX_CREDIT_DOTS);
    let rows = drawn.div_ceil(CREDIT_COLUMNS);
    let mut svg = format!(
        r#"<svg class="dots" viewBox="0 0 {} {}" aria-hidden="true">"#,
        CREDIT_COLUMNS * 11,
        rows * 13
    );
    for (place, share) in settled.iter().take(drawn).enumerate() {
        let radius = 1.5 + 2.5 * (share.max(0.0).min(most) / most).sqrt();
        let (x, y) = (place % CREDIT_COLUMNS * 11 + 5, place / CREDIT_COLUMNS * 13 + 6);
        let _ = write!(svg, r#"<circle cx="{x}" cy="{y}" r="{radius:.1}"/>"#);
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quiet_minutes_are_drawn_as_none_and_the_peak_at_the_top() {
        let svg = arrivals_chart(&[(100, 1), (102, 4)], 104, &[], "Five \"arrivals\" <b>");
        assert!(svg.contains(r#"aria-label="Five &quot;arrivals&quot; &lt;b>""#), "{svg}");
        assert!(
            svg.contains(r#"class="line" d="M0.0 48.2L88.0 63.0L176.0 4.0L264.0 63.0L352.0 63.0""#),
            "{svg}"
        );
        assert!(!svg.contains("class=\"fan\""));
    }

    #[test]
    fn the_fan_begins_where_the_line_ends() {
        let expected = [Expected { minute: 20, low: 1.0, high: 3.0 }];
        let svg = arrivals_chart(&[(0, 4), (10, 2)], 10, &expected, "");
        assert!(svg.contains(r#"class="fan" d="M176.0 33.5L352.0 18.8L352.0 48.2""#), "{svg}");
        assert!(svg.contains(r#"class="now" d="M176.0 0V64""#), "{svg}");
    }

    #[test]
    fn nothing_yet_is_a_flat_line() {
        let svg = arrivals_chart(&[], 50, &[], "");
        assert!(svg.contains(r#"class="line" d="M0.0 63.0L352.0 63.0""#), "{svg}");
    }

    #[test]
    fn credit_is_one_dot_a_person_by_area() {
        let svg = credit_dots(&[4.0, 1.0, 0.0, f64::NAN]);
        assert_eq!(svg.matches("<circle").count(), 4);
        for radius in ["r=\"4.0\"", "r=\"2.8\"", "r=\"1.5\""] {
            assert!(svg.contains(radius), "{svg}");
        }
        assert!(!svg.contains("NaN"), "{svg}");
        assert_eq!(credit_dots(&vec![1.0; 9_999]).matches("<circle").count(), MAX_CREDIT_DOTS);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_year_of_minutes_is_still_a_small_chart(mut minutes in prop::collection::vec((0_i64..500_000, any::<u64>()), 0..50), now in 0_i64..600_000) {
            minutes.sort_unstable();
            let svg = arrivals_chart(&minutes, now, &[], "");
            prop_assert!(svg.len() < 8_000);
            prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
        }
    }
}
