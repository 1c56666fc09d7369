//! What `check` shows in its several forms, and how long it takes.

use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant};

use super::support::{messages, program, rapporteur, replace, small_project};
use rapporteur::codes::{Code, Group};

/// Faults in the project that has many.
const MANY: usize = 500;
/// A check of it takes less than a second; the rest is for what runs beside this test.
const LIMIT: Duration = Duration::from_secs(5);

/// A response that counts later.
const WAITING: &str = "mechanism = \"delta\"\nreceived = 2024-08-01\nembargo = 2999-01-01\n\n[answers]\ncolours = [\"red\"]\n";

#[test]
fn the_list_holds_every_code_once_under_its_group() {
    let output = program().args(["check", "--list"]).output().expect("the program runs");
    let list = String::from_utf8(output.stdout).expect("the list is UTF-8");
    for code in Code::ALL {
        let line = list.lines().filter(|line| line.split_whitespace().next() == Some(code.name()));
        assert_eq!(line.count(), 1, "{}", code.name());
    }
    let decide = list.split("\n\n").find(|part| part.starts_with("To decide before sending:\n"));
    let decide = decide.expect("a group of its own");
    let count = Code::ALL.iter().filter(|code| code.group() == Group::Decide).count();
    assert_eq!(decide.lines().count(), 1 + count, "{decide}");
}

#[test]
fn the_list_for_programs_has_an_object_a_line() {
    let arguments = ["check", "--list", "--format", "json"];
    let output = program().args(arguments).output().expect("the program runs");
    let list = String::from_utf8(output.stdout).expect("the list is UTF-8");
    assert_eq!(list.lines().count(), Code::ALL.len());
    let expected = r#"{"code":"link-unresolved","group":"look","meaning":"a link has no address"}"#;
    assert!(list.lines().any(|line| line == expected), "{list}");
}

#[test]
fn findings_are_the_result_of_a_check() {
    let project = small_project();
    fs::write(project.path().join("data/responses/delta.toml"), WAITING).expect("a file");
    for (format, expected) in [("human", "`delta` waits"), ("json", "{\"reason\":\"embargo")] {
        let output = rapporteur(project.path(), &["check", "--all", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
        let found = String::from_utf8(output.stdout).expect("findings are UTF-8");
        assert!(found.lines().any(|line| line.starts_with(expected)), "{found}");
    }
    replace(project.path(), "data/survey.toml", "invited = 6", "invited = \"six\"");
    let output = rapporteur(project.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.starts_with(b"error[wrong-type]"), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn equal_findings_are_one_with_the_first_places() {
    let project = small_project();
    let unfit = "&#x10FFFF;".repeat(MANY);
    replace(project.path(), "data/report.toml", "Trust matters.", &unfit);
    let said = messages(&rapporteur(project.path(), &["check"]));
    assert_eq!(said.matches("error[unfit-character]").count(), 1, "{said}");
    assert!(said.contains("= note: and at 492 other places\n"), "{said}");
    assert!(said.ends_with("1 error\n"), "{said}");
    let json = messages(&rapporteur(project.path(), &["check", "--format", "json"]));
    assert_eq!(json.matches("\"line\":").count(), MANY, "{json}");
}

#[test]
fn five_hundred_errors_are_all_reported_soon() {
    let project = small_project();
    let options = (0..MANY).fold(String::new(), |mut text, number| {
        write!(text, "\"none-{number}\",\n  ").expect("a text can be written");
        text
    });
    let answers = format!(
        "mechanism = \"delta\"\nreceived = 2024-08-01\n\n[answers]\ncolours = [{options}]\n"
    );
    fs::write(project.path().join("data/responses/delta.toml"), answers).expect("a file");
    let started = Instant::now();
    let output = rapporteur(project.path(), &["check"]);
    let took = started.elapsed();
    let said = messages(&output);
    assert_eq!(said.matches("error[unknown-option]").count(), MANY);
    assert!(said.contains(&format!("{MANY} errors")));
    assert!(took < LIMIT, "{took:?}");
}

#[test]
fn five_hundred_findings_are_all_reported_soon() {
    let project = small_project();
    // Words that no list has: two letters tell each from the others.
    let letters = || ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("{a}{b}")));
    let words = letters().take(MANY).fold(String::new(), |mut text, word| {
        write!(text, "See the zq{word}xv of it.\n\n").expect("a text can be written");
        text
    });
    replace(
        project.path(),
        "templates/report.md",
        "During {{ asked }}",
        &(words + "During {{ asked }}"),
    );
    let started = Instant::now();
    let output = rapporteur(project.path(), &["check", "--all"]);
    let took = started.elapsed();
    let said = messages(&output);
    assert_eq!(said.matches("note[misspelt-word]").count(), MANY);
    assert!(took < LIMIT, "{took:?}");
}

/// Respondents that say nothing.
const SILENT: usize = 133;

#[test]
fn many_silent_respondents_are_one_finding_of_a_few_lines() {
    let project = small_project();
    let root = project.path();
    let keys: Vec<String> = (0..SILENT).map(|number| format!("\"silent-{number}\"")).collect();
    let mechanisms = (0..SILENT).fold(String::new(), |mut text, number| {
        writeln!(text, "[silent-{number}]\nname = \"Silent Process {number}\"").expect("a text");
        text
    });
    replace(root, "data/mechanisms.toml", "[alpha]", &format!("{mechanisms}\n[alpha]"));
    let gamma = "\"gamma\"]";
    replace(root, "data/published.toml", gamma, &format!("\"gamma\", {}]", keys.join(", ")));
    replace(root, "data/survey.toml", "invited = 6", "invited = 272");
    let off = "respondent-silent = { level = \"off\"";
    replace(root, "data/report.toml", off, "respondent-silent = { level = \"warning\"");
    let said = messages(&rapporteur(root, &["check"]));
    let finding = said.split("\n\n").find(|found| found.contains("[respondent-silent]"));
    let finding = finding.expect("it is found");
    assert!(finding.contains("134 respondents have neither quotation nor practice"), "{finding}");
    assert!(finding.contains("at 126 other places"), "{finding}");
    assert!(finding.lines().count() < 40, "{finding}");
}
