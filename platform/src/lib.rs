//! The platform that every capability stands on: it knows none of them.
//!
//! It gives time ([`clock`]), names ([`ids`]), the database ([`db`], [`migrations`]), the one way to write ([`writer`]) with
//! the log of what happened ([`events`]), the live protocol ([`live`]), ready pages ([`hot`]), words ([`words`]), what pages
//! and answers share ([`web`]), and what stands between the server and the network, the disk and the machine.

pub mod atomic_file;
pub mod blob_refs;
pub mod blobs;
pub mod bots;
pub mod clock;
pub mod compress;
pub mod config;
pub mod control;
pub mod db;
pub mod disk;
pub mod drain;
pub mod events;
pub mod fetch;
pub mod folder;
pub mod hits;
pub mod hot;
pub mod ids;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod live;
pub mod logs;
pub mod metrics;
pub mod migrations;
pub mod proxies;
pub mod shares;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod txt;
pub mod web;
pub mod words;
pub mod writer;

pub use ids::Id;
