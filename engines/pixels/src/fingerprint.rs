//! Recognising near-duplicates: the DCT hash of C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash
//! Functions" (2010), § 3.2.1: 32 × 32 grey, the 8 × 8 lowest frequencies but the constant row and column, each bit says
//! whether a coefficient is above their median.

use std::f32::consts::PI;

use crate::Image;
use crate::resize::{Channels, resample};

/// Distance up to which two pictures are taken for one and the same, in bits of 64; unrelated ones lie about 32 apart.
pub const NEAR_DUPLICATE: u32 = 10;

const SIDE: usize = 32;
const LOW: usize = 8;

/// The perceptual hash: near for the same picture at another size, quality or format.
#[must_use]
pub fn phash(image: &Image) -> u64 {
    let flat = image.flattened([255; 3]);
    let side = SIDE as u32;
    let Ok(small) = resample(flat.pixels(), (flat.width(), flat.height()), Channels::Rgb, (side, side))
    else {
        return 0;
    };
    let grey: Vec<f32> = small.chunks_exact(3).map(luma).collect();
    let frequencies = low_frequencies(&grey);
    let mut sorted = frequencies;
    sorted.sort_by(f32::total_cmp);
    let median = f32::midpoint(sorted[LOW * LOW / 2 - 1], sorted[LOW * LOW / 2]);
    frequencies.iter().fold(0, |hash, value| hash << 1 | u64::from(*value > median))
}

/// How many of the 64 bits differ.
#[must_use]
pub fn distance(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
}

/// ITU-R BT.601 weights.
fn luma(pixel: &[u8]) -> f32 {
    0.299 * f32::from(pixel[0]) + 0.587 * f32::from(pixel[1]) + 0.114 * f32::from(pixel[2])
}

/// Coefficients 1…8 by 1…8 of the two-dimensional DCT-II, rows first.
fn low_frequencies(grey: &[f32]) -> [f32; LOW * LOW] {
    let cosine =
        |frequency: usize, at: usize| (PI / SIDE as f32 * (at as f32 + 0.5) * frequency as f32).cos();
    let mut rows = [[0.0; LOW]; SIDE];
    for (y, row) in rows.iter_mut().enumerate() {
        for (u, sum) in row.iter_mut().enumerate() {
            *sum = (0..SIDE).map(|x| grey[y * SIDE + x] * cosine(u + 1, x)).sum();
        }
    }
    let mut out = [0.0; LOW * LOW];
    for (at, sum) in out.iter_mut().enumerate() {
        let (v, u) = (at / LOW, at % LOW);
        *sum = (0..SIDE).map(|y| rows[y][u] * cosine(v + 1, y)).sum();
    }
    out
}
