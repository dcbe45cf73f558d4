//! What stands in for a picture: while it loads, and where a moderator should see only that there is one.

use crate::resize::fit;
use crate::{Encoding, Image, SizeError, encode, resize};

/// Longest side of a placeholder, in pixels.
const SIDE: u32 = 32;
/// Details that are left along the longest side: enough for a mood, too few for a face.
const DETAILS: u32 = 8;
/// Quality of the tiny WebP.
const QUALITY: u8 = 50;

/// A strongly blurred WebP of at most 32 pixels a side, a few hundred bytes: to be enlarged by the page.
///
/// # Errors
/// Never for a picture made by this engine.
pub fn placeholder(image: &Image) -> Result<Vec<u8>, SizeError> {
    let (width, height) = fit(image.width(), image.height(), SIDE);
    let (rough_width, rough_height) = fit(width, height, DETAILS);
    let rough = resize(image, rough_width, rough_height)?;
    encode(&resize(&rough, width, height)?, Encoding::WebP { quality: QUALITY }, None)
}

/// The most frequent colour, as `#rrggbb`: the mean of the fullest of 4096 boxes (16 steps a channel).
#[must_use]
pub fn dominant_colour(image: &Image) -> String {
    let (width, height) = fit(image.width(), image.height(), 64);
    let small = resize(image, width, height).unwrap_or_else(|_| image.clone()).flattened([255; 3]);
    let mut boxes = vec![(0u32, [0u32; 3]); 4096];
    for p in small.pixels().chunks_exact(3) {
        let key = usize::from(p[0] >> 4) << 8 | usize::from(p[1] >> 4) << 4 | usize::from(p[2] >> 4);
        let (count, sums) = &mut boxes[key];
        *count += 1;
        sums.iter_mut().zip(p).for_each(|(sum, value)| *sum += u32::from(*value));
    }
    let (count, sums) = boxes.into_iter().max_by_key(|(count, _)| *count).unwrap_or((1, [0; 3]));
    let [r, g, b] = sums.map(|sum| sum / count.max(1));
    format!("#{r:02x}{g:02x}{b:02x}")
}
