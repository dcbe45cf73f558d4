//! The style sheet's colours are legible by measurement: WCAG 2.2 AA, in light and in dark.

use std::collections::BTreeMap;

const SHEET: &str = include_str!("../../assets/throng.css");

/// Text needs 4.5 : 1 (SC 1.4.3), what one operates and graphics that carry meaning 3 : 1 (SC 1.4.11).
const PAIRS: [(&str, &str, f64); 9] = [
    ("ink", "paper", 4.5),
    ("soft", "paper", 4.5),
    ("signal", "paper", 4.5),
    ("works", "paper", 4.5),
    ("on-signal", "signal", 4.5),
    ("paper", "ink", 4.5),
    ("ink", "tint", 4.5),
    ("soft", "tint", 4.5),
    ("signal", "tint", 3.0),
];

/// The tokens of the n-th block that sets `--paper` to a colour: 0 light, 1 dark by the system, 2 dark by choice.
fn theme(n: usize) -> BTreeMap<&'static str, [f64; 3]> {
    let block = SHEET.split("--paper: #").nth(n + 1).unwrap();
    let block = block.split('}').next().unwrap();
    let tokens = block.split("--").filter_map(|token| token.split_once(": #"));
    let mut theme = tokens.map(|(name, colour)| (name, rgb(colour))).collect::<BTreeMap<_, _>>();
    theme.insert("paper", rgb(block));
    theme
}

/// `c8351c; …` or `fff; …` as shares of full red, green and blue.
fn rgb(text: &str) -> [f64; 3] {
    let digits = text.chars().take_while(char::is_ascii_hexdigit).collect::<String>();
    let wide = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits };
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0)
}

/// Relative luminance and contrast ratio as WCAG 2.2 defines them.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let luminance = |c: [f64; 3]| 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_pair_that_is_used_is_legible_in_light_and_dark() {
    for n in 0..3 {
        let theme = theme(n);
        for (front, back, least) in PAIRS {
            let ratio = contrast(theme[front], theme[back]);
            assert!(ratio >= least, "theme {n}: {front} on {back} is {ratio:.2} : 1, needs {least}");
        }
    }
}

#[test]
fn dark_is_the_same_whether_the_system_or_the_reader_chose_it() {
    assert_eq!(theme(1), theme(2));
    assert_ne!(theme(0), theme(1));
}
