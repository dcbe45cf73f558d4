//! One file per format: read the head, then the pixels. None of them turns, converts colours or scales to the last pixel.

use std::io::ErrorKind;

use crate::resize::Channels;
use crate::{Found, Orientation, Rejected};

pub(crate) mod gif;
pub(crate) mod jpeg;
pub(crate) mod png;
pub(crate) mod webp;

/// What a format says before its pixels are decoded.
#[derive(Default)]
pub(crate) struct Head {
    /// As stored, before orientation.
    pub size: (u32, u32),
    pub orientation: Orientation,
    pub animated: bool,
    pub found: Found,
    pub cost: Cost,
}

/// What decoding holds in memory, in thousandths of a byte per stored pixel: with everything at full size, and what is
/// left per pixel after shrink-on-load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cost {
    /// Held at full size whatever is asked for (a progressive JPEG's coefficients, a whole frame).
    pub full: u64,
    /// Held at the size after shrink-on-load.
    pub shrunk: u64,
}

/// Decoded pixels, not yet sRGB, at full size or shrunk on load.
pub(crate) struct Raw {
    pub size: (u32, u32),
    pub channels: Channels,
    pub pixels: Vec<u8>,
    /// An ICC profile, if one is embedded.
    pub profile: Option<Vec<u8>>,
}

/// A zeroed buffer, or a refusal instead of an abort when memory is short.
pub(crate) fn buffer(bytes: usize) -> Result<Vec<u8>, Rejected> {
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(bytes).map_err(|_| Rejected::Damaged)?;
    buffer.resize(bytes, 0);
    Ok(buffer)
}

/// A missing end is told apart from other damage.
pub(crate) fn io_error(error: &std::io::Error) -> Rejected {
    if error.kind() == ErrorKind::UnexpectedEof { Rejected::CutOff } else { Rejected::Damaged }
}
