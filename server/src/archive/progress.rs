//! How far a long command has come, for whoever waits for it.

use tokio::sync::mpsc;

/// Lines that wait to be shown.
const WAITING: usize = 8;

/// Tells lines to whoever waits; see [`telling`].
#[derive(Clone, Debug)]
pub struct Progress(mpsc::Sender<String>);

impl Progress {
    /// One line; waits while the reader is slow.
    pub async fn tell(&self, line: impl Into<String>) {
        // Without a reader nobody wants to know.
        let _ = self.0.send(line.into()).await;
    }
}

/// Runs `work`, and `show` on each line that it says meanwhile.
pub async fn telling<T, W, S>(work: impl FnOnce(Progress) -> W, mut show: impl FnMut(String) -> S) -> T
where
    W: Future<Output = T>,
    S: Future<Output = ()>,
{
    let (teller, mut told) = mpsc::channel(WAITING);
    let mut work = std::pin::pin!(work(Progress(teller)));
    let done = loop {
        tokio::select! {
            biased;
            Some(line) = told.recv() => show(line).await,
            done = &mut work => break done,
        }
    };
    while let Ok(line) = told.try_recv() {
        show(line).await;
    }
    done
}
