//! The picture in memory: upright, 8 bits a channel, sRGB, with straight (not premultiplied) alpha where it has any.

use thiserror::Error;

use crate::MAX_SIDE;

/// A size that cannot be made: a side of nought or beyond what the format holds, or bytes that do not fit the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no picture of {width} × {height} pixels can be made here; choose a smaller size")]
pub struct SizeError {
    /// The width asked for, in pixels.
    pub width: u32,
    /// The height asked for, in pixels.
    pub height: u32,
}

/// An sRGB picture, rows from the top, pixels from the left, without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    width: u32,
    height: u32,
    alpha: bool,
    pixels: Vec<u8>,
}

impl Image {
    /// Wraps `pixels`, RGBA if `alpha`, otherwise RGB.
    ///
    /// # Errors
    /// If a side is nought or over [`MAX_SIDE`], or the length is not `width × height × channels`.
    pub fn new(width: u32, height: u32, alpha: bool, pixels: Vec<u8>) -> Result<Self, SizeError> {
        let sides = 1..=MAX_SIDE;
        let channels = if alpha { 4 } else { 3 };
        let fits = sides.contains(&width)
            && sides.contains(&height)
            && pixels.len() as u64 == u64::from(width) * u64::from(height) * channels;
        if fits { Ok(Self { width, height, alpha, pixels }) } else { Err(SizeError { width, height }) }
    }

    /// For callers inside the engine that made `pixels` to measure.
    pub(crate) fn from_parts(width: u32, height: u32, alpha: bool, pixels: Vec<u8>) -> Self {
        debug_assert!(pixels.len() == width as usize * height as usize * if alpha { 4 } else { 3 });
        Self { width, height, alpha, pixels }
    }

    /// Width in pixels, at least 1.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, at least 1.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Whether a pixel has an alpha byte.
    #[must_use]
    pub fn has_alpha(&self) -> bool {
        self.alpha
    }

    /// Bytes in a pixel: 4 with alpha, otherwise 3.
    #[must_use]
    pub fn channels(&self) -> usize {
        if self.alpha { 4 } else { 3 }
    }

    /// The bytes, row by row.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Gives up the bytes.
    #[must_use]
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// The picture laid on a plain `paper` colour: no alpha any more.
    #[must_use]
    pub fn flattened(&self, paper: [u8; 3]) -> Self {
        if !self.alpha {
            return self.clone();
        }
        let over = |colour: u8, under: u8, alpha: u8| {
            let mixed = u32::from(colour) * u32::from(alpha) + u32::from(under) * u32::from(255 - alpha);
            ((mixed + 127) / 255) as u8
        };
        let pixels = self
            .pixels
            .chunks_exact(4)
            .flat_map(|p| {
                [over(p[0], paper[0], p[3]), over(p[1], paper[1], p[3]), over(p[2], paper[2], p[3])]
            })
            .collect();
        Self { width: self.width, height: self.height, alpha: false, pixels }
    }

    /// Drops an alpha channel that says nothing (opaque everywhere).
    pub(crate) fn without_idle_alpha(mut self) -> Self {
        if self.alpha && self.pixels.chunks_exact(4).all(|p| p[3] == 255) {
            let count = self.pixels.len() / 4;
            for at in 0..count {
                self.pixels.copy_within(at * 4..at * 4 + 3, at * 3);
            }
            self.pixels.truncate(count * 3);
            self.pixels.shrink_to_fit();
            self.alpha = false;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_must_fit_the_size() {
        assert!(Image::new(2, 1, false, vec![0; 6]).is_ok());
        assert!(Image::new(2, 1, true, vec![0; 6]).is_err());
        assert!(Image::new(0, 1, false, vec![]).is_err());
        assert!(Image::new(MAX_SIDE + 1, 1, false, vec![0; 3 * (MAX_SIDE as usize + 1)]).is_err());
    }

    #[test]
    fn flattening_mixes_with_the_paper() {
        let image = Image::new(3, 1, true, vec![0, 0, 0, 0, 0, 0, 0, 255, 10, 20, 30, 128]).unwrap();
        assert_eq!(image.flattened([255; 3]).pixels(), [255, 255, 255, 0, 0, 0, 132, 137, 142]);
    }

    #[test]
    fn only_idle_alpha_is_dropped() {
        let idle = Image::new(2, 1, true, vec![1, 2, 3, 255, 4, 5, 6, 255]).unwrap().without_idle_alpha();
        assert_eq!((idle.has_alpha(), idle.pixels()), (false, &[1, 2, 3, 4, 5, 6][..]));
        assert!(Image::new(1, 1, true, vec![1, 2, 3, 254]).unwrap().without_idle_alpha().has_alpha());
    }
}
