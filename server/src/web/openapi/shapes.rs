//! The shapes of answers that are put together field by field, for the API's description. What a handler gives as a type of
//! its own is described by that type; a test holds these shapes against real answers.
//!
//! A field is `name:type`, a text where no type is said. `?` behind it: may be null. `*` behind it: left out where it does
//! not apply. `[type]` is a list.

use serde_json::{Map, Value, json};

/// Name, meaning and fields of each shape.
const SHAPES: &[(&str, &str, &str)] = &[
    ("Named", "Somebody, as others read them.", "id name"),
    ("Subject", "What something is about.", "kind id* url*"),
    (
        "Problem",
        "What was not done, and what to do next (RFC 9457).",
        "type title status:whole detail errors:[FieldProblem]* closes_at:time*",
    ),
    (
        "FieldProblem",
        "A field at fault: a JSON pointer (RFC 6901), and what may stand there.",
        "pointer detail",
    ),
    ("Progress", "How far the work is.", "done:whole total:whole share:number"),
    (
        "Forecast",
        "When the work will be done, with the interval of that level.",
        "at:time from:time to:time level:number",
    ),
    (
        "Throng",
        "A crowd with an objective about something.",
        "id slug objective about:Subject template state:ThrongState deadline:time decide_until:time? reason? \
         visibility:Visibility coordinator:Named members:whole progress:Progress forecast:Forecast? forecast_reason* room \
         at:time ended_at:time? held:truth*",
    ),
    ("Joined", "Who joined which throng.", "throng person:Person role members:whole"),
    ("JobGiven", "Who does what in a throng now.", "throng person role"),
    (
        "Activity",
        "What a throng does; the fields of its kind only.",
        "id throng kind title? state progress:Progress at:time question:AskedQuestion* target_confidence:number* \
         max_answers:whole* answers:whole* brief* picture* entries:whole* options:[text]* rule* seats:whole?* voters* opened_at:time?* \
         closed_at:time?*",
    ),
    ("AskedQuestion", "What is asked.", "kind* text choices:[text]* help*"),
    ("Item", "One thing to be answered.", "id key? text? picture? url? state"),
    (
        "Handed",
        "An item that was handed out, until when.",
        "lease item:Item question:AskedQuestion* expires_at:time",
    ),
    ("LeaseLength", "Until when a lease lasts.", "lease expires_at:time"),
    ("Answered", "That an answer was counted.", "counted:truth progress:Progress late:truth* settled:truth*"),
    (
        "Deed",
        "What somebody took on.",
        "lease item asked person:Named state expires_at:time answer:Evidenced reason?",
    ),
    ("Evidenced", "What shows that it was done.", "text? picture? link?"),
    (
        "Result",
        "What the answers to one item add up to.",
        "item key? answer:any confidence:number answers:whole state",
    ),
    (
        "Results",
        "What the answers add up to so far.",
        "activity:Activity items:[Result] next? progress:Progress disagreements:[any]",
    ),
    (
        "Outcome",
        "What came of a throng.",
        "statement? state results:[Result] figures:any method disagreements:[any] decisions:[any] remixes:[any] \
         credits:[Credit] updates:[OutcomeUpdate] at:time",
    ),
    ("Credit", "What one person added.", "person:Named acts:whole share:number invited:whole"),
    ("OutcomeUpdate", "What was told after the end.", "id at:time body author:Named"),
    (
        "Ballot",
        "One's own ballot, by the rule.",
        "approve:[text]* score:any* rank:[any]* receipt closes_at:time?",
    ),
    ("BallotReceipt", "Proves that a ballot was counted.", "receipt"),
    (
        "BallotProof",
        "That a ballot is under the root, with the way there.",
        "receipt included:truth index:whole size:whole salt choice path:[text] root",
    ),
    ("BallotLeaf", "One ballot of a closed decision.", "commitment salt choice"),
    (
        "Tally",
        "What the ballots came to.",
        "activity rule seats:whole?* voters winners:[text] order:[any] rounds:[any] ballots:whole guests:whole duplicates_bound:whole root \
         closed_at:time",
    ),
    (
        "Picture",
        "A picture.",
        "id title alt licence granted_at:time tags:[text] width:whole height:whole bytes:whole media_type colour? parents:[text] \
         hits:whole loads:whole renditions:[Rendition] author:Named standing held:truth visibility:Visibility url at:time",
    ),
    (
        "Rendition",
        "One size of a picture, at an address that never changes.",
        "width:whole height:whole media_type url",
    ),
    ("Room", "Who may speak about what.", "id about:Subject mode:RoomMode slow_s:whole"),
    (
        "Message",
        "What was said.",
        "id seq:whole at:time person:Named body reactions:any reply_to:whole* key* edited_at:time* held:truth* hidden:truth* \
         past:[PastText]*",
    ),
    ("PastText", "What stood there before.", "body until:time"),
    (
        "VoteCounted",
        "A vote, and where the submission stands.",
        "id value:whole vote:whole shown:whole chosen:whole state score:number",
    ),
    ("LinkNamed", "A page that links here.", "page"),
    (
        "Service",
        "An organisation's service.",
        "id slug name url kind founded:whole? users_estimate:whole? version:whole at:time held:truth*",
    ),
    ("ServiceNamed", "Whose it is.", "id slug name"),
    (
        "Incident",
        "A failure of a service.",
        "id service:ServiceNamed person:Named title began_at:time noticed_at:time? acknowledged_at:time? ended_at:time? clocks \
         impact? cause? affected:Affected? severity:number? evidence:[Evidence] state source? unproven:truth version:whole \
         at:time changed_at:time updates:[IncidentEntry] replies:[IncidentEntry] held:truth*",
    ),
    (
        "IncidentEntry",
        "An update of an incident, or a service's reply.",
        "id incident at:time body person:Named",
    ),
    ("IncidentVersion", "What the record said before.", "version:whole at:time by record:any"),
    (
        "Benefit",
        "What a service is good for.",
        "id service claim measure? evidence:[Evidence] unproven:truth at:time person:Named held:truth*",
    ),
    ("ReportCounted", "Whether a report was counted.", "counted:truth"),
    ("ReportHour", "How many reported a service within an hour.", "at:time reports:whole"),
    ("RepresentativeClaim", "Which line is to stand where.", "line address record verified:truth"),
    ("RepresentativeProof", "Whether the line was found.", "verified:truth"),
    ("HistoryTaken", "What became of a history.", "added:whole updated:whole unchanged:whole"),
    ("Scorecard", "Every figure of a service.", "window:TimeWindow figures:[Figure] version:any"),
    ("TimeWindow", "From when to when.", "from:time to:time"),
    (
        "Figure",
        "One figure, with its interval and what it was made from.",
        "name value:number? low:number? high:number? n:whole unit definition inputs:any",
    ),
];

/// Writes the shapes among the document's other schemas.
pub fn describe(document: &mut Value) {
    for (name, meaning, fields) in SHAPES {
        document["components"]["schemas"][*name] = shape(meaning, fields);
    }
}

fn shape(meaning: &str, fields: &str) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in fields.split_whitespace() {
        let (name, kind) = field.split_once(':').unwrap_or((field, ""));
        let marks = |text: &str| (text.contains('?'), text.contains('*'));
        let (nullable, optional) = if kind.is_empty() { marks(name) } else { marks(kind) };
        let name = name.trim_end_matches(['?', '*']);
        let kind = schema(kind.trim_end_matches(['?', '*']));
        properties.insert(name.to_owned(), if nullable { or_null(kind) } else { kind });
        if !optional {
            required.push(name);
        }
    }
    json!({"type": "object", "description": meaning, "properties": properties, "required": required})
}

fn or_null(kind: Value) -> Value {
    json!({"oneOf": [kind, {"type": "null"}]})
}

/// The schema of a type's word.
pub fn schema(kind: &str) -> Value {
    match kind {
        "" | "text" => json!({"type": "string"}),
        "time" => json!({"type": "string", "format": "date-time"}),
        "whole" => json!({"type": "integer", "format": "int64"}),
        "number" => json!({"type": "number"}),
        "truth" => json!({"type": "boolean"}),
        "any" => json!({"description": "Any JSON value."}),
        kind => match kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
            Some(inner) => json!({"type": "array", "items": schema(inner)}),
            None => json!({"$ref": format!("#/components/schemas/{kind}")}),
        },
    }
}
