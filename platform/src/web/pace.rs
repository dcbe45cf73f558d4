//! A request's body that has to come on: whoever stalls, or trickles, is cut off.
//!
//! Only the time in which we wait for the sender counts; a server that reads slowly costs nobody anything. Does NOT bound how
//! much comes, and does not write the answer: [`Fate`] says how it ended.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

/// How long a piece of a body may take, and how long all of them may take beside what [`PACE`] gives them.
pub const STALL: Duration = Duration::from_secs(30);
/// Bytes a second that a body has to come with in the long run: half of what a mobile phone of the second generation does.
pub const PACE: u64 = 4 * 1024;

/// How a body ended, as far as it has been read.
#[derive(Clone, Debug, Default)]
pub struct Fate(Arc<AtomicU8>);

/// What is left of a body once its request has been answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum End {
    /// More of it may come: nobody wanted to read on.
    Unread = 0,
    /// It came whole.
    Whole = 1,
    /// Its sender stalled, and it was given up.
    Stalled = 2,
}

impl Fate {
    /// How it ended; ask when whoever reads it is done.
    pub fn end(&self) -> End {
        match self.0.load(Ordering::Acquire) {
            1 => End::Whole,
            2 => End::Stalled,
            _ => End::Unread,
        }
    }

    fn is(&self, end: End) {
        self.0.store(end as u8, Ordering::Release);
    }
}

/// The sender took too long.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body stopped coming")]
pub struct Stalled;

/// A body within [`STALL`] and [`PACE`].
pub struct Paced {
    body: Body,
    received: u64,
    waited: Duration,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    fate: Fate,
}

impl Paced {
    /// `body`, and where to ask how it ended.
    pub fn new(body: Body) -> (Self, Fate) {
        let fate = Fate::default();
        if body.is_end_stream() {
            fate.is(End::Whole);
        }
        let paced = Self { body, received: 0, waited: Duration::ZERO, waiting: None, fate: fate.clone() };
        (paced, fate)
    }

    /// How long the next piece may take.
    fn patience(&self) -> Duration {
        let earned = Duration::from_millis(self.received * 1_000 / PACE);
        (STALL + earned).saturating_sub(self.waited).min(STALL)
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            let patience = self.patience();
            let (_, sleep) = self.waiting.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(patience))));
            ready!(sleep.as_mut().poll(context));
            self.fate.is(End::Stalled);
            return Poll::Ready(Some(Err(axum::Error::new(Stalled))));
        };
        if let Some((since, _)) = self.waiting.take() {
            self.waited += since.elapsed();
        }
        match &frame {
            None => self.fate.is(End::Whole),
            Some(Ok(frame)) => self.received += frame.data_ref().map_or(0, |data| data.len() as u64),
            Some(Err(_)) => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Paced {
    /// Whoever has what it wanted does not ask whether that was all.
    fn drop(&mut self) {
        if self.fate.end() == End::Unread && self.body.is_end_stream() {
            self.fate.is(End::Whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use http_body_util::BodyExt;
    use tokio::time::timeout;

    /// A body of pieces of `bytes` bytes, one every `pause`.
    fn trickle(pieces: usize, bytes: usize, pause: Duration) -> Body {
        Body::from_stream(stream::unfold(0, move |sent| async move {
            if sent == pieces {
                return None;
            }
            sleep(pause).await;
            Some((Ok::<_, axum::Error>(Bytes::from(vec![b'a'; bytes])), sent + 1))
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_on_is_read_whole() {
        for body in
            [Body::from("at once"), trickle(100, PACE as usize * 2, Duration::from_secs(1)), Body::empty()]
        {
            let (paced, fate) = Paced::new(body);
            paced.collect().await.unwrap();
            assert_eq!(fate.end(), End::Whole);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_stalls_or_trickles_is_cut_off() {
        let stalls = Duration::from_secs(3_600);
        for body in [trickle(1, 1, stalls), trickle(10_000, 1, Duration::from_secs(1))] {
            let (paced, fate) = Paced::new(body);
            let began = Instant::now();
            assert!(timeout(stalls, paced.collect()).await.expect("it ends by itself").is_err());
            assert_eq!(fate.end(), End::Stalled);
            assert!(began.elapsed() <= STALL + Duration::from_secs(1), "{:?}", began.elapsed());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_came_fast_earns_no_right_to_stall() {
        let first = stream::once(async { Ok::<_, axum::Error>(Bytes::from(vec![0; 8 << 20])) });
        let body = Body::from_stream(futures_util::StreamExt::chain(first, stream::pending()));
        let (paced, fate) = Paced::new(body);
        let began = Instant::now();
        assert!(paced.collect().await.is_err());
        assert_eq!((fate.end(), began.elapsed().as_secs()), (End::Stalled, STALL.as_secs()));
    }

    #[tokio::test]
    async fn what_nobody_reads_is_unread() {
        let (paced, fate) = Paced::new(Body::from("a body"));
        drop(paced);
        assert_eq!(fate.end(), End::Unread);
        assert_eq!(Paced::new(Body::empty()).1.end(), End::Whole);
    }
}
