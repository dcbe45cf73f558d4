//! The graceful stop: SIGTERM or SIGINT starts it, work under way is waited for, a second signal ends the waiting.
//!
//! It does NOT stop anything by itself: whoever loops or accepts awaits [`Drain::draining`], whoever does work that
//! must not be cut holds a [`Guard`].

use std::time::Duration;

use tokio::io;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::timeout;

/// A handle on the stop of this process; clones are the same stop.
#[derive(Clone, Debug)]
pub struct Drain(watch::Sender<State>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    phase: Phase,
    guards: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd)]
enum Phase {
    #[default]
    Serving,
    Draining,
    Hurrying,
}

/// Work under way; the stop waits until it is dropped.
#[derive(Debug)]
#[must_use = "the stop waits only while the guard is held"]
pub struct Guard(Drain);

impl Drain {
    /// A process that serves.
    pub fn new() -> Self {
        Self(watch::Sender::new(State::default()))
    }

    /// From now on SIGTERM and SIGINT start the stop, and a second one ends the waiting. Must be called in a runtime.
    ///
    /// # Errors
    /// When the system refuses the signal handlers.
    pub fn on_signals(&self) -> io::Result<()> {
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let drain = self.clone();
        tokio::spawn(async move {
            for act in [Self::start, Self::hurry] {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                act(&drain);
            }
        });
        Ok(())
    }

    /// Starts the stop.
    pub fn start(&self) {
        self.reach(Phase::Draining);
    }

    /// Ends the waiting: [`Drain::wait`] returns now.
    pub fn hurry(&self) {
        self.reach(Phase::Hurrying);
    }

    /// Whether the stop has begun.
    pub fn is_draining(&self) -> bool {
        self.0.borrow().phase >= Phase::Draining
    }

    /// Resolves when the stop begins, at once if it has.
    pub async fn draining(&self) {
        self.until(|state| state.phase >= Phase::Draining).await;
    }

    /// Marks work under way. It may begin while the stop goes on: what a kept connection still asks, say.
    pub fn guard(&self) -> Guard {
        self.0.send_modify(|state| state.guards += 1);
        Guard(self.clone())
    }

    /// Waits until no work is under way, for at most `limit`; whether all of it ended.
    pub async fn wait(&self, limit: Duration) -> bool {
        let ended = self.until(|state| state.guards == 0 || state.phase == Phase::Hurrying);
        let _out_of_time = timeout(limit, ended).await;
        self.0.borrow().guards == 0
    }

    fn reach(&self, phase: Phase) {
        self.0.send_if_modified(|state| {
            let later = phase > state.phase;
            if later {
                state.phase = phase;
            }
            later
        });
    }

    async fn until(&self, condition: impl Fn(&State) -> bool) {
        // The sender lives as long as `self`, so the wait cannot fail.
        let mut states = self.0.subscribe();
        let _alive = states.wait_for(condition).await;
    }
}

impl Default for Drain {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.send_modify(|state| state.guards = state.guards.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn the_stop_is_seen_by_all_before_and_after() {
        let drain = Drain::new();
        let waiting = tokio::spawn({
            let drain = drain.clone();
            async move { drain.draining().await }
        });
        assert!(!drain.is_draining());
        drain.start();
        waiting.await.unwrap();
        drain.draining().await;
        assert!(drain.is_draining());
    }

    #[tokio::test]
    async fn work_under_way_is_waited_for() {
        let drain = Drain::new();
        let (first, second) = (drain.guard(), drain.guard());
        drain.start();
        let waiting = tokio::spawn({
            let drain = drain.clone();
            async move { drain.wait(LONG).await }
        });
        tokio::task::yield_now().await;
        drop(first);
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(second);
        assert!(waiting.await.unwrap());
    }

    #[tokio::test]
    async fn a_signal_starts_it_and_a_second_one_hurries() {
        let drain = Drain::new();
        drain.on_signals().unwrap();
        let _guard = drain.guard();
        let send = |name: &str| {
            let kill = format!("kill -{name} {}", std::process::id());
            assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        };
        send("TERM");
        drain.draining().await;
        send("INT");
        assert!(!drain.wait(LONG).await);
    }

    #[tokio::test]
    async fn the_limit_and_a_second_signal_end_the_waiting() {
        let drain = Drain::new();
        let guard = drain.guard();
        assert!(!drain.wait(Duration::from_millis(1)).await);
        drain.hurry();
        assert!(!drain.wait(LONG).await && drain.is_draining());
        drain.start();
        assert!(!drain.wait(LONG).await);
        drop(guard);
        assert!(drain.wait(LONG).await);
    }
}
