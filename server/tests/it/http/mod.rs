//! What programs and browsers see over HTTP.

mod people;
mod readonly;
mod rights;
mod safety;
mod settings;
