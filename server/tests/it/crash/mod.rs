//! The real binary as a process of its own: killed, stopped, started twice, on an old folder and on a full disk.

mod child;
mod commands;
mod demo;
mod full_disk;
mod killed;
mod load;
mod refused;
mod stopped;
