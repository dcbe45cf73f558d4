//! A disk that is really full: a small file system of its own, filled to the brim under the running server.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::child::{Process, run, said};

/// Above the lowest mark for "nearly full", so that the server starts writing.
const SIZE: &str = "size=300m";
/// The server looks at its disk every five seconds.
const NOTICED: Duration = Duration::from_secs(20);

/// A file system in memory; gone when the value is dropped.
struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mount = ["-t", "tmpfs", "-o", SIZE, "tmpfs"];
        let mounted = Command::new("mount").args(mount).arg(folder.path()).output().unwrap();
        assert!(
            mounted.status.success(),
            "this test mounts a small file system, so it runs as root or in a user namespace (unshare -Urm): {}",
            said(&mounted)
        );
        Self { folder }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Takes all the space there is.
    fn fill(&self) -> PathBuf {
        let ballast = self.folder.path().join("ballast");
        let mut file = File::create(&ballast).unwrap();
        while file.write_all(&[7; 4096]).is_ok() {}
        ballast
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}

async fn make_guest(server: &Process) -> (u16, Value) {
    let answer =
        server.client.post(format!("{}/api/v1/session", server.url)).json(&json!({})).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn until(server: &Process, status: u16) {
    let began = Instant::now();
    while make_guest(server).await.0 != status {
        assert!(began.elapsed() < NOTICED, "{status} did not come");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn is_known(server: &Process, guest: &Value) -> bool {
    let me =
        server.client.get(format!("{}/api/v1/me", server.url)).bearer_auth(guest["token"].as_str().unwrap());
    me.send().await.unwrap().json::<Value>().await.unwrap()["id"] == guest["person"]["id"]
}

fn assert_whole(data: &Path) {
    let check = run(data, &["check"]);
    assert!(check.status.success(), "{}", said(&check));
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_is_refused_reading_works_and_nothing_acknowledged_is_lost() {
    let disk = Disk::mount();
    let mut server = Process::serve(&disk.data());
    let (status, early) = make_guest(&server).await;
    assert_eq!(status, 201);

    // At once, before anybody has looked at the disk: the database itself says so.
    let ballast = disk.fill();
    let mut acknowledged = vec![early];
    for _ in 0..200 {
        let (status, body) = make_guest(&server).await;
        match status {
            201 => acknowledged.push(body),
            _ => {
                assert_eq!(status, 507, "{body}");
                assert!(body["detail"].as_str().unwrap().contains("Reading still works"), "{body}");
                break;
            }
        }
    }
    until(&server, 507).await;
    for guest in &acknowledged {
        assert!(is_known(&server, guest).await);
    }

    // Killed while it is full, and started again with room: all is there.
    server.kill();
    std::fs::remove_file(ballast).unwrap();
    let server = Process::serve(&disk.data());
    for guest in &acknowledged {
        assert!(is_known(&server, guest).await);
    }
    assert_eq!(make_guest(&server).await.0, 201);

    // And the other way: it comes back by itself once there is room, which is twice the mark.
    let ballast = disk.fill();
    until(&server, 507).await;
    std::fs::remove_file(ballast).unwrap();
    let grown =
        Command::new("mount").args(["-o", "remount,size=700m"]).arg(disk.folder.path()).status().unwrap();
    assert!(grown.success());
    until(&server, 201).await;
    assert!(server.stop().success());
    assert_whole(&disk.data());
}
