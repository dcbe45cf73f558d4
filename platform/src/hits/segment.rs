//! One file of slots, and which of them are settled.
//!
//! A slot is reserved by adding one to a counter, then written at its place with one `pwrite`, then settled in
//! memory, whether the write succeeded or not. Slots settle out of order; a reader goes as far as every slot
//! before has settled, so a slot that is still being written is never passed over.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rustix::fs::FallocateFlags;
use rustix::io::Errno;

use super::record::{Hit, RECORD};

/// Records read at once.
const CHUNK: usize = 2_048;

/// A segment that this process writes.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) number: u32,
    file: File,
    slots: usize,
    next: AtomicUsize,
    settled: Box<[AtomicU64]>,
    synced: AtomicUsize,
}

impl Segment {
    /// Creates the file with room for `slots` records on disk.
    pub(super) fn create(path: &Path, number: u32, slots: usize) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)?;
        if let Err(error) = allocate(&file, slots) {
            // The folder must not fill with files of no use; the first error is the one to tell.
            let _ = std::fs::remove_file(path);
            return Err(error);
        }
        let settled = (0..slots.div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(Self { number, file, slots, next: AtomicUsize::new(0), settled, synced: AtomicUsize::new(0) })
    }

    /// Writes the hit into the next slot; nothing if no slot is left.
    pub(super) fn append(&self, hit: Hit) -> Option<io::Result<()>> {
        let slot = self.next.fetch_add(1, Ordering::Relaxed);
        if slot >= self.slots {
            return None;
        }
        let written = self.file.write_all_at(&hit.to_record(), (slot * RECORD) as u64);
        self.settled[slot / 64].fetch_or(1 << (slot % 64), Ordering::Release);
        Some(written)
    }

    /// The first slot from `from` on that has not settled.
    pub(super) fn frontier(&self, from: usize) -> usize {
        let mut slot = from;
        while slot < self.slots {
            let settled = self.settled[slot / 64].load(Ordering::Acquire) >> (slot % 64);
            let run = settled.trailing_ones() as usize;
            slot += run;
            if run == 0 || !slot.is_multiple_of(64) {
                break;
            }
        }
        slot.min(self.slots)
    }

    /// Will no slot before this one ever change?
    pub(super) fn is_final(&self, frontier: usize) -> bool {
        frontier >= self.slots
    }

    /// Brings what was written since the last time to the disk; says whether this was the first time.
    pub(super) fn sync(&self) -> io::Result<bool> {
        let reserved = self.next.load(Ordering::Relaxed).min(self.slots);
        let settled = self.frontier(self.synced.load(Ordering::Relaxed));
        let before = self.synced.load(Ordering::Relaxed);
        if before == reserved {
            return Ok(false);
        }
        self.file.sync_data()?;
        self.synced.store(settled, Ordering::Relaxed);
        Ok(before == 0)
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }
}

/// Reserves the disk's blocks. Where the file system cannot, writing beyond the end says itself that the disk is full.
fn allocate(file: &File, slots: usize) -> io::Result<()> {
    match rustix::fs::fallocate(file, FallocateFlags::empty(), 0, (slots * RECORD) as u64) {
        Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Whole records that a file has room for.
pub(super) fn slots_of(file: &File) -> io::Result<usize> {
    Ok(file.metadata()?.len() as usize / RECORD)
}

/// Appends the hits of the slots `from..to` to `hits` until it holds `max`; gives the slot reached. Slots in which
/// nothing was committed are passed over.
pub(super) fn read(
    file: &File,
    from: usize,
    to: usize,
    hits: &mut Vec<Hit>,
    max: usize,
) -> io::Result<usize> {
    let mut buffer = vec![0; CHUNK * RECORD];
    let mut slot = from;
    while slot < to && hits.len() < max {
        let chunk = &mut buffer[..(to - slot).min(CHUNK) * RECORD];
        file.read_exact_at(chunk, (slot * RECORD) as u64)?;
        let (records, _) = chunk.as_chunks::<RECORD>();
        for record in records {
            if hits.len() == max {
                return Ok(slot);
            }
            hits.extend(Hit::from_record(record));
            slot += 1;
        }
    }
    Ok(slot)
}

#[cfg(test)]
impl Segment {
    /// As if the slot were still being written.
    pub(super) fn unsettle(&self, slot: usize) {
        self.settled[slot / 64].fetch_and(!(1 << (slot % 64)), Ordering::Release);
    }
}
