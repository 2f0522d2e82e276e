//! Metrics for Prometheus.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use crewline_core::db::Db;
use crewline_core::jobs::{Kind, counts};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// In seconds, from a quick read to a slow export.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Installs the recorder, and returns the handle that renders the metrics.
///
/// # Errors
/// When a recorder is installed already.
pub(crate) fn start() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("http_request_seconds".to_owned()), &BUCKETS)?
        .install_recorder()
}

/// Counts a request by its route, never by its address, which holds ids.
pub(crate) async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(started.elapsed().as_secs_f64());
    response
}

/// Counts the jobs of these kinds.
pub(crate) async fn count_jobs(db: &Db, kinds: &[Kind]) {
    match counts(db).await {
        Ok(counts) => {
            for kind in kinds.iter().map(|kind| kind.name) {
                let count = counts.iter().find(|count| count.kind == kind);
                metrics::gauge!("jobs_due", "kind" => kind).set(count.map_or(0, |count| count.due) as f64);
                metrics::gauge!("jobs_failed", "kind" => kind).set(count.map_or(0, |count| count.failed) as f64);
            }
        }
        Err(error) => tracing::warn!(%error, "jobs can't be counted"),
    }
}
