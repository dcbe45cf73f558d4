//! What programs and browsers see over HTTP.

mod comments;
mod feeds;
mod frontpage;
mod people;
mod pictures;
mod readonly;
mod replay;
mod rights;
mod safety;
mod settings;
mod stories;
pub mod throng_pages;
mod throngs;
