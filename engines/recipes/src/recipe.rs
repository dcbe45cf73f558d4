//! The tree of a recipe.

use std::fmt;
use std::str::FromStr;

use crate::tag::Tag;
use crate::value::Value;

/// A recipe: a tree of the profile's elements that kept every bound. Only parsing makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    pub(crate) root: Node,
}

/// An element.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Which.
    pub tag: Tag,
    /// Its attributes, in the profile's order.
    pub attributes: Vec<(&'static str, Value)>,
    /// What stands in it.
    pub children: Vec<Child>,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Child {
    /// An element.
    Node(Node),
    /// Words, in a text; white space is one space.
    Words(String),
}

/// What an image shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageRef {
    /// A picture, by its id.
    Picture(String),
    /// A layer made for recipes, by the SHA-256 of its bytes in hexadecimal.
    Asset(String),
}

impl Recipe {
    /// Width and height in units, which are pixels at its own size.
    pub fn size(&self) -> (u32, u32) {
        let side = |name| match self.root.get(name) {
            Some(Value::Number(number)) => *number as u32,
            _ => 1,
        };
        (side("width"), side("height"))
    }

    /// What its images show, each once.
    pub fn images(&self) -> Vec<ImageRef> {
        let mut images = Vec::new();
        self.root.each(&mut |node| {
            if let Some(Value::Image(image)) = node.get("href") {
                images.push(image.clone());
            }
        });
        images.sort_unstable();
        images.dedup();
        images
    }

    /// Its outermost element.
    pub fn root(&self) -> &Node {
        &self.root
    }
}

impl Node {
    /// An attribute's value.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Its name, if it has one.
    pub fn id(&self) -> Option<&str> {
        match self.get("id") {
            Some(Value::Name(id)) => Some(id),
            _ => None,
        }
    }

    /// The elements in it.
    pub fn nodes(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Words(_) => None,
        })
    }

    /// Calls for itself and everything in it, from the outside in.
    pub fn each<'n>(&'n self, call: &mut impl FnMut(&'n Self)) {
        call(self);
        for node in self.nodes() {
            node.each(call);
        }
    }
}

impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Picture(id) => write!(f, "picture:{id}"),
            Self::Asset(hash) => write!(f, "asset:{hash}"),
        }
    }
}

impl FromStr for ImageRef {
    type Err = ();

    /// Reads `picture:` with 26 letters and digits, or `asset:` with 64 hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, ()> {
        let is = |name: &str, length, right: fn(&u8) -> bool| {
            name.len() == length && name.bytes().all(|byte| right(&byte))
        };
        if let Some(id) = text.strip_prefix("picture:") {
            let right = is(id, 26, |byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
            return if right { Ok(Self::Picture(id.to_owned())) } else { Err(()) };
        }
        let hash = text.strip_prefix("asset:").ok_or(())?;
        let right = is(hash, 64, |byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte));
        if right { Ok(Self::Asset(hash.to_owned())) } else { Err(()) }
    }
}
