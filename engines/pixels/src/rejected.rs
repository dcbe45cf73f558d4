//! Why a picture was refused, and the limits behind it. Each reason prints as a sentence that says what to do next.

use thiserror::Error;

/// Largest file taken, in bytes: 50 MB counted in binary (50 × 1024 × 1024), so that a file which any file manager shows
/// as 50 MB passes.
pub const MAX_BYTES: usize = 50 * 1024 * 1024;
/// Largest picture taken, in pixels (width × height): 100 megapixels.
pub const MAX_PIXELS: u64 = 100_000_000;
/// Longest side taken, in pixels: what JPEG and GIF can say. PNG could say two thousand million.
pub const MAX_SIDE: u32 = 65_535;
/// Most scans in a JPEG. Encoders write about ten; a crafted file can hold a million, each of which costs a walk over the
/// whole picture.
pub const MAX_SCANS: usize = 100;

/// Why a picture is not taken. `Display` is a whole sentence for the person who uploaded it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejected {
    /// No bytes at all.
    #[error("This file is empty. Choose the picture again and upload it.")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("This file has {} MB; 50 MB is the most. Save it smaller, or as a JPEG, and upload that.", .bytes.div_ceil(1024 * 1024))]
    TooManyBytes {
        /// The file's length in bytes.
        bytes: usize,
    },
    /// More than [`MAX_PIXELS`] or a side over [`MAX_SIDE`].
    #[error(
        "This picture is {width} × {height} pixels; 100 megapixels and {MAX_SIDE} a side are the most. Make it smaller and upload that."
    )]
    TooManyPixels {
        /// Declared width in pixels.
        width: u32,
        /// Declared height in pixels.
        height: u32,
    },
    /// Width or height of nought.
    #[error("This picture has no pixels. Save it again with the program it comes from, and upload that.")]
    NoPixels,
    /// A format that is known but not taken, by its common name.
    #[error("{0} cannot be read here. Save the picture as JPEG, PNG or WebP and upload that.")]
    OtherFormat(&'static str),
    /// AVIF, which is recognised but not decoded.
    #[error("AVIF cannot be read yet; save it as JPEG, PNG or WebP and upload that.")]
    Avif,
    /// Nothing that looks like a picture.
    #[error("This is not a picture that can be read here. Upload a JPEG, PNG, WebP or GIF.")]
    NotAPicture,
    /// The file ends before the picture does.
    #[error(
        "The end of this picture is missing, as after a broken download. Fetch or save it again and upload the whole file."
    )]
    CutOff,
    /// The file contradicts itself or its format.
    #[error(
        "This picture is damaged. Open it in a picture program, save it again as JPEG or PNG, and upload that."
    )]
    Damaged,
    /// A JPEG of more than [`MAX_SCANS`] scans.
    #[error("This JPEG is stored in too many layers. Save it again as an ordinary JPEG and upload that.")]
    TooManyScans,
    /// A rare variant of a known format.
    #[error(
        "This kind of {0} cannot be read here. Save it again as an ordinary JPEG or PNG and upload that."
    )]
    Variant(&'static str),
}
