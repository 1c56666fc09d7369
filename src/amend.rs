//! Edits TOML files that people maintain by hand: keeps comments, order and line endings.

use std::collections::VecDeque;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use crate::align::{self, Step};

/// Applies `change` to the text.
///
/// # Errors
///
/// If the text can't be parsed as TOML, or with the error of `change`.
pub fn change(
    text: &str,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), String>,
) -> Result<String, String> {
    let (mark, body) = match text.strip_prefix('\u{FEFF}') {
        Some(body) => ("\u{FEFF}", body),
        None => ("", text),
    };
    let plain = body.replace("\r\n", "\n");
    let mut document: DocumentMut = plain.parse().map_err(|error: toml_edit::TomlError| {
        format!("it is not readable as TOML: {}", error.message().replace('\n', "; "))
    })?;
    change(&mut document)?;
    Ok(format!("{mark}{}", with_line_ends(body, &document.to_string())))
}

/// Restores line endings in a changed text, whose own are `\n`. A line that replaces another takes
/// that line's ending; a new line takes the ending of the preceding line.
fn with_line_ends(before: &str, after: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<String>>();
    let (old, new) = (lines(before), lines(after));
    let mut last = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let ends = before.split_inclusive('\n').map(|line| {
        // A last line without an ending takes that of the preceding line.
        if line.ends_with('\n') {
            last = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
        }
        last
    });
    let ends: Vec<&str> = ends.collect();
    let mut replaced = VecDeque::new();
    let mut last = ends.first().copied().unwrap_or("\n");
    let mut changed = String::with_capacity(after.len() + new.len());
    for step in align::pieces(&old, &new, |_| false) {
        let at = match step {
            Step::Before(old) => {
                replaced.push_back(ends[old]);
                continue;
            }
            Step::Both(old, new) => {
                replaced.clear();
                last = ends[old];
                new
            }
            Step::After(new) => {
                last = replaced.pop_front().unwrap_or(last);
                new
            }
        };
        changed.extend([new[at].as_str(), last]);
    }
    if !after.ends_with('\n') && changed.ends_with('\n') {
        changed.truncate(changed.len() - last.len());
    }
    changed
}

/// Appends a table to the list of tables `key`, which is created if necessary.
///
/// # Errors
///
/// If `key` is something else.
pub fn append(document: &mut DocumentMut, key: &str, mut table: Table) -> Result<(), String> {
    if let Some(Item::Value(Value::Array(tables))) = document.get_mut(key) {
        tables.push(table.into_inline_table());
        return Ok(());
    }
    at_the_end(document, &mut table);
    let tables = document.entry(key).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    tables.as_array_of_tables_mut().ok_or(format!("`{key}` is no list of tables"))?.push(table);
    Ok(())
}

/// Prepares a table for insertion at the end of a document, so that a final comment stays before
/// it.
pub fn at_the_end(document: &mut DocumentMut, table: &mut Table) {
    let before = document.trailing().as_str().unwrap_or_default().to_owned();
    let gap = if document.is_empty() && before.is_empty() { "" } else { "\n" };
    let ended = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    table.decor_mut().set_prefix(format!("{before}{ended}{gap}"));
    document.set_trailing("");
}

/// Sets a key and keeps a comment next to the old value.
pub fn set(table: &mut dyn TableLike, key: &str, value: impl Into<Value>) {
    match table.get_mut(key).and_then(|item| item.as_value_mut()) {
        Some(old) => replace(old, value),
        None => drop(table.insert(key, Item::Value(value.into()))),
    }
}

/// Replaces a value; a comment beside it stays.
pub fn replace(old: &mut Value, new: impl Into<Value>) {
    let mut new = new.into();
    new.decor_mut().clone_from(old.decor());
    *old = new;
}
