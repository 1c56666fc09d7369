//! The program is ended by signals at random moments; the next command must find all old or all new files.
//!
//! `RAPPORTEUR_KILLS` is the number of signals that each command gets, for a longer run than the usual one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use rapporteur::out::Lock;
use rustix::process::{Pid, Signal, kill_process};

use super::support::{Random, copy, messages, program, rapporteur, read, replace, small_project};

fn kills() -> usize {
    let number = std::env::var("RAPPORTEUR_KILLS").ok();
    number.map_or(12, |number| number.parse().expect("a number"))
}

/// The signals, in turn: one that nothing can handle, and those of Ctrl-C, of `kill` and of a terminal that closes.
const SIGNALS: [Signal; 4] = [Signal::KILL, Signal::INT, Signal::TERM, Signal::HUP];

/// When a command is killed.
#[derive(Clone, Copy)]
enum Moment {
    /// Within so many microseconds from its start.
    Within(u64),
    /// While it has locked the folder.
    Locked,
    /// While its files take their places.
    Placing,
}

impl Moment {
    fn number(number: usize, within: u64) -> Self {
        [Moment::Within(within), Moment::Locked, Moment::Placing][number % 3]
    }
}

/// Runs a command that locks a folder, and sends it a signal. Returns whether that ended it.
fn kill(
    project: &Path,
    locked: &Path,
    arguments: &[&str],
    moment: Moment,
    signal: Signal,
    random: &mut Random,
) -> bool {
    let mut command = program();
    command.args(arguments).arg("--project").arg(project);
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs");
    let (awaited, longest) = match moment {
        Moment::Within(longest) => (None, longest),
        Moment::Locked => (Some(".rapporteur-lock"), 20_000),
        Moment::Placing => (Some(".rapporteur-journal.json"), 3_000),
    };
    if let Some(name) = awaited {
        while !locked.join(name).exists() {
            if child.try_wait().expect("a state").is_some() {
                return false;
            }
            thread::yield_now();
        }
    }
    thread::sleep(Duration::from_micros(random.below(longest)));
    // It may have ended.
    let _ = kill_process(Pid::from_child(&child), signal);
    !child.wait().expect("it ends").success()
}

/// Prints how many commands were ended and what they left; `--nocapture` shows it.
#[expect(clippy::print_stderr, reason = "the figures of a longer run are its result")]
fn report(command: &str, figures: &[(&str, usize)]) {
    let figures: Vec<String> =
        figures.iter().map(|(what, count)| format!("{count} {what}")).collect();
    eprintln!("{command}: {}", figures.join(", "));
}

/// The files that people see.
fn visible(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().expect("UTF-8");
        if entry.path().is_dir() && !name.starts_with('.') {
            let inside = visible(&entry.path()).into_iter();
            files.extend(inside.map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else if !name.starts_with('.') {
            files.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
    files
}

/// The names that the program hides in a folder and those in it.
fn hidden(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().expect("UTF-8");
        if name == ".rapporteur-findings.json" {
            // The findings of the last build, which the next one compares with its own.
        } else if name.starts_with(".rapporteur-") {
            names.push(name);
        } else if entry.path().is_dir() {
            names.extend(hidden(&entry.path()));
        }
    }
    names
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_killed_build_leaves_all_old_or_all_new_outputs() {
    let project = small_project();
    let root = project.path();
    let out = root.join("out");
    assert!(rapporteur(root, &["build"]).status.success());
    let old_folder = tempfile::tempdir().expect("a folder");
    copy(&out, old_folder.path());
    let old = visible(&out);
    replace(root, "data/report.toml", "A small survey", "A smaller survey");
    assert!(rapporteur(root, &["build"]).status.success());
    let new = visible(&out);
    assert!(old != new, "the builds differ");
    let mut random = Random(1);
    let (mut killed, mut at_the_journal, mut completed, mut number) = (0, 0, 0, 0);
    while killed < kills() && number < 4 * kills() {
        fs::remove_dir_all(&out).expect("removed");
        copy(old_folder.path(), &out);
        number += 1;
        let (moment, signal) = (Moment::number(number, 600_000), SIGNALS[number % 4]);
        killed += usize::from(kill(root, &out, &["build"], moment, signal, &mut random));
        let has_journal = out.join(".rapporteur-journal.json").exists();
        at_the_journal += usize::from(has_journal);
        if has_journal {
            let said = messages(&rapporteur(root, &["check"]));
            assert!(said.contains("warning[interrupted]"), "{said}");
        }
        drop(Lock::new(&out, "next", |_| {}).expect("a lock"));
        let found = visible(&out);
        assert!(found == new || (found == old && !has_journal), "old and new files side by side");
        assert_eq!(hidden(&out), [""; 0]);
        completed += usize::from(found == new);
    }
    assert!(killed >= kills() / 2, "{killed} of {number} were killed");
    report(
        "build",
        &[
            ("started", number),
            ("killed", killed),
            ("of them at the journal", at_the_journal),
            ("all new", completed),
            ("all old", number - completed),
        ],
    );
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_killed_command_enters_a_mechanism_with_its_form_or_not_at_all() {
    let project = small_project();
    let root = project.path();
    let mechanisms = read(root, "data/mechanisms.toml");
    let arguments = ["new", "response", "zeta", "--name", "Zeta"];
    let form = root.join("data/responses/zeta.toml");
    let mut random = Random(2);
    let (mut killed, mut entered) = (0, 0);
    for number in 0..2 * kills() {
        fs::write(root.join("data/mechanisms.toml"), &mechanisms).expect("written");
        let _ = fs::remove_file(&form);
        let (moment, signal) = (Moment::number(number, 100_000), SIGNALS[number % 4]);
        killed += usize::from(kill(root, root, &arguments, moment, signal, &mut random));
        drop(Lock::new(root, "next", |_| {}).expect("a lock"));
        let is_entered = read(root, "data/mechanisms.toml") != mechanisms;
        assert_eq!(is_entered, form.is_file(), "kill {number}");
        assert_eq!(hidden(root), [""; 0]);
        entered += usize::from(is_entered);
        if !is_entered {
            let again = rapporteur(root, &arguments);
            assert!(again.status.success(), "{}", messages(&again));
        }
        assert!(read(root, "data/mechanisms.toml").contains("[zeta]"));
    }
    report(
        "new",
        &[("started", 2 * kills()), ("killed", killed), ("entered with the form", entered)],
    );
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_killed_issue_keeps_an_edition_whole_or_not_at_all() {
    let project = small_project();
    let root = project.path();
    let edition = root.join("data/editions/june");
    let mut random = Random(3);
    let (mut killed, mut whole) = (0, 0);
    for number in 0..kills() {
        let (moment, signal) = (Moment::Within(600_000), SIGNALS[number % 4]);
        let _ = fs::remove_dir_all(&edition);
        killed += usize::from(kill(root, root, &["issue", "june"], moment, signal, &mut random));
        drop(Lock::new(root, "next", |_| {}).expect("a lock"));
        assert_eq!(hidden(root), [""; 0]);
        whole += usize::from(edition.exists());
        if edition.exists() {
            let diff = rapporteur(root, &["diff", "--from", "june"]);
            assert!(diff.status.success(), "{}", messages(&diff));
        }
    }
    report("issue", &[("started", kills()), ("killed", killed), ("whole editions", whole)]);
}
