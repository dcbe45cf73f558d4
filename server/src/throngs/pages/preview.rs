//! The host's rows before they are taken: what each column becomes, and the first of them.

use platform::web::Problem;
use platform::words::Words;

use crate::throngs::activity::Question;
use crate::throngs::pages::columns::{ROLES, Table};
use crate::throngs::pages::form::GatherForm;
use crate::throngs::sheet::Sheet;

/// Rows that are shown.
const SHOWN: usize = 5;

/// The rows as `throngs/gather.html` shows them.
#[derive(Default)]
pub struct Preview {
    /// What is wrong with them; then a host may still say what the columns are.
    pub wrong: String,
    /// "600 rows · semicolons, understood".
    pub words: String,
    /// Which columns people see, where that is a guess; else empty.
    pub guess: String,
    /// The headings as one line, so that what is said of the columns is said of this table.
    pub headings: String,
    /// Whether it is one item a line.
    pub is_list: bool,
    /// Whether the first of them is a heading.
    pub has_heading: bool,
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
    let table = Table::of(form)?;
    let read = read(&table, form);
    let peek = &table.peek;
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
        guess: if table.guessed {
            t.say_with("gather-guessed", &[("columns", table.shown().into())])
        } else {
            String::new()
        },
        personal: table.personal(),
        headings: peek.joined(),
        is_list: form.is_list(),
        has_heading: form.has_heading(),
        columns: if peek.json { Vec::new() } else { named(t, &peek.headings, &table.roles) },
        first: peek.rows.iter().take(SHOWN).cloned().collect(),
        count,
        first_text,
    })
}

/// The rows of the table, or in a host's words why they cannot be taken.
///
/// # Errors
/// 422.
pub fn read(table: &Table<'_>, form: &GatherForm) -> Result<Sheet, Problem> {
    if !table.is_shown() {
        return Err(Problem::field("/items", "gather-none-shown"));
    }
    if table.is_said_twice() {
        return Err(Problem::field("/items", "gather-role-twice"));
    }
    Sheet::read(&table.rows, false, &table.columns(), &question(form))
}

/// The question as far as the form has it.
pub fn question(form: &GatherForm) -> Question {
    Question { kind: "choice".into(), text: form.question.clone(), choices: form.choices(), help: None }
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
