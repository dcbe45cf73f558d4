//! From bytes to an upright sRGB picture of at most a wanted size, in the order that holds least memory: shrink while
//! loading, scale, convert the few pixels left, turn.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::formats::{Raw, gif, jpeg, png, webp};
use crate::resize::{fit, resample};
use crate::{Format, Image, Probe, Rejected, colour};

/// Decodes a picture that [`crate::probe`] has taken, made to fit a square of `max_side` pixels (never grown;
/// `u32::MAX` keeps its size): upright, sRGB by its embedded profile, first frame only.
///
/// # Errors
/// If the pixels are damaged or cut off, or are not what `probe` was made from.
pub fn decode(bytes: &[u8], probe: &Probe, max_side: u32) -> Result<Image, Rejected> {
    // The decoders are other people's code on a stranger's bytes: a panic in there is one more kind of damage.
    catch_unwind(AssertUnwindSafe(|| decode_guarded(bytes, probe, max_side)))
        .unwrap_or(Err(Rejected::Damaged))
}

fn decode_guarded(bytes: &[u8], probe: &Probe, max_side: u32) -> Result<Image, Rejected> {
    let target = probe.stored(fit(probe.width, probe.height, max_side));
    let raw = match probe.format {
        Format::Jpeg => jpeg::decode(bytes, target)?,
        Format::Png => png::decode(bytes, target)?,
        Format::WebP => webp::decode(bytes)?,
        Format::Gif => gif::decode(bytes)?,
    };
    let image = colour::to_srgb(scale(raw, target)?)?;
    Ok(probe.orientation.apply(image.without_idle_alpha()))
}

fn scale(raw: Raw, target: (u32, u32)) -> Result<Raw, Rejected> {
    let expected = raw.size.0 as usize * raw.size.1 as usize * raw.channels.count();
    if raw.pixels.len() != expected {
        return Err(Rejected::Damaged);
    }
    if raw.size == target {
        return Ok(raw);
    }
    let pixels = resample(&raw.pixels, raw.size, raw.channels, target).map_err(|_| Rejected::Damaged)?;
    Ok(Raw { size: target, pixels, ..raw })
}
