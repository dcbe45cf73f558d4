//! Throng.
