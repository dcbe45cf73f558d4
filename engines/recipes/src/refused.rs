//! Why a recipe is not taken.

use crate::bounds::MAX_BYTES;

/// A refusal: where, which element, and why. `Display` is a whole sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}, <{node}>: {why}")]
pub struct Refused {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The element's name, at most 40 characters of it.
    pub node: String,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong. Texts of the recipe in here have at most 40 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Too many bytes.
    #[error(
        "the recipe has {0} bytes, and at most {MAX_BYTES} can be taken; simplify its paths or turn layers into assets"
    )]
    Bytes(usize),
    /// Not well-formed.
    #[error("this is not well-formed XML ({0}); save the recipe again as plain SVG")]
    Xml(String),
    /// A document type, an entity, or an instruction such as a style sheet.
    #[error("document types, entities and instructions cannot be taken; take them out")]
    Doctype,
    /// An element that the profile does not have, or one of another language than SVG.
    #[error("this element is not one that recipes have; take it out or draw it with paths")]
    Element,
    /// An element where it cannot stand.
    #[error("this element cannot stand in <{0}>; move or remove it")]
    Place(String),
    /// An attribute that the element does not have here.
    #[error("the attribute “{0}” is not one that this element has in a recipe; take it out")]
    Attribute(String),
    /// A value that cannot stand there; `wants` is written in signs, not words.
    #[error("“{name}” cannot be “{value}”; write {wants}")]
    Value {
        /// The attribute.
        name: String,
        /// What stood there.
        value: String,
        /// What can stand there.
        wants: String,
    },
    /// An attribute that is missing.
    #[error("the attribute “{0}” is missing; add it")]
    Missing(&'static str),
    /// Words where none can stand.
    #[error("words cannot stand here; put them into a <text> or take them out")]
    Words,
    /// A character that no font of the recipes has.
    #[error("the fonts of recipes do not have the character “{0}”; replace it or draw it as a path")]
    Character(char),
    /// A name given twice.
    #[error("the id “{0}” is given twice; rename one")]
    Twice(String),
    /// A reference to what is not there, or is something else.
    #[error("“{0}” is nothing in this recipe that can be used here; define it or take the reference out")]
    Reference(String),
    /// A definition that uses itself.
    #[error("“{0}” uses itself, directly or through others; take one of the references out")]
    Circle(String),
    /// Too much of something.
    #[error("{what} {max} at most; {}", what.advice())]
    TooMany {
        /// Of what.
        what: What,
        /// How many there may be.
        max: usize,
    },
}

/// What there can be too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Elements and texts.
    Nodes,
    /// Elements within each other.
    Depth,
    /// Attributes of an element.
    Attributes,
    /// Commands of paths.
    Segments,
    /// Characters.
    Characters,
    /// Images.
    Images,
    /// Filters.
    Filters,
    /// Steps of a filter.
    Steps,
    /// Stops of a gradient.
    Stops,
    /// References in a row.
    Chain,
    /// Nodes with everything drawn where it is used.
    Drawn,
}

impl What {
    /// A word for it in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nodes => "nodes",
            Self::Depth => "depth",
            Self::Attributes => "attributes",
            Self::Segments => "segments",
            Self::Characters => "characters",
            Self::Images => "images",
            Self::Filters => "filters",
            Self::Steps => "steps",
            Self::Stops => "stops",
            Self::Chain => "chain",
            Self::Drawn => "drawn",
        }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::Depth => "ungroup some layers",
            Self::Segments => "simplify the paths",
            Self::Characters => "shorten the texts",
            Self::Chain | Self::Drawn => "use fewer patterns, masks and clips within each other",
            _ => "take some out or merge layers into an asset",
        }
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nodes => "a recipe can have elements and texts:",
            Self::Depth => "elements can stand within each other:",
            Self::Attributes => "an element can have attributes:",
            Self::Segments => "all paths together can have commands:",
            Self::Characters => "all texts together can have characters:",
            Self::Images => "a recipe can have images:",
            Self::Filters => "a recipe can have filters:",
            Self::Steps => "a filter can have steps:",
            Self::Stops => "a gradient can have stops:",
            Self::Chain => "definitions can use each other in a row:",
            Self::Drawn => "with every definition drawn where it is used, a recipe can have elements:",
        })
    }
}

/// At most 40 characters of a text, for a message.
pub(crate) fn short(text: &str) -> String {
    const MAX: usize = 40;
    let shown = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    if text.chars().count() > MAX { shown.take(MAX - 1).chain(['…']).collect() } else { shown.collect() }
}
