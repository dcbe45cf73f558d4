//! The platform: knows no capability.

pub mod words;
