//! References within a recipe: to what is there, in no circle, and not so many within each other that a small text becomes
//! an endless picture.

use std::collections::{BTreeMap, BTreeSet};

use crate::bounds::{MAX_CHAIN, MAX_DRAWN};
use crate::profile::{Type, attribute};
use crate::recipe::{Child, Node};
use crate::refused::{What, Why};
use crate::tag::Tag;
use crate::value::Value;

/// Commands of a path that cost as much as one node.
const SEGMENTS_A_NODE: usize = 16;

/// An element with the paint that it inherits.
#[derive(Clone, Copy)]
struct Seen<'n> {
    node: &'n Node,
    place: usize,
    paint: [Option<&'n str>; 2],
}

struct Graph<'n> {
    by_id: BTreeMap<&'n str, Seen<'n>>,
    /// What a definition costs in nodes, and how many it refers to in a row.
    costs: BTreeMap<&'n str, (usize, usize)>,
    open: Vec<&'n str>,
}

/// What is wrong, with the element's place in document order.
type Wrong = (usize, Why);

/// Checks all references of a tree.
pub fn check(root: &Node) -> Result<(), Wrong> {
    let mut all = Vec::new();
    collect(root, [None, None], &mut all);
    let by_id = all.iter().filter_map(|seen| Some((seen.node.id()?, *seen))).collect();
    let mut graph = Graph { by_id, costs: BTreeMap::new(), open: Vec::new() };
    for seen in &all {
        for (name, value) in &seen.node.attributes {
            graph.is_right(seen, name, value)?;
        }
        if seen.node.tag == Tag::Filter {
            inputs(seen)?;
        }
    }
    for seen in &all {
        // Each definition is followed by itself as well, so that one which nothing uses yet cannot hide a circle.
        if let Some(id) = seen.node.id() {
            graph.cost_of(id, seen.place)?;
        }
    }
    graph.cost(&all, 0).map(|_| ())
}

fn collect<'n>(node: &'n Node, inherited: [Option<&'n str>; 2], all: &mut Vec<Seen<'n>>) {
    let paint =
        [("fill", inherited[0]), ("stroke", inherited[1])].map(|(name, inherited)| match node.get(name) {
            Some(Value::Url(id)) => Some(id.as_str()),
            Some(_) => None,
            None => inherited,
        });
    all.push(Seen { node, place: all.len(), paint });
    for child in node.nodes() {
        collect(child, paint, all);
    }
}

impl<'n> Graph<'n> {
    fn is_right(&self, seen: &Seen<'n>, name: &str, value: &Value) -> Result<(), Wrong> {
        let (id, shown) = match value {
            Value::Url(id) => (id, format!("url(#{id})")),
            Value::Fragment(id) => (id, format!("#{id}")),
            _ => return Ok(()),
        };
        let tags = match attribute(seen.node.tag, name) {
            Some((_, Type::Url(tags) | Type::Fragment(tags))) => tags,
            _ => &[Tag::LinearGradient, Tag::RadialGradient, Tag::Pattern],
        };
        let right = self.by_id.get(id.as_str()).is_some_and(|found| tags.contains(&found.node.tag));
        if right { Ok(()) } else { Err((seen.place, Why::Reference(shown))) }
    }

    /// What the definition `id` costs where it is drawn, in nodes, and how many definitions it is in a row.
    fn cost_of(&mut self, id: &'n str, from: usize) -> Result<(usize, usize), Wrong> {
        if let Some(cost) = self.costs.get(id) {
            return Ok(*cost);
        }
        if self.open.contains(&id) {
            return Err((from, Why::Circle(id.to_owned())));
        }
        let long = || (from, Why::TooMany { what: What::Chain, max: MAX_CHAIN });
        if self.open.len() > MAX_CHAIN {
            return Err(long());
        }
        let Some(seen) = self.by_id.get(id).copied() else { return Ok((0, 0)) };
        self.open.push(id);
        let mut all = Vec::new();
        collect(seen.node, seen.paint, &mut all);
        let (cost, chain) = self.cost(&all, seen.place)?;
        self.open.pop();
        if chain == MAX_CHAIN {
            return Err(long());
        }
        self.costs.insert(id, (cost, chain + 1));
        Ok((cost, chain + 1))
    }

    /// What these elements cost, the first of which stands at `start` of the document.
    fn cost(&mut self, all: &[Seen<'n>], start: usize) -> Result<(usize, usize), Wrong> {
        let (mut cost, mut longest) = (0_usize, 0);
        for seen in all {
            let place = start + seen.place;
            cost += 1 + seen.node.children.iter().filter(|child| matches!(child, Child::Words(_))).count();
            for id in uses(seen) {
                let (of, chain) = self.cost_of(id, place)?;
                cost = cost.saturating_add(of);
                longest = longest.max(chain);
            }
            if let Some(Value::Path(segments)) = seen.node.get("d") {
                cost += segments.len() / SEGMENTS_A_NODE;
            }
            if cost > MAX_DRAWN {
                return Err((place, Why::TooMany { what: What::Drawn, max: MAX_DRAWN }));
            }
        }
        Ok((cost, longest))
    }
}

/// The definitions that are drawn once more because of an element itself.
fn uses<'n>(seen: &Seen<'n>) -> Vec<&'n str> {
    let mut uses: Vec<&str> = Vec::new();
    for (name, value) in &seen.node.attributes {
        if let Value::Url(id) | Value::Fragment(id) = value
            && !["fill", "stroke"].contains(name)
        {
            uses.push(id);
        }
    }
    let is_painted = matches!(
        seen.node.tag,
        Tag::Path | Tag::Rect | Tag::Ellipse | Tag::Text | Tag::Tspan | Tag::TextPath
    );
    if is_painted {
        uses.extend(seen.paint.into_iter().flatten());
    }
    uses
}

/// The inputs of a filter's steps are its source or results of earlier steps.
fn inputs(seen: &Seen<'_>) -> Result<(), Wrong> {
    let mut known: BTreeSet<&str> = BTreeSet::from(["SourceGraphic", "SourceAlpha"]);
    let mut place = seen.place;
    for step in seen.node.nodes() {
        let mut each = Vec::new();
        collect(step, [None, None], &mut each);
        for part in &each {
            place += 1;
            for name in ["in", "in2"] {
                if let Some(Value::Name(input)) = part.node.get(name)
                    && !known.contains(input.as_str())
                {
                    return Err((place, Why::Reference(input.clone())));
                }
            }
        }
        if let Some(Value::Name(result)) = step.get("result") {
            known.insert(result);
        }
    }
    Ok(())
}
