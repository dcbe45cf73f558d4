//! `throng import FILE`: takes an archive into an empty instance.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};

use super::{Outcome, say, settings, tell};
use crate::archive::{Instance, import, telling};

pub fn command() -> Command {
    platform::config::clap_args(
        Command::new("import")
            .about("Take an archive of `throng export` into an empty instance that no server runs on")
            .arg(Arg::new("file").value_name("FILE").required(true).help("The tar archive to read")),
    )
}

pub async fn run(matches: &ArgMatches) -> Outcome {
    let config = settings(matches)?;
    let source = Path::new(super::text(matches, "file"));
    let instance = Instance::open(&config).await?;
    telling(
        async |progress| import::import(&instance, source, &progress).await,
        |line| {
            say(&line);
            std::future::ready(())
        },
    )
    .await?;
    tell("imported; `throng serve` starts it");
    Ok(())
}
