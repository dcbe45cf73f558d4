//! Turning a picture upright. EXIF 2.32 § 4.6.4, tag 0x0112: which corner of the scene the first stored pixel shows.

use crate::Image;

/// How the stored rows must be turned to stand upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Orientation {
    /// Exchange rows and columns, before the mirrors.
    transposed: bool,
    mirror_x: bool,
    mirror_y: bool,
}

impl Orientation {
    /// From the EXIF value; anything but 2…8 means already upright.
    #[must_use]
    pub fn from_exif(value: u32) -> Self {
        let (transposed, mirror_x, mirror_y) = match value {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { transposed, mirror_x, mirror_y }
    }

    /// The EXIF value, 1…8.
    #[must_use]
    pub fn to_exif(self) -> u8 {
        (1..=8).find(|value| Self::from_exif(u32::from(*value)) == self).unwrap_or(1)
    }

    /// Whether width and height change places.
    #[must_use]
    pub fn swaps_sides(self) -> bool {
        self.transposed
    }

    /// The size when upright of a picture stored as `width × height`.
    #[must_use]
    pub fn upright(self, width: u32, height: u32) -> (u32, u32) {
        if self.transposed { (height, width) } else { (width, height) }
    }

    /// The picture turned upright; it is copied only if it is not upright yet.
    pub(crate) fn apply(self, image: Image) -> Image {
        if self == Self::default() {
            return image;
        }
        let (stored_width, channels, alpha) = (image.width() as usize, image.channels(), image.has_alpha());
        let (width, height) = self.upright(image.width(), image.height());
        let source = image.into_pixels();
        let mut upright = Vec::with_capacity(source.len());
        for y in 0..height as usize {
            let y = if self.mirror_y { height as usize - 1 - y } else { y };
            for x in 0..width as usize {
                let x = if self.mirror_x { width as usize - 1 - x } else { x };
                let (column, row) = if self.transposed { (y, x) } else { (x, y) };
                let at = (row * stored_width + column) * channels;
                upright.extend_from_slice(&source[at..at + channels]);
            }
        }
        Image::from_parts(width, height, alpha, upright)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A scene of 3 × 2 whose pixels are numbered, stored as each EXIF value says it would be.
    fn stored(value: u32) -> (u32, u32, Vec<u8>) {
        let rows: &[&[u8]] = match value {
            1 => &[&[1, 2, 3], &[4, 5, 6]],
            2 => &[&[3, 2, 1], &[6, 5, 4]],
            3 => &[&[6, 5, 4], &[3, 2, 1]],
            4 => &[&[4, 5, 6], &[1, 2, 3]],
            5 => &[&[1, 4], &[2, 5], &[3, 6]],
            6 => &[&[3, 6], &[2, 5], &[1, 4]],
            7 => &[&[6, 3], &[5, 2], &[4, 1]],
            _ => &[&[4, 1], &[5, 2], &[6, 3]],
        };
        let pixels = rows.iter().flat_map(|row| row.iter().flat_map(|n| [*n; 3])).collect();
        (rows[0].len() as u32, rows.len() as u32, pixels)
    }

    #[test]
    fn each_of_the_eight_stands_upright() {
        for value in 1..=8 {
            let (width, height, pixels) = stored(value);
            let orientation = Orientation::from_exif(value);
            let image = orientation.apply(Image::new(width, height, false, pixels).unwrap());
            assert_eq!((image.width(), image.height()), (3, 2), "orientation {value}");
            let marks: Vec<u8> = image.pixels().iter().copied().step_by(3).collect();
            assert_eq!(marks, [1, 2, 3, 4, 5, 6], "orientation {value}");
            assert_eq!(u32::from(orientation.to_exif()), value);
        }
    }
}
