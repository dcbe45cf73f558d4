//! A path's commands.

use svgtypes::{PathParser, PathSegment};

use crate::bounds::{MAX_COORDINATE, MAX_SEGMENTS};
use crate::value::within;

/// One command with its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// The letter; small where the numbers are relative.
    pub command: char,
    /// Its numbers; an arc's flags are 0 or 1.
    pub numbers: Vec<f64>,
}

/// The commands of a path; `None` where it is broken, empty or beyond the bounds.
pub fn segments(text: &str) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    for segment in PathParser::from(text) {
        let segment = segment.ok()?;
        if segments.len() > MAX_SEGMENTS {
            return None;
        }
        let numbers = numbers(&segment).into_iter();
        let numbers =
            numbers.map(|number| within(number, -MAX_COORDINATE, MAX_COORDINATE)).collect::<Option<_>>()?;
        segments.push(Segment { command: char::from(segment.command()), numbers });
    }
    (!segments.is_empty()).then_some(segments)
}

fn numbers(segment: &PathSegment) -> Vec<f64> {
    match *segment {
        PathSegment::MoveTo { x, y, .. }
        | PathSegment::LineTo { x, y, .. }
        | PathSegment::SmoothQuadratic { x, y, .. } => vec![x, y],
        PathSegment::HorizontalLineTo { x, .. } => vec![x],
        PathSegment::VerticalLineTo { y, .. } => vec![y],
        PathSegment::CurveTo { x1, y1, x2, y2, x, y, .. } => vec![x1, y1, x2, y2, x, y],
        PathSegment::SmoothCurveTo { x2, y2, x, y, .. } => vec![x2, y2, x, y],
        PathSegment::Quadratic { x1, y1, x, y, .. } => vec![x1, y1, x, y],
        PathSegment::EllipticalArc { rx, ry, x_axis_rotation, large_arc, sweep, x, y, .. } => {
            vec![rx, ry, x_axis_rotation, f64::from(large_arc), f64::from(sweep), x, y]
        }
        PathSegment::ClosePath { .. } => Vec::new(),
    }
}
