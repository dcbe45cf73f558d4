//! Everything that is tested through the running server: real HTTP, real sockets, real databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crash;
mod http;
mod live;
mod store;
mod support;
