//! The ledger: services of any age and kind, how they failed people, what they are good for, and their own word beside it.
//!
//! It measures by `engines/yardstick`. It does not decide that a service is down: the crowd (reports), the record (incidents with
//! evidence) and the service's own words are witnesses that stay apart, and only two of them together say that it fails.
//!
//! Invariants: services are organisations, never persons; a person counts once per service and hour; who a report came from is in
//! no page and no answer; a claim without evidence says so; only a proven representative replies, and the reply stands beside the
//! claim; every change of an incident keeps what was said before; a field that nobody knew stays empty.

pub mod benefits;
pub mod check;
mod feed;
mod fields;
mod histories;
mod import;
mod incident;
mod incident_page;
mod incidents;
mod incidents_api;
mod list_page;
mod live;
pub mod moderated;
pub mod own;
mod record_page;
mod replies;
mod reports;
mod represent;
mod rows;
mod score;
mod service;
mod service_page;
mod services;
mod statuspage;
mod witnesses;
mod words;
mod write_page;

pub use incident::{Incident, find as incident, is_there};
pub use live::live_texts;
pub use services::keep_itself;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of the ledger.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(import::routes())
        .merge(services::routes())
        .merge(incidents_api::routes())
        .merge(reports::routes())
        .merge(benefits::routes())
        .merge(represent::routes())
        .merge(replies::routes())
        .merge(score::routes())
        .merge(statuspage::routes())
        .merge(feed::routes())
        .merge(list_page::routes())
        .merge(service_page::routes())
        .merge(incident_page::routes())
        .merge(write_page::routes())
        .merge(record_page::routes())
}
