//! WebP by `image-webp`: the still picture or the first frame.

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::{Cost, Head, Raw, buffer, io_error};
use crate::blocks::riff_chunks;
use crate::found::read_exif;
use crate::resize::Channels;
use crate::{MAX_EXIF_BYTES, Rejected};

/// Largest ICC or EXIF chunk, in bytes.
const MAX_CHUNK: usize = 8 * 1024 * 1024;
/// Bytes of an ANMF chunk before the frame's own chunks (RFC 9649 § 2.7.1.1).
const ANMF_HEADER: usize = 16;

fn open(bytes: &[u8]) -> Result<WebPDecoder<Cursor<&[u8]>>, Rejected> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(rejected)?;
    decoder.set_memory_limit(MAX_CHUNK);
    Ok(decoder)
}

/// Reads the container, and the sizes that the bit streams inside claim: they must not exceed the canvas, since the
/// decoder makes room by them.
pub(crate) fn head(bytes: &[u8]) -> Result<Head, Rejected> {
    let declared = bytes.get(4..8).map(|l| u32::from_le_bytes([l[0], l[1], l[2], l[3]]) as usize);
    if declared.is_none_or(|length| length.saturating_add(8) > bytes.len()) {
        return Err(Rejected::CutOff);
    }
    let mut decoder = open(bytes)?;
    let size = decoder.dimensions();
    for chunk in riff_chunks(bytes, 12) {
        let inner = &bytes[chunk.payload.clone()];
        let streams = if &chunk.name == b"ANMF" { riff_chunks(inner, ANMF_HEADER) } else { vec![] };
        let claims = streams.iter().filter_map(|c| lossy_size(c.name, &inner[c.payload.clone()]));
        if claims
            .chain(lossy_size(chunk.name, inner))
            .any(|(width, height)| width > size.0 || height > size.1)
        {
            return Err(Rejected::Damaged);
        }
    }
    let exif = decoder.exif_metadata().ok().flatten().filter(|block| block.len() <= MAX_EXIF_BYTES);
    let (orientation, found) = exif.as_deref().map(read_exif).unwrap_or_default();
    let xmp = riff_chunks(bytes, 12).into_iter().find(|chunk| &chunk.name == b"XMP ");
    let found = found.or_xmp(xmp.map(|chunk| &bytes[chunk.payload]));
    Ok(Head {
        size,
        orientation,
        animated: decoder.is_animated(),
        found,
        cost: Cost { full: 7000, shrunk: 0 },
    })
}

/// The size in a VP8 key frame's header (RFC 6386 § 9.1).
fn lossy_size(name: [u8; 4], payload: &[u8]) -> Option<(u32, u32)> {
    match (&name, payload) {
        (b"VP8 ", [_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..]) => Some((
            u32::from(u16::from_le_bytes([*w0, *w1]) & 0x3FFF),
            u32::from(u16::from_le_bytes([*h0, *h1]) & 0x3FFF),
        )),
        _ => None,
    }
}

/// Decodes at full size.
pub(crate) fn decode(bytes: &[u8]) -> Result<Raw, Rejected> {
    let mut decoder = open(bytes)?;
    let channels = if decoder.has_alpha() { Channels::Rgba } else { Channels::Rgb };
    let profile = decoder.icc_profile().ok().flatten();
    let mut pixels = buffer(decoder.output_buffer_size().ok_or(Rejected::Damaged)?)?;
    decoder.read_image(&mut pixels).map_err(rejected)?;
    Ok(Raw { size: decoder.dimensions(), channels, pixels, profile })
}

fn rejected(error: DecodingError) -> Rejected {
    match error {
        DecodingError::IoError(error) => io_error(&error),
        DecodingError::BitStreamError | DecodingError::NoMoreFrames => Rejected::CutOff,
        _ => Rejected::Damaged,
    }
}
