//! Bytes kept ready in three encodings, the choice among them, and their entity tags (RFC 9110 §8.8.3, §12.5.3, §13.1.2).
//!
//! Every answer made from a [`Compressed`] needs `Vary: Accept-Encoding`.
//!
//! It does NOT compress per request, nor anything that is compressed already, such as pictures.

use std::io::Write;

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// 5 of 11: pages change while a crowd waits, and the next step costs several times as much for a few per cent.
const BROTLI_QUALITY: i32 = 5;

/// Most members of a header that are read; the rest is passed over.
const MAX_MEMBERS: usize = 64;

/// One content, ready to be sent plain, as gzip or as brotli. Clones share the bytes.
#[derive(Clone, Debug)]
pub struct Compressed {
    /// As it is.
    pub plain: Bytes,
    /// As gzip.
    pub gzip: Bytes,
    /// As brotli.
    pub brotli: Bytes,
    /// The strong entity tag of the plain bytes, quotes included; see [`Compressed::etag_for`] for the others.
    pub etag: String,
}

impl Compressed {
    /// Compresses `plain`: tens of milliseconds a megabyte, so more than a page belongs on a blocking thread.
    pub fn new(plain: impl Into<Bytes>) -> Self {
        let plain = plain.into();
        let digest = Sha256::digest(&plain);
        let etag = format!("\"{}\"", BASE64URL_NOPAD.encode(&digest[..16]));
        Self { gzip: gzip(&plain), brotli: brotli(&plain), etag, plain }
    }

    /// The bytes to send to a client with this `Accept-Encoding`, and their `Content-Encoding`, if any.
    ///
    /// The highest weight wins, at equal weight the smaller. Who refuses everything gets the plain bytes.
    pub fn pick(&self, accept_encoding: Option<&str>) -> (&Bytes, Option<&'static str>) {
        let accepted = Accepted::parse(accept_encoding.unwrap_or_default());
        let encoded = [("br", &self.brotli), ("gzip", &self.gzip)]
            .into_iter()
            .map(|(name, bytes)| (accepted.weight(name), bytes, Some(name)));
        encoded
            .chain([(accepted.identity(), &self.plain, None)])
            .filter(|(weight, ..)| *weight > 0)
            .min_by_key(|(weight, bytes, _)| (1000 - weight, bytes.len()))
            .map_or((&self.plain, None), |(_, bytes, name)| (bytes, name))
    }

    /// The strong entity tag of the content in that encoding, as [`Compressed::pick`] gave it: each has its own, since
    /// a strong tag stands for exact bytes.
    pub fn etag_for(&self, encoding: Option<&str>) -> String {
        match encoding {
            None => self.etag.clone(),
            Some(name) => format!("{}-{name}\"", self.etag.trim_end_matches('"')),
        }
    }
}

/// Whether a GET with this `If-None-Match` is to be answered 304, given the tag of what would be sent. Compares
/// weakly, as the header demands; a malformed rest of a list is passed over.
pub fn not_modified(if_none_match: Option<&str>, etag: &str) -> bool {
    let Some(list) = if_none_match.map(str::trim) else { return false };
    let wanted = opaque(etag);
    list == "*" || Tags(list).take(MAX_MEMBERS).any(|tag| Some(tag) == wanted)
}

fn opaque(etag: &str) -> Option<&str> {
    etag.strip_prefix("W/").unwrap_or(etag).strip_prefix('"')?.strip_suffix('"')
}

/// The opaque parts of a list of entity tags; a tag may hold commas.
struct Tags<'a>(&'a str);

impl<'a> Iterator for Tags<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.trim_start_matches([' ', '\t', ',']);
        let (tag, rest) = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?.split_once('"')?;
        self.0 = rest;
        Some(tag)
    }
}

/// An `Accept-Encoding`: codings with weights in thousandths.
struct Accepted<'a>(Vec<(&'a str, u16)>);

impl<'a> Accepted<'a> {
    fn parse(header: &'a str) -> Self {
        let member = |member: &'a str| {
            let (name, parameter) =
                member.split_once(';').map_or((member, None), |(name, rest)| (name, Some(rest)));
            Some((name.trim(), parameter.map_or(Some(1000), weight)?))
        };
        Self(header.split(',').take(MAX_MEMBERS).filter_map(member).collect())
    }

    fn named(&self, wanted: &str) -> Option<u16> {
        self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, weight)| *weight)
    }

    fn weight(&self, name: &str) -> u16 {
        let old_name = if name == "gzip" { self.named("x-gzip") } else { None };
        self.named(name).or(old_name).or(self.named("*")).unwrap_or(0)
    }

    /// Plain bytes are acceptable unless excluded; unnamed, they come after whatever is named.
    fn identity(&self) -> u16 {
        self.named("identity").or(self.named("*")).unwrap_or(1)
    }
}

/// `q=0.5` in thousandths; `None` where it is no weight (RFC 9110 §12.4.2).
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.trim().split_once('=')?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let one: u16 = ["0", "1"].iter().position(|digit| *digit == whole)?.try_into().ok()?;
    let thousandths = one * 1000 + format!("{fraction:0<3}").parse::<u16>().ok()?;
    (name.eq_ignore_ascii_case("q") && digits && thousandths <= 1000).then_some(thousandths)
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Neither step can fail: the sink is memory.
    let written = encoder.write_all(plain);
    debug_assert!(written.is_ok());
    encoder.finish().unwrap_or_default().into()
}

fn brotli(plain: &[u8]) -> Bytes {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    let written = brotli::BrotliCompress(&mut &plain[..], &mut packed, &params);
    debug_assert!(written.is_ok());
    packed.into()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    use super::*;

    fn page() -> Compressed {
        Compressed::new("<p>the cat and the garden gnome</p>".repeat(50))
    }

    fn picked(accept: &str) -> Option<&'static str> {
        page().pick(Some(accept)).1
    }

    #[test]
    fn the_highest_weight_wins() {
        for (accept, encoding) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip", Some("gzip")),
            ("x-gzip", Some("gzip")),
            ("GZIP;Q=0.3", Some("gzip")),
            ("br;q=0.5, gzip;q=0.8", Some("gzip")),
            ("br;q=0, *", Some("gzip")),
            ("*", Some("br")),
            ("*;q=0", None),
            ("", None),
            ("deflate, zstd", None),
            ("br;q=0.2, identity;q=0.9", None),
            ("identity;q=0", None),
            ("br;q=0.0001, gzip;q=2, identity", None),
            ("gzip;q=0.5;x=y", None),
            ("br ; q=1.000", Some("br")),
        ] {
            assert_eq!(picked(accept), encoding, "{accept}");
        }
        assert_eq!(page().pick(None).1, None);
    }

    #[test]
    fn what_grows_by_packing_is_sent_plain() {
        assert_eq!(Compressed::new("ok").pick(Some("*")).1, None);
    }

    #[test]
    fn each_encoding_has_its_own_tag() {
        let page = page();
        assert_eq!(page.etag.len(), 24);
        assert_eq!(page.etag_for(None), page.etag);
        assert_eq!(page.etag_for(Some("br")), format!("{}-br\"", &page.etag[..23]));
        assert_ne!(page.etag, Compressed::new("other").etag);
    }

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        let tag = page().etag_for(Some("gzip"));
        for header in ["*", " * ", &tag, &format!("W/{tag}"), &format!("\"a,b\", W/\"c\" ,{tag}")] {
            assert!(not_modified(Some(header), &tag), "{header}");
        }
        assert!(not_modified(Some("\"a\""), "W/\"a\""));
        let inner = tag.trim_matches('"');
        for header in ["", "\"\"", inner, &format!("\"{inner}"), &format!("x, {tag}"), &page().etag] {
            assert!(!not_modified(Some(header), &tag), "{header}");
        }
        assert!(!not_modified(None, &tag));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn what_is_packed_unpacks(content: Vec<u8>) {
            let packed = Compressed::new(content.clone());
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(&packed.gzip[..]).read_to_end(&mut unpacked).unwrap();
            prop_assert_eq!(&unpacked, &content);
            unpacked.clear();
            brotli::Decompressor::new(&packed.brotli[..], 4096).read_to_end(&mut unpacked).unwrap();
            prop_assert_eq!(&unpacked, &content);
        }

        #[test]
        fn any_header_is_survived(header in "\\PC{0,40}|[a-z*;=q0-9., \"W/]{0,40}") {
            let page = Compressed::new("x");
            page.pick(Some(&header));
            not_modified(Some(&header), &page.etag);
        }
    }
}
