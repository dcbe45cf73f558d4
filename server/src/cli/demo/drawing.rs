//! The demonstration's own pictures, as recipes: a garden with a cat and a gnome, and small ones of either. The same seed draws
//! the same picture.

use pixels::{Encoding, Image};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// Who is in a small picture; also the known answer to the question about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A cat.
    Cat,
    /// A garden gnome.
    Gnome,
}

impl Subject {
    /// The answer's text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cat => "a cat",
            Self::Gnome => "a gnome",
        }
    }
}

/// Parts of a drawing, with `$name` where a colour goes.
const CAT: &str = include_str!("drawn/cat.svg");
const GNOME: &str = include_str!("drawn/gnome.svg");
const LANTERN: &str = include_str!("drawn/lantern.svg");

const SKIES: [(&str, &str); 5] = [
    ("#bcd6d8", "#f4e3bd"),
    ("#f3d9b8", "#fbeed2"),
    ("#d8d3e6", "#f3e4dc"),
    ("#c9e0d3", "#f2efd6"),
    ("#5d6f91", "#c9a9a6"),
];
const LAWNS: [&str; 4] = ["#8fae5c", "#a9b45c", "#6f9a6a", "#b7a661"];
/// Coat, stripes, bib.
const COATS: [(&str, &str, &str); 7] = [
    ("#e0a15c", "#a9622d", "#fbf0dc"),
    ("#6b6460", "#45403d", "#d9d2c8"),
    ("#b0a698", "#7a7065", "#f3ece0"),
    ("#3a3634", "#3a3634", "#3a3634"),
    ("#efe0c4", "#d9bd8e", "#fffaf0"),
    ("#a5724d", "#6d4529", "#f2e2cc"),
    ("#f6f1e8", "#c98a4b", "#fffdf8"),
];
const EYES: [&str; 4] = ["#a9c34f", "#e5b63c", "#7fb6c4", "#c9894a"];
const HATS: [&str; 6] = ["#c93a2e", "#2d5fa8", "#2f7d4f", "#b0569a", "#d08a1e", "#6b4a8a"];
const JACKETS: [&str; 6] = ["#3f6f9a", "#7a5a44", "#4f7a46", "#8a3d3d", "#55607a", "#b0803a"];
const BEARDS: [&str; 4] = ["#f6f0e2", "#d9d3c8", "#c98a4b", "#8a7f74"];
const FLOWERS: [&str; 5] = ["#d9607a", "#f2efe6", "#8a6fc0", "#f0b23e", "#d6566c"];

/// The garden: the recipe of the picture that the story is about.
pub const fn garden() -> &'static str {
    include_str!("../../../assets/demo/garden.svg")
}

/// A small drawing, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Small {
    /// Who it is.
    pub subject: Subject,
    /// Whether a lantern is in it.
    pub lantern: bool,
    /// Its recipe.
    pub recipe: String,
}

/// A cat or a gnome on a lawn; some are hard to tell, as life is.
pub fn small(seed: u64) -> Small {
    let mut random = StdRng::seed_from_u64(seed);
    // In no order that one could guess.
    let subject = if (seed * 7 + seed / 3).is_multiple_of(2) { Subject::Cat } else { Subject::Gnome };
    let (sky, low) = pick(&mut random, &SKIES);
    let lawn = pick(&mut random, &LAWNS);
    let (x, y) = (random.random_range(190..450), random.random_range(400..450));
    let size = random.random_range(0.34..0.68);
    let turned = if random.random_bool(0.5) { -size } else { size };
    let leans = random.random_range(-5..=5);
    let lantern = subject == Subject::Gnome && random.random_bool(0.5);
    let figure = match subject {
        Subject::Cat => cat(&mut random),
        Subject::Gnome => gnome(&mut random, if lantern { LANTERN } else { "" }),
    };
    let behind: String = (0..3).map(|_| bush(&mut random)).collect();
    let before: String = (0..random.random_range(3..16)).map(|_| flower(&mut random)).collect();
    let recipe = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"480\">\
         <defs><linearGradient id=\"sky\" x2=\"0\" y2=\"1\"><stop stop-color=\"{sky}\"/>\
         <stop offset=\"1\" stop-color=\"{low}\"/></linearGradient></defs>\
         <rect width=\"640\" height=\"480\" fill=\"url(#sky)\"/>{behind}\
         <path d=\"M0 330Q320 290 640 335V480H0Z\" fill=\"{lawn}\" stroke=\"#2b2622\" stroke-width=\"4\"/>\
         <ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{}\" ry=\"14\" fill=\"#2b2622\" opacity=\"0.2\"/>\
         <g transform=\"translate({x} {y}) rotate({leans}) scale({turned:.3} {size:.3})\">{figure}</g>{before}</svg>",
        170.0 * size
    );
    Small { subject, lantern, recipe }
}

fn cat(random: &mut StdRng) -> String {
    let (coat, mark, bib) = pick(random, &COATS);
    let cat = CAT.replace("$coat", coat).replace("$mark", mark).replace("$bib", bib);
    cat.replace("$eye", pick(random, &EYES)).replace("$collar", pick(random, &JACKETS))
}

fn gnome(random: &mut StdRng, held: &str) -> String {
    let gnome = GNOME.replace("$held", held).replace("$hat", pick(random, &HATS)).replace("$trim", "#f4e3bd");
    let gnome = gnome.replace("$coat", pick(random, &JACKETS)).replace("$trousers", pick(random, &JACKETS));
    gnome.replace("$beard", pick(random, &BEARDS))
}

fn bush(random: &mut StdRng) -> String {
    let (x, width, height) =
        (random.random_range(0..640), random.random_range(60..150), random.random_range(50..120));
    format!(
        "<ellipse cx=\"{x}\" cy=\"325\" rx=\"{width}\" ry=\"{height}\" fill=\"#6f9a58\" stroke=\"#2b2622\" stroke-width=\"4\"/>"
    )
}

fn flower(random: &mut StdRng) -> String {
    let (x, y) = (random.random_range(10..630), random.random_range(425..475));
    let colour = pick(random, &FLOWERS);
    format!(
        "<g transform=\"translate({x} {y})\" stroke=\"#2b2622\" stroke-width=\"2.5\"><path d=\"M0 0V-26\" stroke=\"#3f6136\" stroke-width=\"4\"/>\
         <ellipse cy=\"-30\" rx=\"10\" ry=\"9\" fill=\"{colour}\"/><ellipse cy=\"-30\" rx=\"4\" ry=\"4\" fill=\"#e5b63c\"/></g>"
    )
}

fn pick<T: Copy, const N: usize>(random: &mut StdRng, from: &[T; N]) -> T {
    from.choose(random).copied().unwrap_or(from[0])
}

/// A recipe without images as a JPEG, as wide as it says; empty if it cannot be drawn.
pub fn jpeg(recipe: &str) -> Vec<u8> {
    drawn(recipe).unwrap_or_default()
}

fn drawn(recipe: &str) -> Option<Vec<u8>> {
    let recipe = recipes::parse(recipe).ok()?;
    let raster = recipes::prepare(&recipe, &|_| None).ok()?.render(recipe.size().0).ok()?;
    let image = Image::new(raster.width, raster.height, true, raster.rgba).ok()?;
    pixels::encode(&image, Encoding::Jpeg { quality: 90 }, None).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_is_a_recipe_and_comes_again() {
        let (mut cats, mut lanterns, mut seen) = (0, 0, std::collections::BTreeSet::new());
        for seed in 0..40 {
            let drawn = small(seed);
            recipes::parse(&drawn.recipe).unwrap();
            assert_eq!(small(seed), drawn);
            cats += usize::from(drawn.subject == Subject::Cat);
            lanterns += usize::from(drawn.lantern);
            assert!(seen.insert(drawn.recipe));
        }
        assert!(
            (12..28).contains(&cats) && (5..20).contains(&lanterns),
            "{cats} cats of 40, {lanterns} lanterns"
        );
        assert_eq!(recipes::parse(garden()).unwrap().size(), (2400, 1600));
    }

    #[test]
    fn drawings_become_pictures() {
        assert_eq!(pixels::probe(&jpeg(&small(1).recipe)).unwrap().width, 640);
    }
}
