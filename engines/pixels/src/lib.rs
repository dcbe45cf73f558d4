//! Engine `pixels`: pictures in, pictures out.
//!
//! Takes the bytes of a stranger's picture, refuses what is too large or broken before decoding it, and gives an upright
//! 8-bit sRGB [`Image`]; makes the sizes of the rendition ladder from it and encodes them without any of the source's
//! metadata, with the credit written in; names near-duplicates by a perceptual hash.
//!
//! It does no input or output, has no clock, no thread and no task: bytes in, bytes out. It does not decide how many
//! decodes may run at once; [`Probe::memory`] says what one costs, so that the caller can.
//!
//! Invariants: dimensions are read and bounded before anything is decoded; a panic inside a decoder is a refusal, never
//! the caller's; an [`Image`] always holds exactly `width × height × channels` bytes; no byte of a source's metadata
//! reaches an encoded rendition.

mod blocks;
mod colour;
mod credit;
mod decode;
mod encode;
mod fingerprint;
mod formats;
mod found;
mod image;
mod orientation;
mod placeholder;
mod probe;
mod rejected;
mod resize;
mod shrink;
mod sniff;
mod strip;

pub use credit::{Credit, MAX_CREDIT_CHARS, licence_url};
pub use decode::decode;
pub use encode::{Encoding, JPEG_QUALITY, WEBP_QUALITY, encode};
pub use fingerprint::{NEAR_DUPLICATE, distance, phash};
pub use found::{Found, MAX_EXIF_BYTES};
pub use image::{Image, SizeError};
pub use orientation::Orientation;
pub use placeholder::{dominant_colour, placeholder};
pub use probe::{Probe, probe};
pub use rejected::{MAX_BYTES, MAX_PIXELS, MAX_SCANS, MAX_SIDE, Rejected};
pub use resize::{LADDER, MAX_RENDITION_SIDE, ladder, resize};
pub use sniff::Format;
pub use strip::strip_metadata;
