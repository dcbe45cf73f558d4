//! The platform: knows no capability.

pub mod bots;
pub mod disk;
pub mod limits;
pub mod proxies;
