//! The platform: knows no capability.

pub mod config;
pub mod logs;
pub mod words;
