//! `throng export FILE`: the whole instance as one archive of JSON Lines and blobs.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};

use super::{Outcome, control, settings};

pub fn command() -> Command {
    platform::config::clap_args(
        Command::new("export")
            .about("Write the whole instance into one archive of JSON Lines and blobs, for `throng import`")
            .arg(Arg::new("file").value_name("FILE").required(true).help("The tar archive to write")),
    )
}

pub async fn run(matches: &ArgMatches) -> Outcome {
    let config = settings(matches)?;
    let target = std::path::absolute(Path::new(super::text(matches, "file")))?;
    control::do_or_ask(&config, control::Request::Export { target }).await.map(|_| ())
}
