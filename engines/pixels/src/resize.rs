//! The sizes of a picture, and scaling to them.

use fast_image_resize::images::{Image as Buffer, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::{Image, SizeError};

/// Widths of the renditions made at upload, in pixels.
pub const LADDER: [u32; 8] = [320, 480, 640, 960, 1280, 1600, 2000, 2400];
/// Longest side of any rendition, in pixels: WebP can hold no more (RFC 9649 § 2.4, 14 bits).
pub const MAX_RENDITION_SIDE: u32 = 16_383;

/// The sizes to make of an upright picture of `width × height`, smallest first, never larger than the picture and at
/// least one. A picture narrower than the last step is itself the last step.
#[must_use]
pub fn ladder(width: u32, height: u32) -> Vec<(u32, u32)> {
    let (width, height) = fit(width.max(1), height.max(1), MAX_RENDITION_SIDE);
    let widest = LADDER[LADDER.len() - 1];
    let own = (width <= widest).then_some(width);
    LADDER
        .iter()
        .copied()
        .filter(|step| *step < width)
        .chain(own)
        .map(|step| (step, scaled(height, step, width)))
        .collect()
}

/// `width × height` made to fit a square of `side`, keeping its shape and never growing.
pub(crate) fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let side = side.max(1);
    match width.max(height) {
        longest if longest <= side => (width, height),
        _ if width >= height => (side, scaled(height, side, width)),
        _ => (scaled(width, side, height), side),
    }
}

/// `length × numerator / denominator`, rounded, at least 1.
fn scaled(length: u32, numerator: u32, denominator: u32) -> u32 {
    let (length, numerator, denominator) =
        (u64::from(length), u64::from(numerator), u64::from(denominator.max(1)));
    u32::try_from((length * numerator + denominator / 2) / denominator).unwrap_or(u32::MAX).max(1)
}

/// The picture scaled to exactly `width × height` (Lanczos, three lobes; transparent pixels lend no colour).
///
/// # Errors
/// If a side is nought or over [`crate::MAX_SIDE`].
pub fn resize(image: &Image, width: u32, height: u32) -> Result<Image, SizeError> {
    let channels = if image.has_alpha() { Channels::Rgba } else { Channels::Rgb };
    let pixels = resample(image.pixels(), (image.width(), image.height()), channels, (width, height))?;
    Image::new(width, height, image.has_alpha(), pixels)
}

/// What the bytes of a pixel mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channels {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
    /// Ink, 0 for none and 255 for full.
    Cmyk,
}

impl Channels {
    pub(crate) fn count(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    pub(crate) fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }
}

/// Scales raw pixels of any kind.
pub(crate) fn resample(
    pixels: &[u8],
    from: (u32, u32),
    channels: Channels,
    to: (u32, u32),
) -> Result<Vec<u8>, SizeError> {
    if from == to {
        return Ok(pixels.to_vec());
    }
    let kind = match channels.count() {
        1 => PixelType::U8,
        2 => PixelType::U8x2,
        3 => PixelType::U8x3,
        _ => PixelType::U8x4,
    };
    let failed = SizeError { width: to.0, height: to.1 };
    if to.0.min(to.1) == 0 || to.0.max(to.1) > crate::MAX_SIDE {
        return Err(failed);
    }
    let source = ImageRef::new(from.0, from.1, pixels, kind).map_err(|_| failed)?;
    let mut target = Buffer::new(to.0, to.1, kind);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .use_alpha(channels.has_alpha());
    Resizer::new().resize(&source, &mut target, &options).map_err(|_| failed)?;
    Ok(target.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ladder_ends_with_the_picture_or_the_widest_step() {
        assert_eq!(ladder(100, 50), [(100, 50)]);
        assert_eq!(ladder(451, 300), [(320, 213), (451, 300)]);
        assert_eq!(ladder(640, 480), [(320, 240), (480, 360), (640, 480)]);
        assert_eq!(ladder(6000, 4000).last(), Some(&(2400, 1600)));
        assert_eq!(ladder(6000, 4000).len(), LADDER.len());
        assert_eq!(ladder(2400, 1).last(), Some(&(2400, 1)));
        assert_eq!(ladder(300, 60_000), [(82, MAX_RENDITION_SIDE)]);
    }

    proptest! {
        #[test]
        fn ladder_never_grows_and_always_rises(width in 1u32..70_000, height in 1u32..70_000) {
            let steps = ladder(width, height);
            prop_assert!(!steps.is_empty());
            prop_assert!(steps.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(steps.iter().all(|(w, h)| *w <= width && *h <= height && *w >= 1 && *h >= 1));
            prop_assert!(steps.iter().all(|(w, h)| *w.max(h) <= MAX_RENDITION_SIDE));
        }
    }

    #[test]
    fn transparent_pixels_lend_no_colour() {
        let pixels = [[255, 0, 0, 255], [0, 255, 0, 0]].repeat(32).concat();
        let small = resize(&Image::new(64, 1, true, pixels).unwrap(), 16, 1).unwrap();
        for pixel in small.pixels().chunks_exact(4) {
            assert!(pixel[0] > 250 && pixel[1] < 5, "{pixel:?}");
            assert!((100..=155).contains(&pixel[3]), "{pixel:?}");
        }
    }

    #[test]
    fn impossible_sizes_are_refused() {
        let image = Image::new(1, 1, false, vec![7; 3]).unwrap();
        assert!(resize(&image, 0, 1).is_err());
        assert!(resize(&image, 1, 70_000).is_err());
        assert_eq!(resize(&image, 4, 4).unwrap().pixels(), [7; 48]);
    }
}
