//! The elements of the profile.

macro_rules! tags {
    ($($tag:ident $name:literal),* $(,)?) => {
        /// An element of the profile.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "SVG says what each one is")]
        pub enum Tag { $($tag),* }

        impl Tag {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$tag),*];

            /// Its name in SVG.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$tag => $name),* }
            }

            /// The element of that name, if the profile has it.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$tag),)* _ => None }
            }
        }
    };
}

tags! {
    Svg "svg", G "g", Image "image", Path "path", Rect "rect", Ellipse "ellipse",
    Text "text", Tspan "tspan", TextPath "textPath",
    Defs "defs", ClipPath "clipPath", Mask "mask", Filter "filter",
    LinearGradient "linearGradient", RadialGradient "radialGradient", Stop "stop", Pattern "pattern",
    GaussianBlur "feGaussianBlur", ColorMatrix "feColorMatrix",
    ComponentTransfer "feComponentTransfer", FuncR "feFuncR", FuncG "feFuncG", FuncB "feFuncB", FuncA "feFuncA",
    DropShadow "feDropShadow", Morphology "feMorphology", ConvolveMatrix "feConvolveMatrix", Offset "feOffset",
    Merge "feMerge", MergeNode "feMergeNode", Blend "feBlend", Composite "feComposite", Flood "feFlood",
}

use Tag::*;

/// What is drawn.
const DRAWN: &[Tag] = &[G, Image, Path, Rect, Ellipse, Text];
/// What is defined and drawn where it is named.
const DEFINED: &[Tag] = &[ClipPath, Mask, Filter, LinearGradient, RadialGradient, Pattern];
/// The steps of a filter.
const STEPS: &[Tag] = &[
    GaussianBlur,
    ColorMatrix,
    ComponentTransfer,
    DropShadow,
    Morphology,
    ConvolveMatrix,
    Offset,
    Merge,
    Blend,
    Composite,
    Flood,
];

impl Tag {
    /// Whether `child` may stand directly in it.
    pub fn takes(self, child: Self) -> bool {
        match self {
            Svg | G => child == Defs || DRAWN.contains(&child) || DEFINED.contains(&child),
            Defs => DRAWN.contains(&child) || DEFINED.contains(&child),
            Mask | Pattern => DRAWN.contains(&child),
            ClipPath => [Path, Rect, Ellipse, Text].contains(&child),
            Text => [Tspan, TextPath].contains(&child),
            Tspan | TextPath => child == Tspan,
            LinearGradient | RadialGradient => child == Stop,
            Filter => STEPS.contains(&child),
            ComponentTransfer => [FuncR, FuncG, FuncB, FuncA].contains(&child),
            Merge => child == MergeNode,
            _ => false,
        }
    }

    /// Whether words may stand in it.
    pub const fn takes_text(self) -> bool {
        matches!(self, Text | Tspan | TextPath)
    }

    /// Whether it is one step of a filter.
    pub fn is_step(self) -> bool {
        STEPS.contains(&self)
    }
}
