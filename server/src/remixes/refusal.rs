//! Why a recipe is not taken or cannot be drawn, in the reader's words.

use platform::web::Problem;
use recipes::{Refused, Undrawable, Why};

/// The engine's refusal as a problem at `/recipe`, with the element and its place.
pub fn refused(refused: &Refused) -> Problem {
    let at = |id| {
        Problem::field("/recipe", id)
            .with("node", &refused.node)
            .with("line", refused.line)
            .with("column", refused.column)
    };
    match &refused.why {
        Why::Bytes(_) => at("recipe-too-large").with("max", recipes::MAX_BYTES >> 10),
        Why::Xml(_) => at("recipe-no-xml"),
        Why::Doctype => at("recipe-doctype"),
        Why::Element => at("recipe-element"),
        Why::Place(parent) => at("recipe-place").with("parent", parent),
        Why::Attribute(name) => at("recipe-attribute").with("name", name),
        Why::Value { name, value, wants } => {
            at("recipe-value").with("name", name).with("value", value).with("wants", wants)
        }
        Why::Missing(name) => at("recipe-missing").with("name", name),
        Why::Words => at("recipe-words"),
        Why::Character(c) => at("recipe-character").with("character", c),
        Why::Twice(id) => at("recipe-twice").with("name", id),
        Why::Reference(name) => at("recipe-reference").with("name", name),
        Why::Circle(id) => at("recipe-circle").with("name", id),
        Why::TooMany { what, max } => at("recipe-too-many").with("what", what.word()).with("max", max),
    }
}

/// Why a recipe cannot be drawn, as a problem at `/recipe`.
pub fn undrawable(why: &Undrawable) -> Problem {
    match why {
        Undrawable::Missing(image) => Problem::field("/recipe", "recipe-image-gone").with("image", image),
        Undrawable::Pixels { width, height } => {
            Problem::field("/recipe", "recipe-too-many-pixels").with("width", width).with("height", height)
        }
        Undrawable::Heavy(_) => Problem::field("/recipe", "recipe-too-heavy"),
        Undrawable::Failed => Problem::field("/recipe", "recipe-failed"),
    }
}
