mod archive;
mod leases;
mod pictures;
mod sweeps;
mod votes;
