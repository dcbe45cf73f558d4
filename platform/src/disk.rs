//! Is there room? Watches the free space of the data folder's file system.
//!
//! A full disk is the one failure in which a database can still answer and no longer promise. So below a mark the
//! server goes read-only, and well above it comes back by itself; the gap between the two marks keeps it from
//! flapping. Does NOT refuse anything itself: whoever writes asks the watch.
//!
//! Invariant: between the marks the state stays what it was.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::watch;

/// Time between two looks.
pub const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The lowest mark that can be set, in bytes: room for the database to finish what it has begun.
pub const LOWEST_MARK: u64 = 256 * 1024 * 1024;

/// May things be written?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is room.
    Enough,
    /// Below the mark: read only.
    Low,
}

/// When space counts as low.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LowDisk {
    mark: u64,
}

impl LowDisk {
    /// Low below `mark` bytes, but at least [`LOWEST_MARK`]; enough again above twice that.
    pub fn below(mark: u64) -> Self {
        Self { mark: mark.max(LOWEST_MARK) }
    }

    /// The state after seeing `free` bytes, given the one before.
    pub fn next(self, before: Room, free: u64) -> Room {
        match before {
            Room::Enough if free < self.mark => Room::Low,
            Room::Low if free > self.mark.saturating_mul(2) => Room::Enough,
            unchanged => unchanged,
        }
    }

    /// The state of the file system of `path` at the start, before anything is written.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn first_look(self, path: &Path) -> io::Result<Room> {
        Ok(self.next(Room::Enough, free_bytes(path)?))
    }

    /// Looks each [`LOOK_EVERY`] at the file system of `path` and publishes what changes; ends when nobody listens any
    /// more. A look that fails changes nothing and is logged.
    pub async fn watch(self, path: PathBuf, room: watch::Sender<Room>) {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        while !room.is_closed() {
            looks.tick().await;
            match free_bytes(&path) {
                Ok(free) => self.publish(&room, free),
                Err(error) => {
                    tracing::warn!(path = %path.display(), %error, "cannot tell how much disk is free");
                }
            }
        }
    }

    fn publish(self, room: &watch::Sender<Room>, free: u64) {
        let before = *room.borrow();
        let after = self.next(before, free);
        if after == before {
            return;
        }
        match after {
            Room::Low => {
                tracing::error!(free, mark = self.mark, "disk nearly full: read-only until space is freed");
            }
            Room::Enough => tracing::info!(free, "disk has room again: writing resumes"),
        }
        room.send_replace(after);
    }
}

/// Bytes that this process may still write to the file system of `path`.
pub fn free_bytes(path: &Path) -> io::Result<u64> {
    let stat = rustix::fs::statvfs(path)?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MB: u64 = 1024 * 1024;

    #[test]
    fn low_below_the_mark_and_back_above_twice_it() {
        let disk = LowDisk::below(300 * MB);
        let seen = [301, 299, 301, 600, 601, 300].map(|free| free * MB);
        let mut room = Room::Enough;
        let states = seen.map(|free| {
            room = disk.next(room, free);
            room
        });
        assert_eq!(states, [Room::Enough, Room::Low, Room::Low, Room::Low, Room::Enough, Room::Enough]);
    }

    #[test]
    fn the_mark_has_a_floor() {
        assert_eq!(LowDisk::below(0).next(Room::Enough, LOWEST_MARK - 1), Room::Low);
    }

    #[test]
    fn this_disk_has_a_size() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(folder.path()).unwrap() > 0);
        assert!(free_bytes(&folder.path().join("missing")).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn the_watch_tells_and_ends_with_its_last_listener() {
        let folder = tempfile::tempdir().unwrap();
        let (tell, mut told) = watch::channel(Room::Enough);
        let disk = LowDisk::below(u64::MAX);
        let looking = tokio::spawn(disk.watch(folder.path().to_owned(), tell));
        told.changed().await.unwrap();
        assert_eq!(*told.borrow(), Room::Low);
        drop(told);
        looking.await.unwrap();
    }

    proptest! {
        #[test]
        fn between_the_marks_nothing_changes(mark in LOWEST_MARK..u64::MAX / 2, part in 0.0f64..=1.0) {
            let free = mark + (mark as f64 * part) as u64;
            prop_assume!(free <= 2 * mark);
            let disk = LowDisk::below(mark);
            for room in [Room::Enough, Room::Low] {
                prop_assert_eq!(disk.next(room, free), room);
            }
        }
    }
}
