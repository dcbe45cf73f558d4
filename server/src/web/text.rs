//! Texts as people send them, made fit to be kept: without what is hidden or turns the direction of what stands around it.

/// Characters that no text here has: controls, invisible fillers, and those that override the direction of writing.
/// The joiners (U+200C, U+200D) and the marks U+200E and U+200F stay: Persian, Hebrew and emoji need them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// One line as it is kept: one space between words. `None` if nothing is left, or it is longer than `max` characters.
pub fn line(text: &str, max: usize) -> Option<String> {
    let seen: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    let tidy = seen.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!tidy.is_empty() && tidy.chars().count() <= max).then_some(tidy)
}

/// A text of several lines as it is kept, `\n` between them. `None` if nothing is left, or it is longer than `max` characters.
pub fn block(text: &str, max: usize) -> Option<String> {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let seen: String = unified.chars().filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c)).collect();
    let tidy = seen.trim_matches('\n').trim_end();
    (!tidy.trim().is_empty() && tidy.chars().count() <= max).then(|| tidy.to_owned())
}

/// `text` as one segment of a path: everything but letters, digits, `-`, `_`, `.` and `~` of ASCII is percent-encoded.
pub fn segment(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tricks_are_taken_out() {
        assert_eq!(line(" a \u{202e}b\u{200b}\r\nc\0 ", 9), Some("a b c".into()));
        assert_eq!(line("\u{202e}\u{feff} ", 9), None);
        assert_eq!(line("1234567890", 9), None);
        assert_eq!(line("👩\u{200d}🔬", 3), Some("👩\u{200d}🔬".into()));
        assert_eq!(block("\r\n\r\none\r\n\u{202e}two\u{b}  \r\n", 9), Some("one\ntwo".into()));
        assert_eq!(block("    code", 9), Some("    code".into()));
        assert_eq!(block(" \n\t ", 9), None);
    }

    #[test]
    fn a_segment_stays_one_segment() {
        assert_eq!(segment("a-cat"), "a-cat");
        assert_eq!(segment("ä/?#"), "%C3%A4%2F%3F%23");
    }
}
