//! The real server as a child.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use reqwest::Client;

/// A `throng serve` of its own; killed when the value is dropped.
pub struct Process {
    child: Child,
    /// Where it can be reached.
    pub at: Address,
}

/// Where a server can be reached, and how.
#[derive(Clone)]
pub struct Address {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    /// For talking to it.
    pub client: Client,
}

impl std::ops::Deref for Process {
    type Target = Address;

    fn deref(&self) -> &Address {
        &self.at
    }
}

/// `throng` with these arguments, and nothing of this process's settings.
pub fn throng(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throng"));
    let ours = std::env::vars_os().map(|(name, _)| name);
    for name in ours.filter(|name| name.to_string_lossy().starts_with("THRONG_")) {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

/// Runs a command on the data folder to its end.
pub fn run(data: &Path, arguments: &[&str]) -> Output {
    let data = data.display().to_string();
    throng(&[arguments, &["--data", &data]].concat()).output().unwrap()
}

/// What it wrote to standard error and output.
pub fn said(output: &Output) -> String {
    [&output.stderr[..], &output.stdout[..]].map(String::from_utf8_lossy).concat()
}

impl Process {
    /// Serves the data folder; returns once it can be reached.
    pub fn serve(data: &Path) -> Self {
        Self::with(data, &[])
    }

    /// Serves the data folder with these flags beside the ordinary ones.
    pub fn with(data: &Path, settings: &[&str]) -> Self {
        let data = data.display().to_string();
        let serve = ["serve", "--data", &data, "--listen", "127.0.0.1:0", "--log", "warn"];
        let mut child = throng(&[&serve, settings].concat()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().to_owned();
        let at = Address { url: format!("http://127.0.0.1:{port}"), client: Client::new() };
        Self { child, at }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// kill -9: it writes nothing more.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; gives how it ended.
    pub fn stop(mut self) -> std::process::ExitStatus {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
