//! Giving out an original without its private parts: its pixels stay bit for bit, its place, serial numbers, names and
//! notes go. Profile and orientation stay, or it would look different.

use crate::blocks::{APP0, APP1, APP2, APP14, APP15, COM, EOI, jpeg_segments, png_chunks, riff_chunks};
use crate::credit::push_chunk;
use crate::{Format, Orientation, Probe};

/// The original without metadata, or `None` where this cannot be done (GIF, or a container that is not whole): give out
/// a rendition then. `probe` must be of these `bytes`.
#[must_use]
pub fn strip_metadata(bytes: &[u8], probe: &Probe) -> Option<Vec<u8>> {
    match probe.format {
        Format::Jpeg => jpeg(bytes, probe.orientation),
        Format::Png => png(bytes, probe.orientation),
        Format::WebP => webp(bytes, probe.orientation),
        Format::Gif => None,
    }
}

/// Keeps what decoding needs, up to the end marker: phones hang whole films behind it.
fn jpeg(bytes: &[u8], orientation: Orientation) -> Option<Vec<u8>> {
    let mut out = vec![0xFF, 0xD8];
    if orientation != Orientation::default() {
        let mut exif = b"Exif\0\0".to_vec();
        exif.extend_from_slice(&orientation_block(orientation));
        out.extend_from_slice(&[0xFF, APP1, 0, exif.len() as u8 + 2]);
        out.extend_from_slice(&exif);
    }
    for segment in jpeg_segments(bytes) {
        let payload = &bytes[segment.payload.clone()];
        let keep = match segment.marker {
            APP2 => payload.starts_with(b"ICC_PROFILE\0"),
            APP14 => payload.starts_with(b"Adobe"),
            APP0..=APP15 | COM => false,
            _ => true,
        };
        if keep {
            out.extend_from_slice(&bytes[segment.whole]);
        }
        if segment.marker == EOI {
            return Some(out);
        }
    }
    None
}

fn png(bytes: &[u8], orientation: Orientation) -> Option<Vec<u8>> {
    const KEPT: [&[u8; 4]; 14] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT",
        b"acTL", b"fcTL", b"fdAT",
    ];
    let mut out = bytes.get(..8)?.to_vec();
    let mut turned = orientation == Orientation::default();
    for chunk in png_chunks(bytes) {
        if &chunk.name == b"IDAT" && !turned {
            push_png_chunk(&mut out, *b"eXIf", &orientation_block(orientation));
            turned = true;
        }
        if KEPT.contains(&&chunk.name) {
            out.extend_from_slice(&bytes[chunk.whole]);
        }
        if &chunk.name == b"IEND" {
            return Some(out);
        }
    }
    None
}

fn push_png_chunk(out: &mut Vec<u8>, name: [u8; 4], payload: &[u8]) {
    out.extend_from_slice(&(payload.len() as u32).to_be_bytes());
    let checked_from = out.len();
    out.extend_from_slice(&name);
    out.extend_from_slice(payload);
    let crc = crc32(&out[checked_from..]);
    out.extend_from_slice(&crc.to_be_bytes());
}

/// CRC-32 as PNG wants it (ISO 3309); for a few dozen bytes no table is needed.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

fn webp(bytes: &[u8], orientation: Orientation) -> Option<Vec<u8>> {
    const EXIF_FLAG: u8 = 0x08;
    const XMP_FLAG: u8 = 0x04;
    let turned = orientation != Orientation::default();
    let declared =
        bytes.get(4..8).map(|length| u32::from_le_bytes([length[0], length[1], length[2], length[3]]))?;
    let bytes = bytes.get(..declared as usize + 8)?;
    let chunks = riff_chunks(bytes, 12);
    if chunks.last()?.whole.end != bytes.len() {
        return None;
    }
    let mut body = b"WEBP".to_vec();
    for chunk in chunks {
        match &chunk.name {
            b"VP8X" => {
                let mut extended = bytes[chunk.payload].to_vec();
                if let Some(flags) = extended.first_mut() {
                    *flags &= !(EXIF_FLAG | XMP_FLAG);
                    *flags |= if turned { EXIF_FLAG } else { 0 };
                }
                push_chunk(&mut body, *b"VP8X", &extended);
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => {
                push_chunk(&mut body, chunk.name, &bytes[chunk.payload]);
            }
            _ => {}
        }
    }
    if turned {
        push_chunk(&mut body, *b"EXIF", &orientation_block(orientation));
    }
    let mut out = Vec::with_capacity(body.len() + 8);
    push_chunk(&mut out, *b"RIFF", &body);
    Some(out)
}

/// A TIFF block with the orientation as its only entry.
fn orientation_block(orientation: Orientation) -> [u8; 26] {
    let mut block = *b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0";
    block[19] = orientation.to_exif();
    block
}
