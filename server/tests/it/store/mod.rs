mod archive;
mod leases;
mod sweeps;
