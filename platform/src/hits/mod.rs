//! The log of hits: exact counts at the speed of a memory copy.
//!
//! A popular page is asked for thousands of times a second, too often for a row each. So every hit is one record of
//! 32 bytes in a file of slots (a *segment*), and one owner folds segments into the database's counts, storing
//! the [`Position`] it has reached in the same transaction. After a crash it goes on from there: no hit is lost or
//! counted twice.
//!
//! Does NOT count, know the database, or say what kinds and causes mean. Why records are written with `pwrite` and not
//! through a memory map stands in `docs/decisions/0002-hit-log.md`.
//!
//! Invariants:
//! - a hit that was acknowledged survives the end of the process however it ends; the loss of power, once [`HitLog::sync`]
//!   came by, which its owner calls each second;
//! - a reader passes a slot only once it has settled: written, failed, or left by a process that is no more;
//! - a segment of an earlier process is never written to again;
//! - at most [`MAX_SEGMENTS`] unfolded segments exist. If there is no room, hits are counted as lost and the caller goes
//!   on: a page is never held up for its figure.
//!
//! A backup copies the segments first and the database after: hits between the two are in the database's counts.

mod record;
mod referrer;
mod segment;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use record::Hit;
pub use referrer::{MAX_REFERRER, Referrer, ReferrerId, normalise_referrer};
use segment::Segment;

/// Hits of one segment: 4 MiB.
const SLOTS: usize = 131_072;

/// Segments that may wait to be folded: 256 MiB, over eight million hits.
pub const MAX_SEGMENTS: usize = 64;

/// How far a reader has come: the first slot that it has not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    segment: u32,
    slot: u32,
}

impl Position {
    /// As a number for the database; later positions are greater.
    pub fn to_i64(self) -> i64 {
        i64::from(self.segment) << 32 | i64::from(self.slot)
    }

    /// From the database's number.
    pub fn from_i64(stored: i64) -> Self {
        Self { segment: (stored >> 32) as u32, slot: stored as u32 }
    }
}

/// The segments on disk: whole ones from before, and those that this process has written, the last being current.
#[derive(Debug)]
struct Segments {
    old: BTreeSet<u32>,
    own: Vec<Arc<Segment>>,
    next: u32,
}

/// The log. Appending takes `&self` from any thread and reserves a slot without a lock.
#[derive(Debug)]
pub struct HitLog {
    folder: PathBuf,
    slots: usize,
    max_segments: usize,
    segments: RwLock<Segments>,
    no_room: AtomicBool,
    lost: AtomicU64,
}

impl HitLog {
    /// Opens the log in a folder that this process alone owns, creating it if need be, and deletes segments wholly
    /// before `folded`, the position that the counts include.
    pub fn open(folder: &Path, folded: Position) -> io::Result<Self> {
        Self::open_sized(folder, folded, SLOTS, MAX_SEGMENTS)
    }

    fn open_sized(folder: &Path, folded: Position, slots: usize, max_segments: usize) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let names = fs::read_dir(folder)?.map(|entry| Ok(segment_number(&entry?.path())));
        let old: BTreeSet<u32> = names.filter_map(Result::transpose).collect::<io::Result<_>>()?;
        let last = old.last().copied().unwrap_or(0).max(folded.segment);
        let log = Self {
            folder: folder.to_owned(),
            slots,
            max_segments,
            segments: RwLock::new(Segments { old, own: Vec::new(), next: last.saturating_add(1) }),
            no_room: AtomicBool::new(false),
            lost: AtomicU64::new(0),
        };
        log.retire_before(folded)?;
        Ok(log)
    }

    /// Appends a hit. An error means that it is lost, counted in [`HitLog::lost`], and nothing to hold a page up for.
    pub fn append(&self, hit: Hit) -> io::Result<()> {
        let appended = self.try_append(hit);
        if appended.is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        appended
    }

    fn try_append(&self, hit: Hit) -> io::Result<()> {
        loop {
            if self.no_room.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let current = self.read_segments().own.last().cloned();
            match current.as_ref().and_then(|segment| segment.append(hit)) {
                Some(written) => return written,
                None => self.begin_segment(current.map(|segment| segment.number))?,
            }
        }
    }

    /// Begins a segment after the one that was seen full, unless another thread has. If it fails nobody tries again
    /// before the next [`HitLog::sync`], so that a full disk costs readers nothing.
    fn begin_segment(&self, full: Option<u32>) -> io::Result<()> {
        let mut segments = self.write_segments();
        if segments.own.last().map(|segment| segment.number) != full {
            return Ok(());
        }
        let number = segments.next;
        let created = if segments.old.len() + segments.own.len() < self.max_segments {
            Segment::create(&self.path(number), number, self.slots)
        } else {
            Err(io::ErrorKind::QuotaExceeded.into())
        };
        self.no_room.store(created.is_err(), Ordering::Relaxed);
        segments.own.push(Arc::new(created?));
        segments.next = number.saturating_add(1);
        Ok(())
    }

    /// Brings appended hits to the disk, and lets a log that had no room try again. Blocks; call it each second.
    pub fn sync(&self) -> io::Result<()> {
        self.no_room.store(false, Ordering::Relaxed);
        let own = self.read_segments().own.clone();
        let mut begun = false;
        for segment in own {
            begun |= segment.sync()?;
        }
        if begun { File::open(&self.folder)?.sync_all() } else { Ok(()) }
    }

    /// Hits lost since the start, for want of room or by a failing disk.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// Up to `max` hits from `position` on, and the position after them. Blocks; for the one owner that folds.
    pub fn read_from(&self, position: Position, max: usize) -> io::Result<(Vec<Hit>, Position)> {
        let mut hits = Vec::new();
        let mut reached = position;
        for number in self.numbers_from(position.segment) {
            let from = if number == position.segment { position.slot as usize } else { 0 };
            let (slot, is_final) = self.read_segment(number, from, &mut hits, max)?;
            reached = Position { segment: number, slot: slot as u32 };
            if hits.len() >= max || !is_final {
                break;
            }
        }
        Ok((hits, reached))
    }

    /// Reads one segment as far as it has settled; gives the slot reached and whether nothing can come after it here.
    fn read_segment(
        &self,
        number: u32,
        from: usize,
        hits: &mut Vec<Hit>,
        max: usize,
    ) -> io::Result<(usize, bool)> {
        let own = self.read_segments().own.iter().find(|segment| segment.number == number).cloned();
        if let Some(segment) = own {
            let frontier = segment.frontier(from);
            let slot = segment::read(segment.file(), from, frontier, hits, max)?;
            return Ok((slot, segment.is_final(frontier)));
        }
        let file = File::open(self.path(number))?;
        let slot = segment::read(&file, from, segment::slots_of(&file)?, hits, max)?;
        Ok((slot, true))
    }

    /// Deletes the segments that lie wholly before `position`; call it after the transaction that stored it.
    pub fn retire_before(&self, position: Position) -> io::Result<()> {
        let mut segments = self.write_segments();
        while let Some(number) = segments.old.first().copied().filter(|number| *number < position.segment) {
            remove(&self.path(number))?;
            segments.old.pop_first();
        }
        while segments.own.len() > 1 && segments.own[0].number < position.segment {
            remove(&self.path(segments.own[0].number))?;
            segments.own.remove(0);
        }
        Ok(())
    }

    fn numbers_from(&self, first: u32) -> Vec<u32> {
        let segments = self.read_segments();
        let own = segments.own.iter().map(|segment| segment.number);
        segments.old.range(first..).copied().chain(own.filter(|number| *number >= first)).collect()
    }

    fn path(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number:08x}.hits"))
    }

    fn read_segments(&self) -> RwLockReadGuard<'_, Segments> {
        self.segments.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_segments(&self) -> RwLockWriteGuard<'_, Segments> {
        self.segments.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number in a segment's file name; nothing for other files.
fn segment_number(path: &Path) -> Option<u32> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".hits")?;
    u32::from_str_radix(stem, 16).ok().filter(|number| *stem == format!("{number:08x}"))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
