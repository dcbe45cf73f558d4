//! The platform: knows no capability.

pub mod atomic_file;
pub mod compress;
pub mod config;
pub mod drain;
pub mod keys;
pub mod logs;
pub mod metrics;
pub mod words;
