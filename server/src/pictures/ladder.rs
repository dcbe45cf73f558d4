//! The ladder: the sizes that pages ask for, made when a picture comes and never for a reader.

use pixels::{Credit, Encoding, Image, JPEG_QUALITY, SizeError, WEBP_QUALITY, encode, ladder, resize};

/// The width whose JPEG is made first: a page shows it.
const FIRST: u32 = 1600;
/// Most bytes of a link card.
pub const MAX_CARD: usize = 50_000;
/// Widths and qualities that are tried for the link card, the best first; the last is taken whatever it weighs.
const CARDS: [(u32, u8); 6] = [(1200, 75), (960, 70), (800, 60), (640, 50), (480, 40), (320, 30)];

/// What a rendition is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG: every browser.
    Jpeg,
    /// WebP: smaller.
    WebP,
    /// PNG: lossless, made when it is asked for.
    Png,
    /// A JPEG of at most [`MAX_CARD`] bytes for link cards.
    Card,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::WebP, Self::Png, Self::Card];

    /// Its word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Png => "png",
            Self::Card => "card",
        }
    }

    /// The format with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// The IANA media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg | Self::Card => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Png => "image/png",
        }
    }

    /// How it is encoded.
    pub const fn encoding(self) -> Encoding {
        match self {
            Self::Jpeg | Self::Card => Encoding::Jpeg { quality: JPEG_QUALITY },
            Self::WebP => Encoding::WebP { quality: WEBP_QUALITY },
            Self::Png => Encoding::Png,
        }
    }
}

/// A rendition that was made and is not kept yet.
pub struct Made {
    /// Its format.
    pub format: Format,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The side to decode an upright picture of `width × height` to, so that every step can be made from it.
pub fn side(width: u32, height: u32) -> u32 {
    ladder(width, height).last().map_or(1, |(width, height)| (*width).max(*height))
}

/// Makes every step in `format` from `image`, an upright picture as large as the largest step. Blocks.
///
/// # Errors
/// Never for a picture of the engine.
pub fn steps(image: &Image, format: Format, credit: &Credit) -> Result<Vec<Made>, SizeError> {
    let mut sizes = ladder(image.width(), image.height());
    sizes.sort_by_key(|(width, _)| *width != FIRST);
    sizes.into_iter().map(|(width, height)| step(image, width, height, format, credit)).collect()
}

/// Makes one size. Blocks.
///
/// # Errors
/// For a size that cannot be.
pub fn step(
    image: &Image,
    width: u32,
    height: u32,
    format: Format,
    credit: &Credit,
) -> Result<Made, SizeError> {
    let bytes = encode(&resize(image, width, height)?, format.encoding(), Some(credit))?;
    Ok(Made { format, width, height, bytes })
}

/// Makes the link card. Blocks.
///
/// # Errors
/// Never for a picture of the engine.
pub fn card(image: &Image, credit: &Credit) -> Result<Made, SizeError> {
    let longest = image.width().max(image.height());
    let mut made = None;
    for (side, quality) in CARDS {
        let side = side.min(longest);
        let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longest)).max(1);
        let (width, height) = (scaled(image.width()) as u32, scaled(image.height()) as u32);
        let bytes = encode(&resize(image, width, height)?, Encoding::Jpeg { quality }, Some(credit))?;
        let fits = bytes.len() <= MAX_CARD;
        made = Some(Made { format: Format::Card, width, height, bytes });
        if fits {
            break;
        }
    }
    made.ok_or(SizeError { width: image.width(), height: image.height() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: u32, height: u32) -> Image {
        let mut state = 1u32;
        let pixels = (0..width * height * 3)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        Image::new(width, height, false, pixels).unwrap()
    }

    fn credit() -> Credit {
        Credit { author: "A".into(), licence: "CC0-1.0".into(), title: String::new() }
    }

    #[test]
    fn a_card_is_light_even_of_noise() {
        let card = card(&noise(1300, 900), &credit()).unwrap();
        assert!(card.bytes.len() <= MAX_CARD, "{}", card.bytes.len());
        assert!(card.width <= 1200);
    }

    #[test]
    fn the_width_that_pages_show_comes_first() {
        let made = steps(&noise(1700, 20), Format::Jpeg, &credit()).unwrap();
        assert_eq!(made[0].width, 1600);
        assert_eq!(made.len(), 7);
        for format in Format::ALL {
            assert_eq!(Format::from_word(format.word()), Some(format));
        }
    }
}
