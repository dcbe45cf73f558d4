//! From a recipe to pixels, by `resvg`.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree};

use crate::cost::{Cost, cost};
use crate::fonts::database;
use crate::recipe::{ImageRef, Recipe};
use crate::shadows::spell_out;

/// Pixels of a drawing: a canvas of 64 MB.
pub const MAX_PIXELS: u64 = 16_000_000;
/// Pixels that drawing touches, see [`Cost::work`]; some ten seconds of one core.
pub const MAX_WORK: u64 = 3_000_000_000;
/// Bytes that drawing takes at one time.
pub const MAX_MEMORY: u64 = 512 << 20;

/// A recipe with what its images show, ready to be drawn.
pub struct Drawing {
    tree: Tree,
    size: (u32, u32),
    /// Bytes of its images' files.
    files: u64,
}

/// Pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Red, green, blue, alpha, not multiplied; sRGB; row by row from the top.
    pub rgba: Vec<u8>,
}

/// Why a recipe cannot be drawn. `Display` is a whole sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undrawable {
    /// An image is not there.
    #[error("{0} is not there; take the image out or put another one in")]
    Missing(ImageRef),
    /// Too many pixels.
    #[error(
        "{width} × {height} pixels are too many; at most {MAX_PIXELS} can be drawn, so choose a smaller width"
    )]
    Pixels {
        /// Asked for.
        width: u32,
        /// What follows from it.
        height: u32,
    },
    /// Too much work or memory.
    #[error(
        "this takes too long or too much memory to draw; use fewer or smaller filters, masks and groups, or a smaller width"
    )]
    Heavy(Cost),
    /// The renderer gave up.
    #[error("this recipe cannot be drawn; take out what you added last")]
    Failed,
}

/// Joins a recipe with its images. `image` gives the bytes of a PNG, or nothing if there is no such image.
///
/// # Errors
/// [`Undrawable::Missing`] and [`Undrawable::Failed`].
pub fn prepare(
    recipe: &Recipe,
    image: &dyn Fn(&ImageRef) -> Option<Arc<Vec<u8>>>,
) -> Result<Drawing, Undrawable> {
    let mut images = BTreeMap::new();
    for wanted in recipe.images() {
        let bytes = image(&wanted).ok_or_else(|| Undrawable::Missing(wanted.clone()))?;
        images.insert(wanted.to_string(), bytes);
    }
    let files = images.values().map(|bytes| bytes.len() as u64).sum();
    let resolver = ImageHrefResolver {
        resolve_data: Box::new(|_, _, _| None),
        resolve_string: Box::new(|href, _| images.get(href).cloned().map(ImageKind::PNG)),
    };
    let options = Options { image_href_resolver: resolver, fontdb: database(), ..Options::default() };
    let mut spelled_out = recipe.clone();
    spell_out(&mut spelled_out.root);
    let text = spelled_out.to_string();
    // The renderer is other people's code on what a stranger drew: a panic in there is one more kind of failure.
    let tree = catch_unwind(AssertUnwindSafe(|| Tree::from_str(&text, &options)));
    let tree = tree.ok().and_then(Result::ok).ok_or(Undrawable::Failed)?;
    Ok(Drawing { tree, size: recipe.size(), files })
}

impl Drawing {
    /// The height at that width, in pixels.
    pub fn height(&self, width: u32) -> u32 {
        let (own, height) = (u64::from(self.size.0.max(1)), u64::from(self.size.1));
        u32::try_from((u64::from(width) * height + own / 2) / own).unwrap_or(u32::MAX).max(1)
    }

    /// What drawing it at that width takes.
    ///
    /// # Errors
    /// Where it is more than may be: [`Undrawable::Pixels`] and [`Undrawable::Heavy`].
    pub fn cost(&self, width: u32) -> Result<Cost, Undrawable> {
        let height = self.height(width);
        if width == 0 || u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(Undrawable::Pixels { width, height });
        }
        let mut cost = cost(self.tree.root(), width, height, self.scale(width));
        cost.memory = cost.memory.saturating_add(self.files);
        let fits = cost.work <= MAX_WORK && cost.memory <= MAX_MEMORY;
        if fits { Ok(cost) } else { Err(Undrawable::Heavy(cost)) }
    }

    /// Draws it so wide. Blocks for as long as [`Self::cost`] says.
    ///
    /// # Errors
    /// As [`Self::cost`], and [`Undrawable::Failed`].
    pub fn render(&self, width: u32) -> Result<Raster, Undrawable> {
        self.cost(width)?;
        let mut pixmap = Pixmap::new(width, self.height(width)).ok_or(Undrawable::Failed)?;
        let draw = || resvg::render(&self.tree, self.scale(width), &mut pixmap.as_mut());
        catch_unwind(AssertUnwindSafe(draw)).map_err(|_| Undrawable::Failed)?;
        let (width, height) = (pixmap.width(), pixmap.height());
        Ok(Raster { width, height, rgba: pixmap.take_demultiplied() })
    }

    fn scale(&self, width: u32) -> Transform {
        let size = self.tree.size();
        Transform::from_scale(width as f32 / size.width(), self.height(width) as f32 / size.height())
    }
}
