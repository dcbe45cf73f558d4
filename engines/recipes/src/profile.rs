//! The profile: which attributes each element has, and what may stand in them.
//!
//! An attribute that is not here is refused. The order here is the order in the canonical form.

use crate::bounds::{MAX_COORDINATE, MAX_LIST, MAX_SCALE, MAX_SIDE};
use crate::tag::Tag;

/// What may stand in an attribute.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// A number from…to.
    Number(f64, f64),
    /// A number from 0 to 1, or a percentage.
    Share,
    /// A number from…to in units, or a percentage.
    Length(f64, f64),
    /// So many numbers from…to.
    Numbers(usize, usize, f64, f64),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A colour.
    Colour,
    /// A colour, `none`, or a gradient or pattern.
    Paint,
    /// Translations, scales, rotations, skews and matrices.
    Transform,
    /// A path's commands.
    Path,
    /// A name for the element, once in a recipe.
    Id,
    /// A name for the result of a filter's step.
    Result,
    /// The source of a filter or an earlier result.
    Input,
    /// `url(#id)` of such an element.
    Url(&'static [Tag]),
    /// `#id` of such an element.
    Fragment(&'static [Tag]),
    /// `picture:ID` or `asset:HASH`.
    Image,
}

/// An attribute: its name and what may stand in it.
pub type Attribute = (&'static str, Type);

/// How layers lie on each other. `color`, `saturation` and `luminosity` are missing because browsers draw them differently.
pub const BLENDS: &[&str] = &[
    "normal",
    "multiply",
    "screen",
    "overlay",
    "darken",
    "lighten",
    "color-dodge",
    "color-burn",
    "hard-light",
    "soft-light",
    "difference",
    "exclusion",
    "hue",
];
/// Fonts by their families; their files are in this crate.
pub const FAMILIES: &[&str] = &["Anton", "Libre Franklin", "Newsreader"];

use Type::*;

const COORDINATE: Type = Length(-MAX_COORDINATE, MAX_COORDINATE);
const SIDE: Type = Length(0.0, MAX_COORDINATE);
const SHIFT: Type = Number(-MAX_COORDINATE, MAX_COORDINATE);
const UNITS: Type = Words(&["userSpaceOnUse", "objectBoundingBox"]);
const RULE: Type = Words(&["nonzero", "evenodd"]);
const PLACES: Type = Numbers(1, MAX_LIST, -MAX_COORDINATE, MAX_COORDINATE);
const DEVIATION: Type = Numbers(1, 2, 0.0, 200.0);
const FACTOR: Type = Number(-MAX_SCALE, MAX_SCALE);

const ID: &[Attribute] = &[("id", Id)];
const LAYER: &[Attribute] = &[
    ("opacity", Share),
    ("clip-path", Url(&[Tag::ClipPath])),
    ("mask", Url(&[Tag::Mask])),
    ("filter", Url(&[Tag::Filter])),
    ("mix-blend-mode", Words(BLENDS)),
    ("isolation", Words(&["auto", "isolate"])),
];
const MOVED: &[Attribute] = &[("transform", Transform)];
const PAINT: &[Attribute] = &[
    ("fill", Paint),
    ("fill-opacity", Share),
    ("fill-rule", RULE),
    ("stroke", Paint),
    ("stroke-opacity", Share),
    ("stroke-width", Number(0.0, MAX_SIDE)),
    ("stroke-linecap", Words(&["butt", "round", "square"])),
    ("stroke-linejoin", Words(&["miter", "round", "bevel"])),
    ("stroke-miterlimit", Number(1.0, 100.0)),
    ("stroke-dasharray", Numbers(1, MAX_LIST, 0.0, MAX_SIDE)),
    ("stroke-dashoffset", SHIFT),
    ("paint-order", Words(&["normal", "stroke"])),
    ("clip-rule", RULE),
];
const TYPE: &[Attribute] = &[
    ("font-family", Words(FAMILIES)),
    ("font-size", Number(0.0, MAX_SIDE)),
    ("font-weight", Words(&["400", "700"])),
    ("text-anchor", Words(&["start", "middle", "end"])),
    ("letter-spacing", Number(-MAX_SIDE, MAX_SIDE)),
    ("word-spacing", Number(-MAX_SIDE, MAX_SIDE)),
];
const PLACED: &[Attribute] =
    &[("x", PLACES), ("y", PLACES), ("dx", PLACES), ("dy", PLACES), ("rotate", PLACES)];
const STEP: &[Attribute] = &[("in", Input), ("result", Result)];
const BOX: &[Attribute] = &[("x", COORDINATE), ("y", COORDINATE), ("width", SIDE), ("height", SIDE)];
const FUNCTION: &[Attribute] = &[
    ("type", Words(&["identity", "table", "discrete", "linear", "gamma"])),
    ("tableValues", Numbers(1, MAX_LIST, -MAX_SCALE, MAX_SCALE)),
    ("slope", FACTOR),
    ("intercept", FACTOR),
    ("amplitude", FACTOR),
    ("exponent", Number(0.0, 100.0)),
    ("offset", FACTOR),
];
const GRADIENT: &[Attribute] = &[
    ("gradientUnits", UNITS),
    ("gradientTransform", Transform),
    ("spreadMethod", Words(&["pad", "reflect", "repeat"])),
];
const FLOOD: &[Attribute] = &[("flood-color", Colour), ("flood-opacity", Share)];

/// The attributes of an element, in groups.
pub fn attributes(tag: Tag) -> &'static [&'static [Attribute]] {
    match tag {
        Tag::Svg => &[
            &[
                ("width", Number(1.0, MAX_SIDE)),
                ("height", Number(1.0, MAX_SIDE)),
                ("viewBox", Numbers(4, 4, -MAX_COORDINATE, MAX_COORDINATE)),
            ],
            PAINT,
            TYPE,
        ],
        Tag::G => &[ID, MOVED, LAYER, PAINT, TYPE],
        Tag::Image => &[ID, BOX, &[("href", Image), ("preserveAspectRatio", Words(FITS))], MOVED, LAYER],
        Tag::Path => &[ID, &[("d", Path)], MOVED, LAYER, PAINT],
        Tag::Rect => &[ID, BOX, &[("rx", SIDE), ("ry", SIDE)], MOVED, LAYER, PAINT],
        Tag::Ellipse => {
            &[ID, &[("cx", COORDINATE), ("cy", COORDINATE), ("rx", SIDE), ("ry", SIDE)], MOVED, LAYER, PAINT]
        }
        Tag::Text => {
            &[ID, PLACED, MOVED, LAYER, PAINT, TYPE, &[("text-rendering", Words(&["geometricPrecision"]))]]
        }
        Tag::Tspan => &[ID, PLACED, PAINT, TYPE],
        Tag::TextPath => &[ID, &[("href", Fragment(&[Tag::Path])), ("startOffset", COORDINATE)], PAINT, TYPE],
        Tag::Defs => &[ID],
        Tag::ClipPath => &[ID, &[("clipPathUnits", UNITS), ("clip-path", Url(&[Tag::ClipPath]))], MOVED],
        Tag::Mask => &[
            ID,
            BOX,
            &[
                ("maskUnits", UNITS),
                ("maskContentUnits", UNITS),
                ("mask-type", Words(&["luminance", "alpha"])),
                ("mask", Url(&[Tag::Mask])),
            ],
        ],
        Tag::Filter => &[
            ID,
            BOX,
            &[
                ("filterUnits", Words(&["objectBoundingBox"])),
                ("color-interpolation-filters", Words(&["sRGB"])),
            ],
        ],
        Tag::LinearGradient => {
            &[ID, &[("x1", COORDINATE), ("y1", COORDINATE), ("x2", COORDINATE), ("y2", COORDINATE)], GRADIENT]
        }
        Tag::RadialGradient => &[
            ID,
            &[
                ("cx", COORDINATE),
                ("cy", COORDINATE),
                ("r", SIDE),
                ("fx", COORDINATE),
                ("fy", COORDINATE),
                ("fr", SIDE),
            ],
            GRADIENT,
        ],
        Tag::Stop => &[&[("offset", Share), ("stop-color", Colour), ("stop-opacity", Share)]],
        Tag::Pattern => &[
            ID,
            &[
                ("x", COORDINATE),
                ("y", COORDINATE),
                ("width", Length(0.0, MAX_SIDE)),
                ("height", Length(0.0, MAX_SIDE)),
                ("patternUnits", UNITS),
                ("patternContentUnits", UNITS),
                ("patternTransform", Transform),
                ("viewBox", Numbers(4, 4, -MAX_COORDINATE, MAX_COORDINATE)),
            ],
        ],
        _ => step(tag),
    }
}

fn step(tag: Tag) -> &'static [&'static [Attribute]] {
    match tag {
        Tag::GaussianBlur => &[STEP, &[("stdDeviation", DEVIATION)]],
        Tag::ColorMatrix => &[
            STEP,
            &[
                ("type", Words(&["matrix", "saturate", "hueRotate", "luminanceToAlpha"])),
                ("values", Numbers(1, 20, -MAX_SCALE, MAX_SCALE)),
            ],
        ],
        Tag::ComponentTransfer | Tag::Merge => &[STEP],
        Tag::FuncR | Tag::FuncG | Tag::FuncB | Tag::FuncA => &[FUNCTION],
        Tag::DropShadow => &[STEP, &[("dx", SHIFT), ("dy", SHIFT), ("stdDeviation", DEVIATION)], FLOOD],
        Tag::Morphology => {
            &[STEP, &[("operator", Words(&["erode", "dilate"])), ("radius", Numbers(1, 2, 0.0, 32.0))]]
        }
        Tag::ConvolveMatrix => &[
            STEP,
            &[
                ("order", Number(1.0, 9.0)),
                ("kernelMatrix", Numbers(1, MAX_LIST, -MAX_SCALE, MAX_SCALE)),
                ("divisor", FACTOR),
                ("bias", FACTOR),
                ("targetX", Number(0.0, 8.0)),
                ("targetY", Number(0.0, 8.0)),
                ("edgeMode", Words(&["duplicate", "wrap", "none"])),
                ("preserveAlpha", Words(&["false", "true"])),
            ],
        ],
        Tag::Offset => &[STEP, &[("dx", SHIFT), ("dy", SHIFT)]],
        Tag::MergeNode => &[&[("in", Input)]],
        Tag::Blend => &[STEP, &[("in2", Input), ("mode", Words(BLENDS))]],
        Tag::Composite => &[
            STEP,
            &[
                ("in2", Input),
                ("operator", Words(&["over", "in", "out", "atop", "xor", "arithmetic"])),
                ("k1", FACTOR),
                ("k2", FACTOR),
                ("k3", FACTOR),
                ("k4", FACTOR),
            ],
        ],
        Tag::Flood => &[&[("result", Result)], FLOOD],
        _ => &[],
    }
}

/// The attributes that an element cannot be without; the outermost one may have a box instead of a size.
pub const fn needs(tag: Tag) -> &'static [&'static str] {
    match tag {
        Tag::Rect | Tag::Pattern => &["width", "height"],
        Tag::Image => &["width", "height", "href"],
        Tag::Ellipse => &["rx", "ry"],
        Tag::Path => &["d"],
        Tag::TextPath => &["href"],
        Tag::ConvolveMatrix => &["kernelMatrix"],
        Tag::FuncR | Tag::FuncG | Tag::FuncB | Tag::FuncA => &["type"],
        _ => &[],
    }
}

/// What may stand in the attribute `name` of `tag`.
pub fn attribute(tag: Tag, name: &str) -> Option<Attribute> {
    attributes(tag).iter().flat_map(|group| group.iter()).find(|(known, _)| *known == name).copied()
}

/// Whether it may stand in `style` as well, as a property of CSS.
pub fn is_property(name: &str) -> bool {
    let groups = [LAYER, PAINT, TYPE, FLOOD];
    groups.iter().any(|group| group.iter().any(|(known, _)| *known == name))
        || ["stop-color", "stop-opacity", "mask-type"].contains(&name)
}

/// Properties that SVG has no attribute for: they are written in `style`.
pub const ONLY_IN_STYLE: &[&str] = &["mix-blend-mode", "isolation"];

/// How an image lies in its box.
const FITS: &[&str] = &[
    "none",
    "xMinYMin meet",
    "xMidYMin meet",
    "xMaxYMin meet",
    "xMinYMid meet",
    "xMidYMid meet",
    "xMaxYMid meet",
    "xMinYMax meet",
    "xMidYMax meet",
    "xMaxYMax meet",
    "xMinYMin slice",
    "xMidYMin slice",
    "xMaxYMin slice",
    "xMinYMid slice",
    "xMidYMid slice",
    "xMaxYMid slice",
    "xMinYMax slice",
    "xMidYMax slice",
    "xMaxYMax slice",
];
