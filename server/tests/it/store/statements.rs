//! Every statement that stands in the sources is understood by both databases: each is prepared against the whole schema.
//!
//! Statements are read from the sources, so that none is missed because no test happens to run it. What is put together at run
//! time is filled here: constants by their text, lists of parameters by their place, the rest from [`HOLES`]. A hole that
//! nothing fills fails the test.

use std::collections::BTreeMap;
use std::path::Path;

use platform::db::{Backend, Db};
use platform::testing::{TestDb, on_both};
use sqlx::{AnyConnection, Executor};
use throng::schema::SCHEMA;

/// With what statements begin that are prepared.
const PREPARED: [&str; 5] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
/// With what the others begin: they set a connection up or end a transaction, and every test runs them.
const OTHERS: [&str; 9] =
    ["LOCK ", "PRAGMA ", "BEGIN", "COMMIT", "ROLLBACK", "SET ", "CREATE ", "VACUUM ", "SAVEPOINT "];
/// Sources whose statements are made from the schema itself; the archive's tests run them for every table.
const OF_THE_SCHEMA: &str = "archive/tables.rs";
/// Statements that there are at least.
const AT_LEAST: usize = 480;

/// Names and what stands in their place.
type Fillings = &'static [(&'static str, &'static str)];

/// What fills the holes of a source; every filling that has all names of a statement is tried.
const HOLES: [(&str, &[Fillings]); 15] = [
    (
        "server/src/sweeps.rs",
        &[
            &[("table", "sessions"), ("key", "id"), ("time", "expires_at")],
            &[("table", "owner_links"), ("key", "token_hash"), ("time", "expires_at")],
            &[("table", "idempotency"), ("key", "id"), ("time", "at")],
            &[("table", "events"), ("key", "id"), ("time", "at")],
        ],
    ),
    (
        "surges/fold.rs",
        &[
            &[("table", "hit_totals"), ("key", "thing, what, cause")],
            &[("table", "hit_referrers"), ("key", "thing, what, referrer")],
            &[("table", "hit_minutes"), ("key", "thing, what, minute, referrer")],
        ],
    ),
    ("surges/arrivals.rs", &[&[("pages", "what IN (1, 2, 3)")]]),
    (
        "stories/story.rs",
        &[
            &[("column", "s.slug")],
            &[("column", "s.id")],
            &[("tagged", "")],
            &[("tagged", "JOIN story_tags t ON t.story = s.id AND t.tag = $4")],
        ],
    ),
    (
        "pictures/list.rs",
        &[
            &[("join", "")],
            &[("join", "JOIN picture_tags t ON t.picture = p.id AND t.tag = $3")],
            &[("join", "JOIN picture_parents pp ON pp.picture = p.id AND pp.parent = $3")],
        ],
    ),
    ("remixes/lineage.rs", &[&[("from", "picture")], &[("from", "parent")]]),
    ("remixes/wall.rs", &[&[("direction", "ASC")], &[("direction", "DESC")]]),
    ("rooms/message.rs", &[&[("condition", ">"), ("order", "")], &[("condition", "<"), ("order", "DESC")]]),
    ("throngs/sweep.rs", &[&[("GRACE", "1000")]]),
    (
        "throngs/choose.rs",
        &[
            &[("narrowed", "AND i.turn < $2 AND $3 > 0 AND i.id = $5")],
            &[("narrowed", "AND i.turn >= $3 AND i.turn < $2 AND $5 = '' ORDER BY i.turn, i.place")],
            &[("narrowed", "AND i.turn < $3 AND $2 > 0 AND $5 = '' ORDER BY i.turn DESC, i.place DESC")],
            &[(
                "narrowed",
                "AND i.answers >= 2 AND i.turn < $3 AND $2 > 0 AND $5 = '' ORDER BY i.turn, i.place",
            )],
        ],
    ),
    ("throngs/leases.rs", &[&[("marks", "$1, $2")]]),
    (
        "throngs/pages/list.rs",
        &[
            &[("which", "t.state <> 'ended' AND $1 = '' ORDER BY t.deadline")],
            &[("which", "t.state = 'ended' AND ($1 = '' OR t.id < $1) ORDER BY t.id DESC")],
        ],
    ),
    ("ledger/moderated.rs", &[&[("table", "incidents")], &[("table", "services")], &[("table", "benefits")]]),
    (
        "ledger/incident.rs",
        &[
            &[("of", "")],
            &[("of", "AND i.service = $3")],
            &[("select", "SELECT 1, 2, 3, 4, 5, 6 FROM replies e WHERE")],
        ],
    ),
    ("writer/tx.rs", &[&[("table", "messages")]]),
];

/// A source without its tests.
struct Source {
    path: String,
    text: String,
}

/// A statement and where it stands. Where a constant's name is used in several places, one of the texts is meant.
struct Statement {
    at: String,
    texts: Vec<String>,
}

fn sources(folder: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap();
        if path.is_dir() {
            sources(&path, found);
        } else if name.ends_with(".rs") && !name.contains("test") {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
            found.push(Source { path: path.display().to_string(), text });
        }
    }
}

/// The string literals of a source, each with its offset.
fn literals(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").unwrap() + 5
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\'") {
            3
        } else if let Some(inner) = rest.strip_prefix('"') {
            let (literal, length) = unescaped(inner);
            found.push((at, literal));
            length + 2
        } else {
            rest.chars().next().unwrap().len_utf8()
        };
        at += skipped;
    }
    found
}

/// The text up to the closing quote, and how many bytes it takes in the source.
fn unescaped(inner: &str) -> (String, usize) {
    let (mut text, mut chars) = (String::new(), inner.char_indices().peekable());
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (text, at),
            '\\' => match chars.next().unwrap().1 {
                '\n' => while chars.next_if(|(_, char)| char.is_whitespace()).is_some() {},
                'n' => text.push('\n'),
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    panic!("a literal without an end: {text}");
}

/// Constants that hold texts and numbers: by name, then by source.
type Constants = BTreeMap<String, BTreeMap<String, String>>;

fn constants(sources: &[Source]) -> Constants {
    let mut found = Constants::new();
    for Source { path, text } in sources {
        for rest in text.split("const ").skip(1) {
            let Some((name, rest)) = rest.split_once(": ") else { continue };
            let Some((kind, value)) = rest.split_once(" =") else { continue };
            let value = value.trim_start();
            let value = match (kind, value.strip_prefix('"')) {
                ("&str" | "&'static str", Some(inner)) => unescaped(inner).0,
                ("i64" | "u64" | "usize" | "u32", None) => value.split(';').next().unwrap().replace('_', ""),
                _ => continue,
            };
            found.entry(name.to_owned()).or_default().insert(path.clone(), value);
        }
    }
    found
}

/// `texts` with `{name}` filled by each of `values`.
fn filled(texts: Vec<String>, name: &str, values: &[&str]) -> Vec<String> {
    let hole = format!("{{{name}}}");
    let fill = |text: &String| values.iter().map(|value| text.replace(&hole, value)).collect::<Vec<_>>();
    texts.iter().flat_map(fill).collect()
}

/// The names in the holes of a text.
fn holes(text: &str) -> Vec<String> {
    let inner = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    inner.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Fills what is a list of parameters, a quoted name or an optional condition; a beginning that asks for a condition gets one.
fn placed(text: &str) -> String {
    let asks = text.ends_with(" WHERE") || text.ends_with(" AND");
    let mut text = format!("{text}{}", if asks { " 1 = 1" } else { "" });
    while let Some((before, after)) = text.clone().split_once("{}") {
        let next = (1..).find(|n| !text.contains(&format!("${n}"))).unwrap();
        let filling = if before.ends_with("IN (") {
            format!("${next}")
        } else if before.ends_with("VALUES ") {
            let columns = before.split_once('(').unwrap().1.split_once(')').unwrap().0.split(',').count();
            format!("({})", (1..=columns).map(|n| format!("${n}")).collect::<Vec<_>>().join(", "))
        } else if before.ends_with(['"', '\'']) {
            "people".to_owned()
        } else {
            String::new()
        };
        text = format!("{before}{filling}{after}");
    }
    text
}

fn statements() -> Vec<Statement> {
    let mut all = Vec::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&here.join("src"), &mut all);
    sources(&here.join("../platform/src"), &mut all);
    let constants = constants(&all);
    let mut found = Vec::new();
    for Source { path, text } in all.iter().filter(|source| !source.path.ends_with(OF_THE_SCHEMA)) {
        for (offset, literal) in literals(text) {
            let at = format!("{path}:{}", text[..offset].lines().count());
            let runs = ["query(", "query_scalar(", ".execute("];
            let is_run = runs.iter().any(|call| text[..offset].trim_end().ends_with(call));
            let is_known = || [&PREPARED[..], &OTHERS].concat().iter().any(|word| literal.starts_with(word));
            assert!(!is_run || is_known(), "{at}: {literal}");
            found.extend(variants(&at, path, &literal, &constants));
        }
    }
    found
}

/// What a literal says, once for each way to fill its holes; nothing if it is no statement.
fn variants(at: &str, path: &str, literal: &str, constants: &Constants) -> Vec<Statement> {
    let fillings = HOLES.iter().find(|(source, _)| path.ends_with(source)).map_or(&[][..], |(_, each)| each);
    let has = |filling: &Fillings, name: &String| filling.iter().any(|(known, _)| known == name);
    let mut texts = vec![literal.to_owned()];
    for name in holes(literal) {
        // A local name often only repeats a constant's.
        let values = constants.get(&name.to_uppercase());
        if let Some(values) = values.filter(|_| !fillings.iter().any(|filling| has(filling, &name))) {
            let own = values.get(path).map(|own| vec![own.as_str()]);
            let values = own.unwrap_or_else(|| values.values().map(String::as_str).collect());
            texts = filled(texts, &name, &values);
        }
    }
    let open = holes(&texts[0]);
    let fit: Vec<Fillings> = match open.is_empty() {
        true => vec![&[]],
        false => fillings.iter().filter(|each| open.iter().all(|name| has(each, name))).copied().collect(),
    };
    let is_statement = |text: &String| PREPARED.iter().any(|word| text.starts_with(word));
    assert!(
        !fit.is_empty() || !is_statement(&texts[0]),
        "{at}: HOLES says nothing of {open:?} in {}",
        texts[0]
    );
    let variant = |filling: Fillings| {
        let texts = filling.iter().fold(texts.clone(), |texts, (name, value)| filled(texts, name, &[value]));
        Statement { at: at.to_owned(), texts: texts.iter().map(|text| placed(text)).collect() }
    };
    fit.into_iter().map(variant).filter(|statement| is_statement(&statement.texts[0])).collect()
}

/// Whether this database is one of those that the statement is for.
fn is_for(backend: Backend, text: &str) -> bool {
    match backend {
        Backend::Sqlite => !text.contains("pg_") && !text.contains("FOR UPDATE"),
        Backend::Postgres => !text.contains("sqlite_") && !text.contains("pragma_"),
    }
}

async fn prepare(db: &Db, conn: &mut AnyConnection, text: &str) -> Result<(), sqlx::Error> {
    let asked = match db.backend() {
        Backend::Sqlite => format!("EXPLAIN {text}"),
        Backend::Postgres => format!("PREPARE one AS {text}"),
    };
    conn.execute(sqlx::AssertSqlSafe(asked)).await?;
    if db.backend() == Backend::Postgres {
        conn.execute("DEALLOCATE one").await?;
    }
    Ok(())
}

#[tokio::test]
async fn every_statement_is_understood_by_both_databases() {
    let statements = statements();
    assert!(statements.len() >= AT_LEAST, "only {} statements were found", statements.len());
    let statements = &statements;
    on_both(SCHEMA, |TestDb { db, .. }| async move {
        let mut conn = db.writing().await.unwrap();
        let mut wrong = Vec::new();
        for Statement { at, texts } in statements {
            let mut why = None;
            for text in texts.iter().filter(|text| is_for(db.backend(), text)) {
                match prepare(&db, &mut conn, text).await {
                    Ok(()) => {
                        why = None;
                        break;
                    }
                    Err(error) => why = Some(format!("{at}: {error}\n  {text}")),
                }
            }
            wrong.extend(why);
        }
        assert!(wrong.is_empty(), "{:?} does not understand:\n{}", db.backend(), wrong.join("\n"));
    })
    .await;
}
