//! How fast hits can be logged: a `pwrite` each (what [`HitLog`] does), a memory map, and appends in batches.
//!
//! Prints, for each way and number of threads, the mean time of an append and the longest seen. The figures and what
//! followed from them stand in `docs/decisions/0002-hit-log.md`, with the command.
#![allow(unsafe_code, reason = "a memory map is one of the things compared")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::unwrap_used, reason = "a benchmark may stop")]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use memmap2::{MmapOptions, MmapRaw};
use platform::hits::{Hit, HitLog, Position, ReferrerId};

/// Appends of one run, over all threads.
const HITS: u32 = 1_000_000;

/// Bytes of a record.
const RECORD: usize = 32;

/// Bytes of a batch.
const BATCH: usize = 64 * 1024;

fn main() {
    let ways: [(&str, Open); 3] = [
        ("pwrite", |folder| Box::new(HitLog::open(folder, Position::default()).unwrap())),
        ("memory map", |folder| Box::new(Mapped::create(folder))),
        ("batches", |folder| Box::new(Batched::create(folder))),
    ];
    println!("{:<12} {:>7} {:>9} {:>9} {:>11}", "way", "threads", "ns/append", "M/s", "longest us");
    for threads in [1, 2, 8] {
        for (name, open) in ways {
            let folder = tempfile::tempdir_in(".").unwrap();
            let (took, longest) = run(&*open(folder.path()), threads);
            let each = took.as_nanos() as f64 / f64::from(HITS);
            println!("{name:<12} {threads:>7} {each:>9.0} {:>9.2} {:>11}", 1e3 / each, longest.as_micros());
        }
    }
}

/// One way to log.
trait Log: Sync {
    fn append(&self, hit: Hit);
}

/// Begins a log in an empty folder.
type Open = fn(&Path) -> Box<dyn Log>;

/// The time of all appends, and of the longest one.
fn run(log: &dyn Log, threads: u32) -> (Duration, Duration) {
    let began = Instant::now();
    let longest = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| append_all(log, HITS / threads))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).max()
    });
    (began.elapsed(), longest.unwrap_or_default())
}

fn append_all(log: &dyn Log, hits: u32) -> Duration {
    let mut longest = Duration::ZERO;
    let mut before = Instant::now();
    for n in 0..hits {
        log.append(Hit {
            kind: 1,
            cause: 0,
            id: u128::from(n),
            minute: 30_000_000,
            referrer: ReferrerId(n % 100),
        });
        let now = Instant::now();
        longest = longest.max(now - before);
        before = now;
    }
    longest
}

impl Log for HitLog {
    fn append(&self, hit: Hit) {
        HitLog::append(self, hit).unwrap();
    }
}

/// The 28 bytes before the commit word.
fn payload(hit: Hit) -> [u8; 28] {
    let mut payload = [0; 28];
    payload[..16].copy_from_slice(&hit.id.to_le_bytes());
    payload[16..20].copy_from_slice(&hit.minute.to_le_bytes());
    payload[20..24].copy_from_slice(&hit.referrer.0.to_le_bytes());
    payload[24..26].copy_from_slice(&[hit.kind, hit.cause]);
    payload
}

fn mark(payload: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(payload);
    crc.sum()
}

/// Slots in a file that is allocated whole and mapped; payload first, commit word last.
struct Mapped {
    map: MmapRaw,
    next: AtomicUsize,
}

impl Mapped {
    fn create(folder: &Path) -> Self {
        let file = File::options().read(true).write(true).create_new(true).open(folder.join("map")).unwrap();
        let bytes = HITS as usize * RECORD;
        rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, bytes as u64).unwrap();
        Self { map: MmapOptions::new().len(bytes).map_raw(&file).unwrap(), next: AtomicUsize::new(0) }
    }
}

impl Log for Mapped {
    fn append(&self, hit: Hit) {
        let slot = self.next.fetch_add(1, Ordering::Relaxed);
        assert!(slot < HITS as usize);
        let payload = payload(hit);
        // SAFETY: the slot lies within the map and is this thread's alone; the word is aligned to four bytes.
        unsafe {
            let place = self.map.as_mut_ptr().add(slot * RECORD);
            place.copy_from_nonoverlapping(payload.as_ptr(), payload.len());
            AtomicU32::from_ptr(place.add(payload.len()).cast()).store(mark(&payload), Ordering::Release);
        }
    }
}

/// Appends that are written when a batch is full: what has not been written dies with the process.
struct Batched(Mutex<(Vec<u8>, File)>);

impl Batched {
    fn create(folder: &Path) -> Self {
        Self(Mutex::new((Vec::with_capacity(BATCH), File::create(folder.join("log")).unwrap())))
    }
}

impl Log for Batched {
    fn append(&self, hit: Hit) {
        let payload = payload(hit);
        let mark = mark(&payload).to_le_bytes();
        let mut locked = self.0.lock().unwrap();
        let (batch, file) = &mut *locked;
        batch.extend_from_slice(&payload);
        batch.extend_from_slice(&mark);
        if batch.len() >= BATCH {
            file.write_all(batch).unwrap();
            batch.clear();
        }
    }
}
