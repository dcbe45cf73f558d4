//! Why a value does not fit its field, in words of our own: what the parser says is for programmers, and in English.

use platform::web::Problem;
use serde_path_to_error::{Path, Segment};

/// 422 for the field at `path`. `said` is what serde says of it.
pub fn problem(path: &Path, said: &str) -> Problem {
    let mut steps: Vec<String> = path.iter().filter_map(step).collect();
    if let Some(missing) = quoted(said, "missing field ") {
        steps.push(missing.to_owned());
        return field(&steps, "web-field-missing");
    }
    if let Some(allowed) = allowed(said) {
        return field(&steps, "web-field-one-of").with("allowed", allowed.join(", "));
    }
    match expected(said) {
        Some(expected) => field(&steps, "web-field-expected").with("expected", expected),
        None => field(&steps, "web-field-wrong"),
    }
}

fn field(steps: &[String], id: &'static str) -> Problem {
    let name = steps.iter().rev().find(|step| step.parse::<usize>().is_err());
    Problem::field(&pointer(steps), id).with("field", name.map_or("", String::as_str))
}

/// RFC 6901, section 3: `~` and `/` inside a name are written `~0` and `~1`.
fn pointer(steps: &[String]) -> String {
    steps.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

fn step(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    }
}

/// What stands in backquotes after `lead`.
fn quoted<'s>(said: &'s str, lead: &str) -> Option<&'s str> {
    said.split_once(lead)?.1.strip_prefix('`')?.split('`').next()
}

/// The words that there are, where another one was given.
fn allowed(said: &str) -> Option<Vec<&str>> {
    let (_, rest) = said.strip_prefix("unknown variant ")?.split_once(", expected ")?;
    Some(rest.split('`').skip(1).step_by(2).collect())
}

/// What kind of value serde expected, as the message files call it.
fn expected(said: &str) -> Option<&'static str> {
    if said.starts_with("invalid digit found") || said.starts_with("cannot parse integer") {
        return Some("whole");
    }
    let (_, kind) = said.split_once(", expected ")?;
    let kind = kind.split(" at line ").next().unwrap_or(kind);
    let is = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    match () {
        () if is(&["nonzero"]) => Some("count"),
        () if is(&["string", "character"]) => Some("text"),
        () if is(&["i64", "i32", "u64", "u32", "u16", "u8", "usize", "integer"]) => Some("whole"),
        () if is(&["f64", "f32"]) => Some("number"),
        () if is(&["bool"]) => Some("truth"),
        () if is(&["sequence", "array"]) => Some("list"),
        () if is(&["struct", "map"]) => Some("object"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_says_is_told_in_our_words() {
        assert_eq!(
            allowed("unknown variant `x`, expected one of `a`, `b`, `c` at line 1 column 2"),
            Some(vec!["a", "b", "c"])
        );
        assert_eq!(allowed("unknown variant `x`, expected `a` or `b`"), Some(vec!["a", "b"]));
        assert_eq!(expected("invalid type: null, expected a string at line 1 column 2"), Some("text"));
        assert_eq!(expected("invalid value: integer `-1`, expected u64"), Some("whole"));
        assert_eq!(expected("invalid type: string \"x\", expected f64"), Some("number"));
        assert_eq!(expected("invalid type: integer `7`, expected struct Asked"), Some("object"));
        assert_eq!(expected("invalid value: integer `0`, expected a nonzero u32"), Some("count"));
        assert_eq!(expected("what nobody knows"), None);
    }
}
