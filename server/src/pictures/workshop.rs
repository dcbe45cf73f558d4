//! Where pictures are decoded and encoded: on blocking threads, within a budget of memory.
//!
//! A decode costs what its probe says; the sum of all under way stays below [`DECODING`]. Beyond it uploads wait, and
//! readers who ask for an odd width are told to come back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use pixels::{Image, Probe};
use platform::web::Problem;
use recipes::{Drawing, Raster};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use crate::pictures::rejected;
use crate::remixes::refusal::undrawable;

/// Memory that decodes under way may take together, in KiB. A picture that wants more runs alone.
const DECODING: u32 = 384 * 1024;
/// Files that may lie in memory at the same time, in KiB.
const FILES: u32 = 256 * 1024;
/// Recipes that are drawn at the same time.
const DRAWING: u32 = 2;
/// How long an upload waits for its turn.
const PATIENCE: Duration = Duration::from_secs(30);
/// Seconds after which to come back when the workshop is full.
const COME_BACK: u64 = 5;

/// See the module.
pub struct Workshop {
    decoding: Arc<Semaphore>,
    drawing: Arc<Semaphore>,
    files: Arc<Semaphore>,
    for_readers: AtomicU64,
}

impl Default for Workshop {
    fn default() -> Self {
        Self {
            decoding: Arc::new(Semaphore::new(DECODING as usize)),
            drawing: Arc::new(Semaphore::new(DRAWING as usize)),
            files: Arc::new(Semaphore::new(FILES as usize)),
            for_readers: AtomicU64::new(0),
        }
    }
}

/// A place for something in memory, given back when dropped.
pub struct Place(#[expect(dead_code, reason = "held for its permits")] OwnedSemaphorePermit);

/// A decoded picture and the memory that it is counted with.
pub struct Decoded {
    /// The picture.
    pub image: Image,
    _place: Place,
}

impl Workshop {
    /// A place for a file of `bytes`; waits for it.
    ///
    /// # Errors
    /// 503 when too many are at work.
    pub async fn file(&self, bytes: u64) -> Result<Place, Problem> {
        wait(&self.files, bytes, FILES).await
    }

    /// Decodes to at most `side` pixels a side; waits for its turn.
    ///
    /// # Errors
    /// 503 when too many are at work, 422 for a damaged file.
    pub async fn decode(&self, bytes: Bytes, probe: Probe, side: u32) -> Result<Decoded, Problem> {
        let place = wait(&self.decoding, probe.memory(side), DECODING).await?;
        decode(bytes, probe, side, place).await
    }

    /// As [`Workshop::decode`], for a reader: who cannot be served at once is told to come back.
    ///
    /// # Errors
    /// 503 when others are at work, 422 for a damaged file.
    pub async fn decode_for_reader(&self, bytes: Bytes, probe: Probe, side: u32) -> Result<Decoded, Problem> {
        let cost = kib(probe.memory(side)).min(DECODING);
        let place =
            Arc::clone(&self.decoding).try_acquire_many_owned(cost).map_err(|_| Problem::busy(COME_BACK))?;
        self.for_readers.fetch_add(1, Ordering::Relaxed);
        decode(bytes, probe, side, Place(place)).await
    }

    /// Draws a recipe; waits for its turn.
    ///
    /// # Errors
    /// 503 when too many are at work, 422 for what cannot be drawn.
    pub async fn draw(&self, drawing: Drawing, width: u32) -> Result<Raster, Problem> {
        let cost = drawing.cost(width).map_err(|why| undrawable(&why))?;
        let _turn = wait(&self.drawing, 1, DRAWING).await?;
        let _place = wait(&self.decoding, cost.memory, DECODING).await?;
        let drawn = spawn_blocking(move || drawing.render(width)).await.map_err(Problem::internal)?;
        drawn.map_err(|why| undrawable(&why))
    }

    /// How many decodes readers have caused since the start.
    pub fn for_readers(&self) -> u64 {
        self.for_readers.load(Ordering::Relaxed)
    }
}

async fn wait(places: &Arc<Semaphore>, bytes: u64, all: u32) -> Result<Place, Problem> {
    let turn = Arc::clone(places).acquire_many_owned(kib(bytes).min(all));
    match tokio::time::timeout(PATIENCE, turn).await {
        Ok(Ok(permit)) => Ok(Place(permit)),
        _ => Err(Problem::busy(COME_BACK)),
    }
}

fn kib(bytes: u64) -> u32 {
    u32::try_from(bytes / 1024 + 1).unwrap_or(u32::MAX)
}

async fn decode(bytes: Bytes, probe: Probe, side: u32, place: Place) -> Result<Decoded, Problem> {
    let image =
        spawn_blocking(move || pixels::decode(&bytes, &probe, side)).await.map_err(Problem::internal)?;
    Ok(Decoded { image: image.map_err(|why| rejected::problem(&why))?, _place: place })
}
