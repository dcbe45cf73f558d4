//! Shrink-on-load for formats that come row by row: a box filter by a whole factor, so that a picture of 100 megapixels
//! never stands in memory. What is left of the way is Lanczos (see `resize`).

use crate::resize::Channels;

/// Largest factor; the sums of 16 × 16 alpha-weighted bytes fit 32 bits, and more is not worth the row buffer.
const MAX_FACTOR: u32 = 16;

/// The factor by which `width × height` may shrink without falling below `target` on either side.
pub(crate) fn factor((width, height): (u32, u32), target: (u32, u32)) -> u32 {
    (width / target.0.max(1)).min(height / target.1.max(1)).clamp(1, MAX_FACTOR)
}

/// Takes rows, averages squares of `factor × factor` pixels; colours weigh as much as they are opaque.
pub(crate) struct Shrinker {
    width: usize,
    factor: usize,
    channels: Channels,
    /// One cell per output pixel and channel.
    sums: Vec<u32>,
    rows: usize,
    out: Vec<u8>,
}

impl Shrinker {
    pub(crate) fn new(width: u32, factor: u32, channels: Channels) -> Self {
        let cells = width.div_ceil(factor) as usize * channels.count();
        Self {
            width: width as usize,
            factor: factor as usize,
            channels,
            sums: vec![0; cells],
            rows: 0,
            out: Vec::new(),
        }
    }

    /// Takes the next row of `width` pixels.
    pub(crate) fn push(&mut self, row: &[u8]) {
        if self.factor == 1 {
            self.out.extend_from_slice(row);
            return;
        }
        let count = self.channels.count();
        for (cell, pixels) in self.sums.chunks_exact_mut(count).zip(row.chunks(self.factor * count)) {
            for pixel in pixels.chunks_exact(count) {
                let weight = if self.channels.has_alpha() { u32::from(pixel[count - 1]) } else { 1 };
                let colours = if self.channels.has_alpha() { count - 1 } else { count };
                for channel in 0..colours {
                    cell[channel] += u32::from(pixel[channel]) * weight;
                }
                if self.channels.has_alpha() {
                    cell[count - 1] += weight;
                }
            }
        }
        self.rows += 1;
        if self.rows == self.factor {
            self.emit();
        }
    }

    /// The shrunk pixels; a last band of fewer rows counts as a row.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.rows > 0 {
            self.emit();
        }
        self.out
    }

    fn emit(&mut self) {
        let count = self.channels.count();
        for (column, cell) in self.sums.chunks_exact_mut(count).enumerate() {
            let columns = self.factor.min(self.width - column * self.factor);
            let area = (columns * self.rows) as u32;
            let divide = |sum: u32, by: u32| ((sum + by / 2).checked_div(by)).unwrap_or(0) as u8;
            if self.channels.has_alpha() {
                let weight = cell[count - 1];
                self.out.extend(cell[..count - 1].iter().map(|sum| divide(*sum, weight)));
                self.out.push(divide(weight, area));
            } else {
                self.out.extend(cell.iter().map(|sum| divide(*sum, area)));
            }
            cell.fill(0);
        }
        self.rows = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_whole_and_broken_squares() {
        let mut shrinker = Shrinker::new(3, 2, Channels::Grey);
        for row in [[0, 100, 7], [100, 200, 9], [50, 60, 1]] {
            shrinker.push(&row);
        }
        assert_eq!(shrinker.finish(), [100, 8, 55, 1]);
    }

    #[test]
    fn opaque_pixels_decide_the_colour() {
        let mut shrinker = Shrinker::new(2, 2, Channels::GreyAlpha);
        shrinker.push(&[200, 255, 10, 0]);
        shrinker.push(&[200, 255, 10, 0]);
        assert_eq!(shrinker.finish(), [200, 128]);
    }

    #[test]
    fn the_largest_sums_hold() {
        let mut shrinker = Shrinker::new(16, 16, Channels::Rgba);
        for _ in 0..16 {
            shrinker.push(&[255; 64]);
        }
        assert_eq!(shrinker.finish(), [255; 4]);
    }

    #[test]
    fn factor_stays_above_the_target() {
        assert_eq!(factor((6000, 4000), (2400, 1600)), 2);
        assert_eq!(factor((2500, 100), (2400, 96)), 1);
        assert_eq!(factor((60_000, 1000), (32, 1)), MAX_FACTOR);
    }
}
