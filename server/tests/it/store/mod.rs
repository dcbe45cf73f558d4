pub mod archive;
mod leases;
mod pictures;
mod statements;
mod sweeps;
mod votes;
