mod archive;
mod sweeps;
