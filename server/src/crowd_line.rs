//! The crowd line as a still picture: one dot a person, so that it is there without a script.
//!
//! It draws numbers that it is given and invents none. `assets/js/crowd-line.js` starts from the same dots and
//! makes them move. Positions are shares of the width and height (per cent), so that the line fits any
//! column without distorting its dots, and are the same for the same numbers.

use std::fmt::Write;

/// With more people than this, one dot stands for several, and the page says for how many.
pub const MAX_DOTS: u64 = 400;

/// Height in pixels for which the rows below are meant; a phone's line is lower and everything moves closer.
const HEIGHT: f64 = 56.0;
/// Where those who joined begin, in per cent of the width.
const JOINED_FROM: f64 = 40.0;
/// Where those at work end.
const WORKING_TO: f64 = 99.4;
/// The widest that the ranks may get.
const RANKS_WIDTH: f64 = 36.0;
/// Rows of those at work.
const RANKS: u64 = 5;
/// Distance between two columns of the ranks, in per cent, as long as they fit.
const RANK_STEP: f64 = 1.13;
/// Radius of a dot in pixels.
const RADIUS: f64 = 2.1;

/// Who is about. Those at work are here; whoever joined may have left again, so there can be more of them than look now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// Everybody here now.
    pub looking: u64,
    /// Those who joined, whether or not they are here now.
    pub joined: u64,
    /// Those who hold an item now.
    pub working: u64,
}

impl Crowd {
    /// How many people one dot stands for: 1 up to [`MAX_DOTS`] people.
    #[must_use]
    pub fn people_per_dot(&self) -> u64 {
        self.looking.max(self.joined).max(self.working).div_ceil(MAX_DOTS).max(1)
    }

    /// The line as SVG, hidden from screen readers: its numbers stand beside it as text.
    #[must_use]
    pub fn svg(&self) -> String {
        crowd_line_svg(self.looking, self.joined, self.working)
    }
}

/// Draws the line: left in grey those who only look, in the middle those who joined and do not work now, right in
/// ranks those at work. At most [`MAX_DOTS`] dots, and three more from rounding.
#[must_use]
pub fn crowd_line_svg(looking: u64, joined: u64, working: u64) -> String {
    let per_dot = Crowd { looking, joined, working }.people_per_dot();
    let dots = |people: u64| people.div_ceil(per_dot);
    let mut svg = String::from(r#"<svg class="crowd" aria-hidden="true">"#);
    let onlookers = dots(looking.saturating_sub(joined));
    draw(&mut svg, "looking", (0..onlookers).filter(|n| n % 5 >= 2).map(onlooker));
    draw(&mut svg, "far", (0..onlookers).filter(|n| n % 5 < 2).map(onlooker));
    draw(&mut svg, "joined", (0..dots(joined.saturating_sub(working))).map(joiner));
    let ranks = dots(working);
    draw(&mut svg, "working", (0..ranks).map(|n| worker(n, ranks)));
    svg.push_str("</svg>");
    svg
}

fn draw(svg: &mut String, who: &str, dots: impl Iterator<Item = (f64, f64)>) {
    let _ = write!(svg, r#"<g class="{who}">"#);
    for (x, y) in dots {
        let _ = write!(svg, r#"<circle cx="{x:.1}%" cy="{y:.0}%" r="{RADIUS}"/>"#, y = y / HEIGHT * 100.0);
    }
    svg.push_str("</g>");
}

/// Scattered over the left, thinning out towards those who joined.
fn onlooker(n: u64) -> (f64, f64) {
    let thinning = 1.0 - (1.0 - chance(n, 1)).sqrt();
    (0.3 + thinning * (JOINED_FROM - 1.0), 4.0 + chance(n, 2) * (HEIGHT - 8.0))
}

/// Drawing together: in knots of a few, the knots closer to each other than the onlookers are.
fn joiner(n: u64) -> (f64, f64) {
    let knot = (chance(n, 3) * 5.0).floor();
    let spread = |salt| chance(n, salt) + chance(n, salt + 1) + chance(n, salt + 2) - 1.5;
    (
        JOINED_FROM + 3.0 + knot * 3.7 + spread(4) * 2.6,
        (HEIGHT / 2.0 + spread(7) * 16.0).clamp(4.0, HEIGHT - 4.0),
    )
}

/// In ranks, filled column by column and ending at the right edge.
fn worker(n: u64, all: u64) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "at most some hundreds of dots")]
    let (column, row, columns) = ((n / RANKS) as f64, (n % RANKS) as f64, all.div_ceil(RANKS) as f64);
    let step = RANK_STEP.min(RANKS_WIDTH / columns);
    (WORKING_TO - column * step, 6.0 + row * 11.0)
}

/// A number in 0..1 that is always the same for the same dot: a 32-bit mix, which the script repeats exactly.
fn chance(n: u64, salt: u32) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "dots are few")]
    let mut x = (n as u32).wrapping_mul(0x9e37_79b1).wrapping_add(salt.wrapping_mul(0x85eb_ca6b));
    x = (x ^ (x >> 15)).wrapping_mul(0x2c1b_3c6d);
    x = (x ^ (x >> 12)).wrapping_mul(0x297a_2d39);
    f64::from(x ^ (x >> 15)) / 4_294_967_296.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dots(svg: &str, who: &str) -> usize {
        let after = svg.split(&format!("<g class=\"{who}\">")).nth(1).unwrap();
        after.split("</g>").next().unwrap().matches("<circle").count()
    }

    #[test]
    fn one_dot_a_person_up_to_four_hundred() {
        let svg = crowd_line_svg(120, 40, 25);
        assert_eq!(dots(&svg, "looking") + dots(&svg, "far"), 80);
        assert_eq!((dots(&svg, "joined"), dots(&svg, "working")), (15, 25));
        assert_eq!(Crowd { looking: 400, joined: 1, working: 1 }.people_per_dot(), 1);
        assert_eq!(Crowd { looking: 401, joined: 1, working: 1 }.people_per_dot(), 2);
    }

    #[test]
    fn nobody_is_an_empty_line_and_one_person_one_dot() {
        assert_eq!(crowd_line_svg(0, 0, 0).matches("<circle").count(), 0);
        assert_eq!(crowd_line_svg(1, 0, 0).matches("<circle").count(), 1);
        assert_eq!(crowd_line_svg(0, 0, 1).matches("<circle").count(), 1);
    }

    #[test]
    fn the_script_can_repeat_the_scatter() {
        let seen = [(0, 1), (1, 1), (7, 3), (399, 9)].map(|(n, salt)| format!("{:.6}", chance(n, salt)));
        assert_eq!(seen, ["0.318630", "0.323892", "0.688657", "0.755755"]);
    }

    proptest! {
        #[test]
        fn bounded_inside_and_the_same_twice(looking in 0_u64..100_000_000, joined: u32, working: u16) {
            let svg = crowd_line_svg(looking, joined.into(), working.into());
            prop_assert!(svg.matches("<circle").count() as u64 <= MAX_DOTS + 3);
            prop_assert_eq!(&svg, &crowd_line_svg(looking, joined.into(), working.into()));
            for cx in svg.split("cx=\"").skip(1).filter_map(|rest| rest.split('%').next()) {
                prop_assert!((0.0..=100.0).contains(&cx.parse::<f64>().unwrap()));
            }
        }
    }
}
