//! How large a recipe may be. Everything here is checked before anything is drawn.

/// Bytes of a recipe, as sent and as kept.
pub const MAX_BYTES: usize = 512 * 1024;
/// Elements and texts of a recipe.
pub const MAX_NODES: usize = 4_000;
/// Elements within each other.
pub const MAX_DEPTH: usize = 24;
/// Attributes of an element; the element of the profile with most has fewer.
pub const MAX_ATTRIBUTES: usize = 64;
/// Declarations of namespaces; drawing programs write about ten.
pub const MAX_NAMESPACES: usize = 64;
/// Commands of all paths together.
pub const MAX_SEGMENTS: usize = 40_000;
/// Characters of all texts together.
pub const MAX_CHARACTERS: usize = 5_000;
/// Images of a recipe.
pub const MAX_IMAGES: usize = 64;
/// Filters of a recipe.
pub const MAX_FILTERS: usize = 40;
/// Steps of one filter.
pub const MAX_STEPS: usize = 24;
/// Stops of one gradient.
pub const MAX_STOPS: usize = 64;
/// Definitions that refer to each other in a row: a mask whose content has a pattern is two.
pub const MAX_CHAIN: usize = 6;
/// Nodes once every reference is drawn where it is used. A pattern in a pattern in a pattern multiplies.
pub const MAX_DRAWN: usize = 20_000;
/// Longest side in units, which are pixels at the recipe's own size.
pub const MAX_SIDE: f64 = 4_000.0;
/// Furthest coordinate in units.
pub const MAX_COORDINATE: f64 = 20_000.0;
/// Largest factor of one transform.
pub const MAX_SCALE: f64 = 1_000.0;
/// Characters of an id.
pub const MAX_ID: usize = 64;
/// Numbers in a list: a colour matrix has 20, a table or a dash pattern fewer than this.
pub const MAX_LIST: usize = 81;
