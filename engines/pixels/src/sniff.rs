//! What a file is, by its first bytes only: names and declared media types are a stranger's word.

use crate::Rejected;

/// A picture format that can be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG; of an animated one the still picture.
    Png,
    /// WebP; of an animated one the first frame.
    WebP,
    /// GIF; of an animated one the first frame.
    Gif,
}

impl Format {
    /// The IANA media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
        }
    }
}

/// How far into a file the beginning of markup is looked for, in bytes (past a byte-order mark, spaces and comments).
const MARKUP_WINDOW: usize = 1024;

/// Names the format of `bytes`, or says why it is none that can be decoded.
pub(crate) fn sniff(bytes: &[u8]) -> Result<Format, Rejected> {
    match bytes {
        [] => Err(Rejected::Empty),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(Format::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Format::WebP),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Format::Gif),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Err(base_media(bytes)),
        [b'I', b'I', 0x2A | 0x2B, 0, ..] | [b'M', b'M', 0, 0x2A | 0x2B, ..] => {
            Err(Rejected::OtherFormat("TIFF (or a camera's raw file)"))
        }
        [b'%', b'P', b'D', b'F', ..] => Err(Rejected::OtherFormat("PDF")),
        [b'8', b'B', b'P', b'S', ..] => Err(Rejected::OtherFormat("A Photoshop file")),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Err(Rejected::OtherFormat("BMP")),
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => {
            Err(Rejected::OtherFormat("JPEG XL"))
        }
        _ => Err(markup(bytes)),
    }
}

/// Tells AVIF, HEIC and video apart by the brands of their `ftyp` box (ISO/IEC 14496-12 § 4.3).
fn base_media(bytes: &[u8]) -> Rejected {
    let length = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
    let brands = bytes.get(8..length.clamp(8, 256).min(bytes.len())).unwrap_or_default();
    let has = |wanted: &[&[u8; 4]]| {
        brands.chunks_exact(4).any(|brand| wanted.iter().any(|name| brand == &name[..]))
    };
    if has(&[b"avif", b"avis"]) {
        Rejected::Avif
    } else if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        Rejected::OtherFormat("HEIC")
    } else {
        Rejected::OtherFormat("A video")
    }
}

fn markup(bytes: &[u8]) -> Rejected {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(MARKUP_WINDOW)]).to_ascii_lowercase();
    let starts_as_markup = head.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    match (starts_as_markup, head.contains("<svg")) {
        (true, true) => Rejected::OtherFormat("SVG"),
        (true, false) => Rejected::OtherFormat("A web page"),
        (false, _) => Rejected::NotAPicture,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_formats_are_named() {
        for (bytes, name) in [
            (&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], "SVG"),
            (b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- x --><SVG>", "SVG"),
            (b"  <!doctype html><script>", "A web page"),
            (b"II*\0rest", "TIFF (or a camera's raw file)"),
            (b"MM\0*rest", "TIFF (or a camera's raw file)"),
            (b"%PDF-1.7", "PDF"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
            (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "A video"),
        ] {
            assert_eq!(sniff(bytes), Err(Rejected::OtherFormat(name)));
        }
    }

    #[test]
    fn avif_and_rubbish_have_their_own_sentences() {
        assert_eq!(sniff(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif"), Err(Rejected::Avif));
        assert_eq!(sniff(b"\xFF\xFF\xFF\xFFftyp"), Err(Rejected::OtherFormat("A video")));
        assert_eq!(sniff(b"hello"), Err(Rejected::NotAPicture));
        assert_eq!(sniff(b""), Err(Rejected::Empty));
    }
}
