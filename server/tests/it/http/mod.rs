//! What programs and browsers see over HTTP.

mod comments;
mod feeds;
mod frontpage;
mod people;
mod pictures;
mod readonly;
mod rooms;
mod stories;
mod throngs;
