mod archive;
mod pictures;
mod sweeps;
