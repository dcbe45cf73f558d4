//! The real binary as a process of its own: killed, stopped, started twice, on an old folder and on a full disk.

pub mod child;
mod commands;
mod consensus;
mod demo;
mod detect;
mod full_disk;
mod kept;
mod killed;
mod load;
mod refused;
mod settings;
mod stopped;
