//! Drop shadows, spelled out for the renderer.
//!
//! `resvg` 0.49 brightens the colour of a drop shadow that is not black. The specification defines the step by five others
//! (Filter Effects 1, § 9.10 “feDropShadow”), which it draws right; so it is given those. The canonical form keeps the one.

use crate::recipe::{Child, Node};
use crate::tag::Tag;
use crate::value::Value;

/// What a shadow's distances and its blur are where they are not given, in units.
const INITIAL: f64 = 2.0;

/// Replaces every drop shadow below `node`.
pub fn spell_out(node: &mut Node) {
    if node.tag == Tag::Filter {
        let steps = std::mem::take(&mut node.children);
        for (place, step) in steps.into_iter().enumerate() {
            match step {
                Child::Node(step) if step.tag == Tag::DropShadow => shadow(&step, place, &mut node.children),
                step => node.children.push(step),
            }
        }
    }
    for child in &mut node.children {
        if let Child::Node(child) = child {
            spell_out(child);
        }
    }
}

/// No name of a recipe has a full stop, so that these meet none.
fn shadow(step: &Node, place: usize, steps: &mut Vec<Child>) {
    let name = |part: &str| Value::Name(format!("{part}.{place}"));
    let own = |name: &'static str, otherwise: Value| (name, step.get(name).cloned().unwrap_or(otherwise));
    let input = step.get("in").cloned().unwrap_or_else(|| before(steps, name("before")));
    let distance = || Value::Number(INITIAL);
    let blur = own("stdDeviation", Value::Numbers(vec![INITIAL]));
    let mut merge = node(Tag::Merge, vec![]);
    merge.attributes.extend(step.get("result").cloned().map(|result| ("result", result)));
    for part in [name("shadow"), input.clone()] {
        merge.children.push(Child::Node(node(Tag::MergeNode, vec![("in", part)])));
    }
    let all = [
        node(Tag::GaussianBlur, vec![("in", input), blur, ("result", name("blur"))]),
        node(
            Tag::Offset,
            vec![
                ("in", name("blur")),
                own("dx", distance()),
                own("dy", distance()),
                ("result", name("offset")),
            ],
        ),
        node(
            Tag::Flood,
            vec![
                own("flood-color", Value::Colour([0; 3])),
                own("flood-opacity", Value::Number(1.0)),
                ("result", name("flood")),
            ],
        ),
        node(
            Tag::Composite,
            vec![
                ("in", name("flood")),
                ("in2", name("offset")),
                ("operator", Value::Word("in")),
                ("result", name("shadow")),
            ],
        ),
        merge,
    ];
    steps.extend(all.map(Child::Node));
}

/// The name of what a step without an input takes: the result before it, which is named if it is not yet, or the source.
fn before(steps: &mut [Child], name: Value) -> Value {
    let Some(Child::Node(last)) = steps.last_mut() else {
        return Value::Name("SourceGraphic".to_owned());
    };
    if let Some(result) = last.get("result") {
        return result.clone();
    }
    last.attributes.push(("result", name.clone()));
    name
}

fn node(tag: Tag, attributes: Vec<(&'static str, Value)>) -> Node {
    Node { tag, attributes, children: Vec::new() }
}
