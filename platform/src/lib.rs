//! The platform that every capability stands on: it knows none of them.
//!
//! It gives time ([`clock`]), names ([`ids`]), the database ([`db`], [`migrations`]), the one way to write ([`writer`]) with
//! the log of what happened ([`events`]), and what pages and answers share ([`web`]).

pub mod clock;
pub mod db;
pub mod events;
pub mod ids;
pub mod migrations;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod web;
pub mod words;
pub mod writer;

pub use ids::Id;
