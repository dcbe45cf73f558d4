//! The fonts of recipes. Browsers get the same files, so that both lay a text out alike.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, Source};

/// A font's file.
#[derive(Clone, Copy, Debug)]
pub struct Font {
    /// Its family, one of [`crate::FAMILIES`].
    pub family: &'static str,
    /// Weights that it stands for, the least and the most.
    pub weights: (u16, u16),
    /// The file's name.
    pub file: &'static str,
    /// TrueType, cut to Latin. All are under the Open Font License; it lies beside the files.
    pub bytes: &'static [u8],
}

macro_rules! font {
    ($family:literal, $weights:expr, $file:literal) => {
        Font {
            family: $family,
            weights: $weights,
            file: $file,
            bytes: include_bytes!(concat!("../fonts/", $file)),
        }
    };
}

/// All fonts. Anton has one weight and stands for both.
pub const FONTS: &[Font] = &[
    font!("Anton", (400, 700), "anton-400.ttf"),
    font!("Libre Franklin", (400, 400), "libre-franklin-400.ttf"),
    font!("Libre Franklin", (700, 700), "libre-franklin-700.ttf"),
    font!("Newsreader", (400, 400), "newsreader-400.ttf"),
    font!("Newsreader", (700, 700), "newsreader-700.ttf"),
];

/// The licence of all fonts.
pub const FONTS_LICENCE: &str = include_str!("../fonts/OFL.txt");

static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = Database::new();
    for font in FONTS {
        database.load_font_source(Source::Binary(Arc::new(font.bytes)));
    }
    Arc::new(database)
});

/// The fonts as the renderer wants them; read once a process.
pub(crate) fn database() -> Arc<Database> {
    Arc::clone(&DATABASE)
}

#[cfg(test)]
mod tests {
    use resvg::usvg::{Node, Options, Tree};

    use super::*;
    use crate::FAMILIES;
    use crate::characters::RANGES;

    #[test]
    fn every_font_has_every_character() {
        assert_eq!(database().len(), FONTS.len());
        for font in FONTS {
            assert!(FAMILIES.contains(&font.family));
            let characters: String =
                RANGES.iter().flat_map(|(from, to)| *from..=*to).filter(|c| !"<&".contains(*c)).collect();
            let svg = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text font-family='{}' font-weight='{}'>{characters}</text></svg>",
                font.family, font.weights.0
            );
            let options = Options { fontdb: database(), ..Options::default() };
            let tree = Tree::from_str(&svg, &options).unwrap();
            let Node::Text(text) = &tree.root().children()[0] else { panic!("no text") };
            let glyphs = || text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
            let strange: Vec<_> = glyphs().filter(|glyph| glyph.id.0 == 0).map(|glyph| &glyph.text).collect();
            assert!(strange.is_empty(), "{}: {strange:?}", font.file);
            let first = glyphs().next().unwrap().font;
            assert!(glyphs().all(|glyph| glyph.font == first), "{} falls back to another font", font.file);
        }
    }
}
