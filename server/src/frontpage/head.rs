//! What a page says about itself: its title, and its canonical address. Read from hostile bytes.
//!
//! It reads tags one after the other up to the body or [`MAX_TAGS`], keeps no tree, runs nothing, and gives plain text that templates
//! escape like any other.

use encoding_rs::{Encoding, UTF_8};

use crate::web::text::line;

/// Tags that are looked at; a page that says its title later has none.
const MAX_TAGS: usize = 2_000;
/// Characters of a title that are kept.
pub const MAX_TITLE: usize = 200;
/// Bytes at the beginning in which a page may name its encoding, as HTML says.
const SNIFFED: usize = 1_024;
/// The named characters that titles use most; others stay as they were written.
const NAMED: [(&str, char); 20] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
];

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// One line, at most [`MAX_TITLE`] characters; empty if there is none.
    pub title: String,
    /// What `<link rel="canonical">` names, as it stands there.
    pub canonical: Option<String>,
}

/// Reads the head of an HTML page; `charset` is what the answer's header named.
pub fn read(bytes: &[u8], charset: Option<&str>) -> Head {
    let text = decoded(bytes, charset);
    let mut head = Head::default();
    let mut rest = text.as_ref();
    for _ in 0..MAX_TAGS {
        let Some((tag, after)) = next_tag(rest) else { break };
        rest = after;
        match tag.name.as_str() {
            "body" => break,
            "title" if head.title.is_empty() => {
                let end = find_close(rest, "title").unwrap_or(rest.len());
                head.title = shortened(&unescaped(&rest[..end]));
                rest = &rest[end..];
            }
            "script" | "style" | "noscript" | "svg" | "template" => {
                rest = &rest[find_close(rest, &tag.name).unwrap_or(rest.len())..];
            }
            "link" if head.canonical.is_none() && tag.has("rel", "canonical") => {
                head.canonical = tag.value("href").map(|href| unescaped(href).trim().to_owned());
            }
            _ => {}
        }
    }
    head
}

fn decoded<'b>(bytes: &'b [u8], charset: Option<&str>) -> std::borrow::Cow<'b, str> {
    let sniffed = || {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(SNIFFED)]).to_ascii_lowercase();
        let (_, named) = start.split_once("charset=")?;
        let named = named.trim_start_matches(['"', '\'']);
        let end =
            named.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(named.len());
        Encoding::for_label(&named.as_bytes()[..end])
    };
    let encoding = charset.and_then(|label| Encoding::for_label(label.as_bytes())).or_else(sniffed);
    encoding.unwrap_or(UTF_8).decode(bytes).0
}

/// An opening tag.
struct Tag<'t> {
    name: String,
    attributes: Vec<(String, &'t str)>,
}

impl<'t> Tag<'t> {
    fn value(&self, name: &str) -> Option<&'t str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| *value)
    }

    fn has(&self, name: &str, word: &str) -> bool {
        self.value(name).is_some_and(|value| value.split_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
    }
}

/// The next opening tag and what stands behind it; comments are passed over.
fn next_tag(mut text: &str) -> Option<(Tag<'_>, &str)> {
    loop {
        let at = text.find('<')?;
        text = &text[at + 1..];
        if let Some(comment) = text.strip_prefix("!--") {
            text = &comment[comment.find("-->")? + 3..];
        } else if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
            let (name, rest) = text.split_at(end);
            let (attributes, rest) = attributes(rest);
            return Some((Tag { name: name.to_ascii_lowercase(), attributes }, rest));
        }
    }
}

/// The attributes up to `>`, and what stands behind it.
fn attributes(mut text: &str) -> (Vec<(String, &str)>, &str) {
    let mut found = Vec::new();
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(rest) = text.strip_prefix('>') {
            return (found, rest);
        }
        let end = text.find(|c: char| c.is_whitespace() || "=>/".contains(c)).unwrap_or(text.len());
        if end == 0 && !text.starts_with('=') {
            return (found, text);
        }
        let (name, rest) = text.split_at(end.max(usize::from(end == 0)));
        let (value, rest) = match rest.trim_start().strip_prefix('=') {
            Some(rest) => attribute_value(rest.trim_start()),
            None => ("", rest),
        };
        found.push((name.to_ascii_lowercase(), value));
        text = rest;
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner = &text[1..];
            let end = inner.find(quote).unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 1..).unwrap_or(""))
        }
        _ => text.split_at(text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len())),
    }
}

/// Where `</name` stands, whatever its case.
fn find_close(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</")
        .map(|(at, _)| at)
        .find(|at| text[at + 2..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)))
}

/// One line of at most [`MAX_TITLE`] characters.
fn shortened(text: &str) -> String {
    let tidy = line(text, usize::MAX).unwrap_or_default();
    if tidy.chars().count() <= MAX_TITLE {
        return tidy;
    }
    tidy.chars().take(MAX_TITLE - 1).collect::<String>() + "…"
}

/// The text with its character references resolved.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match reference(from) {
            Some((c, length)) => {
                out.push(c);
                rest = &from[length..];
            }
            None => {
                out.push('&');
                rest = &from[1..];
            }
        }
    }
    out + rest
}

/// The character that a reference at the beginning of `text` stands for, and how many bytes it is long.
fn reference(text: &str) -> Option<(char, usize)> {
    /// Bytes of the longest reference that is known.
    const LONGEST: usize = 10;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn title(html: &str) -> String {
        read(html.as_bytes(), None).title
    }

    #[test]
    fn titles_are_plain_text() {
        assert_eq!(title("<!doctype html><title>A cat</title>"), "A cat");
        assert_eq!(title("<TITLE lang=en>\n A &amp; B\n &#8211; &#x43; </TITLE >"), "A & B – C");
        assert_eq!(title("<title><script>alert(1)</script></title>"), "<script>alert(1)</script>");
        assert_eq!(
            title("<!-- <title>no</title> --><script>'<title>no</title>'</script><title>yes</title>"),
            "yes"
        );
        assert_eq!(title("<body><title>no</title>"), "");
        assert_eq!(title("<title>a\u{202e}b &unknown; &</title>"), "ab &unknown; &");
        assert_eq!(title(&format!("<title>{}</title>", "x".repeat(500))).chars().count(), MAX_TITLE);
    }

    #[test]
    fn encodings_are_understood() {
        let bytes = b"<title>K\xe4tzchen</title>";
        assert_eq!(read(bytes, Some("iso-8859-1")).title, "Kätzchen");
        let meta = [b"<meta charset='windows-1252'>".as_slice(), bytes].concat();
        assert_eq!(read(&meta, None).title, "Kätzchen");
    }

    #[test]
    fn a_canonical_address_is_read() {
        let canonical = |html: &str| read(html.as_bytes(), None).canonical;
        let wanted = Some("https://a.b/?x=1&y=2".to_owned());
        assert_eq!(canonical("<link rel=\"Canonical\" href='https://a.b/?x=1&amp;y=2' />"), wanted);
        assert_eq!(canonical("<link href=https://a.b/ rel=canonical>").as_deref(), Some("https://a.b/"));
        assert_eq!(canonical("<link rel=stylesheet href=x>"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300), html in "(<|>|title|link|/|=|\"|'| |&|#|;|!--|-->|ä){0,60}") {
            read(&bytes, None);
            let head = read(html.as_bytes(), None);
            prop_assert!(head.title.chars().count() <= MAX_TITLE);
        }
    }
}
