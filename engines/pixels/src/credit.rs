//! The credit that travels in each rendition: a small XMP packet (ISO 16684-1) with author, title and licence.

use crate::Image;
use crate::blocks::{APP0, APP1, jpeg_segments, riff_chunks};

/// Longest text of a field, in characters; longer ones are cut. Three of them fit a JPEG segment many times over.
pub const MAX_CREDIT_CHARS: usize = 500;
/// The keyword of an XMP packet in a PNG's iTXt chunk (the same, § 1.1.5).
pub(crate) const PNG_XMP: &str = "XML:com.adobe.xmp";
/// What precedes an XMP packet in a JPEG (XMP specification part 3 § 1.1.3).
pub(crate) const JPEG_XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// Who made a picture and how it may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The author's name, as the author wants it.
    pub author: String,
    /// An SPDX name, or `all-rights-reserved`.
    pub licence: String,
    /// The picture's title; may be empty.
    pub title: String,
}

/// The address of a Creative Commons licence's deed, from its SPDX name.
#[must_use]
pub fn licence_url(spdx: &str) -> Option<String> {
    let name = spdx.to_ascii_lowercase();
    if name == "cc0-1.0" {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned());
    }
    let (kind, version) = name.strip_prefix("cc-")?.rsplit_once('-')?;
    let known_kind = matches!(kind, "by" | "by-sa" | "by-nd" | "by-nc" | "by-nc-sa" | "by-nc-nd");
    let known_version = matches!(version, "1.0" | "2.0" | "2.5" | "3.0" | "4.0");
    (known_kind && known_version).then(|| format!("https://creativecommons.org/licenses/{kind}/{version}/"))
}

/// Writes the packet.
pub(crate) fn packet(credit: &Credit) -> String {
    let (author, licence, title) = (text(&credit.author), text(&credit.licence), text(&credit.title));
    let deed = licence_url(&credit.licence)
        .map(|url| format!(r#"<cc:license rdf:resource="{url}"/>"#))
        .unwrap_or_default();
    let title =
        if title.is_empty() { title } else { format!("<dc:title>{}</dc:title>", alternative(&title)) };
    let rights = alternative(&format!("© {author}, {licence}"));
    let terms = alternative(&licence);
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:cc="http://creativecommons.org/ns#"><dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>{title}<dc:rights>{rights}</dc:rights><xmpRights:UsageTerms>{terms}</xmpRights:UsageTerms>{deed}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"#,
        bom = '\u{feff}'
    )
}

fn alternative(text: &str) -> String {
    format!(r#"<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>"#)
}

/// Cut to length, without characters that XML 1.0 has no place for, and escaped.
fn text(raw: &str) -> String {
    let mut escaped = String::new();
    for c in raw
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .take(MAX_CREDIT_CHARS)
    {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Puts the packet into a JPEG as APP1, behind the JFIF header if there is one.
pub(crate) fn embed_in_jpeg(jpeg: &[u8], xmp: &str) -> Vec<u8> {
    let first = jpeg_segments(jpeg).into_iter().next();
    let at = first.filter(|segment| segment.marker == APP0).map_or(2, |segment| segment.whole.end);
    let length = 2 + JPEG_XMP.len() + xmp.len();
    let Ok(length) = u16::try_from(length) else { return jpeg.to_vec() };
    let mut out = Vec::with_capacity(jpeg.len() + usize::from(length) + 2);
    out.extend_from_slice(&jpeg[..at]);
    out.extend_from_slice(&[0xFF, APP1]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(JPEG_XMP);
    out.extend_from_slice(xmp.as_bytes());
    out.extend_from_slice(&jpeg[at..]);
    out
}

/// Puts the packet into a WebP of `image`: the extended layout (RFC 9649 § 2.7) with an XMP chunk last.
pub(crate) fn embed_in_webp(webp: &[u8], xmp: &str, image: &Image) -> Vec<u8> {
    const XMP_FLAG: u8 = 0x04;
    const ALPHA_FLAG: u8 = 0x10;
    let mut flags = XMP_FLAG | if image.has_alpha() { ALPHA_FLAG } else { 0 };
    let mut chunks = Vec::new();
    for chunk in riff_chunks(webp, 12) {
        if &chunk.name == b"VP8X" {
            flags |= webp[chunk.payload.start];
        } else {
            chunks.extend_from_slice(&webp[chunk.whole]);
        }
    }
    let mut extended = vec![flags, 0, 0, 0];
    extended.extend_from_slice(&(image.width() - 1).to_le_bytes()[..3]);
    extended.extend_from_slice(&(image.height() - 1).to_le_bytes()[..3]);
    let mut body = b"WEBP".to_vec();
    push_chunk(&mut body, *b"VP8X", &extended);
    body.extend_from_slice(&chunks);
    push_chunk(&mut body, *b"XMP ", xmp.as_bytes());
    let mut out = Vec::with_capacity(body.len() + 8);
    push_chunk(&mut out, *b"RIFF", &body);
    out
}

/// Writes a RIFF chunk with its padding.
pub(crate) fn push_chunk(out: &mut Vec<u8>, name: [u8; 4], payload: &[u8]) {
    out.extend_from_slice(&name);
    out.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    out.extend_from_slice(payload);
    if payload.len() % 2 == 1 {
        out.push(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_known_by_their_spdx_names() {
        assert_eq!(licence_url("CC-BY-SA-4.0").unwrap(), "https://creativecommons.org/licenses/by-sa/4.0/");
        assert_eq!(licence_url("CC0-1.0").unwrap(), "https://creativecommons.org/publicdomain/zero/1.0/");
        assert_eq!(licence_url("all-rights-reserved"), None);
        assert_eq!(licence_url("CC-BY\"/><x-4.0"), None);
    }

    #[test]
    fn texts_are_escaped_and_bounded() {
        let credit = Credit {
            author: "A<b>&\"\u{0}\u{1b}".to_owned(),
            licence: "CC-BY-4.0".to_owned(),
            title: "é".repeat(100_000),
        };
        let packet = packet(&credit);
        assert!(packet.contains("<rdf:li>A&lt;b&gt;&amp;&quot;</rdf:li>"));
        assert!(packet.len() < 8000, "{}", packet.len());
    }
}
