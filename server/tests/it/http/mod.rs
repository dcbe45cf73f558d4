//! What programs and browsers see over HTTP.

mod people;
mod pictures;
mod readonly;
