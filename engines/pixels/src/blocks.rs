//! Walks the parts that JPEG, PNG and RIFF files are made of, without decoding them. Every length is a stranger's word:
//! a part that reaches past the end ends the walk, and [`MAX_PARTS`] bounds it.

use std::ops::Range;

/// Most parts looked at in one file; the densest real pictures (PNG with small IDAT chunks) have some thousands.
pub(crate) const MAX_PARTS: usize = 20_000;

/// A JPEG marker segment. For a scan (SOS) `whole` goes on to the end of the entropy-coded data.
pub(crate) struct Segment {
    pub marker: u8,
    /// From the marker's 0xFF to the end.
    pub whole: Range<usize>,
    /// Behind the length.
    pub payload: Range<usize>,
}

pub(crate) const SOI: u8 = 0xD8;
pub(crate) const EOI: u8 = 0xD9;
pub(crate) const SOS: u8 = 0xDA;
pub(crate) const APP0: u8 = 0xE0;
pub(crate) const APP1: u8 = 0xE1;
pub(crate) const APP2: u8 = 0xE2;
pub(crate) const APP14: u8 = 0xEE;
pub(crate) const APP15: u8 = 0xEF;
pub(crate) const COM: u8 = 0xFE;

/// The segments of a JPEG behind SOI, up to and with EOI, as far as they hold together (ITU-T T.81 § B.1).
pub(crate) fn jpeg_segments(bytes: &[u8]) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut at = 2;
    while segments.len() < MAX_PARTS {
        let Some(start) = next_marker(bytes, at) else { break };
        let marker = bytes[start + 1];
        if marker == EOI || marker == SOI || (0xD0..=0xD7).contains(&marker) || marker == 0x01 {
            segments.push(Segment { marker, whole: start..start + 2, payload: start + 2..start + 2 });
            at = start + 2;
            if marker == EOI {
                break;
            }
            continue;
        }
        let Some(length) = bytes.get(start + 2..start + 4) else { break };
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let payload_end = start + 2 + length;
        if length < 2 || payload_end > bytes.len() {
            break;
        }
        let end = if marker == SOS { end_of_scan(bytes, payload_end) } else { payload_end };
        segments.push(Segment { marker, whole: start..end, payload: start + 4..payload_end });
        at = end;
    }
    segments
}

/// Where the next marker begins at or behind `at`, past fill bytes.
fn next_marker(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    rest.windows(2)
        .position(|pair| pair[0] == 0xFF && pair[1] != 0 && pair[1] != 0xFF)
        .map(|found| at + found)
}

/// Entropy-coded data ends at the first marker that is neither a stuffed byte nor a restart.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    bytes[from..]
        .windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xFF | 0xD0..=0xD7))
        .map_or(bytes.len(), |found| from + found)
}

/// A chunk of a PNG or RIFF file.
pub(crate) struct Chunk {
    pub name: [u8; 4],
    /// Header, payload, and checksum or padding.
    pub whole: Range<usize>,
    pub payload: Range<usize>,
}

/// The chunks of a PNG (W3C PNG § 5.3), as far as they hold together.
pub(crate) fn png_chunks(bytes: &[u8]) -> Vec<Chunk> {
    chunks(bytes, 8, |header| {
        let length = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
        ([header[4], header[5], header[6], header[7]], length, length + 4)
    })
}

/// The chunks of a WebP behind its 12-byte header, or of any RIFF list from `at` (RFC 9649 § 2.3).
pub(crate) fn riff_chunks(bytes: &[u8], at: usize) -> Vec<Chunk> {
    chunks(bytes, at, |header| {
        let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        ([header[0], header[1], header[2], header[3]], length, length + length % 2)
    })
}

/// `read` gives a chunk's name, payload length and length with what follows the payload.
fn chunks(bytes: &[u8], mut at: usize, read: impl Fn(&[u8]) -> ([u8; 4], usize, usize)) -> Vec<Chunk> {
    let mut found = Vec::new();
    while let Some(header) = bytes.get(at..at.saturating_add(8)) {
        let (name, length, padded) = read(header);
        let payload = at + 8..at.saturating_add(8).saturating_add(length);
        if payload.end > bytes.len() || found.len() == MAX_PARTS {
            break;
        }
        let end = (at + 8 + padded).min(bytes.len());
        found.push(Chunk { name, whole: at..end, payload });
        at = end;
    }
    found
}
