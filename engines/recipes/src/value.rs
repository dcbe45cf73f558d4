//! Values of attributes: read with bounds, and written in one way only.

use std::fmt;
use std::str::FromStr;

use svgtypes::{Color, Length, LengthUnit, NumberListParser, TransformListParser, TransformListToken};

use crate::bounds::{MAX_COORDINATE, MAX_ID, MAX_SCALE};
use crate::path::{Segment, segments};
use crate::profile::Type;
use crate::recipe::ImageRef;

/// Decimal places that are kept of a number: at 4,000 units a factor is right to 1/250 of a pixel.
const PLACES: f64 = 1e6;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A percentage.
    Percent(f64),
    /// Numbers.
    Numbers(Vec<f64>),
    /// A word of the profile.
    Word(&'static str),
    /// A colour: red, green, blue.
    Colour([u8; 3]),
    /// No paint.
    None,
    /// A name: of the element itself, of a result, of an input.
    Name(String),
    /// `url(#…)`.
    Url(String),
    /// `#…`.
    Fragment(String),
    /// Transforms, the outermost first.
    Transform(Vec<Step>),
    /// A path.
    Path(Vec<Segment>),
    /// A picture or an asset.
    Image(ImageRef),
}

/// One transform.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its function.
    pub name: &'static str,
    /// Its arguments.
    pub numbers: Vec<f64>,
}

impl Value {
    /// Reads what stands in an attribute of that type; `None` if it cannot stand there.
    pub fn parse(text: &str, kind: Type) -> Option<Self> {
        let text = text.trim();
        match kind {
            Type::Number(min, max) => match length(text)? {
                Self::Number(number) => within(number, min, max).map(Self::Number),
                _ => None,
            },
            Type::Share => Some(Self::Number(match length(text)? {
                Self::Percent(percent) => within(rounded(percent / 100.0), 0.0, 1.0)?,
                Self::Number(number) => within(number, 0.0, 1.0)?,
                _ => return None,
            })),
            Type::Length(min, max) => match length(text)? {
                Self::Number(number) => within(number, min, max).map(Self::Number),
                Self::Percent(percent) => within(percent, min, max).map(Self::Percent),
                _ => None,
            },
            Type::Numbers(least, most, min, max) => {
                if text == "none" {
                    None
                } else {
                    numbers(text, least, most, min, max).map(Self::Numbers)
                }
            }
            Type::Words(words) => word(text, words).map(Self::Word),
            Type::Colour => colour(text).map(Self::Colour),
            Type::Paint if text == "none" => Some(Self::None),
            Type::Paint => colour(text).map(Self::Colour).or_else(|| url(text).map(Self::Url)),
            Type::Transform => transform(text).map(Self::Transform),
            Type::Path => segments(text).map(Self::Path),
            Type::Id | Type::Result => is_name(text).then(|| Self::Name(text.to_owned())),
            Type::Input => is_name(text).then(|| Self::Name(text.to_owned())),
            Type::Url(_) => url(text).map(Self::Url),
            Type::Fragment(_) => {
                text.strip_prefix('#').filter(|id| is_name(id)).map(|id| Self::Fragment(id.to_owned()))
            }
            Type::Image => text.parse().ok().map(Self::Image),
        }
    }
}

/// What can stand in an attribute, in signs.
pub fn wants(kind: Type) -> String {
    match kind {
        Type::Number(min, max) => format!("{min}…{max}"),
        Type::Share => "0…1 | 0%…100%".to_owned(),
        Type::Length(min, max) => format!("{min}…{max} | n%"),
        Type::Numbers(least, most, min, max) => format!("{least}–{most} × {min}…{max}"),
        Type::Words(words) => words.join(" | "),
        Type::Colour => "#rrggbb".to_owned(),
        Type::Paint => "none | #rrggbb | url(#id)".to_owned(),
        Type::Transform => {
            "translate(x y) rotate(°) scale(x y) skewX(°) skewY(°) matrix(a b c d e f)".to_owned()
        }
        Type::Path => "M x y L x y C x y x y x y … Z".to_owned(),
        Type::Id | Type::Result => "a…z A…Z 0…9 - _ ≤ 64".to_owned(),
        Type::Input => "SourceGraphic | SourceAlpha | result".to_owned(),
        Type::Url(_) => "url(#id)".to_owned(),
        Type::Fragment(_) => "#id".to_owned(),
        Type::Image => "picture:ID | asset:HASH".to_owned(),
    }
}

/// A number as recipes keep it; no negative zero.
pub fn rounded(number: f64) -> f64 {
    (number * PLACES).round() / PLACES + 0.0
}

/// The number, if it is one between them.
pub fn within(number: f64, min: f64, max: f64) -> Option<f64> {
    let number = rounded(number);
    (min..=max).contains(&number).then_some(number)
}

fn length(text: &str) -> Option<Value> {
    let Length { number, unit } = Length::from_str(text).ok()?;
    match unit {
        LengthUnit::None | LengthUnit::Px => Some(Value::Number(rounded(number))),
        LengthUnit::Percent => Some(Value::Percent(rounded(number))),
        _ => None,
    }
}

fn numbers(text: &str, least: usize, most: usize, min: f64, max: f64) -> Option<Vec<f64>> {
    let mut numbers = Vec::new();
    for number in NumberListParser::from(text) {
        if numbers.len() == most {
            return None;
        }
        numbers.push(within(number.ok()?, min, max)?);
    }
    (numbers.len() >= least).then_some(numbers)
}

/// The word of the profile that `text` says. Quotes around a family and CSS's words for weights are understood.
fn word(text: &str, words: &[&'static str]) -> Option<&'static str> {
    let text = text.trim_matches(['\'', '"']);
    let text = match text {
        "bold" => "700",
        "normal" if words.contains(&"400") => "400",
        "xMidYMid" | "xMinYMin" | "xMaxYMax" => return word(&format!("{text} meet"), words),
        text => text,
    };
    words.iter().find(|word| **word == text).copied()
}

fn colour(text: &str) -> Option<[u8; 3]> {
    let Color { red, green, blue, alpha } = Color::from_str(text).ok()?;
    (alpha == u8::MAX).then_some([red, green, blue])
}

fn url(text: &str) -> Option<String> {
    let id =
        text.strip_prefix("url(")?.strip_suffix(')')?.trim().trim_matches(['\'', '"']).strip_prefix('#')?;
    is_name(id).then(|| id.to_owned())
}

/// Letters, digits, hyphens and underscores, a letter first.
fn is_name(text: &str) -> bool {
    text.len() <= MAX_ID
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn transform(text: &str) -> Option<Vec<Step>> {
    const MAX_STEPS: usize = 16;
    let mut steps = Vec::new();
    for token in TransformListParser::from(text) {
        if steps.len() == MAX_STEPS {
            return None;
        }
        let (shift, factor) = (MAX_COORDINATE, MAX_SCALE);
        let (name, numbers, most): (_, Vec<f64>, _) = match token.ok()? {
            TransformListToken::Matrix { a, b, c, d, e, f } => {
                let factors = [a, b, c, d].iter().all(|number| number.abs() <= factor);
                ("matrix", if factors { vec![a, b, c, d, e, f] } else { return None }, shift)
            }
            TransformListToken::Translate { tx, ty } => ("translate", vec![tx, ty], shift),
            TransformListToken::Scale { sx, sy } => ("scale", vec![sx, sy], factor),
            TransformListToken::Rotate { angle } => ("rotate", vec![angle], shift),
            TransformListToken::SkewX { angle } => ("skewX", vec![angle], shift),
            TransformListToken::SkewY { angle } => ("skewY", vec![angle], shift),
        };
        let numbers = numbers.into_iter().map(|number| within(number, -most, most)).collect::<Option<_>>()?;
        steps.push(Step { name, numbers });
    }
    Some(steps)
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Numbers(numbers) => list(f, numbers),
            Self::Word(word) => f.write_str(word),
            Self::Colour([red, green, blue]) => write!(f, "#{red:02x}{green:02x}{blue:02x}"),
            Self::None => f.write_str("none"),
            Self::Name(name) => f.write_str(name),
            Self::Url(id) => write!(f, "url(#{id})"),
            Self::Fragment(id) => write!(f, "#{id}"),
            Self::Image(image) => write!(f, "{image}"),
            Self::Transform(steps) => {
                for (place, step) in steps.iter().enumerate() {
                    write!(f, "{}{}(", if place > 0 { " " } else { "" }, step.name)?;
                    list(f, &step.numbers)?;
                    f.write_str(")")?;
                }
                Ok(())
            }
            Self::Path(segments) => segments.iter().try_for_each(|segment| {
                write!(f, "{}", segment.command)?;
                list(f, &segment.numbers)
            }),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, numbers: &[f64]) -> fmt::Result {
    for (place, number) in numbers.iter().enumerate() {
        write!(f, "{}{number}", if place > 0 { " " } else { "" })?;
    }
    Ok(())
}
