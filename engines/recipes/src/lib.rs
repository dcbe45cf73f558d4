//! Engine `recipes`: a safe subset of SVG, parsed, rebuilt and rendered.
//!
//! A recipe tells how a remix is made: pictures and layers, moved, cut, painted over, lettered and filtered. [`parse`] reads a
//! stranger's text into a tree of the profile's own elements, with bounds on everything, and refuses whatever else stands in
//! it; the tree's `Display` writes the canonical form, by whose hash a recipe is named. What was sent is never passed on.
//!
//! It does no input or output, has no clock and no thread, and fetches nothing: what its images show is handed to it.
//!
//! Invariants: `parse(recipe.to_string()) == recipe`; no canonical form holds a script, a style sheet, an outside reference
//! or an animation; nothing is drawn whose work and memory have not been reckoned up before.
//!
//! ```
//! let recipe = recipes::parse(
//!     "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><rect width='50%' height='30' fill='red'/></svg>",
//! )?;
//! assert_eq!(recipe.size(), (40, 30));
//! assert!(recipe.to_string().contains("<rect width=\"50%\" height=\"30\" fill=\"#ff0000\"/>"));
//! # Ok::<(), recipes::Refused>(())
//! ```

mod bounds;
mod characters;
mod cost;
mod fonts;
mod parse;
mod path;
mod profile;
mod recipe;
mod references;
mod refused;
mod render;
mod shadows;
mod steps;
mod tag;
mod tidy;
mod value;
mod write;

#[cfg(test)]
mod drawn;

pub use bounds::*;
pub use cost::Cost;
pub use fonts::{FONTS, FONTS_LICENCE, Font};
pub use parse::parse;
pub use path::Segment;
pub use profile::{BLENDS, FAMILIES};
pub use recipe::{Child, ImageRef, Node, Recipe};
pub use refused::{Refused, What, Why};
pub use render::{Drawing, MAX_MEMORY, MAX_PIXELS, MAX_WORK, Raster, Undrawable, prepare};
pub use tag::Tag;
pub use value::{Step, Value};
