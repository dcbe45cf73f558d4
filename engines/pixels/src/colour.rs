//! Colours to sRGB: by the embedded ICC profile where there is a usable one, else what the format means by itself.

use moxcms::{ColorProfile, DataColorSpace, Layout, ParsingOptions, RenderingIntent, TransformOptions};

use crate::formats::Raw;
use crate::resize::Channels;
use crate::{Image, Rejected};

/// Largest ICC profile that is used, in bytes; printing profiles reach some 3 MB.
const MAX_PROFILE_BYTES: usize = 8 * 1024 * 1024;

/// Converts to 8-bit sRGB. A profile that is broken or of another kind than the pixels is passed over, as browsers do.
pub(crate) fn to_srgb(raw: Raw) -> Result<Image, Rejected> {
    let alpha = raw.channels.has_alpha();
    let converted = raw.profile.as_deref().and_then(|profile| by_profile(&raw, profile));
    let pixels = match converted {
        Some(pixels) => pixels,
        None => by_format(raw.channels, raw.pixels),
    };
    Image::new(raw.size.0, raw.size.1, alpha, pixels).map_err(|_| Rejected::Damaged)
}

fn by_profile(raw: &Raw, profile: &[u8]) -> Option<Vec<u8>> {
    let limits = ParsingOptions { max_profile_size: MAX_PROFILE_BYTES, ..ParsingOptions::default() };
    let profile = ColorProfile::new_from_slice_with_options(profile, limits).ok()?;
    let (space, layout) = match raw.channels {
        Channels::Grey => (DataColorSpace::Gray, Layout::Gray),
        Channels::GreyAlpha => (DataColorSpace::Gray, Layout::GrayAlpha),
        Channels::Rgb => (DataColorSpace::Rgb, Layout::Rgb),
        Channels::Rgba => (DataColorSpace::Rgb, Layout::Rgba),
        Channels::Cmyk => (DataColorSpace::Cmyk, Layout::Rgba),
    };
    if profile.color_space != space {
        return None;
    }
    let alpha = raw.channels.has_alpha();
    let target = if alpha { Layout::Rgba } else { Layout::Rgb };
    let options =
        TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() };
    let transform = profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), target, options).ok()?;
    let channels = if alpha { 4 } else { 3 };
    let mut pixels = vec![0; raw.size.0 as usize * raw.size.1 as usize * channels];
    transform.transform(&raw.pixels, &mut pixels).ok()?;
    Some(pixels)
}

fn by_format(channels: Channels, pixels: Vec<u8>) -> Vec<u8> {
    match channels {
        Channels::Rgb | Channels::Rgba => pixels,
        Channels::Grey => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        Channels::GreyAlpha => pixels.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect(),
        Channels::Cmyk => {
            pixels.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]].map(|ink| uninked(ink, p[3]))).collect()
        }
    }
}

/// What paper reflects under two inks: `(1 − ink)(1 − black)`.
fn uninked(ink: u8, black: u8) -> u8 {
    ((u32::from(255 - ink) * u32::from(255 - black) + 127) / 255) as u8
}
