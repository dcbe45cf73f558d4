//! What every request of the API has in common, written into the generated description in one pass: a name of its own, what
//! each status means, the shape of problems, who may ask, and the headers that guard against doing things twice.

use serde_json::{Map, Value, json};

use crate::web::openapi::{answers, shapes};

/// How errors are told.
const PROBLEM: &str = "application/problem+json";

/// Completes the document.
pub fn complete(document: &mut Value) {
    shapes::describe(document);
    answers::describe_beside(document);
    document["info"]["description"] = json!(ABOUT);
    document["components"]["securitySchemes"] = json!({
        "token": {"type": "http", "scheme": "bearer", "description": "The `token` of a session."},
        "cookie": {"type": "apiKey", "in": "cookie", "name": crate::people::visitor::COOKIE,
                   "description": "A browser's session; counts only from this server's own pages."},
    });
    document["components"]["parameters"] = json!({
        "IdempotencyKey": {"name": "Idempotency-Key", "in": "header", "required": false,
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            "description": "A retry with the same key and body gets the first answer for 24 hours, and nothing happens twice."},
        "IfMatch": {"name": "If-Match", "in": "header", "required": false, "schema": {"type": "string"},
            "description": "The `ETag` that was read: if somebody changed it since, 412 and nothing is overwritten."},
    });
    let Some(paths) = document["paths"].as_object_mut() else { return };
    // A wildcard is the router's; to a client it is a parameter like others.
    *paths = std::mem::take(paths).into_iter().map(|(path, all)| (path.replace("{*", "{"), all)).collect();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            complete_one(method, path, operation);
        }
    }
    prune(document);
}

const ABOUT: &str = "Turns a traffic spike into a team. Whoever acts without a session becomes a guest by it: that answer \
    then has `person` and `token` beside its own fields. Lists take `limit` and `after` and give `items` and `next`.";

fn complete_one(method: &str, path: &str, operation: &mut Value) {
    operation["operationId"] = json!(operation_id(method, path));
    for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
        let name = format!("{{{}}}", parameter["name"].as_str().unwrap_or_default());
        if parameter["in"] == "path" && !path.contains(&name) {
            parameter["in"] = json!("query");
            parameter["required"] = json!(false);
        }
    }
    let is_api = path.starts_with("/api/");
    if is_api {
        operation["security"] = json!([{}, {"token": []}, {"cookie": []}]);
    }
    if is_api && method == "post" {
        add_parameter(operation, "IdempotencyKey");
    }
    if operation["responses"].get("412").is_some() {
        add_parameter(operation, "IfMatch");
    }
    if is_api && matches!(method, "post" | "put" | "patch" | "delete") {
        for status in ["403", "429", "503"] {
            operation["responses"].as_object_mut().map(|all| all.entry(status).or_insert(json!({})));
        }
    }
    let schema = answers::schema_of(method, path);
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        complete_answer(path, status, response, schema.as_ref());
    }
}

fn complete_answer(path: &str, status: &str, response: &mut Value, schema: Option<&Value>) {
    if response["description"].as_str().unwrap_or_default().is_empty() {
        response["description"] = json!(meaning(status));
    }
    match (status.as_bytes().first(), status) {
        (_, "101" | "204") => {}
        (Some(b'2'), _) => {
            if let Some(schema) = schema {
                response["content"] = json!({"application/json": {"schema": schema}});
            } else if response.get("content").is_none() {
                response["content"] = json!({media_type(path): {"schema": {"type": "string"}}});
            }
            for (kind, content) in response["content"].as_object_mut().into_iter().flatten() {
                let binary = json!({"type": "string", "contentMediaType": kind});
                content.as_object_mut().map(|content| content.entry("schema").or_insert(binary));
            }
            if status == "201" {
                response["headers"]["Location"] =
                    json!({"description": "Where it is read.", "schema": {"type": "string"}});
            }
        }
        (Some(b'4' | b'5'), _) => {
            response["content"] = json!({PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}});
            if matches!(status, "429" | "503") {
                response["headers"]["Retry-After"] = json!({"description": "Seconds after which to try again.", "schema": {"type": "integer"}});
            }
        }
        _ => {}
    }
}

/// What a status says here.
fn meaning(status: &str) -> &'static str {
    match status {
        "101" => "The connection speaks the live protocol from now on.",
        "200" => "Done; this is the answer.",
        "201" => "Made; this is what was made.",
        "204" => "Done; there is nothing more to say.",
        "303" => "Done; the page to look at next is elsewhere.",
        "304" => "Nothing has changed since it was read.",
        "307" => "It stands at another address.",
        "401" => "This needs somebody who is signed in.",
        "403" => "This person may not.",
        "404" => "There is no such thing, or it is not for this reader.",
        "408" => "The body did not come in time.",
        "409" => "It cannot be done in the state that things are in.",
        "410" => "It was withdrawn.",
        "412" => "Somebody changed it meanwhile; nothing was overwritten.",
        "413" => "This is too much at once.",
        "415" => "What was sent is of another kind than what is taken here.",
        "422" => "A field does not fit; `errors` says which.",
        "426" => "This address speaks WebSocket only.",
        "429" => "Too many at once.",
        "501" => "This server does not do that.",
        "503" => "Too busy at this moment.",
        "507" => "There is no room left for it.",
        _ => "Something else.",
    }
}

/// What a page's address gives, by its ending.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("atom") => "application/atom+xml",
        Some("json") => "application/feed+json",
        _ if path.starts_with("/r/") => "image/*",
        _ if path.contains("/api/v2/") => "application/json",
        _ => "text/html",
    }
}

/// A name that no other request has: the method and the words of the path.
fn operation_id(method: &str, path: &str) -> String {
    let path = path.strip_prefix("/api/v1").map_or_else(|| format!("/page{path}"), str::to_owned);
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |name, word| format!("{name}_{word}"))
}

fn add_parameter(operation: &mut Value, name: &str) {
    let reference = json!({"$ref": format!("#/components/parameters/{name}")});
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(reference),
        None => operation["parameters"] = json!([reference]),
    }
}

/// Leaves out the schemas that nothing refers to.
fn prune(document: &mut Value) {
    loop {
        let text = document.to_string();
        let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
        let before = schemas.len();
        let kept: Map<String, Value> = std::mem::take(schemas)
            .into_iter()
            .filter(|(name, _)| text.contains(&format!("\"#/components/schemas/{name}\"")))
            .collect();
        *schemas = kept;
        if schemas.len() == before {
            return;
        }
    }
}
