//! Rows that a host pasted: a table with headings, or one item a line whatever is in it.

use std::borrow::Cow;

/// Characters between the cells of a table.
const DELIMITERS: [char; 3] = [',', ';', '\t'];
/// Words of a heading, at most.
const HEADING_WORDS: usize = 3;

/// The rows as a sheet reads them. `heading` says whether the first of one item a line is a heading.
pub fn table(pasted: &str, heading: bool) -> Cow<'_, [u8]> {
    let pasted = pasted.trim();
    if !is_list(pasted) {
        return Cow::Borrowed(pasted.as_bytes());
    }
    let lines: Vec<_> = lines(pasted).collect();
    match lines.split_first() {
        Some((first, rest)) if heading && !rest.is_empty() => Cow::Owned(quoted(first, rest)),
        _ => Cow::Owned(list(&lines)),
    }
}

/// A table of one column, `text`, with these lines.
pub fn list(lines: &[&str]) -> Vec<u8> {
    quoted("text", lines)
}

fn quoted(heading: &str, lines: &[&str]) -> Vec<u8> {
    let quoted = |line: &&str| format!("\"{}\"\n", line.replace('"', "\"\""));
    std::iter::once(&heading).chain(lines).map(quoted).collect::<String>().into_bytes()
}

/// Whether it is one item a line: no JSON, and no table. Commas in a sentence do not make a table; cells do, of which every line
/// has as many.
pub fn is_list(pasted: &str) -> bool {
    let Some(first) = lines(pasted).next() else { return false };
    if first.starts_with('{')
        || ["text", "picture", "url"].iter().any(|name| first.eq_ignore_ascii_case(name))
    {
        return false;
    }
    let delimiter =
        DELIMITERS.into_iter().max_by_key(|delimiter| first.matches(*delimiter).count()).unwrap_or(',');
    let cells = first.matches(delimiter).count();
    let is_prose = first.matches(&format!("{delimiter} ")).count() == cells;
    let is_even =
        lines(pasted).count() > 1 && lines(pasted).all(|line| line.matches(delimiter).count() == cells);
    cells == 0 || (is_prose && !is_even)
}

/// Whether the first line has one cell.
pub fn is_lone(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    !text.trim_start().starts_with('{') && !first.contains(DELIMITERS)
}

/// Whether the first of one item a line looks like a heading: a word or a few above lines that are mostly longer.
pub fn begins_with_heading(pasted: &str) -> bool {
    let mut lines = lines(pasted);
    let Some(first) = lines.next() else { return false };
    let words = first.split_whitespace().count();
    let (all, longer) = lines.fold((0, 0), |(all, longer), line| {
        (all + 1, longer + usize::from(line.split_whitespace().count() > words.max(HEADING_WORDS)))
    });
    let is_short = words <= HEADING_WORDS && !first.ends_with(['.', '!', '?']) && !first.contains("://");
    is_short && all > 0 && longer * 2 > all
}

fn lines(pasted: &str) -> impl Iterator<Item = &str> {
    pasted.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_with_commas_are_items_and_tables_are_tables() {
        assert!(is_list("The cat, which is black, sleeps\nA dog barks"));
        assert!(is_list("a cat\na dog"));
        assert!(!is_list("key,text\n1,a"));
        assert!(!is_list("name, text\nA-1, a cat"));
        assert!(!is_list("name;text\nA-1"), "a table with a bad line is refused, not read as something else");
        assert!(!is_list("{\"text\": \"a\"}"));
        assert!(!is_list("Text\na, b"));
    }

    #[test]
    fn a_heading_is_told_from_an_item() {
        assert!(begins_with_heading("Claim\nThe moon is made of cheese\nCats can not swim"));
        assert!(!begins_with_heading("Cat\nDog\nMouse"));
        assert!(!begins_with_heading("It barks.\nThe moon is made of cheese"));
        let pasted = "Claim\nThe \"moon\" is cheese";
        assert_eq!(table(pasted, true).as_ref(), b"\"Claim\"\n\"The \"\"moon\"\" is cheese\"\n");
        assert_eq!(table(pasted, false).as_ref(), b"\"text\"\n\"Claim\"\n\"The \"\"moon\"\" is cheese\"\n");
    }
}
