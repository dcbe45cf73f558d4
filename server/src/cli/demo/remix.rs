//! What the crowd makes of the garden: forks of its recipe, a hat, an evening, a headline, the photograph's cat cut out.

/// The red of the gnome's hat in the garden.
const HAT: &str = "#c93a2e";
/// The cat's coat and its stripes.
const COAT: (&str, &str) = ("#e0a15c", "#a9622d");
/// Round the face on the photograph of Chelsea, in its pixels.
const FACE: &str = "M58 24C112 -8 296 -6 348 48C374 82 372 148 350 190C322 248 300 288 250 296C170 300 92 272 60 212C30 150 26 62 58 24Z";

/// A remix that somebody of the crowd makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its title.
    pub title: &'static str,
    /// What is to be seen on it.
    pub alt: &'static str,
    change: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Hat(&'static str),
    Coat(&'static str, &'static str),
    Evening,
    Headline(&'static str, &'static str),
    Sun,
}

/// All that are made, in the order in which they come.
pub const VARIANTS: [Variant; 6] = [
    Variant {
        title: "The gnome has a blue hat now",
        alt: "The garden with the cat; the gnome wears a blue hat",
        change: Change::Hat("#2d5fa8"),
    },
    Variant {
        title: "Chelsea rises",
        alt: "The garden; in the place of the sun the face of a real tabby cat",
        change: Change::Sun,
    },
    Variant {
        title: "He blinked first",
        alt: "The garden with the words: he blinked first",
        change: Change::Headline("HE BLINKED", "FIRST"),
    },
    Variant {
        title: "The lantern's hour",
        alt: "The garden in the blue of the evening, the gnome's lantern alight",
        change: Change::Evening,
    },
    Variant {
        title: "Our cat is black",
        alt: "The garden with a black cat beside the gnome",
        change: Change::Coat("#4a4543", "#2f2b2a"),
    },
    Variant {
        title: "Green, for the roses",
        alt: "The garden with the cat; the gnome wears a green hat",
        change: Change::Hat("#2f7d4f"),
    },
];

impl Variant {
    /// The recipe of this remix, made from the garden's; `photograph` is the id of Chelsea's picture.
    pub fn recipe(&self, garden: &str, photograph: &str) -> String {
        match self.change {
            Change::Hat(colour) => garden.replace(HAT, colour),
            Change::Coat(coat, stripes) => garden.replace(COAT.0, coat).replace(COAT.1, stripes),
            Change::Evening => on_top(
                garden,
                "<defs><radialGradient id=\"alight\"><stop stop-color=\"#ffd98a\" stop-opacity=\"0.9\"/>\
                 <stop offset=\"1\" stop-color=\"#ffb347\" stop-opacity=\"0\"/></radialGradient></defs>\
                 <rect width=\"1500\" height=\"1000\" fill=\"#41508f\" style=\"mix-blend-mode:multiply\"/>\
                 <ellipse cx=\"1118\" cy=\"868\" rx=\"190\" ry=\"190\" fill=\"url(#alight)\"/>",
            ),
            Change::Headline(above, below) => on_top(
                garden,
                &[(above, 150), (below, 965)].map(|(words, y)| {
                    format!(
                        "<text x=\"750\" y=\"{y}\" font-family=\"Anton\" font-size=\"150\" text-anchor=\"middle\" fill=\"#ffffff\" \
                         stroke=\"#1c1b17\" stroke-width=\"16\" stroke-linejoin=\"round\" paint-order=\"stroke\">{words}</text>"
                    )
                }).concat(),
            ),
            Change::Sun => on_top(
                garden,
                &format!(
                    "<defs><clipPath id=\"face\"><path d=\"{FACE}\"/></clipPath></defs><g transform=\"translate(640 56)\">\
                     <g clip-path=\"url(#face)\"><image href=\"picture:{photograph}\" width=\"451\" height=\"300\"/></g>\
                     <path d=\"{FACE}\" fill=\"none\" stroke=\"#fff6d8\" stroke-width=\"7\"/></g>"
                ),
            ),
        }
    }
}

/// A layer above all others.
fn on_top(recipe: &str, layer: &str) -> String {
    recipe.rsplit_once("</svg>").map_or_else(String::new, |(below, _)| format!("{below}{layer}</svg>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::drawing::garden;

    #[test]
    fn every_remix_is_a_recipe_of_its_own() {
        // As the server gives it to whoever forks.
        let garden = recipes::parse(garden()).unwrap().to_string();
        for variant in VARIANTS {
            let recipe = variant.recipe(&garden, "01m87727bve028wfxnwmhkh9pb");
            assert_ne!(recipe, garden, "{}", variant.title);
            let parsed = recipes::parse(&recipe).unwrap();
            assert_eq!(
                parsed.images().len(),
                usize::from(variant.change == Change::Sun),
                "{}",
                variant.title
            );
        }
    }
}
