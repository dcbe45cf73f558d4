//! JPEG by `jpeg-decoder`, at 1/1, 1/2, 1/4 or 1/8 of its size straight from the coefficients.

use jpeg_decoder::{Decoder, Error, PixelFormat};

use super::{Cost, Head, Raw, io_error};
use crate::blocks::{APP1, EOI, SOS, Segment, jpeg_segments};
use crate::credit::JPEG_XMP;
use crate::found::read_exif;
use crate::resize::Channels;
use crate::{MAX_PIXELS, MAX_SCANS, Rejected};

/// Reads the frame header (ITU-T T.81 § B.2.2) and the EXIF and XMP blocks.
pub(crate) fn head(bytes: &[u8]) -> Result<Head, Rejected> {
    let segments = jpeg_segments(bytes);
    let frame = segments.iter().find(|segment| is_frame(segment.marker)).ok_or(Rejected::CutOff)?;
    let payload = &bytes[frame.payload.clone()];
    let &[8, h1, h0, w1, w0, components, ..] = payload else { return Err(Rejected::Variant("JPEG")) };
    if segments.iter().filter(|segment| segment.marker == SOS).count() > MAX_SCANS {
        return Err(Rejected::TooManyScans);
    }
    if segments.last().is_none_or(|segment| segment.marker != EOI) {
        return Err(Rejected::CutOff);
    }
    let exif = segments.iter().find_map(|segment| app1(bytes, segment, b"Exif\0\0")).map(read_exif);
    let (orientation, found) = exif.unwrap_or_default();
    let found = found.or_xmp(segments.iter().find_map(|segment| app1(bytes, segment, JPEG_XMP)));
    let samples = samples_per_thousand_pixels(&payload[6..], components);
    let progressive =
        frame.marker == 0xC2 || segments.iter().filter(|segment| segment.marker == SOS).count() > 1;
    let cost = Cost {
        full: if progressive { samples * 2 } else { 0 },
        shrunk: samples + u64::from(components) * 1000,
    };
    let size = (u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0])));
    Ok(Head { size, orientation, animated: false, found, cost })
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// The payload behind `name`, if this is the APP1 segment of that name.
fn app1<'a>(bytes: &'a [u8], segment: &Segment, name: &[u8]) -> Option<&'a [u8]> {
    (segment.marker == APP1).then(|| bytes[segment.payload.clone()].strip_prefix(name))?
}

/// Samples that a thousand pixels hold, by the sampling factors: 1500 for 4:2:0.
fn samples_per_thousand_pixels(components: &[u8], count: u8) -> u64 {
    let factors = components
        .chunks_exact(3)
        .take(usize::from(count))
        .map(|c| (u64::from(c[1] >> 4), u64::from(c[1] & 15)));
    let (most_h, most_v) =
        factors.clone().fold((1, 1), |most, factor| (most.0.max(factor.0), most.1.max(factor.1)));
    factors.map(|(h, v)| h * v * 1000).sum::<u64>() / (most_h * most_v)
}

/// Decodes at the smallest scale that is at least `target` (the size wanted, as stored).
pub(crate) fn decode(bytes: &[u8], target: (u32, u32)) -> Result<Raw, Rejected> {
    let mut decoder = Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(MAX_PIXELS as usize * 4);
    decoder.read_info().map_err(rejected)?;
    let info = decoder.info().ok_or(Rejected::Damaged)?;
    // `scale` stops at either bound, so the height is given in full and the width decides.
    let width = u16::try_from(target.0).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(width, info.height).map_err(rejected)?;
    let mut pixels = decoder.decode().map_err(rejected)?;
    let channels = match info.pixel_format {
        PixelFormat::L8 => Channels::Grey,
        PixelFormat::L16 => {
            pixels = pixels
                .chunks_exact(2)
                .map(|sample| u16::from_ne_bytes([sample[0], sample[1]]).to_be_bytes()[0])
                .collect();
            Channels::Grey
        }
        PixelFormat::RGB24 => Channels::Rgb,
        PixelFormat::CMYK32 => Channels::Cmyk,
    };
    Ok(Raw { size: (width.into(), height.into()), channels, pixels, profile: decoder.icc_profile() })
}

fn rejected(error: Error) -> Rejected {
    match error {
        Error::Io(error) => io_error(&error),
        Error::Unsupported(_) => Rejected::Variant("JPEG"),
        Error::Format(_) | Error::Internal(_) => Rejected::Damaged,
    }
}
