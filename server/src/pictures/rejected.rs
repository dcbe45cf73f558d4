//! Why a file is not taken, in the reader's words.

use axum::http::StatusCode;
use pixels::Rejected;
use platform::config::MB;
use platform::web::Problem;

/// The engine's refusal as a problem at `/file`.
pub fn problem(rejected: &Rejected) -> Problem {
    match rejected {
        Rejected::Empty => Problem::field("/file", "picture-file-empty"),
        Rejected::TooManyBytes { .. } => too_large(pixels::MAX_BYTES as u64),
        Rejected::TooManyPixels { width, height } => Problem::field("/file", "picture-file-too-many-pixels")
            .with("width", width)
            .with("height", height)
            .with("side", pixels::MAX_SIDE),
        Rejected::NoPixels => Problem::field("/file", "picture-file-no-pixels"),
        Rejected::OtherFormat(name) => {
            Problem::field("/file", "picture-file-other-format").with("format", name)
        }
        Rejected::Avif => Problem::field("/file", "picture-file-avif"),
        Rejected::NotAPicture => Problem::field("/file", "picture-file-no-picture"),
        Rejected::CutOff => Problem::field("/file", "picture-file-cut-off"),
        Rejected::Damaged => Problem::field("/file", "picture-file-damaged"),
        Rejected::TooManyScans => Problem::field("/file", "picture-file-too-many-scans"),
        Rejected::Variant(format) => Problem::field("/file", "picture-file-variant").with("format", format),
    }
}

/// 413: more than `max` bytes.
pub fn too_large(max: u64) -> Problem {
    let mut problem = Problem::field("/file", "picture-file-too-large").with("max", max / MB);
    problem.status = StatusCode::PAYLOAD_TOO_LARGE;
    problem
}
