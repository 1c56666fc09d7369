//! Holds the code to its own rules: who may import whom, how long a file may be, that codes are used.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::support::repository;
use rapporteur::codes::Code;

mod circles;

/// Who may import whom, as the crate's documentation tells it. All may import `diagnostic`, `figure` and `text`.
const IMPORTS: &[(&str, &[&str])] = &[
    ("codes", &[]),
    ("diagnostic", &["codes"]),
    ("figure", &[]),
    ("document", &[]),
    ("fonts", &[]),
    ("files", &[]),
    ("watchdog", &[]),
    ("allocator", &["watchdog"]),
    ("align", &[]),
    ("amend", &["align"]),
    ("text", &[]),
    ("model", &["codes"]),
    ("design", &["model"]),
    ("words", &["model", "document"]),
    ("errata", &["model", "amend"]),
    ("tally", &["model"]),
    ("chart", &["model", "tally", "words", "document"]),
    ("content", &["model", "tally", "chart", "document", "words"]),
    ("checks", &["document", "model", "tally", "fonts"]),
    ("write", &["document", "design", "align"]),
    ("figures", &["model", "tally", "words"]),
    ("uses", &["document", "model", "tally", "figures"]),
    ("manifest", &["document", "model", "tally", "figures", "words", "uses"]),
    ("change", &["document", "model", "tally", "figures", "manifest", "align", "words"]),
    ("explain", &["document", "model", "tally", "words", "figures", "uses"]),
    ("pdf", &["files", "watchdog"]),
    ("raster", &[]),
    ("corrigendum", &["document", "model", "errata", "change", "words"]),
    ("inputs", &["model", "errata", "files"]),
    ("out", &["inputs", "manifest", "files"]),
    ("scaffold", &["model", "amend"]),
    ("edition", &["document", "model", "inputs", "out", "files"]),
    ("submission", &["document", "model"]),
    (
        "pipeline",
        &[
            "inputs", "fonts", "model", "design", "words", "tally", "chart", "checks", "content",
            "document", "write", "figures", "manifest", "change", "pdf", "raster", "out",
            "edition", "submission", "errata", "corrigendum", "files", "watchdog",
        ],
    ),
    (
        "cli",
        &[
            "codes", "corrigendum", "edition", "errata", "explain", "inputs", "model", "out",
            "files", "watchdog", "pdf", "pipeline", "scaffold", "submission", "tally",
        ],
    ),
];

#[test]
fn stations_import_earlier_stations_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let station = station(&path);
        if station == "lib" || station == "main" {
            continue;
        }
        let (_, allowed) = IMPORTS
            .iter()
            .find(|(name, _)| *name == station)
            .unwrap_or_else(|| panic!("`{station}` is not in the table of imports"));
        for imported in imports(&text) {
            let known = imported == station
                || ["diagnostic", "figure", "text"].contains(&imported.as_str());
            if !known && !allowed.contains(&imported.as_str()) {
                wrong.push(format!("{}: {imported}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that the table does not have: {wrong:#?}");
}

#[test]
fn the_documented_table_names_every_station() {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("lib.rs is there");
    for (station, _) in IMPORTS {
        assert!(text.contains(&format!("pub mod {station};")), "{station} is a module");
        let documented = text.lines().any(|line| {
            line.starts_with("//! |")
                && line.split('|').nth(2).is_some_and(|cell| cell.contains(&format!("`{station}`")))
        });
        assert!(documented, "{station} stands in the table of lib.rs");
    }
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
    let listed: Vec<_> = listed.filter(|word| word.starts_with(char::is_uppercase)).collect();
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

/// The station that a file of src/ belongs to.
fn station(path: &Path) -> String {
    let inside = path.strip_prefix(repository().join("src")).expect("a file of src/");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The stations that a file names after `crate::`, also within braces.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let list = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => {
                rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
            }
        };
        let names = list.split(',').map(|item| item.split("::").next().unwrap_or_default().trim());
        found.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    found
}
