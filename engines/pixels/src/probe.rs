//! Looks at a file before anything is decoded: what it is, how large, which way up, what it costs.

use std::panic::catch_unwind;

use crate::formats::{Cost, Head, gif, jpeg, png, webp};
use crate::resize::fit;
use crate::sniff::sniff;
use crate::{Format, Found, MAX_BYTES, MAX_PIXELS, MAX_SIDE, Orientation, Rejected};

/// What is known of a picture before it is decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// By content, whatever the file is called.
    pub format: Format,
    /// Width in pixels when upright.
    pub width: u32,
    /// Height in pixels when upright.
    pub height: u32,
    /// How the stored rows must be turned; [`crate::decode`] does it.
    pub orientation: Orientation,
    /// Whether it moves. Only the first frame (of a PNG the still picture) is decoded.
    pub animated: bool,
    /// What the file says of its author and licence.
    pub found: Found,
    cost: Cost,
}

impl Probe {
    /// About how many bytes [`crate::decode`] to `max_side` holds at its peak, beside the file itself. Meant as permits
    /// of a semaphore: never decode more at once than memory allows.
    #[must_use]
    pub fn memory(&self, max_side: u32) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let (width, height) = fit(self.width, self.height, max_side);
        let target = u64::from(width) * u64::from(height);
        // Shrink-on-load stops short of halving once more, so up to four times the target remains.
        let shrunk = pixels.min(target * 4);
        (pixels * self.cost.full + shrunk * self.cost.shrunk) / 1000 + target * 8
    }

    /// The stored size, before turning.
    pub(crate) fn stored(&self, upright: (u32, u32)) -> (u32, u32) {
        self.orientation.upright(upright.0, upright.1)
    }
}

/// Reads the head of a picture, enforcing [`MAX_BYTES`], [`MAX_PIXELS`] and [`MAX_SIDE`] before any pixel is decoded.
///
/// # Errors
/// The reason why it is not taken, as a sentence for the uploader.
pub fn probe(bytes: &[u8]) -> Result<Probe, Rejected> {
    if bytes.len() > MAX_BYTES {
        return Err(Rejected::TooManyBytes { bytes: bytes.len() });
    }
    let format = sniff(bytes)?;
    let head = catch_unwind(|| head(format, bytes)).unwrap_or(Err(Rejected::Damaged))?;
    check_size(head.size)?;
    let (width, height) = head.orientation.upright(head.size.0, head.size.1);
    let Head { orientation, animated, found, cost, .. } = head;
    Ok(Probe { format, width, height, orientation, animated, found, cost })
}

fn head(format: Format, bytes: &[u8]) -> Result<Head, Rejected> {
    match format {
        Format::Jpeg => jpeg::head(bytes),
        Format::Png => check_size(png::size(bytes)?).and_then(|()| png::head(bytes)),
        Format::WebP => webp::head(bytes),
        Format::Gif => check_size(gif::size(bytes)?).and_then(|()| gif::head(bytes)),
    }
}

fn check_size((width, height): (u32, u32)) -> Result<(), Rejected> {
    if width == 0 || height == 0 {
        return Err(Rejected::NoPixels);
    }
    if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Rejected::TooManyPixels { width, height });
    }
    Ok(())
}
