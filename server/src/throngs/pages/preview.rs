//! The host's rows before they are taken: what each column becomes, and the first of them.

use std::collections::BTreeMap;

use platform::web::Problem;
use platform::words::Words;

use crate::throngs::activity::Question;
use crate::throngs::pages::form::GatherForm;
use crate::throngs::pages::personal::is_personal;
use crate::throngs::sheet::{self, Columns, Sheet};

/// What a column can become; the last is what it is where nothing else is said.
const ROLES: [&str; 6] = ["text", "picture", "url", "key", "answer", "private"];
/// Rows that are shown.
const SHOWN: usize = 5;
/// Rows in which persons are looked for.
const SEARCHED: usize = 500;

/// The rows as `throngs/gather.html` shows them.
#[derive(Default)]
pub struct Preview {
    /// What is wrong with them; then a host may still say what the columns are.
    pub wrong: String,
    /// "600 rows · semicolons, understood".
    pub words: String,
    /// What everybody would learn about persons from the columns that are shown; else empty.
    pub personal: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The first rows.
    pub first: Vec<Vec<String>>,
    /// How many rows there are, if they can all be taken.
    pub count: Option<usize>,
    /// The text of the first, as the crowd will see it.
    pub first_text: String,
}

/// One column.
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What it can become.
    pub roles: Vec<Role>,
}

/// One thing that a column can become.
pub struct Role {
    /// Its word in the form.
    pub value: &'static str,
    /// Its name.
    pub text: String,
    /// Whether the column becomes this.
    pub chosen: bool,
}

/// Looks at the rows of the form; `None` if there are none.
pub fn look(t: &Words, form: &GatherForm) -> Option<Preview> {
    let rows = form.rows()?;
    let peek = sheet::peek(&rows, SHOWN);
    let roles = roles(&peek.headings, &form.roles);
    let read = Sheet::read(&rows, false, &columns(&peek.headings, &roles), &question(form));
    let how = match (peek.json, peek.headings.len(), peek.delimiter) {
        (true, ..) => t.say("gather-json"),
        (false, ..=1, _) => t.say("gather-lone"),
        (false, _, b';') => t.say("gather-semicolons"),
        (false, _, b'\t') => t.say("gather-tabs"),
        (false, ..) => t.say("gather-commas"),
    };
    let count = read.as_ref().ok().map(|sheet| sheet.items.len());
    let first_text =
        read.as_ref().ok().and_then(|sheet| sheet.items.first()?.text.clone()).unwrap_or_default();
    Some(Preview {
        wrong: read.err().map_or_else(String::new, |problem| problem.detail(t)),
        words: count.map_or_else(String::new, |rows| {
            t.say_with("gather-rows", &[("rows", rows.into()), ("how", how.into())])
        }),
        personal: personal(form),
        columns: if peek.json { Vec::new() } else { named(t, &peek.headings, &roles) },
        first: peek.rows,
        count,
        first_text,
    })
}

/// The columns as the upload takes them.
pub fn columns_of(form: &GatherForm) -> Columns {
    let Some(rows) = form.rows() else { return Columns::default() };
    let headings = sheet::peek(&rows, 0).headings;
    columns(&headings, &roles(&headings, &form.roles))
}

/// The headings of columns that everybody will see and that look as if they were about persons, as a warning names them;
/// empty where there are none.
pub fn personal(form: &GatherForm) -> String {
    let Some(rows) = form.rows() else { return String::new() };
    let peek = sheet::peek(&rows, SEARCHED);
    let roles = roles(&peek.headings, &form.roles);
    let is_shown = |role: &str| matches!(role, "text" | "url");
    let columns = peek.headings.iter().zip(roles).enumerate().filter(|(at, (heading, role))| {
        let cells = peek.rows.iter().filter_map(|row| row.get(*at)).map(String::as_str);
        is_shown(role) && is_personal(heading, cells)
    });
    columns.map(|(_, (heading, _))| format!("“{}”", heading.trim())).collect::<Vec<_>>().join(", ")
}

/// The question as far as the form has it.
pub fn question(form: &GatherForm) -> Question {
    Question { kind: "choice".into(), text: form.question.clone(), choices: form.choices(), help: None }
}

/// What each column becomes: as the host said, else by its heading; a lone column is the text.
fn roles(headings: &[String], said: &BTreeMap<usize, String>) -> Vec<&'static str> {
    let by_heading = |heading: &str| {
        ROLES.into_iter().find(|role| heading.trim().eq_ignore_ascii_case(role)).unwrap_or("private")
    };
    let known = |role: &String| ROLES.into_iter().find(|known| known == role);
    let mut roles: Vec<_> = headings
        .iter()
        .enumerate()
        .map(|(at, heading)| said.get(&at).and_then(known).unwrap_or_else(|| by_heading(heading)))
        .collect();
    if let [lone @ "private"] = roles.as_mut_slice() {
        *lone = "text";
    }
    roles
}

fn columns(headings: &[String], roles: &[&'static str]) -> Columns {
    let named = |role| {
        roles
            .iter()
            .position(|is| *is == role)
            .and_then(|at| headings.get(at))
            .map(|name| name.trim().to_owned())
    };
    Columns {
        text: named("text"),
        picture: named("picture"),
        url: named("url"),
        key: named("key"),
        answer: named("answer"),
    }
}

fn named(t: &Words, headings: &[String], roles: &[&'static str]) -> Vec<Column> {
    let words = [
        t.say("gather-role-text"),
        t.say("gather-role-picture"),
        t.say("gather-role-url"),
        t.say("gather-role-key"),
        t.say("gather-role-answer"),
        t.say("gather-role-private"),
    ];
    let column = |(heading, is): (&String, &&str)| Column {
        name: heading.clone(),
        roles: ROLES
            .into_iter()
            .zip(&words)
            .map(|(value, text)| Role { value, text: text.clone(), chosen: value == *is })
            .collect(),
    };
    headings.iter().zip(roles).map(column).collect()
}

/// 422 where there are no rows to gather with.
pub fn no_rows() -> Problem {
    Problem::field("/items", "gather-no-rows")
}
