//! What programs and browsers see over HTTP.

mod comments;
mod deadlines;
mod feeds;
mod frontpage;
mod hits;
mod hostile;
mod people;
pub mod pictures;
mod readonly;
mod recipes;
mod remixes;
mod replay;
mod rights;
mod rooms;
mod safety;
mod settings;
mod shapes;
mod sheets;
mod stories;
mod studio;
pub mod throng_pages;
mod throng_roles;
mod throng_states;
pub mod throngs;
mod unseen;
mod uploads;
mod versions;
