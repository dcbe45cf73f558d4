//! What every page and every API answer share: problems, origin rules, limits, idempotency.

pub mod origin;
pub mod pace;
pub mod problem;

pub use problem::Problem;
