//! What drawing will take, reckoned up before it begins: the renderer itself has no bounds.
//!
//! It walks what the renderer will walk, with the same boxes. A layer is at most five times as wide and as high as the
//! picture, as in the renderer.

use resvg::tiny_skia::{Rect, Transform};
use resvg::usvg::{ClipPath, Group, Mask, Node, Paint, Path, filter};

/// How far layers reach, in widths and heights of the picture.
const REACH: f32 = 5.0;
/// Bytes of a pixel.
const BYTES: f64 = 4.0;
/// Work of a command of a path, in pixels.
const A_SEGMENT: f64 = 64.0;

/// What drawing takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Pixels touched, one step of a filter counting as several.
    pub work: u64,
    /// Bytes at most at one time.
    pub memory: u64,
}

/// What drawing `root` on `width × height` pixels takes, scaled by `transform`.
pub fn cost(root: &Group, width: u32, height: u32, transform: Transform) -> Cost {
    let (width, height) = (width as f32, height as f32);
    let mut sum = Sum {
        canvas: f64::from(width) * f64::from(height),
        reach: (width * REACH, height * REACH),
        work: 0.0,
    };
    sum.work += sum.canvas;
    let memory = sum.canvas * BYTES * 2.0 + sum.group(root, transform);
    let whole = |number: f64| if number.is_finite() { number as u64 } else { u64::MAX };
    Cost { work: whole(sum.work), memory: whole(memory) }
}

struct Sum {
    canvas: f64,
    reach: (f32, f32),
    work: f64,
}

impl Sum {
    /// Adds a group's work; gives the bytes that drawing it takes at most.
    fn group(&mut self, group: &Group, transform: Transform) -> f64 {
        let transform = transform.pre_concat(group.transform());
        let mut inner = 0.0_f64;
        for node in group.children() {
            inner = inner.max(self.node(node, transform));
        }
        if !group.should_isolate() {
            return inner;
        }
        let area = self.area(group.layer_bounding_box().to_rect(), transform);
        self.work += 2.0 * area;
        let mut own = area * BYTES;
        for filter in group.filters() {
            own += self.filter(filter, area, transform);
        }
        if let Some(clip) = group.clip_path() {
            inner = inner.max(self.clip(clip, area, transform));
        }
        if let Some(mask) = group.mask() {
            inner = inner.max(self.mask(mask, area, transform));
        }
        own + inner
    }

    fn node(&mut self, node: &Node, transform: Transform) -> f64 {
        match node {
            Node::Group(group) => self.group(group, transform),
            Node::Path(path) => self.path(path, transform),
            Node::Text(text) => self.group(text.flattened(), transform),
            Node::Image(image) => {
                let pixels = f64::from(image.size().width()) * f64::from(image.size().height());
                self.work += pixels + self.canvas;
                pixels * BYTES * 2.0
            }
        }
    }

    fn path(&mut self, path: &Path, transform: Transform) -> f64 {
        let area = self.area(path.stroke_bounding_box(), transform).min(self.canvas);
        let segments = path.data().len() as f64;
        self.work += area + segments * A_SEGMENT;
        let mut memory = 0.0_f64;
        if let Some(fill) = path.fill() {
            memory = memory.max(self.paint(fill.paint(), transform));
        }
        if let Some(stroke) = path.stroke() {
            let period: f32 = stroke.dasharray().unwrap_or_default().iter().sum();
            if period > 0.0 {
                let bounds = path.bounding_box();
                let length = f64::from(bounds.width() + bounds.height()) * segments;
                self.work += length / f64::from(period) * A_SEGMENT;
            }
            self.work += area + segments * A_SEGMENT;
            memory = memory.max(self.paint(stroke.paint(), transform));
        }
        memory
    }

    /// A pattern is drawn once for each shape that it fills, as large as it appears.
    fn paint(&mut self, paint: &Paint, transform: Transform) -> f64 {
        let Paint::Pattern(pattern) = paint else { return 0.0 };
        let (sx, sy) = transform.pre_concat(pattern.transform()).get_scale();
        let rect = pattern.rect();
        let area = f64::from(rect.width() * sx) * f64::from(rect.height() * sy);
        self.work += area;
        area * BYTES + self.group(pattern.root(), Transform::from_scale(sx, sy))
    }

    fn clip(&mut self, clip: &ClipPath, area: f64, transform: Transform) -> f64 {
        self.work += 3.0 * area;
        let inner = self.clipped(clip.root(), area, transform.pre_concat(clip.transform()));
        let further = clip.clip_path().map_or(0.0, |clip| self.clip(clip, area, transform));
        area * (BYTES + 1.0) + inner.max(further)
    }

    fn clipped(&mut self, group: &Group, area: f64, transform: Transform) -> f64 {
        let mut memory = 0.0_f64;
        for node in group.children() {
            memory = memory.max(match node {
                Node::Group(inner) => {
                    let own = if inner.clip_path().is_some() { area * BYTES } else { 0.0 };
                    let transform = transform.pre_concat(inner.transform());
                    let further = inner.clip_path().map_or(0.0, |clip| self.clip(clip, area, transform));
                    own + further.max(self.clipped(inner, area, transform))
                }
                node => self.node(node, transform),
            });
        }
        memory
    }

    fn mask(&mut self, mask: &Mask, area: f64, transform: Transform) -> f64 {
        self.work += 4.0 * area;
        let inner = self.group(mask.root(), transform);
        let further = mask.mask().map_or(0.0, |mask| self.mask(mask, area, transform));
        area * (BYTES + 2.0) + inner.max(further)
    }

    fn filter(&mut self, filter: &filter::Filter, area: f64, transform: Transform) -> f64 {
        let (sx, sy) = transform.get_scale();
        for step in filter.primitives() {
            self.work += area
                * match step.kind() {
                    filter::Kind::GaussianBlur(_) => 20.0,
                    filter::Kind::DropShadow(_) => 24.0,
                    filter::Kind::Morphology(step) => {
                        let side = |radius: f32, scale: f32| f64::from(2.0 * radius * scale + 1.0);
                        side(step.radius_x().get(), sx) * side(step.radius_y().get(), sy)
                    }
                    filter::Kind::ConvolveMatrix(step) => {
                        f64::from(step.matrix().columns() * step.matrix().rows())
                    }
                    _ => 4.0,
                };
        }
        // Each step keeps its result until the filter ends; the source is there twice, and a step works on copies.
        area * BYTES * (filter.primitives().len() as f64 + 4.0)
    }

    /// Pixels of a box, as far as the renderer keeps them.
    fn area(&self, bounds: Rect, transform: Transform) -> f64 {
        let Some(bounds) = bounds.transform(transform) else { return 0.0 };
        let side = |length: f32, most: f32| f64::from(length.min(most).max(0.0)) + 4.0;
        side(bounds.width(), self.reach.0) * side(bounds.height(), self.reach.1)
    }
}
