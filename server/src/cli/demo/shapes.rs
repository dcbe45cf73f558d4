//! Shapes on a canvas: the little that the demonstration's drawings need of a rasteriser.

use pixels::{Encoding, Image, JPEG_QUALITY, encode};
use tiny_skia::{Color, FillRule, LineCap, Paint, PathBuilder, Pixmap, Rect, Stroke, Transform};

/// A colour as `0xRRGGBB`.
pub type Rgb = u32;

/// A drawing under way, and where the next shape's coordinates lie on it.
pub struct Canvas {
    pixmap: Pixmap,
    place: Transform,
}

impl Canvas {
    /// A canvas of one colour; none for a size that cannot be.
    pub fn new(width: u32, height: u32, colour: Rgb) -> Option<Self> {
        let mut pixmap = Pixmap::new(width, height)?;
        pixmap.fill(opaque(colour));
        Some(Self { pixmap, place: Transform::identity() })
    }

    /// Puts the following shapes' origin at (x, y), their unit at `scale`, turned by `turn` degrees.
    pub fn place(&mut self, x: f32, y: f32, scale: f32, turn: f32) {
        self.place = Transform::from_translate(x, y).pre_rotate(turn).pre_scale(scale, scale);
    }

    /// An ellipse around (x, y).
    pub fn ellipse(&mut self, x: f32, y: f32, wide: f32, high: f32, colour: Rgb) {
        let path = Rect::from_ltrb(x - wide, y - high, x + wide, y + high).and_then(PathBuilder::from_oval);
        self.fill(path, colour);
    }

    /// A filled polygon.
    pub fn polygon(&mut self, corners: &[(f32, f32)], colour: Rgb) {
        let mut path = PathBuilder::new();
        if let Some(((x, y), rest)) = corners.split_first() {
            path.move_to(*x, *y);
            rest.iter().for_each(|(x, y)| path.line_to(*x, *y));
            path.close();
        }
        self.fill(path.finish(), colour);
    }

    /// A stroke with round ends from one point by way of another to a third.
    pub fn curve(&mut self, from: (f32, f32), by: (f32, f32), to: (f32, f32), wide: f32, colour: Rgb) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.quad_to(by.0, by.1, to.0, to.1);
        if let Some(path) = path.finish() {
            let stroke = Stroke { width: wide, line_cap: LineCap::Round, ..Stroke::default() };
            self.pixmap.stroke_path(&path, &paint(colour), &stroke, self.place, None);
        }
    }

    fn fill(&mut self, path: Option<tiny_skia::Path>, colour: Rgb) {
        if let Some(path) = path {
            self.pixmap.fill_path(&path, &paint(colour), FillRule::Winding, self.place, None);
        }
    }

    /// The drawing as a JPEG file; none for a size that cannot be.
    pub fn jpeg(self) -> Option<Vec<u8>> {
        let (width, height) = (self.pixmap.width(), self.pixmap.height());
        // The canvas is opaque everywhere, so its colours are not multiplied by anything.
        let rgb = self.pixmap.data().chunks_exact(4).flat_map(|pixel| pixel[..3].to_vec()).collect();
        let image = Image::new(width, height, false, rgb).ok()?;
        encode(&image, Encoding::Jpeg { quality: JPEG_QUALITY }, None).ok()
    }
}

fn opaque(colour: Rgb) -> Color {
    let [_, r, g, b] = colour.to_be_bytes();
    Color::from_rgba8(r, g, b, 255)
}

fn paint(colour: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(opaque(colour));
    paint
}
