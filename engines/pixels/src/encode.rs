//! Writing renditions. An encoder sees nothing but pixels, so nothing of the source's metadata can come through; the
//! credit is added behind it.

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

use crate::credit::{PNG_XMP, embed_in_jpeg, embed_in_webp, packet};
use crate::resize::MAX_RENDITION_SIDE;
use crate::{Credit, Image, SizeError};

/// Quality for JPEG renditions.
pub const JPEG_QUALITY: u8 = 80;
/// Quality for WebP renditions: about as good to the eye as [`JPEG_QUALITY`].
pub const WEBP_QUALITY: u8 = 78;
/// What shows through a transparent picture where the format has no alpha: paper.
const PAPER: [u8; 3] = [255; 3];

/// A format that renditions are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Baseline JPEG; transparency is laid on white paper.
    Jpeg {
        /// 1…100.
        quality: u8,
    },
    /// Lossy WebP, with alpha.
    WebP {
        /// 0…100.
        quality: u8,
    },
    /// Lossless PNG, with alpha.
    Png,
}

impl Encoding {
    /// The IANA media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg { .. } => "image/jpeg",
            Self::WebP { .. } => "image/webp",
            Self::Png => "image/png",
        }
    }
}

/// Encodes `image`, with `credit` as its only metadata.
///
/// # Errors
/// If a side is over [`MAX_RENDITION_SIDE`].
pub fn encode(image: &Image, encoding: Encoding, credit: Option<&Credit>) -> Result<Vec<u8>, SizeError> {
    let failed = SizeError { width: image.width(), height: image.height() };
    if image.width().max(image.height()) > MAX_RENDITION_SIDE {
        return Err(failed);
    }
    let xmp = credit.map(packet);
    match encoding {
        Encoding::Jpeg { quality } => {
            let plain = jpeg(image, quality).ok_or(failed)?;
            Ok(xmp.map_or_else(|| plain.clone(), |xmp| embed_in_jpeg(&plain, &xmp)))
        }
        Encoding::WebP { quality } => {
            let plain = webp(image, quality).ok_or(failed)?;
            Ok(xmp.map_or_else(|| plain.clone(), |xmp| embed_in_webp(&plain, &xmp, image)))
        }
        Encoding::Png => png(image, xmp).ok_or(failed),
    }
}

fn jpeg(image: &Image, quality: u8) -> Option<Vec<u8>> {
    let flat;
    let opaque = if image.has_alpha() {
        flat = image.flattened(PAPER);
        &flat
    } else {
        image
    };
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality.clamp(1, 100))
        .encode(opaque.pixels(), opaque.width(), opaque.height(), ExtendedColorType::Rgb8)
        .ok()?;
    Some(out)
}

fn webp(image: &Image, quality: u8) -> Option<Vec<u8>> {
    let (width, height) = (image.width(), image.height());
    let encoder = if image.has_alpha() {
        webp::Encoder::from_rgba(image.pixels(), width, height)
    } else {
        webp::Encoder::from_rgb(image.pixels(), width, height)
    };
    encoder.encode_simple(false, f32::from(quality.min(100))).ok().map(|memory| memory.to_vec())
}

fn png(image: &Image, xmp: Option<String>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, image.width(), image.height());
    encoder.set_color(if image.has_alpha() { png::ColorType::Rgba } else { png::ColorType::Rgb });
    if let Some(xmp) = xmp {
        encoder.add_itxt_chunk(PNG_XMP.to_owned(), xmp).ok()?;
    }
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(image.pixels()).ok()?;
    writer.finish().ok()?;
    Some(out)
}
