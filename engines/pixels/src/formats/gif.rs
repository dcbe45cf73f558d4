//! GIF by `gif`: the first frame on its canvas.

use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, MemoryLimit};

use super::{Cost, Head, Raw, buffer, io_error};
use crate::resize::Channels;
use crate::{MAX_PIXELS, Rejected};

/// Most bytes of a frame, one a pixel.
const FRAME_LIMIT: MemoryLimit = match NonZeroU64::new(MAX_PIXELS) {
    Some(limit) => MemoryLimit::Bytes(limit),
    None => MemoryLimit::Bytes(NonZeroU64::MIN),
};

fn open(bytes: &[u8], skip_pixels: bool) -> Result<Decoder<&[u8]>, Rejected> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(FRAME_LIMIT);
    options.skip_frame_decoding(skip_pixels);
    options.read_info(bytes).map_err(rejected)
}

/// The canvas' size, from the logical screen descriptor.
pub(crate) fn size(bytes: &[u8]) -> Result<(u32, u32), Rejected> {
    let &[w0, w1, h0, h1] = bytes.get(6..10).ok_or(Rejected::CutOff)? else { return Err(Rejected::CutOff) };
    Ok((u16::from_le_bytes([w0, w1]).into(), u16::from_le_bytes([h0, h1]).into()))
}

/// Looks whether there is a second frame.
pub(crate) fn head(bytes: &[u8]) -> Result<Head, Rejected> {
    let mut decoder = open(bytes, true)?;
    let size = (decoder.width().into(), decoder.height().into());
    decoder.next_frame_info().map_err(rejected)?.ok_or(Rejected::CutOff)?;
    let animated = decoder.next_frame_info().is_ok_and(|frame| frame.is_some());
    Ok(Head { size, animated, cost: Cost { full: 5000, shrunk: 0 }, ..Head::default() })
}

/// Decodes the first frame; what it leaves uncovered is transparent.
pub(crate) fn decode(bytes: &[u8]) -> Result<Raw, Rejected> {
    let mut decoder = open(bytes, false)?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let global = decoder.global_palette().map(<[u8]>::to_vec);
    let frame = decoder.read_next_frame().map_err(rejected)?.ok_or(Rejected::CutOff)?;
    let palette = frame.palette.as_deref().or(global.as_deref()).ok_or(Rejected::Damaged)?;
    let mut pixels = buffer(width * height * 4)?;
    let (left, top, frame_width) =
        (usize::from(frame.left), usize::from(frame.top), usize::from(frame.width).max(1));
    for (row, indices) in frame.buffer.chunks_exact(frame_width).take(height.saturating_sub(top)).enumerate()
    {
        let start = ((top + row) * width + left) * 4;
        for (column, index) in indices.iter().take(width.saturating_sub(left)).enumerate() {
            let colour = palette.get(usize::from(*index) * 3..usize::from(*index) * 3 + 3);
            if let (Some(colour), true) = (colour, frame.transparent != Some(*index)) {
                let at = start + column * 4;
                pixels[at..at + 3].copy_from_slice(colour);
                pixels[at + 3] = 255;
            }
        }
    }
    Ok(Raw { size: (width as u32, height as u32), channels: Channels::Rgba, pixels, profile: None })
}

fn rejected(error: DecodingError) -> Rejected {
    match error {
        DecodingError::Io(error) => io_error(&error),
        _ => Rejected::Damaged,
    }
}
