//! The description holds together: programs are made from it.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::*;
use crate::web::router;

fn document() -> Value {
    let mut document = serde_json::to_value(router::capabilities().split_for_parts().1).unwrap();
    complete::complete(&mut document);
    document
}

/// Method, path and operation of every request.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, all)| {
            all.as_object().unwrap().iter().map(move |(method, one)| (method.as_str(), path.as_str(), one))
        })
        .collect()
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(to)) = members.get("$ref") {
                found.insert(to.clone());
            }
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let (document, mut found) = (document(), BTreeSet::new());
    references(&document, &mut found);
    let dangling = |to: &&String| document.pointer(to.trim_start_matches('#')).is_none();
    assert_eq!(found.iter().filter(dangling).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(found.len() > 50, "{}", found.len());
}

#[test]
fn every_request_has_a_name_of_its_own() {
    let document = document();
    let mut names = HashMap::new();
    for (method, path, operation) in operations(&document) {
        let before = names.insert(operation["operationId"].as_str().unwrap(), (method, path));
        assert_eq!(before, None, "{method} {path}");
    }
}

#[test]
fn every_answer_is_described() {
    let document = document();
    for (method, path, operation) in operations(&document) {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let said = answer["description"].as_str().unwrap_or_default();
            assert!(!said.is_empty() && said != "Something else.", "{method} {path} {status}");
            if path.starts_with("/api/v1") && status.starts_with('2') && status != "204" {
                let content =
                    answer["content"].as_object().unwrap_or_else(|| panic!("{method} {path} {status}"));
                for (kind, content) in content {
                    let schema = content["schema"].as_object();
                    assert!(
                        schema.is_some_and(|schema| !schema.is_empty()),
                        "{method} {path} {status} {kind}"
                    );
                }
            }
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let (name, place) = (parameter["name"].as_str().unwrap_or_default(), &parameter["in"]);
            assert_eq!(
                place == "path",
                !name.is_empty() && path.contains(&format!("{{{name}}}")),
                "{method} {path} {name}"
            );
        }
        let keyed = json!(operation["parameters"]).to_string().contains("IdempotencyKey");
        assert_eq!(keyed, method == "post" && path.starts_with("/api/"), "{method} {path}");
    }
}

#[test]
fn the_requests_that_clients_rely_on_are_there() {
    let document = document();
    let there: BTreeSet<_> =
        operations(&document).into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    for wanted in RELIED_ON.split_whitespace() {
        let (methods, path) = wanted.split_once(':').unwrap();
        for method in methods.split(',') {
            let prefix = if path.starts_with("//") { "" } else { "/api/v1" };
            let wanted = format!("{method} {prefix}{}", path.replacen("//", "/", 1));
            assert!(there.contains(&wanted), "{wanted}");
        }
    }
    let fields = |schema: &str| document["components"]["schemas"][schema]["properties"].clone();
    assert!(
        fields("NewThrong").get("objective").is_some() && fields("NewActivity").get("question").is_some()
    );
}

const RELIED_ON: &str = "post,delete:/session get,patch,delete:/me get:/me/export put:/people/{id}/role get,post:/pictures \
    get,patch,delete:/pictures/{id} get:/pictures/{id}/hits get:/pictures/{id}/lineage get,post:/pictures/{id}/remixes \
    get:/pictures/{id}/recipe get,post:/stories get,patch,delete:/stories/{id} get,post:/stories/{id}/updates \
    get,delete:/stories/{id}/updates/{update} get,post:/stories/{id}/comments get,post:/pictures/{id}/comments \
    get,delete:/comments/{id} get:/stories/{id}/hits get,post:/submissions get,delete:/submissions/{id} put:/submissions/{id}/vote \
    post:/submissions/{id}/greenlight get:/editions/{date} get:/moderation-log get:/moderation/queue post:/moderation/acts \
    post:/flags get,post:/throngs get,patch,delete:/throngs/{id} get,post:/throngs/{id}/members get,post:/throngs/{id}/activities \
    get,post:/throngs/{id}/outcome post:/throngs/{id}/followers get:/throngs/{id}/hits get,patch:/activities/{id} \
    get,post:/activities/{id}/items post:/activities/{id}/next get:/activities/{id}/results get,put:/activities/{id}/ballot \
    get:/activities/{id}/tally post:/leases/{lease}/answer delete:/leases/{lease} get,post:/rooms/{id}/messages get,post:/services \
    get,patch,delete:/services/{id} get,post:/services/{id}/incidents get,patch,delete:/incidents/{id} get,post:/incidents/{id}/updates \
    get,post:/services/{id}/reports get,post:/services/{id}/benefits get,delete:/benefits/{id} get,post:/incidents/{id}/replies \
    get,delete:/replies/{id} get:/services/{id}/scorecard post:/services/import get:/surges get:/audit get:/openapi.json get://live \
    get://live/sse get://healthz get://readyz get://metrics get://oembed get://embed/{slug} get://r/{id}/{file}";

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

/// Where two types share a name the generator keeps the last one and says nothing.
#[test]
fn no_two_types_share_a_name_in_the_description() {
    let (mut files, mut names) = (Vec::new(), HashMap::new());
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for (path, text) in &files {
        for part in text.split("ToSchema)]").skip(1) {
            let renamed = part.split_once("#[schema(as = ").and_then(|(before, rest)| {
                (!before.contains("struct ") && !before.contains("enum "))
                    .then(|| rest.split(')').next().unwrap())
            });
            let own = || part.split(['{', '<', '(', ';']).next().unwrap().split_whitespace().last();
            let Some(name) = renamed.or_else(own).filter(|name| name.starts_with(char::is_uppercase)) else {
                continue;
            };
            assert_eq!(names.insert(name.to_owned(), path.clone()), None, "{name} in {}", path.display());
        }
    }
    assert!(names.len() > 80, "{}", names.len());
}

#[test]
fn requests_are_grouped_by_what_they_are_about() {
    let document = json!({"paths": {
        "/api/v1/me": {"get": {"tags": ["people"], "summary": "Who I am"}, "patch": {"tags": ["people"]}},
        "/owner/{token}": {"get": {"tags": ["people"]}},
        "/api/v1/stories": {"get": {"tags": ["stories"]}},
    }});
    let groups = groups(&document);
    let counts: Vec<_> = groups.iter().map(|group| (group.name.as_str(), group.operations.len())).collect();
    assert_eq!(counts, [("people", 2), ("stories", 1)]);
    assert_eq!(groups[0].operations[0].says, "Who I am");
}
