//! Numbers of a filter's step that must fit each other; browsers drop the whole filter where they do not.

use crate::recipe::Node;
use crate::refused::{Why, short};
use crate::tag::Tag;
use crate::value::Value;

/// What is wrong with a step.
pub fn check(node: &Node) -> Result<(), Why> {
    match node.tag {
        Tag::ColorMatrix => colour_matrix(node),
        Tag::ConvolveMatrix => convolve_matrix(node),
        _ => Ok(()),
    }
}

fn colour_matrix(node: &Node) -> Result<(), Why> {
    let wanted = match node.get("type") {
        Some(Value::Word("saturate" | "hueRotate")) => 1,
        Some(Value::Word("luminanceToAlpha")) => 0,
        _ => 20,
    };
    match node.get("values") {
        Some(Value::Numbers(numbers)) if numbers.len() != wanted => Err(wrong(node, "values", wanted)),
        _ => Ok(()),
    }
}

fn convolve_matrix(node: &Node) -> Result<(), Why> {
    const ORDER: f64 = 3.0;
    let number = |name, otherwise| match node.get(name) {
        Some(Value::Number(number)) => *number,
        _ => otherwise,
    };
    let order = number("order", ORDER);
    let is_whole = |number: f64| number.fract() == 0.0;
    if !is_whole(order) {
        return Err(wrong(node, "order", 9));
    }
    for name in ["targetX", "targetY"] {
        let target = number(name, 0.0);
        if !is_whole(target) || target >= order {
            return Err(wrong(node, name, order as usize - 1));
        }
    }
    if number("divisor", 1.0) == 0.0 {
        return Err(wrong(node, "divisor", 1));
    }
    let wanted = (order * order) as usize;
    match node.get("kernelMatrix") {
        Some(Value::Numbers(numbers)) if numbers.len() == wanted => Ok(()),
        _ => Err(wrong(node, "kernelMatrix", wanted)),
    }
}

fn wrong(node: &Node, name: &str, wanted: usize) -> Why {
    let value = node.get(name).map(ToString::to_string).unwrap_or_default();
    let wants = match name {
        "values" | "kernelMatrix" => format!("{wanted} × n"),
        "divisor" => "n ≠ 0".to_owned(),
        _ => format!("0, 1, 2 … {wanted}"),
    };
    Why::Value { name: name.to_owned(), value: short(&value), wants }
}
