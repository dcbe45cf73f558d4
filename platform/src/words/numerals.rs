//! How a language writes a number: grouping, decimal mark, per cent.

use fluent_bundle::FluentValue;
use fluent_bundle::types::{FluentNumber, FluentNumberStyle};

/// Digits after the decimal mark when a message does not say how many, as browsers do it.
const USUAL_FRACTION_DIGITS: usize = 3;

/// More digits than this after the decimal mark are never written.
const MAX_FRACTION_DIGITS: usize = 15;

/// What a language puts between thousands, before fractions and after percentages.
#[derive(Clone, Copy)]
pub(super) struct Numerals {
    group: char,
    decimal: char,
    percent: &'static str,
}

const ENGLISH: Numerals = Numerals { group: ',', decimal: '.', percent: "%" };
const GERMAN: Numerals = Numerals { group: '.', decimal: ',', percent: "\u{a0}%" };

impl Numerals {
    /// The numerals of a language by its primary subtag; English for those without their own.
    pub(super) fn of(language: &str) -> Self {
        if language == "de" { GERMAN } else { ENGLISH }
    }

    /// The function that a message bundle writes its numbers with.
    pub(super) fn formatter<M>(self) -> fn(&FluentValue<'_>, &M) -> Option<String> {
        if self.group == GERMAN.group {
            |value, _| GERMAN.value(value)
        } else {
            |value, _| ENGLISH.value(value)
        }
    }

    /// A whole number, grouped by thousands.
    pub(super) fn whole(self, number: u64) -> String {
        self.grouped(&number.to_string())
    }

    fn value(self, value: &FluentValue<'_>) -> Option<String> {
        let FluentValue::Number(number) = value else { return None };
        Some(self.number(number))
    }

    fn number(self, number: &FluentNumber) -> String {
        let options = &number.options;
        let percent = options.style == FluentNumberStyle::Percent;
        let value = if percent { number.value * 100.0 } else { number.value };
        let least = options.minimum_fraction_digits.unwrap_or(0).min(MAX_FRACTION_DIGITS);
        let usual = if percent { 0 } else { USUAL_FRACTION_DIGITS };
        let most = options.maximum_fraction_digits.unwrap_or(usual).clamp(least, MAX_FRACTION_DIGITS);
        let digits = format!("{:.most$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let kept = fraction.trim_end_matches('0').len().max(least);
        let mut text = String::with_capacity(digits.len() + 8);
        if value < 0.0 {
            text.push('\u{2212}');
        }
        text.push_str(&if options.use_grouping { self.grouped(whole) } else { whole.to_owned() });
        if let Some(fraction) = fraction.get(..kept).filter(|fraction| !fraction.is_empty()) {
            text.push(self.decimal);
            text.push_str(fraction);
        }
        if percent {
            text.push_str(self.percent);
        }
        text
    }

    fn grouped(self, digits: &str) -> String {
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(self.group);
            }
            text.push(digit);
        }
        text
    }
}

/// The value itself, or a dash for a number that is none: plural rules cannot take infinities.
pub(super) fn finite<'a>(value: &FluentValue<'a>) -> FluentValue<'a> {
    match value {
        FluentValue::Number(number) if !number.value.is_finite() => "–".into(),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluent_bundle::types::FluentNumberOptions;
    use proptest::prelude::*;

    #[test]
    fn percent_fraction_and_sign() {
        let percent = FluentNumberOptions { style: FluentNumberStyle::Percent, ..Default::default() };
        assert_eq!(ENGLISH.number(&FluentNumber::new(0.97, percent.clone())), "97%");
        assert_eq!(GERMAN.number(&FluentNumber::new(0.97, percent)), "97\u{a0}%");
        let fixed = FluentNumberOptions { minimum_fraction_digits: Some(2), ..Default::default() };
        assert_eq!(GERMAN.number(&FluentNumber::new(-1234.5, fixed)), "−1.234,50");
        assert_eq!(ENGLISH.number(&FluentNumber::new(0.0, FluentNumberOptions::default())), "0");
    }

    proptest! {
        #[test]
        fn grouping_keeps_every_digit(number: u64) {
            let text = ENGLISH.whole(number);
            prop_assert_eq!(text.replace(',', ""), number.to_string());
            prop_assert!(text.split(',').skip(1).all(|group| group.len() == 3));
        }
    }
}
