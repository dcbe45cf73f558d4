//! A demonstration that is stopped, at whatever moment, ends well and leaves nothing.

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use super::child::throng;

/// A failure bound, never a pause; the promise is shorter than the patience for a start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// The promise: a signal ends it within this time.
const PROMISED: Duration = Duration::from_secs(20);

/// Killed when a test fails before it has ended.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a demonstration until `reached`, then sends it `signal`.
fn stopped(signal: &str, reached: impl Fn(&Path, &mut Lines<BufReader<ChildStdout>>)) {
    let folder = tempfile::tempdir().unwrap();
    let night = ["demo", "--listen", "127.0.0.1:0", "--crowd", "20", "--speed", "10"];
    let mut command = throng(&night);
    command.env("TMPDIR", folder.path()).stdout(Stdio::piped()).stderr(Stdio::null());
    let Demo(child) = &mut Demo(command.spawn().unwrap());
    reached(folder.path(), &mut BufReader::new(child.stdout.take().unwrap()).lines());
    let began = Instant::now();
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    assert!(ended(child).success(), "{signal}");
    assert!(began.elapsed() < PROMISED, "{:?}", began.elapsed());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{signal} left {left:?}");
}

fn ended(child: &mut Child) -> std::process::ExitStatus {
    until(|| child.try_wait().unwrap())
}

fn until<T>(mut found: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "not in time");
        std::thread::yield_now();
    }
}

/// Waits until the throw-away folder holds `name`.
fn holds(folder: &Path, name: &str) {
    until(|| {
        let mut made = std::fs::read_dir(folder).unwrap().filter_map(Result::ok);
        made.any(|entry| entry.path().join(name).exists()).then_some(())
    });
}

#[test]
fn as_soon_as_its_folder_is_there() {
    stopped("-TERM", |folder, _| holds(folder, ""));
}

#[test]
fn while_it_opens_its_database() {
    stopped("-INT", |folder, _| holds(folder, "data/throng.db"));
}

#[test]
fn while_the_stage_is_set() {
    stopped("-TERM", |folder, _| holds(folder, "data/control"));
}

#[test]
fn while_the_crowd_comes() {
    stopped("-INT", |_, told| {
        let lines: Vec<String> = told.take(4).map(Result::unwrap).collect();
        assert!(lines[1].starts_with("arrive as one of the crowd: http://"), "{lines:?}");
    });
}
