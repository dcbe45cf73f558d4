//! `throng backup DIR`: a consistent copy of the instance, also while it is served.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};

use super::{Outcome, control, settings};

pub fn command() -> Command {
    platform::config::clap_args(
        Command::new("backup")
            .about("Copy the instance into an empty folder, also while it is served; `throng serve --data` on it is the restore")
            .arg(Arg::new("dir").value_name("DIR").required(true).help("A folder that is empty or not there yet")),
    )
}

pub async fn run(matches: &ArgMatches) -> Outcome {
    let config = settings(matches)?;
    let target = std::path::absolute(Path::new(super::text(matches, "dir")))?;
    control::do_or_ask(&config, control::Request::Backup { target }).await.map(|_| ())
}
