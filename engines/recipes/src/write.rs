//! The canonical form: one text for one tree, and no byte of what was sent.

use std::fmt::{self, Write};

use crate::profile::ONLY_IN_STYLE;
use crate::recipe::{Child, Node, Recipe};

/// Writes the canonical form; parsing it gives the same tree.
impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        node(f, &self.root, true)?;
        f.write_char('\n')
    }
}

fn node(f: &mut fmt::Formatter<'_>, node: &Node, outermost: bool) -> fmt::Result {
    let name = node.tag.name();
    write!(f, "<{name}")?;
    if outermost {
        f.write_str(" xmlns=\"http://www.w3.org/2000/svg\"")?;
    }
    let (styles, attributes): (Vec<_>, Vec<_>) =
        node.attributes.iter().partition(|(name, _)| ONLY_IN_STYLE.contains(name));
    for (name, value) in attributes {
        write!(f, " {name}=\"{value}\"")?;
    }
    for (place, (name, value)) in styles.iter().enumerate() {
        write!(f, "{}{name}:{value}", if place == 0 { " style=\"" } else { ";" })?;
    }
    if !styles.is_empty() {
        f.write_char('"')?;
    }
    if node.children.is_empty() {
        return f.write_str("/>");
    }
    f.write_char('>')?;
    for child in &node.children {
        match child {
            Child::Node(child) => self::node(f, child, false)?,
            Child::Words(words) => escaped(f, words)?,
        }
    }
    write!(f, "</{name}>")
}

fn escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for c in text.chars() {
        match c {
            '&' => f.write_str("&amp;")?,
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            c => f.write_char(c)?,
        }
    }
    Ok(())
}
