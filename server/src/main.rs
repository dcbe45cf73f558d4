//! The `throng` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    throng::cli::run()
}
