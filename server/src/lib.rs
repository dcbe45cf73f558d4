//! Throng.

pub mod charts;
pub mod crowd_line;
pub mod layout;
pub mod messages;
