//! The platform: knows no capability.
