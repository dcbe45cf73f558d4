//! What a picture says of its maker and its rights, so that a form can be prefilled; and which way is up. Only three
//! EXIF tags and three XMP properties are read, nothing else is kept.

use exif::{In, Reader, Tag, Value};

use crate::Orientation;

/// Largest EXIF block that is read, in bytes. A JPEG segment holds 64 KB; PNG and WebP could hold the whole file.
pub const MAX_EXIF_BYTES: usize = 256 * 1024;
/// Largest XMP packet that is read, in bytes.
const MAX_XMP_BYTES: usize = 256 * 1024;
/// Longest text kept of a tag, in characters.
const MAX_TEXT_CHARS: usize = 200;

/// A stranger's words about a picture: show them for confirmation, never as a fact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// EXIF Artist (0x013B), else XMP `dc:creator`; at most 200 characters, on one line.
    pub author: Option<String>,
    /// EXIF Copyright (0x8298), else XMP `xmpRights:UsageTerms` or `dc:rights`; at most 200 characters, on one line.
    pub licence: Option<String>,
}

/// Reads a TIFF-shaped EXIF block; whatever cannot be read is as if it were not there.
pub(crate) fn read_exif(block: &[u8]) -> (Orientation, Found) {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    if block.len() > MAX_EXIF_BYTES {
        return Default::default();
    }
    let Ok(exif) = Reader::new().read_raw(block.to_vec()) else { return Default::default() };
    let orientation = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    let text = |tag| match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => one_line(parts.iter().find(|part| !part.is_empty())?),
        _ => None,
    };
    let found = Found { author: text(Tag::Artist), licence: text(Tag::Copyright) };
    (Orientation::from_exif(orientation.unwrap_or(1)), found)
}

impl Found {
    /// Fills what is missing from an XMP packet.
    pub(crate) fn or_xmp(self, packet: Option<&[u8]>) -> Self {
        let Some(packet) = packet.filter(|packet| packet.len() <= MAX_XMP_BYTES) else { return self };
        let packet = String::from_utf8_lossy(packet);
        let licence =
            || first_item(&packet, "xmpRights:UsageTerms").or_else(|| first_item(&packet, "dc:rights"));
        Self {
            author: self.author.or_else(|| first_item(&packet, "dc:creator")),
            licence: self.licence.or_else(licence),
        }
    }
}

/// The first list item of a property, in the usual prefixes. A picture with unusual XML is one more form to fill by hand.
fn first_item(packet: &str, property: &str) -> Option<String> {
    let (_, inside) = packet.split_once(&format!("<{property}>"))?;
    let (inside, _) = inside.split_once(&format!("</{property}>"))?;
    let (_, item) = inside.split_once("<rdf:li")?;
    let (_, item) = item.split_once('>')?;
    let (item, _) = item.split_once("</rdf:li>")?;
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let text = entities.iter().fold(item.to_owned(), |text, (entity, meant)| text.replace(entity, meant));
    one_line(text.as_bytes())
}

fn one_line(bytes: &[u8]) -> Option<String> {
    let text: String =
        String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).take(MAX_TEXT_CHARS).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
