//! From a stranger's text to a tree.

use std::collections::HashSet;

use roxmltree::{Document, NodeType, ParsingOptions};

use crate::bounds::{
    MAX_ATTRIBUTES, MAX_BYTES, MAX_CHARACTERS, MAX_DEPTH, MAX_FILTERS, MAX_IMAGES, MAX_NAMESPACES, MAX_NODES,
    MAX_SEGMENTS, MAX_STEPS, MAX_STOPS,
};
use crate::characters::is_in_fonts;
use crate::profile::{Attribute, Type, attribute, attributes, is_property, needs};
use crate::recipe::{Child, Node, Recipe};
use crate::refused::{Refused, What, Why, short};
use crate::tag::Tag;
use crate::value::{Value, wants};
use crate::{references, steps, tidy};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

type Xml<'d> = roxmltree::Node<'d, 'd>;

/// Reads a recipe. What comes back keeps every bound and has the canonical form's additions.
///
/// # Errors
/// The first thing that is wrong, with its place and what to do.
pub fn parse(text: &str) -> Result<Recipe, Refused> {
    let at_start = |why| Refused { line: 1, column: 1, node: Tag::Svg.name().to_owned(), why };
    if text.len() > MAX_BYTES {
        return Err(at_start(Why::Bytes(text.len())));
    }
    slow(text).map_err(at_start)?;
    let nodes_limit = u32::try_from(MAX_NODES * 4).unwrap_or(u32::MAX);
    let options = ParsingOptions { allow_dtd: false, nodes_limit, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| broken(&error))?;
    if let Some(other) = document.root().children().find(roxmltree::Node::is_pi) {
        return Err(refused(other, Why::Doctype));
    }
    let root = document.root_element();
    if tag(root)? != Tag::Svg {
        return Err(refused(root, Why::Place("svg".to_owned())));
    }
    let mut reader = Reader { counts: [0; COUNTED.len()], ids: HashSet::new() };
    let mut root_node = reader.node(root, Tag::Svg, 1)?;
    tidy::sized(&mut root_node).map_err(|why| refused(root, why))?;
    tidy::tidy(&mut root_node);
    let places: Vec<_> = root.descendants().filter(roxmltree::Node::is_element).collect();
    references::check(&root_node).map_err(|(place, why)| {
        places.get(place).map_or_else(|| at_start(why.clone()), |node| refused(*node, why.clone()))
    })?;
    Ok(Recipe { root: root_node })
}

/// Refuses what takes the reader of XML a time that grows with its square: attributes of one element, and namespaces.
fn slow(text: &str) -> Result<(), Why> {
    let equals = |part: &str| part.bytes().filter(|byte| *byte == b'=').count();
    let many = text.split('<').any(|part| equals(part) > MAX_CHARACTERS)
        || text.matches("xmlns").take(MAX_NAMESPACES + 1).count() > MAX_NAMESPACES;
    if many { Err(Why::TooMany { what: What::Attributes, max: MAX_ATTRIBUTES }) } else { Ok(()) }
}

/// What is counted over a whole recipe, and how much of it there may be.
const COUNTED: [(What, usize); 5] = [
    (What::Nodes, MAX_NODES),
    (What::Segments, MAX_SEGMENTS),
    (What::Characters, MAX_CHARACTERS),
    (What::Images, MAX_IMAGES),
    (What::Filters, MAX_FILTERS),
];

struct Reader {
    counts: [usize; COUNTED.len()],
    ids: HashSet<String>,
}

impl Reader {
    fn node(&mut self, xml: Xml<'_>, tag: Tag, depth: usize) -> Result<Node, Refused> {
        self.count(xml, What::Nodes, 1)?;
        if depth > MAX_DEPTH {
            return Err(refused(xml, Why::TooMany { what: What::Depth, max: MAX_DEPTH }));
        }
        let attributes = self.attributes(xml, tag)?;
        let children = self.children(xml, tag, depth)?;
        let many = |of: usize, what, max| {
            if of > max { Err(refused(xml, Why::TooMany { what, max })) } else { Ok(()) }
        };
        match tag {
            Tag::Image => self.count(xml, What::Images, 1)?,
            Tag::Filter => {
                self.count(xml, What::Filters, 1)?;
                many(children.len(), What::Steps, MAX_STEPS)?;
            }
            Tag::Merge => many(children.len(), What::Steps, MAX_STEPS)?,
            Tag::LinearGradient | Tag::RadialGradient => many(children.len(), What::Stops, MAX_STOPS)?,
            _ => {}
        }
        let node = Node { tag, attributes, children };
        steps::check(&node).map_err(|why| refused(xml, why))?;
        Ok(node)
    }

    fn count(&mut self, xml: Xml<'_>, what: What, more: usize) -> Result<(), Refused> {
        for ((counted, max), count) in COUNTED.iter().zip(&mut self.counts) {
            if *counted == what {
                *count += more;
                if *count > *max {
                    return Err(refused(xml, Why::TooMany { what, max: *max }));
                }
            }
        }
        Ok(())
    }

    fn attributes(&mut self, xml: Xml<'_>, tag: Tag) -> Result<Vec<(&'static str, Value)>, Refused> {
        let mut found: Vec<(Attribute, Value)> = Vec::new();
        if xml.attributes().len() > MAX_ATTRIBUTES {
            return Err(refused(xml, Why::TooMany { what: What::Attributes, max: MAX_ATTRIBUTES }));
        }
        for given in xml.attributes() {
            match (given.namespace(), given.name()) {
                (None, "style") => {}
                (None, name) => put(&mut found, read(xml, tag, name, given.value())?),
                (Some(XLINK), "href") => put(&mut found, read(xml, tag, "href", given.value())?),
                (_, name) => return Err(refused(xml, Why::Attribute(short(name)))),
            }
        }
        for declaration in xml.attribute("style").unwrap_or_default().split(';') {
            let declaration = declaration.trim();
            if declaration.is_empty() {
                continue;
            }
            let (name, value) = declaration.split_once(':').unwrap_or((declaration, ""));
            if !is_property(name.trim()) {
                return Err(refused(xml, Why::Attribute(format!("style: {}", short(name.trim())))));
            }
            put(&mut found, read(xml, tag, name.trim(), value)?);
        }
        for (_, value) in &found {
            if let Value::Path(segments) = value {
                self.count(xml, What::Segments, segments.len())?;
            }
        }
        if let Some((_, Value::Name(id))) = found.iter().find(|((name, _), _)| *name == "id")
            && !self.ids.insert(id.clone())
        {
            return Err(refused(xml, Why::Twice(short(id))));
        }
        if let Some(missing) =
            needs(tag).iter().find(|name| !found.iter().any(|((known, _), _)| known == *name))
        {
            return Err(refused(xml, Why::Missing(missing)));
        }
        let order = |name| {
            attributes(tag).iter().flat_map(|group| group.iter()).position(|(known, _)| *known == name)
        };
        found.sort_by_key(|((name, _), _)| order(*name));
        Ok(found.into_iter().map(|((name, _), value)| (name, value)).collect())
    }

    fn children(&mut self, xml: Xml<'_>, tag: Tag, depth: usize) -> Result<Vec<Child>, Refused> {
        let mut children: Vec<Child> = Vec::new();
        for child in xml.children() {
            match child.node_type() {
                NodeType::Element => {
                    let inner = self::tag(child)?;
                    if !tag.takes(inner) {
                        return Err(refused(child, Why::Place(tag.name().to_owned())));
                    }
                    children.push(Child::Node(self.node(child, inner, depth + 1)?));
                }
                NodeType::Text => words(&mut children, child.text().unwrap_or_default()),
                NodeType::PI => return Err(refused(child, Why::Doctype)),
                NodeType::Comment | NodeType::Root => {}
            }
        }
        children.retain(|child| match child {
            Child::Words(words) => tag.takes_text() || words != " ",
            Child::Node(_) => true,
        });
        for child in &children {
            let Child::Words(words) = child else { continue };
            if !tag.takes_text() {
                return Err(refused(xml, Why::Words));
            }
            self.count(xml, What::Nodes, 1)?;
            self.count(xml, What::Characters, words.chars().count())?;
            if let Some(strange) = words.chars().find(|c| !is_in_fonts(*c)) {
                return Err(refused(xml, Why::Character(strange)));
            }
        }
        Ok(children)
    }
}

/// Adds words: what a comment has cut is joined, and white space becomes one space.
fn words(children: &mut Vec<Child>, text: &str) {
    if !matches!(children.last(), Some(Child::Words(_))) {
        children.push(Child::Words(String::new()));
    }
    if let Some(Child::Words(words)) = children.last_mut() {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' if words.ends_with(' ') => {}
                ' ' | '\t' | '\n' | '\r' => words.push(' '),
                c => words.push(c),
            }
        }
    }
}

/// A later value of the same name counts.
fn put(found: &mut Vec<(Attribute, Value)>, (attribute, value): (Attribute, Value)) {
    found.retain(|((name, _), _)| *name != attribute.0);
    found.push((attribute, value));
}

fn read(xml: Xml<'_>, tag: Tag, name: &str, text: &str) -> Result<(Attribute, Value), Refused> {
    let Some(attribute) = attribute(tag, name) else {
        return Err(refused(xml, Why::Attribute(short(name))));
    };
    let (name, kind): (_, Type) = attribute;
    match Value::parse(text, kind) {
        Some(value) => Ok((attribute, value)),
        None => {
            let (name, value) = (name.to_owned(), short(text));
            Err(refused(xml, Why::Value { name, value, wants: wants(kind) }))
        }
    }
}

fn tag(xml: Xml<'_>) -> Result<Tag, Refused> {
    let known =
        if xml.tag_name().namespace() == Some(SVG) { Tag::from_name(xml.tag_name().name()) } else { None };
    known.ok_or_else(|| refused(xml, Why::Element))
}

fn refused(xml: Xml<'_>, why: Why) -> Refused {
    let place = xml.document().text_pos_at(xml.range().start);
    let node = short(if xml.is_element() { xml.tag_name().name() } else { "?" });
    Refused { line: place.row, column: place.col, node, why }
}

fn broken(error: &roxmltree::Error) -> Refused {
    let place = error.pos();
    let why = match error {
        roxmltree::Error::DtdDetected
        | roxmltree::Error::UnknownEntityReference(..)
        | roxmltree::Error::EntityReferenceLoop(_)
        | roxmltree::Error::MalformedEntityReference(_) => Why::Doctype,
        roxmltree::Error::NodesLimitReached => Why::TooMany { what: What::Nodes, max: MAX_NODES },
        other => Why::Xml(short(&other.to_string())),
    };
    Refused { line: place.row, column: place.col, node: Tag::Svg.name().to_owned(), why }
}
