//! What programs and browsers see over HTTP.

mod comments;
mod feeds;
mod frontpage;
mod people;
mod readonly;
mod stories;
