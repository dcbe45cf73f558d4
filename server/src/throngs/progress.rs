//! How far a throng is, told to those who look at it: at most once a second a throng, and always once after the last change.
//!
//! On several nodes each tells those who are connected to it of what happened through it; the durable `state` events reach all.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use platform::Id;
use platform::live::{Topic, Transient};
use platform::web::Problem;
use serde_json::{Value, json};

use crate::app::App;
use crate::things::Standing;
use crate::throngs::{about, forecast, throng, watch};

/// Between two tellings of one throng.
const EVERY: Duration = Duration::from_secs(1);
/// Throngs that wait to be told at once; others are told with their next change.
const MAX_WAITING: usize = 1_000;

/// The throngs that will be told of within the next second; cheap to clone.
#[derive(Clone, Default)]
pub struct Waiting(Arc<Mutex<HashSet<Id>>>);

impl Waiting {
    /// Whether this is the first change since the throng was told of.
    fn is_first(&self, throng: Id) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.len() < MAX_WAITING && waiting.insert(throng)
    }

    fn told(&self, throng: Id) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&throng);
    }
}

/// Something about the throng's work changed; whoever follows it hears of it within a second.
pub fn changed(app: &App, throng: Id) {
    let Some(topic) = Topic::parse(&format!("throng:{throng}")) else { return };
    if !app.live.hub.is_open(&topic) || !app.progress.is_first(throng) {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        tokio::time::sleep(EVERY).await;
        app.progress.told(throng);
        match now(&app, throng).await {
            Ok(Some(data)) => app.live.hub.tell(&topic, Transient::Progress, &data),
            Ok(None) => {}
            Err(problem) => tracing::debug!(?problem, "progress is told with the next change"),
        }
    });
}

/// `{done, total, share, under_way, forecast, answers, per_minute, leases, looking, joined, working}`; nothing of a throng that is not shown.
async fn now(app: &App, id: Id) -> Result<Option<Value>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let Some(throng) = throng::find(&mut conn, &id.to_string()).await? else { return Ok(None) };
    if throng.standing != Standing::Shown {
        return Ok(None);
    }
    let watched = watch::watch(&mut conn, id, app.clock.now()).await?;
    let crowd = about::crowd(app, &mut conn, id).await?;
    let foreseen = forecast::foresee(&mut conn, &throng, app.clock.now()).await?;
    Ok(Some(json!({
        "done": throng.progress.done,
        "total": throng.progress.total,
        "share": throng.progress.share,
        "under_way": about::under_way(&mut conn, id, app.clock.now()).await?,
        "forecast": foreseen.json(),
        "answers": watched.answers,
        "per_minute": watched.per_minute,
        "leases": watched.leases,
        "looking": crowd.looking,
        "joined": crowd.joined,
        "working": crowd.working,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_throng_waits_once_and_waiting_ones_are_bounded() {
        let (waiting, first) = (Waiting::default(), Id::new(0));
        assert!(waiting.is_first(first) && !waiting.is_first(first));
        waiting.told(first);
        assert!(waiting.is_first(first));
        for n in 1..3_000 {
            waiting.is_first(Id::new(n));
        }
        assert_eq!(waiting.0.lock().unwrap().len(), MAX_WAITING);
    }
}
