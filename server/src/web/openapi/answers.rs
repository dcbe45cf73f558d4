//! Which request is answered with which shape, where the answer is put together field by field; and the few addresses whose
//! handlers are not the API's.

use serde_json::{Value, json};

use crate::web::openapi::shapes;

/// Request, shape; `[shape]` is a list with `items` and `next`.
const ANSWERS: &[(&str, &str)] = &[
    ("get /api/v1/activities/{id}", "Activity"),
    ("patch /api/v1/activities/{id}", "Activity"),
    ("get /api/v1/activities/{id}/ballot", "Ballot"),
    ("put /api/v1/activities/{id}/ballot", "BallotReceipt"),
    ("get /api/v1/activities/{id}/ballots", "[BallotLeaf]"),
    ("get /api/v1/activities/{id}/deeds", "[Deed]"),
    ("get /api/v1/activities/{id}/items", "[Item]"),
    ("post /api/v1/activities/{id}/next", "Handed"),
    ("get /api/v1/activities/{id}/receipts/{receipt}", "BallotProof"),
    ("get /api/v1/activities/{id}/results", "Results"),
    ("get /api/v1/activities/{id}/tally", "Tally"),
    ("get /api/v1/benefits/{id}", "Benefit"),
    ("get /api/v1/incidents/{id}", "Incident"),
    ("patch /api/v1/incidents/{id}", "Incident"),
    ("get /api/v1/incidents/{id}/replies", "[IncidentEntry]"),
    ("post /api/v1/incidents/{id}/replies", "IncidentEntry"),
    ("get /api/v1/incidents/{id}/updates", "[IncidentEntry]"),
    ("post /api/v1/incidents/{id}/updates", "IncidentEntry"),
    ("get /api/v1/incidents/{id}/updates/{update}", "IncidentEntry"),
    ("get /api/v1/incidents/{id}/versions", "[IncidentVersion]"),
    ("get /api/v1/replies/{id}", "IncidentEntry"),
    ("post /api/v1/leases/{lease}/answer", "Answered"),
    ("post /api/v1/leases/{lease}/touch", "LeaseLength"),
    ("post /api/v1/leases/{lease}/verdict", "Deed"),
    ("get /api/v1/messages/{id}", "Message"),
    ("patch /api/v1/messages/{id}", "Message"),
    ("put /api/v1/messages/{id}/reactions/{sign}", "Message"),
    ("delete /api/v1/messages/{id}/reactions/{sign}", "Message"),
    ("get /api/v1/pictures", "[Picture]"),
    ("post /api/v1/pictures", "Picture"),
    ("get /api/v1/pictures/{id}", "Picture"),
    ("patch /api/v1/pictures/{id}", "Picture"),
    ("get /api/v1/pictures/{id}/remixes", "[Picture]"),
    ("post /api/v1/pictures/{id}/remixes", "Picture"),
    ("get /api/v1/rooms/{id}", "Room"),
    ("patch /api/v1/rooms/{id}", "Room"),
    ("get /api/v1/rooms/{id}/messages", "[Message]"),
    ("post /api/v1/rooms/{id}/messages", "Message"),
    ("get /api/v1/services", "[Service]"),
    ("post /api/v1/services", "Service"),
    ("get /api/v1/services/{id}", "Service"),
    ("patch /api/v1/services/{id}", "Service"),
    ("post /api/v1/services/import", "HistoryTaken"),
    ("get /api/v1/services/{id}/benefits", "[Benefit]"),
    ("post /api/v1/services/{id}/benefits", "Benefit"),
    ("get /api/v1/services/{id}/incidents", "[Incident]"),
    ("post /api/v1/services/{id}/incidents", "Incident"),
    ("get /api/v1/services/{id}/reports", "[ReportHour]"),
    ("post /api/v1/services/{id}/reports", "ReportCounted"),
    ("get /api/v1/services/{id}/representatives", "RepresentativeClaim"),
    ("post /api/v1/services/{id}/representatives", "RepresentativeClaim"),
    ("post /api/v1/services/{id}/representatives/verify", "RepresentativeProof"),
    ("get /api/v1/services/{id}/scorecard", "Scorecard"),
    ("post /api/v1/stories/{id}/links", "LinkNamed"),
    ("put /api/v1/submissions/{id}/vote", "VoteCounted"),
    ("get /api/v1/throngs", "[Throng]"),
    ("post /api/v1/throngs", "Throng"),
    ("get /api/v1/throngs/{id}", "Throng"),
    ("patch /api/v1/throngs/{id}", "Throng"),
    ("get /api/v1/throngs/{id}/activities", "[Activity]"),
    ("post /api/v1/throngs/{id}/activities", "Activity"),
    ("get /api/v1/throngs/{id}/hits", "Summary"),
    ("post /api/v1/throngs/{id}/members", "Joined"),
    ("patch /api/v1/throngs/{id}/members", "JobGiven"),
    ("get /api/v1/throngs/{id}/outcome", "Outcome"),
    ("post /api/v1/throngs/{id}/outcome", "Outcome"),
];

/// The body of a successful answer to this request, if it is one of these.
pub fn schema_of(method: &str, path: &str) -> Option<Value> {
    let wanted = format!("{method} {path}");
    let (_, shape) = ANSWERS.iter().find(|(request, _)| *request == wanted)?;
    Some(match shape.strip_prefix('[').and_then(|shape| shape.strip_suffix(']')) {
        Some(_) => json!({
            "type": "object",
            "properties": {"items": shapes::schema(shape), "next": {"type": ["string", "null"]}},
            "required": ["items", "next"],
        }),
        None => shapes::schema(shape),
    })
}

/// What is served beside the capabilities: path, tag, summary, media type, and the statuses.
const BESIDE: &[(&str, &str, &str, &str, &[u16])] = &[
    ("/api/v1/openapi.json", "server", "This description.", "application/json", &[200]),
    ("/healthz", "server", "Whether the process lives.", "text/plain", &[200]),
    ("/readyz", "server", "Whether it can serve; if not, why, one reason a line.", "text/plain", &[200, 503]),
    ("/metrics", "server", "Figures for Prometheus.", "text/plain", &[200]),
    (
        "/live",
        "live",
        "The live protocol: a WebSocket with the subprotocol throng.v1, JSON in text frames.",
        "",
        &[101, 426, 429, 503],
    ),
    (
        "/live/sse",
        "live",
        "The same events, to read only; Last-Event-ID goes on.",
        "text/event-stream",
        &[200, 403, 404, 503],
    ),
];

/// Feeds by their page, each as Atom and as JSON Feed.
const FEEDS: &[(&str, &str, &str)] = &[
    ("/feed", "frontpage", "Public stories, their updates and today's edition."),
    ("/new/feed", "frontpage", "What was put forward."),
    ("/edition/{date}/feed", "frontpage", "An edition."),
    ("/s/{slug}/feed", "stories", "A story and its updates."),
    ("/throngs/feed", "throngs", "Throngs, the newest first."),
    ("/t/{slug}/feed", "throngs", "How a throng ended and how it went on."),
    ("/ledger/feed", "ledger", "Incidents of all services."),
    ("/ledger/{slug}/feed", "ledger", "Incidents of one service."),
    ("/moderation/feed", "safety", "What moderators did."),
];

fn describe_feeds(document: &mut Value) {
    for (path, tag, summary) in FEEDS {
        for form in ["atom", "json"] {
            let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
            let parameter =
                |name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
            document["paths"][format!("{path}.{form}")]["get"] = json!({
                "tags": [tag], "summary": summary, "responses": {"200": {}, "404": {}},
                "parameters": names.map(parameter).collect::<Vec<_>>(),
            });
        }
    }
}

/// Writes what is served beside the capabilities into the document.
pub fn describe_beside(document: &mut Value) {
    describe_feeds(document);
    for (path, tag, summary, media_type, statuses) in BESIDE {
        let mut operation = json!({"tags": [tag], "summary": summary, "responses": {}});
        for status in *statuses {
            operation["responses"][status.to_string()] = match *status {
                200 => json!({"content": {(*media_type): {"schema": {"type": "string"}}}}),
                _ => json!({}),
            };
        }
        if *path == "/live/sse" {
            operation["parameters"] = json!([
                {"name": "topic", "in": "query", "required": true, "schema": {"type": "string"},
                 "description": "`room:ID`, `throng:ID`, `picture:ID`, `story:ID`, `incident:ID` or `front`."},
                {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"},
                 "description": "The last event that was read."},
            ]);
        }
        document["paths"][*path]["get"] = operation;
    }
}
