//! How requests come in and answers go out: the router, the outermost layers, and what handlers share.
//!
//! It knows where each capability's routes hang and nothing of what they do.

pub mod assets;
pub mod body;
pub mod connections;
pub mod feeds;
pub mod frame;
pub mod health;
pub mod idempotency;
pub mod lists;
mod misfit;
pub mod once;
pub mod openapi;
pub mod pace;
pub mod pages;
pub mod problem_page;
pub mod readonly;
pub mod router;
pub mod sealed;
pub mod text;
pub mod versions;
