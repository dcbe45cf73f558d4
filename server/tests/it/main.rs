//! Everything that is tested through the running server: real HTTP, real sockets, real databases.

mod crash;
mod http;
mod live;
mod store;
mod support;
