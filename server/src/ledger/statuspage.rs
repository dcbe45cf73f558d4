//! A service's record in the shape of Statuspage v2, for clients that read that.
//!
//! What that shape has no word for is left out. It says what this ledger knows, not what the service says of itself.

use axum::extract::{Path, State};
use platform::clock::rfc3339;
use platform::web::Problem;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::ledger::incident::{self, Entry, Incident};
use crate::ledger::service::{self, Service};
use crate::people::Visitor;

/// Incidents of `incidents.json`, as there.
const LATEST: i64 = 50;

/// `/ledger/{slug}/api/v2/…`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Summary, status, incidents or components.
#[utoipa::path(get, path = "/ledger/{slug}/api/v2/{*file}", tag = "ledger", params(("slug" = String, Path), ("file" = String, Path, description = "`summary.json`, `status.json`, `components.json`, `incidents.json`, `incidents/unresolved.json`, `scheduled-maintenances.json`, `scheduled-maintenances/upcoming.json` or `scheduled-maintenances/active.json`")), responses((status = 200), (status = 404)))]
async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path((slug, file)): Path<(String, String)>,
) -> Result<axum::Json<Value>, Problem> {
    let mut conn = app.db.snapshot().await?;
    let service = service::seen(&mut conn, &slug, Some(&visitor)).await?;
    let found = incident::list(&mut conn, Some(service.id), None, LATEST).await?;
    let ids: Vec<_> = found.iter().map(|one| one.id).collect();
    let updates = incident::updates(&mut conn, &ids).await?;
    let url = format!("{}{}", app.public_url(), service.href());
    let all: Vec<Value> = found
        .iter()
        .map(|one| entry(one, updates.get(&one.id).map_or(&[], Vec::as_slice), &app.public_url()))
        .collect();
    let open: Vec<&Incident> = found.iter().filter(|one| one.ended_at.is_none()).collect();
    let unresolved: Vec<Value> = all.iter().filter(|one| one["resolved_at"].is_null()).cloned().collect();
    let page = json!({
        "id": service.id, "name": service.name, "url": url, "time_zone": "Etc/UTC",
        "updated_at": rfc3339(found.iter().map(|one| one.changed_at).max().unwrap_or(service.at)),
    });
    let indicator = open.iter().map(|one| impact(one)).max_by_key(|word| rank(word)).unwrap_or("none");
    let description =
        visitor.reader.words.say(if open.is_empty() { "ledger-now-quiet" } else { "ledger-now-record" });
    let status = json!({ "indicator": indicator, "description": description });
    let components = json!([component(&service, indicator)]);
    Ok(axum::Json(match file.as_str() {
        "summary.json" => json!({
            "page": page, "status": status, "components": components, "incidents": unresolved, "scheduled_maintenances": [],
        }),
        "status.json" => json!({ "page": page, "status": status }),
        "incidents.json" => json!({ "page": page, "incidents": all }),
        "incidents/unresolved.json" => json!({ "page": page, "incidents": unresolved }),
        // The ledger writes down what failed, not what is planned.
        "scheduled-maintenances.json"
        | "scheduled-maintenances/upcoming.json"
        | "scheduled-maintenances/active.json" => json!({ "page": page, "scheduled_maintenances": [] }),
        "components.json" => json!({ "page": page, "components": components }),
        _ => return Err(Problem::not_found("ledger-no-file")),
    }))
}

/// The shape's own words are taken; else the share that was lost decides.
fn impact(one: &Incident) -> &'static str {
    match (one.impact.as_deref(), one.severity) {
        (Some("minor"), _) => "minor",
        (Some("major"), _) => "major",
        (Some("critical"), _) => "critical",
        (_, Some(share)) if share >= 0.9 => "critical",
        (_, Some(share)) if share >= 0.3 => "major",
        _ => "minor",
    }
}

fn rank(word: &str) -> usize {
    ["none", "minor", "major", "critical"].iter().position(|one| *one == word).unwrap_or(0)
}

fn component(service: &Service, indicator: &str) -> Value {
    let status = match indicator {
        "critical" => "major_outage",
        "major" => "partial_outage",
        "minor" => "degraded_performance",
        _ => "operational",
    };
    json!({
        "id": service.id, "name": service.name, "status": status, "created_at": rfc3339(service.at), "updated_at": rfc3339(service.at),
        "position": 1, "description": service.kind, "showcase": true, "start_date": null, "group_id": null, "page_id": service.id,
        "group": false, "only_show_if_degraded": false,
    })
}

fn entry(one: &Incident, updates: &[Entry], origin: &str) -> Value {
    let status = match (one.ended_at, one.acknowledged_at) {
        (Some(_), _) => "resolved",
        (None, Some(_)) => "identified",
        (None, None) => "investigating",
    };
    let posted = |update: &Entry| {
        let at = rfc3339(update.at);
        json!({
            "id": update.id, "status": status, "body": update.body, "incident_id": one.id, "created_at": at, "updated_at": at,
            "display_at": at, "affected_components": null, "deliver_notifications": false, "custom_tweet": null, "tweet_id": null,
        })
    };
    json!({
        "id": one.id, "name": one.title, "status": status, "impact": impact(one), "created_at": rfc3339(one.at),
        "updated_at": rfc3339(one.changed_at), "started_at": rfc3339(one.began_at), "monitoring_at": null,
        "resolved_at": one.ended_at.map(rfc3339), "shortlink": format!("{origin}{}", one.href()), "page_id": one.service,
        "components": [], "incident_updates": updates.iter().rev().map(posted).collect::<Vec<_>>(),
    })
}
