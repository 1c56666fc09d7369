//! Rules for the code: which modules may import which, how long files may be, that every code and word is used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::support::repository;
use rapporteur::codes::Code;

mod circles;
mod paths;

#[test]
fn modules_import_what_the_table_allows() {
    let table = table();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let allowed = table.get(&module).unwrap_or_else(|| panic!("`{module}` is in the table"));
        let from_root = paths::named(&text).into_iter().filter(|named| named.path[0] == "crate");
        for imported in from_root.filter_map(|named| named.path.into_iter().nth(1)) {
            if imported != module && !allowed.contains(&imported) {
                wrong.push(format!("{}: {imported}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that the table in src/lib.rs does not allow: {wrong:#?}");
}

#[test]
fn the_table_has_every_module() {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("lib.rs is there");
    let modules = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let modules: BTreeSet<String> = modules.map(str::to_owned).collect();
    let table: BTreeSet<String> = table().into_keys().collect();
    assert_eq!(table, modules);
}

/// The table in the documentation of src/lib.rs: which modules each module may import. In a row, the modules before each
/// `;` of the second cell may import those before that `;` of the third one.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("lib.rs is there");
    let names = |cell: &str| -> BTreeSet<String> {
        cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let every = text.lines().find(|line| line.starts_with("//! All may import"));
    let every = names(every.expect("what all may import"));
    let mut table: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in text.lines().filter_map(|line| line.strip_prefix("//! |")) {
        let cells: Vec<&str> = row.split('|').collect();
        let (modules, imports) = (cells[1].split(';'), cells[2].split(';'));
        assert_eq!(modules.clone().count(), imports.clone().count(), "{row}");
        for (modules, imports) in modules.zip(imports) {
            let mut allowed = match imports.contains("all above") {
                true => table.keys().cloned().collect(),
                false => names(imports),
            };
            allowed.extend(every.iter().cloned());
            table.extend(names(modules).into_iter().map(|module| (module, allowed.clone())));
        }
    }
    table
}

#[test]
fn no_source_is_longer_than_400_lines_and_no_test_than_500() {
    let tests = repository().join("tests");
    let all = sources().into_iter().chain(files(&tests, "rs"));
    let limit = |path: &Path| match path.starts_with(&tests) {
        true => 500,
        false => 400,
    };
    let long: Vec<_> = all
        .filter(|(path, text)| text.lines().count() > limit(path))
        .map(|(path, text)| format!("{}: {}", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_code_is_reported_somewhere() {
    let all: String = sources().into_iter().map(|(_, text)| text).collect();
    let unused = Code::ALL.iter().filter(|code| !all.contains(&format!("Code::{code:?}")));
    let unused: Vec<_> = unused.collect();
    assert!(unused.is_empty(), "never reported: {unused:?}");
}

#[test]
fn the_source_knows_nothing_of_the_survey() {
    let words = ["ISCM", "Budapest", "Prague", "sdg-8", "GFMD", "Migration"];
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> =
            code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for word in words {
            let is_test = path.ends_with("tests.rs");
            assert!(is_test || !code.join("\n").contains(word), "{}: `{word}`", path.display());
        }
    }
}

/// Nobody is to translate what is never said.
#[test]
fn every_word_is_used() {
    let path = repository().join("src/words/keys.rs");
    let keys = fs::read_to_string(path).expect("a source");
    let listed = keys.split("\nwords! {").nth(1).expect("the list of words").split_whitespace();
    // Languages are found by their tags.
    let is_named =
        |word: &&str| word.starts_with(char::is_uppercase) && !word.starts_with("Language");
    let listed: Vec<_> = listed.filter(is_named).collect();
    assert!(listed.len() > 200, "{listed:?}");
    let all: String = sources().into_iter().map(|(_, text)| text).collect();
    let unused: Vec<_> =
        listed.iter().filter(|word| !all.contains(&format!("Word::{word}"))).collect();
    assert!(unused.is_empty(), "never said: {unused:?}");
}

fn sources() -> Vec<(PathBuf, String)> {
    files(&repository().join("src"), "rs")
}

fn files(folder: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push((path.clone(), fs::read_to_string(&path).expect("a text file")));
        }
    }
    found.sort();
    found
}

/// The top-level module that a file of src/ belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(repository().join("src")).expect("a file of src/");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}
