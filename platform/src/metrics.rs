//! What this process counts, as Prometheus reads it at `/metrics`.
//!
//! Handles are cheap to clone and share their values. Labels are bounded: routes by [`MAX_ROUTES`], methods by the list
//! here, everything else by words that stand in code; nothing that a client sends becomes a label.
//!
//! It does NOT count hits of pictures and pages: those are exact, durable and elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// The `Content-Type` of [`Metrics::render`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Most routes that are told apart; further ones count as `other`.
pub const MAX_ROUTES: usize = 512;

/// All counters of the process.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Registry>,
    routes: Arc<AtomicUsize>,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    /// Changes that wait for the writer.
    pub writer_queue: Gauge,
    /// How long the writer's commits take.
    pub writer_commit_seconds: Histogram,
    /// How many changes one commit takes along.
    pub writer_group_size: Histogram,
    /// Open live connections.
    pub live_sockets: Gauge,
    /// Hits appended to the segment.
    pub hits_appended: Counter,
    /// Hits folded into the counts.
    pub hits_folded: Counter,
    /// Hits that could not be kept.
    pub hits_failed: Counter,
    /// What all blobs take, in bytes.
    pub blobs_bytes: Gauge,
    /// 1 while the disk is nearly full and nothing is written, else 0.
    pub low_disk: Gauge,
    jobs: Family<JobLabels, Counter>,
    limits_refused: Family<LimitLabels, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobLabels {
    kind: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LimitLabels {
    limit: &'static str,
}

impl Metrics {
    /// Everything at nought.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Arc::default(),
            routes: Arc::default(),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(seconds),
            writer_queue: Gauge::default(),
            writer_commit_seconds: seconds(),
            writer_group_size: Histogram::new(exponential_buckets(1.0, 2.0, 11)),
            live_sockets: Gauge::default(),
            hits_appended: Counter::default(),
            hits_folded: Counter::default(),
            hits_failed: Counter::default(),
            blobs_bytes: Gauge::default(),
            low_disk: Gauge::default(),
            jobs: Family::default(),
            limits_refused: Family::default(),
        };
        metrics.registry = Arc::new(metrics.registered());
        metrics
    }

    fn registered(&self) -> Registry {
        let mut registry = Registry::with_prefix("throng");
        let r = &mut registry;
        r.register("http_requests", "Requests answered", self.requests.clone());
        r.register_with_unit(
            "http_request",
            "Time until an answer's head was ready",
            Unit::Seconds,
            self.request_seconds.clone(),
        );
        r.register("writer_queue", "Changes that wait for the writer", self.writer_queue.clone());
        r.register_with_unit(
            "writer_commit",
            "Time the writer's commits take",
            Unit::Seconds,
            self.writer_commit_seconds.clone(),
        );
        r.register("writer_group_size", "Changes in one commit", self.writer_group_size.clone());
        r.register("live_sockets", "Open live connections", self.live_sockets.clone());
        r.register("hits_appended", "Hits appended", self.hits_appended.clone());
        r.register("hits_folded", "Hits folded into the counts", self.hits_folded.clone());
        r.register("hits_failed", "Hits that could not be kept", self.hits_failed.clone());
        r.register_with_unit("blobs", "What all blobs take", Unit::Bytes, self.blobs_bytes.clone());
        r.register(
            "low_disk",
            "1 while the disk is nearly full and nothing is written",
            self.low_disk.clone(),
        );
        r.register("jobs", "Jobs that ended", self.jobs.clone());
        r.register("limits_refused", "Requests refused by a limit", self.limits_refused.clone());
        registry
    }

    /// Counts one answer. `route` is the matched pattern (`/p/{id}`), never the path; `None` counts as `none`.
    pub fn request(&self, method: &Method, route: Option<&str>, status: StatusCode, took: Duration) {
        let mut labels = RouteLabels { route: route.unwrap_or("none").to_owned() };
        let is_new = self.request_seconds.get(&labels).is_none();
        if is_new && self.routes.fetch_add(1, Ordering::Relaxed) >= MAX_ROUTES {
            labels.route = "other".to_owned();
        }
        self.request_seconds.get_or_create(&labels).observe(took.as_secs_f64());
        let labels = RequestLabels { method: known(method), route: labels.route, status: status.as_u16() };
        self.requests.get_or_create(&labels).inc();
    }

    /// Counts a job of that kind that ended `done`, `failed`, or the like.
    pub fn job(&self, kind: &'static str, outcome: &'static str) {
        self.jobs.get_or_create(&JobLabels { kind, outcome }).inc();
    }

    /// Counts a request that the limit of that name refused.
    pub fn limit_refused(&self, limit: &'static str) {
        self.limits_refused.get_or_create(&LimitLabels { limit }).inc();
    }

    /// All values in the OpenMetrics text format; to be sent as [`CONTENT_TYPE`].
    pub fn render(&self) -> String {
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            tracing::error!("the metrics could not be written out whole");
        }
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

/// Buckets from half a millisecond, doubling, to 16 seconds.
fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.0005, 2.0, 16))
}

/// A client may make up methods.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(3);

    #[test]
    fn what_is_counted_is_rendered_and_clones_share_it() {
        let metrics = Metrics::new();
        let clone = metrics.clone();
        clone.request(&Method::GET, Some("/p/{id}"), StatusCode::OK, SOON);
        clone.request(&Method::GET, Some("/p/{id}"), StatusCode::OK, SOON);
        clone.live_sockets.inc();
        clone.hits_appended.inc_by(7);
        clone.blobs_bytes.set(12);
        clone.low_disk.set(1);
        clone.writer_commit_seconds.observe(0.001);
        clone.job("renditions", "done");
        clone.limit_refused("uploads");
        let text = metrics.render();
        for line in [
            "throng_http_requests_total{method=\"GET\",route=\"/p/{id}\",status=\"200\"} 2",
            "throng_http_request_seconds_count{route=\"/p/{id}\"} 2",
            "throng_live_sockets 1",
            "throng_hits_appended_total 7",
            "throng_blobs_bytes 12",
            "throng_low_disk 1",
            "throng_writer_commit_seconds_count 1",
            "throng_jobs_total{kind=\"renditions\",outcome=\"done\"} 1",
            "throng_limits_refused_total{limit=\"uploads\"} 1",
            "# EOF",
        ] {
            assert!(text.lines().any(|other| other == line), "{line} is not in:\n{text}");
        }
    }

    #[test]
    fn labels_are_bounded_whatever_clients_send() {
        let metrics = Metrics::new();
        let odd = Method::from_bytes(b"BREW").unwrap();
        for i in 0..MAX_ROUTES * 2 {
            metrics.request(&odd, Some(&format!("/{i}")), StatusCode::OK, SOON);
        }
        metrics.request(&odd, Some("/1"), StatusCode::OK, SOON);
        let text = metrics.render();
        assert_eq!(text.matches("http_request_seconds_count{").count(), MAX_ROUTES + 1);
        assert!(text.contains("{method=\"other\",route=\"other\",status=\"200\"} 512"));
        assert!(text.contains("route=\"/1\",status=\"200\"} 2"));
        assert!(!text.contains("BREW"));
    }
}
