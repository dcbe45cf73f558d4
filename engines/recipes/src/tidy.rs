//! What the canonical form adds, so that browsers and the renderer draw the same.
//!
//! Filters work in sRGB within a region that has at least a tenth of margin; text is laid out without hinting, in a family
//! that is named; an image that nothing moves begins on a whole pixel.

use crate::bounds::MAX_SIDE;
use crate::profile::{FAMILIES, attribute, attributes};
use crate::recipe::{Child, Node};
use crate::refused::Why;
use crate::tag::Tag;
use crate::value::{Value, rounded};

/// Margin of a filter's region, in shares of the box of what it is for.
const MARGIN: f64 = 0.1;
/// Furthest that a filter's region reaches beyond the box on each side, in shares of it.
const MAX_MARGIN: f64 = 1.0;
/// The family of a text that names none.
const FAMILY: &str = FAMILIES[1];
/// The size of a text that names none, in units; browsers take the same.
const SIZE: f64 = 16.0;

/// Gives the outermost element the size that it does not say, from its `viewBox`: one unit is a pixel, unless that is larger than
/// a recipe may be; a side alone keeps the box's shape.
///
/// # Errors
/// `Missing` where there is no box to take it from.
pub fn sized(root: &mut Node) -> Result<(), Why> {
    let number = |name| match root.get(name) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let (width, height) = match (number("width"), number("height")) {
        (Some(_), Some(_)) => return Ok(()),
        given => given,
    };
    let missing = Why::Missing(if width.is_none() { "width" } else { "height" });
    let Some(Value::Numbers(view)) = root.get("viewBox") else { return Err(missing) };
    let &[_, _, wide, high] = view.as_slice() else { return Err(missing) };
    if wide <= 0.0 || high <= 0.0 {
        return Err(missing);
    }
    let scale = match (width, height) {
        (Some(width), _) => width / wide,
        (_, Some(height)) => height / high,
        _ => (MAX_SIDE / wide.max(high)).min(1.0),
    };
    for (name, side) in [("width", wide), ("height", high)] {
        set(root, name, Value::Number(rounded((side * scale).clamp(1.0, MAX_SIDE))));
    }
    Ok(())
}

/// Adds it to a whole tree.
pub fn tidy(root: &mut Node) {
    let (width, height) = (root.get("width").cloned(), root.get("height").cloned());
    for name in ["width", "height"] {
        let whole = whole(root.get(name)).max(1.0);
        set(root, name, Value::Number(whole));
    }
    if root.get("viewBox").is_none() {
        let side = |value: Option<Value>| match value {
            Some(Value::Number(number)) => number,
            _ => 1.0,
        };
        set(root, "viewBox", Value::Numbers(vec![0.0, 0.0, side(width), side(height)]));
    }
    if root.get("font-family").is_none() {
        set(root, "font-family", Value::Word(FAMILY));
    }
    if root.get("font-size").is_none() {
        set(root, "font-size", Value::Number(SIZE));
    }
    node(root, false);
}

fn node(node: &mut Node, moved: bool) {
    let moved = moved || node.get("transform").is_some();
    match node.tag {
        Tag::Image if !moved => {
            for name in ["x", "y"] {
                if let Some(Value::Number(_)) = node.get(name) {
                    let whole = whole(node.get(name));
                    set(node, name, Value::Number(whole));
                }
            }
        }
        Tag::Filter => filter(node),
        Tag::Text => set(node, "text-rendering", Value::Word("geometricPrecision")),
        _ => {}
    }
    for child in &mut node.children {
        if let Child::Node(child) = child {
            self::node(child, moved);
        }
    }
}

fn filter(node: &mut Node) {
    for (start, length) in [("x", "width"), ("y", "height")] {
        let from = share(node.get(start)).unwrap_or(-MARGIN);
        let to = from + share(node.get(length)).unwrap_or(1.0 + 2.0 * MARGIN);
        let from = rounded(from.clamp(-MAX_MARGIN, -MARGIN));
        let to = to.clamp(1.0 + MARGIN, 1.0 + MAX_MARGIN);
        set(node, start, Value::Number(from));
        set(node, length, Value::Number(rounded(to - from)));
    }
    set(node, "filterUnits", Value::Word("objectBoundingBox"));
    set(node, "color-interpolation-filters", Value::Word("sRGB"));
}

fn whole(value: Option<&Value>) -> f64 {
    match value {
        Some(Value::Number(number)) => rounded(number.round()),
        _ => 0.0,
    }
}

fn share(value: Option<&Value>) -> Option<f64> {
    match value {
        Some(Value::Number(number)) => Some(*number),
        Some(Value::Percent(percent)) => Some(percent / 100.0),
        _ => None,
    }
}

/// Sets an attribute at its place in the profile's order.
fn set(node: &mut Node, name: &str, value: Value) {
    let Some((name, _)) = attribute(node.tag, name) else { return };
    if let Some((_, old)) = node.attributes.iter_mut().find(|(known, _)| *known == name) {
        *old = value;
        return;
    }
    let tag = node.tag;
    let order =
        |name| attributes(tag).iter().flat_map(|group| group.iter()).position(|(known, _)| *known == name);
    let place = node.attributes.iter().position(|(known, _)| order(*known) > order(name));
    node.attributes.insert(place.unwrap_or(node.attributes.len()), (name, value));
}
