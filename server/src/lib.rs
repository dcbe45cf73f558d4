//! Throng: turns a traffic spike into a team. A folder a capability; see `ARCHITECTURE.md`.

pub mod app;
pub mod archive;
pub mod audit;
pub mod charts;
pub mod checks;
pub mod cli;
pub mod crowd_line;
pub mod desk;
pub mod frontpage;
pub mod jobs;
pub mod layout;
pub mod live;
pub mod messages;
pub mod people;
pub mod pictures;
pub mod remixes;
pub mod rooms;
pub mod safety;
pub mod schema;
pub mod settings;
pub mod stories;
pub mod surges;
pub mod sweeps;
pub mod things;
pub mod throngs;
pub mod web;
