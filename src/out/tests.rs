//! Tests that a set is written completely or not at all, wherever the program stops and whatever
//! fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{Edit, Lock, Written, create_all, edit, interrupted, write};
use crate::diagnostic::MachineError;
use crate::inputs::hash;

pub(super) mod faults {
    //! Simulates crashes and failures at individual disk operations.

    use std::cell::Cell;
    use std::io;

    /// The fault to inject into the following disk operations on this thread.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(in super::super) enum Plan {
        /// No fault.
        None,
        /// The program is killed before the operation with this number: from then on nothing is
        /// done.
        Kill(usize),
        /// Only the operation with this number fails.
        Fail(usize),
    }

    thread_local! {
        static PLAN: Cell<(Plan, usize)> = const { Cell::new((Plan::None, 0)) };
    }

    /// Runs `command` under a plan; returns its result and whether the planned fault occurred.
    pub(in super::super) fn under<T>(plan: Plan, command: impl FnOnce() -> T) -> (T, bool) {
        PLAN.set((plan, 0));
        let result = command();
        let (_, steps) = PLAN.replace((Plan::None, 0));
        let is_reached = match plan {
            Plan::None => true,
            Plan::Kill(at) | Plan::Fail(at) => steps > at,
        };
        (result, is_reached)
    }

    pub(in super::super) fn step() -> io::Result<()> {
        let (plan, number) = PLAN.get();
        PLAN.set((plan, number + 1));
        let is_done = match plan {
            Plan::None => true,
            Plan::Kill(at) => number < at,
            Plan::Fail(at) => number != at,
        };
        if is_done { Ok(()) } else { Err(io::Error::other("no room")) }
    }
}

use faults::{Plan, under};

/// File contents by path.
type Files = BTreeMap<String, String>;

fn files(listed: &[(&str, &str)]) -> Files {
    listed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn bytes(listed: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    listed.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn folder_with(files: &Files) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    folder
}

/// The visible files, and the number of hidden ones.
fn found(folder: &Path) -> (Files, usize) {
    let (mut files, mut hidden) = (Files::new(), 0);
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("UTF-8");
        if name.starts_with(".rapporteur-") && name != ".rapporteur-written.json" {
            hidden += 1;
        } else if entry.path().is_dir() {
            let (inside, more) = found(&entry.path());
            files.extend(inside.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
            hidden += more;
        } else if name != ".rapporteur-written.json" {
            files.insert(name, fs::read_to_string(entry.path()).expect("text"));
        }
    }
    (files, hidden)
}

type Command = fn(&Path) -> Result<(), MachineError>;

/// Files before and after a command, the command, and the start of the next command.
struct Set {
    before: Files,
    after: Files,
    command: Command,
    next: Command,
}

const NEXT_IN_A_PROJECT: Command = |folder| Lock::new(folder, "next", |_| {}).map(drop);
const NEXT_IN_OUTPUTS: Command = |folder| Lock::new(folder, "next", |_| {}).map(drop);

/// The number of injected faults, and how often the next command found all-old or all-new files.
#[derive(Debug, Default, PartialEq, Eq)]
struct Trials {
    all: usize,
    old: usize,
    new: usize,
}

/// Injects a fault at each operation of the command and, for each of these, at each operation of
/// its completion (`again`). Afterwards the files must be all old or all new, and no hidden files
/// may be left.
fn try_every_step(set: &Set, plan: fn(usize) -> Plan) {
    let Set { before, after, command, next } = set;
    let mut trials = Trials::default();
    for at in 0.. {
        for again in 0.. {
            let folder = folder_with(before);
            let (result, is_reached) = under(plan(at), || command(folder.path()));
            if !is_reached {
                result.expect("nothing was in the way");
                assert_eq!(found(folder.path()), (after.clone(), 0));
                assert!(trials.all > 10 && trials.old > 5 && trials.new > 2, "{trials:?}");
                return;
            }
            let is_interrupted = interrupted(folder.path(), "").is_some();
            let (_, is_reached_again) = under(plan(again), || next(folder.path()));
            next(folder.path()).expect("it can be completed");
            let (files, hidden) = found(folder.path());
            assert_eq!(hidden, 0, "hidden files are left: step {at}, then {again}");
            let is_new = files == *after;
            assert!(is_new || files == *before, "step {at}, then {again}: {files:#?}");
            assert!(is_new || !is_interrupted, "what has a journal is completed");
            assert!(is_new || result.is_err(), "what was not written was not said to be");
            trials.all += 1;
            trials.old += usize::from(!is_new);
            trials.new += usize::from(is_new);
            if !is_reached_again {
                break;
            }
        }
    }
}

fn manifest(files: &[(&str, &str)]) -> String {
    let outputs: BTreeMap<&str, String> =
        files.iter().map(|(name, text)| (*name, hash(text.as_bytes()))).collect();
    serde_json::json!({ "outputs": outputs }).to_string()
}

/// A build over an earlier one whose Word document a person has changed.
fn outputs() -> Set {
    let written = [("a.docx", "built"), ("charts/b.svg", "old"), ("same", "same")];
    let mut before = files(&written);
    before.insert("manifest.json".to_owned(), manifest(&written));
    before.insert("a.docx".to_owned(), "edited".to_owned());
    const NEW: [(&str, &str); 4] =
        [("a.docx", "new"), ("charts/b.svg", "new"), ("same", "same"), ("manifest.json", "{}")];
    let mut after = files(&NEW);
    after.insert("a (edited).docx".to_owned(), "edited".to_owned());
    let command: Command = |folder| {
        let lock = Lock::new(folder, "build", |_| {})?;
        write(&lock, &bytes(&NEW), &Files::new())?;
        Ok(())
    };
    Set { before, after, command, next: NEXT_IN_OUTPUTS }
}

fn kept() -> Set {
    let before = files(&[("data/mechanisms.toml", "old"), ("data/report.toml", "report")]);
    let mut after = before.clone();
    after.insert("data/mechanisms.toml".to_owned(), "new".to_owned());
    after.insert("data/responses/a.toml".to_owned(), "form".to_owned());
    let command: Command = |folder| {
        let lock = Lock::new(folder, "new", |_| {})?;
        let old = hash(b"old");
        let file =
            Edit { name: "data/mechanisms.toml", before: Some(&old), after: b"new".to_vec() };
        let form = Edit { name: "data/responses/a.toml", before: None, after: b"form".to_vec() };
        edit(&lock, &[file, form])
    };
    Set { before, after, command, next: NEXT_IN_A_PROJECT }
}

fn edition() -> Set {
    let before = files(&[("data/report.toml", "report")]);
    let mut after = before.clone();
    after.insert("data/editions/june/outputs/a.pdf".to_owned(), "pdf".to_owned());
    after.insert("data/editions/june/edition.json".to_owned(), "{}".to_owned());
    let command: Command = |folder| {
        let lock = Lock::new(folder, "issue", |_| {})?;
        let [pdf, facts] = ["data/editions/june/outputs/a.pdf", "data/editions/june/edition.json"];
        create_all(&lock, &bytes(&[(pdf, "pdf"), (facts, "{}")])).map(drop)
    };
    Set { before, after, command, next: NEXT_IN_A_PROJECT }
}

#[test]
fn outputs_are_all_old_or_all_new_wherever_the_program_is_killed() {
    try_every_step(&outputs(), Plan::Kill);
}

#[test]
fn outputs_are_all_old_or_all_new_whatever_fails() {
    try_every_step(&outputs(), Plan::Fail);
}

#[test]
fn kept_files_are_all_old_or_all_new_wherever_the_program_is_killed() {
    try_every_step(&kept(), Plan::Kill);
}

#[test]
fn kept_files_are_all_old_or_all_new_whatever_fails() {
    try_every_step(&kept(), Plan::Fail);
}

#[test]
fn an_edition_is_there_whole_or_not_at_all() {
    try_every_step(&edition(), Plan::Kill);
    try_every_step(&edition(), Plan::Fail);
}

#[test]
fn what_a_person_wrote_after_a_command_was_interrupted_stays() {
    let Set { before, command, .. } = kept();
    let path = "data/mechanisms.toml";
    let edited = (0..).find_map(|at| {
        let folder = folder_with(&before);
        let (_, is_reached) = under(Plan::Kill(at), || command(folder.path()));
        assert!(is_reached, "it is killed after its journal and before the first file");
        let (files, _) = found(folder.path());
        let is_wanted = interrupted(folder.path(), "").is_some() && files[path] == "old";
        is_wanted.then_some(folder)
    });
    let folder = edited.expect("a folder");
    fs::write(folder.path().join(path), "by hand").expect("written");
    let lock = Lock::new(folder.path(), "next", |_| {}).expect("a lock");
    assert_eq!(lock.finished.changed_since, [path]);
    assert_eq!(lock.finished.placed, ["data/responses/a.toml"]);
    assert_eq!(found(folder.path()).0[path], "by hand");
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_replaced() {
    let folder = folder_with(&files(&[("a.toml", "by hand"), ("b.toml", "b")]));
    let lock = Lock::new(folder.path(), "edit", |_| {}).expect("a lock");
    let (read, b) = (hash(b"read"), hash(b"b"));
    let edits = [
        Edit { name: "b.toml", before: Some(&b), after: b"new".to_vec() },
        Edit { name: "a.toml", before: Some(&read), after: b"new".to_vec() },
    ];
    let refused = edit(&lock, &edits).expect_err("it was changed");
    assert!(refused.to_string().contains("was changed by somebody else"), "{refused}");
    drop(lock);
    let unchanged = files(&[("a.toml", "by hand"), ("b.toml", "b")]);
    assert_eq!(found(folder.path()), (unchanged, 0));
}

#[test]
fn leftovers_of_release_0_2_0_are_swept_and_other_hidden_files_are_not() {
    let leftovers = [".rapporteur-aB3dE9", "data/responses/.rapporteur-aaaaaa"];
    let others = [".rapporteur-notes.txt", ".gitignore", "data/editions/.being-finished"];
    let mut all = files(&[("data/editions/.being-issued-aaaaaa/inputs/x", "x")]);
    all.extend(leftovers.iter().chain(&others).map(|name| ((*name).to_owned(), "x".to_owned())));
    let folder = folder_with(&all);
    drop(Lock::new(folder.path(), "next", |_| {}).expect("a lock"));
    assert!(leftovers.iter().all(|name| !folder.path().join(name).exists()));
    assert!(!folder.path().join("data/editions/.being-issued-aaaaaa").exists());
    assert!(others.iter().all(|name| folder.path().join(name).exists()));
}

#[test]
fn a_journal_that_leads_elsewhere_is_not_followed() {
    let elsewhere = folder_with(&files(&[("x", "theirs")]));
    for path in ["../x", "/x", "sub/../../x", "link/x"] {
        let folder = folder_with(&files(&[("sub/y", "")]));
        #[cfg(unix)]
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("link")).expect("a link");
        let entry = serde_json::json!({ "path": path, "old": null, "new": "" });
        let journal = serde_json::json!({ "format": 1, "files": [entry] }).to_string();
        fs::write(folder.path().join(".rapporteur-journal.json"), journal).expect("written");
        let refused = Lock::new(folder.path(), "next", |_| {}).expect_err("it leads elsewhere");
        assert!(refused.to_string().contains("delete the file"), "{refused}");
    }
    #[cfg(unix)]
    {
        let folder = folder_with(&files(&[("sub/y", "")]));
        let staged = folder.path().join(".rapporteur-staged");
        std::os::unix::fs::symlink(elsewhere.path(), &staged).expect("a link");
        let entry = serde_json::json!({ "path": "x", "old": null, "new": "" });
        let journal = serde_json::json!({ "format": 1, "files": [entry] }).to_string();
        let file = folder.path().join(".rapporteur-journal.json");
        fs::write(&file, journal).expect("written");
        Lock::new(folder.path(), "next", |_| {}).expect_err("it leads elsewhere");
        fs::remove_file(file).expect("removed");
        drop(Lock::new(folder.path(), "next", |_| {}).expect("a lock"));
        assert!(!staged.is_symlink(), "the link is removed");
    }
    assert_eq!(fs::read_to_string(elsewhere.path().join("x")).expect("text"), "theirs");
}

#[test]
fn edited_files_are_moved_aside_under_free_names() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let put = |text: &str| {
        let lock = Lock::new(folder.path(), "diff", |_| {}).expect("a lock");
        write(&lock, &bytes(&[("x/a.docx", text)]), &Files::new()).expect("written")
    };
    let changed = vec!["x/a.docx".to_owned()];
    for text in ["one", "two"] {
        assert_eq!(put(text), Written { changed: changed.clone(), moved_aside: Vec::new() });
    }
    for (text, aside) in [("three", "x/a (edited).docx"), ("four", "x/a (edited 2).docx")] {
        fs::write(folder.path().join("x/a.docx"), format!("by hand, before {text}"))
            .expect("written");
        let moved_aside = vec![("x/a.docx".to_owned(), aside.to_owned())];
        assert_eq!(put(text), Written { changed: changed.clone(), moved_aside });
        let kept = fs::read_to_string(folder.path().join(aside)).expect("text");
        assert_eq!(kept, format!("by hand, before {text}"));
    }
    assert_eq!(put("four"), Written::default());
}

#[test]
fn a_place_that_is_taken_stops_all_new_files() {
    let folder = folder_with(&files(&[("b", "theirs")]));
    let lock = Lock::new(folder.path(), "init", |_| {}).expect("a lock");
    let taken = create_all(&lock, &bytes(&[("a", "a"), ("b", "b")])).expect("nothing failed");
    assert_eq!(taken, ["b"]);
    assert!(!folder.path().join("a").exists());
}
