//! PNG by `png`, row by row and shrunk on the way; only interlaced pictures stand in memory whole.

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, Limits, Reader, Transformations};

use super::{Cost, Head, Raw, buffer, io_error};
use crate::Rejected;
use crate::blocks::png_chunks;
use crate::credit::PNG_XMP;
use crate::found::read_exif;
use crate::resize::Channels;
use crate::shrink::{Shrinker, factor};

/// Memory for chunks beside the pixels (profile, EXIF, palette, row buffers), in bytes.
const MAX_CHUNK_MEMORY: usize = 16 * 1024 * 1024;

fn open(bytes: &[u8]) -> Result<Reader<Cursor<&[u8]>>, Rejected> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MAX_CHUNK_MEMORY });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.read_info().map_err(rejected)
}

/// The size, from the first chunk alone.
pub(crate) fn size(bytes: &[u8]) -> Result<(u32, u32), Rejected> {
    let &[w3, w2, w1, w0, h3, h2, h1, h0] = bytes.get(16..24).ok_or(Rejected::CutOff)? else {
        return Err(Rejected::CutOff);
    };
    Ok((u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0])))
}

/// Reads all chunks before the pixels.
pub(crate) fn head(bytes: &[u8]) -> Result<Head, Rejected> {
    let reader = open(bytes)?;
    let info = reader.info();
    let (orientation, found) = info.exif_metadata.as_deref().map(read_exif).unwrap_or_default();
    let found = found
        .or_xmp(png_chunks(bytes).iter().find_map(|chunk| xmp(&bytes[chunk.payload.clone()], chunk.name)));
    let per_pixel = channels(reader.output_color_type().0)?.count() as u64 * 1000;
    let cost = if info.interlaced {
        Cost { full: per_pixel, shrunk: 0 }
    } else {
        Cost { full: 0, shrunk: per_pixel }
    };
    Ok(Head { size: info.size(), orientation, animated: info.animation_control.is_some(), found, cost })
}

/// An uncompressed XMP text: keyword, nought, compression flag and method, two empty texts (W3C PNG § 11.3.3.4).
fn xmp(payload: &[u8], name: [u8; 4]) -> Option<&[u8]> {
    let rest = payload.strip_prefix(PNG_XMP.as_bytes()).filter(|_| &name == b"iTXt")?;
    rest.strip_prefix(&[0; 5])
}

/// Decodes, shrunk by a whole factor to no less than `target`.
pub(crate) fn decode(bytes: &[u8], target: (u32, u32)) -> Result<Raw, Rejected> {
    let mut reader = open(bytes)?;
    let (width, height) = reader.info().size();
    let channels = channels(reader.output_color_type().0)?;
    let profile = reader.info().icc_profile.as_deref().map(<[u8]>::to_vec);
    if reader.info().interlaced {
        let mut pixels = buffer(reader.output_buffer_size().ok_or(Rejected::Damaged)?)?;
        reader.next_frame(&mut pixels).map_err(rejected)?;
        return Ok(Raw { size: (width, height), channels, pixels, profile });
    }
    let factor = factor((width, height), target);
    let mut shrinker = Shrinker::new(width, factor, channels);
    while let Some(row) = reader.next_row().map_err(rejected)? {
        shrinker.push(row.data());
    }
    let size = (width.div_ceil(factor), height.div_ceil(factor));
    Ok(Raw { size, channels, pixels: shrinker.finish(), profile })
}

fn channels(colour: ColorType) -> Result<Channels, Rejected> {
    match colour {
        ColorType::Grayscale => Ok(Channels::Grey),
        ColorType::GrayscaleAlpha => Ok(Channels::GreyAlpha),
        ColorType::Rgb => Ok(Channels::Rgb),
        ColorType::Rgba => Ok(Channels::Rgba),
        ColorType::Indexed => Err(Rejected::Variant("PNG")),
    }
}

fn rejected(error: DecodingError) -> Rejected {
    match error {
        DecodingError::IoError(error) => io_error(&error),
        _ => Rejected::Damaged,
    }
}
