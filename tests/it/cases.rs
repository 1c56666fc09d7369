//! Each folder in cases/ is a test: it changes the small project and contains what the program then prints, word for word.
//! `cargo test --test it doubled_words` runs the cases with that name.
//!
//! A case contains files that replace those of base/, `expected.txt`, and perhaps
//! - `changed.txt`: the name of a file; then lines of it, `-` before the old line and `+` before the new one,
//! - `removed.txt`: files that are removed, one a line,
//! - `special.txt`: files that can't be kept in a case, as `link FILE TARGET` or `size FILE BYTES`,
//! - `arguments.txt`: arguments instead of `check --all`.
//!
//! With `RAPPORTEUR_BLESS=1` the tests write the expectations. Cargo does not see new folders: `touch tests/it/cases.rs`
//! makes tests of them.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rapporteur::codes::Code;
use rstest::rstest;

use super::support::{
    assert_expected, copy, fixture, messages, rapporteur, replace, small_project,
};

/// Files of a case that are not files of its project.
const OWN: [&str; 5] =
    ["expected.txt", "changed.txt", "removed.txt", "special.txt", "arguments.txt"];

#[rstest]
fn case(
    #[dirs]
    #[files("tests/it/cases/*")]
    folder: PathBuf,
) {
    assert_expected(&folder.join("expected.txt"), &run(&folder));
}

#[test]
fn every_folder_is_a_test() {
    let this = env::current_exe().expect("a program");
    let list = Command::new(this).arg("--list").output().expect("it lists its tests").stdout;
    let list = String::from_utf8(list).expect("UTF-8");
    let tests: BTreeSet<&str> = list.lines().filter_map(|line| line.split(": ").next()).collect();
    for group in ["cases", "changes"] {
        for folder in folders(group) {
            let name = folder.file_name().expect("a name").to_string_lossy().replace('-', "_");
            let is_it = |test: &&str| test.ends_with(&format!("_it_{group}_{name}"));
            let found = tests.iter().any(is_it);
            assert!(found, "{name} is no test yet: touch tests/it/{group}.rs");
        }
    }
}

#[test]
fn every_code_has_a_case() {
    let expectations: String = folders("cases")
        .iter()
        .map(|case| fs::read_to_string(case.join("expected.txt")).unwrap_or_default())
        .collect();
    let unshown =
        Code::ALL.iter().filter(|code| !expectations.contains(&format!("[{}]", code.name())));
    // What Typst itself says is provoked by other tests: those of `pdf`, and of a broken page design.
    // So is what takes too long: see `bounds`; and what differs from an edition: see `errata`.
    let is_elsewhere = |name: &&str| {
        // What is received is read by another command: see `intake`.
        let others = ["as-issued-differs", "unreadable-file"];
        name.starts_with("typst-") || name.ends_with("-limit") || others.contains(name)
    };
    let unshown: Vec<_> =
        unshown.map(|code| code.name()).filter(|name| !is_elsewhere(name)).collect();
    assert!(unshown.is_empty(), "no case shows {unshown:?}");
}

fn folders(group: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(fixture(group)).expect("the cases are there");
    let mut folders: Vec<_> = entries.map(|entry| entry.expect("a folder").path()).collect();
    folders.sort();
    folders
}

fn run(case: &Path) -> String {
    let project = small_project();
    let root = project.path();
    copy(case, root);
    for name in OWN {
        let _ = fs::remove_file(root.join(name));
    }
    change(root, &read(case, "changed.txt"));
    for line in read(case, "removed.txt").lines() {
        fs::remove_file(root.join(line)).expect("a case removes what is there");
    }
    read(case, "special.txt").lines().for_each(|line| make(root, line));
    let arguments = read(case, "arguments.txt");
    let arguments: Vec<&str> = match arguments.is_empty() {
        true => vec!["check", "--all"],
        false => arguments.split_whitespace().collect(),
    };
    let output = rapporteur(root, &arguments);
    let code = output.status.code().expect("the program ends by itself");
    let written = fs::read_dir(root.join("out")).map_or(0, Iterator::count);
    let said = without_ids(&messages(&output)).replace(&root.display().to_string(), "PROJECT");
    format!("{said}exit {code}, {written} outputs\n")
}

/// What `check` says without the ids of findings, which change with every word of a project, and without the line that
/// says what they are for; the tests of `decide` show both.
fn without_ids(said: &str) -> String {
    let lines = said.lines().filter(|line| !line.starts_with("to accept a finding: "));
    let lines = lines.map(|line| line.rsplit_once(" (id ").map_or(line, |(message, _)| message));
    let lines = lines.map(|line| format!("{line}\n"));
    lines.collect()
}

/// Changes lines of files.
fn change(root: &Path, changes: &str) {
    let (mut file, mut before) = ("", "");
    for line in changes.lines() {
        match line.split_once(' ') {
            Some(("-", line)) => before = line,
            Some(("+", line)) => replace(root, file, before, line),
            _ => file = line,
        }
    }
}

/// Makes a file that can't be kept in a case.
fn make(root: &Path, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["size", file, bytes] => {
            let made = fs::File::create(root.join(file)).expect("a file can be made");
            made.set_len(bytes.parse().expect("a number")).expect("it can be made large");
        }
        #[cfg(unix)]
        ["link", file, target] => {
            std::os::unix::fs::symlink(target, root.join(file)).expect("a link can be made");
        }
        _ => panic!("`{line}` makes no file"),
    }
}

fn read(case: &Path, name: &str) -> String {
    fs::read_to_string(case.join(name)).unwrap_or_default()
}
