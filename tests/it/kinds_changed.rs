//! Changes of the made-up survey of tests/it/kinds: what is not printed stays out of all outputs; numbers, scales and
//! rankings in errata, redlines and withdrawals.

use std::fs;
use std::path::{Path, PathBuf};

use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Report;
use tempfile::TempDir;

use crate::redline::{Decision, assert_same_lines, decided};
use crate::said::Docx;
use crate::support::{compose, messages, project, rapporteur, read, replace};

/// The project, where small groups may be seen and change.
fn survey() -> TempDir {
    let project = project("kinds");
    replace(project.path(), "data/survey.toml", "suppress-below = 3\n", "suppress-below = 0\n");
    project
}

fn report(project: &Path) -> Report {
    compose(project, &ReportOptions::default()).report.expect("composed")
}

/// Runs the program on the project, which must go well; gives what it printed, on one line.
fn said(project: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(project, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", messages(&output));
    messages(&output).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn value(report: &Report, id: &str) -> String {
    let figure = report.tally.figure(id).unwrap_or_else(|| panic!("{id}"));
    figure.value.unwrap_or_else(|| panic!("{id}")).to_string()
}

/// A late response of a centre that had not answered.
fn respond(project: &Path, answers: &str) {
    let response = format!("respondent = \"crane\"\nreceived = 2026-08-09\n\n[answers]\n{answers}");
    fs::write(project.join("data/responses/crane.toml"), response).expect("written");
}

#[test]
fn a_late_answer_moves_the_change_of_a_mean_since_an_earlier_round() {
    let project = survey();
    let root = project.path();
    said(root, &["issue", "sent"]);
    respond(root, "budget = 300\n");
    let note = said(root, &["diff"]);
    let expected = "mean, change (2023) for 2.9 read 11.0 where “Part 1. What the centres teach”, paragraph 5; \
                    Figures of Graph 6 why before 32.3 (base 32) against 29.4 (base 28) in 2023; now 40.4 (base 33)";
    assert!(note.contains(expected), "{note}");
}

/// Names and answers of the questions that are not printed below.
const HIDDEN: [&str; 5] = ["contact", "purse", "ducats", "Zaphod", "99.75"];

/// The project, in which a number is not printed, either: neither the published figures nor the answers.
fn with_hidden_number() -> TempDir {
    let project = survey();
    let root = project.path();
    let (id, hidden) = ("id = \"budget\"\n", "id = \"purse\"\nprint = false\n");
    replace(root, "data/survey.toml", id, hidden);
    replace(root, "data/survey.toml", "thousand crowns", "ducats");
    let graph = "[[graph]]\nkey = \"budget\"\nquestion = \"budget\"\nkind = \"dots\"\ncaption = \"Yearly budgets\"\n";
    replace(root, "data/report.toml", graph, "");
    let rounds = "[[graph]]\nkey = \"budget-rounds\"\nquestion = \"budget\"\nrounds = [\"2021\", \"2023\"]\nkind = \"dots\"\ncaption = \"Yearly budgets since 2021\"\n";
    replace(root, "data/report.toml", rounds, "");
    let template = read(root, "templates/teaching.md");
    let kept = template.lines().filter(|line| !line.contains("budget"));
    let kept = kept.map(|line| format!("{line}\n")).collect::<String>();
    fs::write(root.join("templates/teaching.md"), kept).expect("written");
    let responses = fs::read_dir(root.join("data/responses")).expect("responses");
    let responses = responses.map(|entry| entry.expect("an entry").path());
    let published = ["published.toml", "earlier/2021.toml", "earlier/2023.toml"];
    for path in responses.chain(published.map(|name| root.join("data").join(name))) {
        let text = fs::read_to_string(&path).expect("a text");
        let renamed = text.replace("\nbudget = ", "\npurse = ").replace("\n[budget", "\n[purse");
        fs::write(path, renamed).expect("written");
    }
    project
}

/// Checks that no output in a folder has what is hidden; returns how many were read.
fn assert_hidden(folder: &Path) -> usize {
    let mut read = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path: PathBuf = entry.expect("an entry").path();
        if path.is_dir() {
            read += if path.ends_with("fonts") { 0 } else { assert_hidden(&path) };
            continue;
        }
        let bytes = fs::read(&path).expect("a file");
        let parts: Vec<Vec<u8>> = match path.extension().is_some_and(|it| it == "docx") {
            true => Docx::open(&bytes).0.into_values().collect(),
            false => vec![bytes],
        };
        for part in parts {
            let text = String::from_utf8_lossy(&part);
            let found = HIDDEN.iter().find(|word| text.contains(**word));
            assert_eq!(found, None, "{}", path.display());
        }
        read += 1;
    }
    read
}

#[test]
fn what_is_not_printed_is_in_no_output() {
    let project = with_hidden_number();
    let root = project.path();
    said(root, &["issue", "sent"]);
    respond(root, "review = \"yes\"\npurse = 99.75\ncontact = \"Zaphod\"\n");
    said(root, &["build"]);
    let note = said(root, &["diff", "--internal"]);
    assert!(note.contains("review: yes"), "{note}");
    said(root, &["diff"]);
    assert!(assert_hidden(&root.join("out")) > 15);
    assert!(assert_hidden(&root.join("data/editions/sent/outputs")) > 5);
    for query in HIDDEN.into_iter().chain(["purse.mean"]) {
        let output = rapporteur(root, &["explain", "--public", query]);
        let answer = messages(&output).replace(&format!("“{query}”"), "");
        let found = HIDDEN.iter().find(|word| answer.contains(**word));
        assert_eq!((output.status.code(), found), (Some(1), None), "{answer}");
    }
    let refused = "{{ figure(\"purse.mean\") }}\n\n{{ statistics(\"purse\").mean }}\n";
    let template = read(root, "templates/report.md");
    fs::write(root.join("templates/report.md"), template + refused).expect("written");
    let refused = messages(&rapporteur(root, &["check"]));
    assert!(refused.contains("`purse` is not printed"), "{refused}");
}

#[test]
fn an_answer_that_is_not_printed_changes_nothing_for_readers() {
    let project = with_hidden_number();
    let root = project.path();
    said(root, &["issue", "sent"]);
    let amended = "respondent = \"amber\"\n[answers]\npurse = 99.75\ncontact = \"Zaphod\"\n";
    fs::write(root.join("data/responses/amber.2026-08-10.toml"), amended).expect("written");
    for arguments in [&["diff"][..], &["diff", "--internal"]] {
        let note = said(root, arguments);
        assert!(!note.contains("Amber"), "{note}");
    }
}

/// Errata of published statistics: of a number, a scale and a ranking.
const ERRATA: [[&str; 2]; 3] = [
    ["sum = 898.20", "sum = 930.20"],
    ["mean = 3.90", "mean = 3.91"],
    ["percent = 31, mean = 1.2", "percent = 31, mean = 1.3"],
];

#[test]
fn errata_of_statistics_are_applied_and_in_the_corrigendum() {
    let project = survey();
    let root = project.path();
    // Without the counts of the scale and late answers to it, its mean stays as printed.
    let before = report(root);
    let errata = ERRATA.map(|[issued, corrected]| {
        format!(
            "[[erratum]]\nfile = \"data/published.toml\"\nissued = \"{issued}\"\n\
             corrected = \"{corrected}\"\nwhy = \"it was added up wrongly\"\nstatus = \"applied\"\n\n"
        )
    });
    fs::write(root.join("data/errata.toml"), errata.concat()).expect("written");
    let after = report(root);
    let values = |id: &str| [&before, &after].map(|report| value(report, id));
    assert_eq!(values("budget.sum"), ["1033.08", "1065.08"]);
    // 1065.08 / 32 = 33.28
    assert_eq!(values("budget.mean"), ["32.3", "33.3"]);
    assert_eq!(values("topics.access.mean"), ["1.2", "1.3"]);
    // All answers to the scale are known, so that the printed mean has no part in today's.
    assert_eq!(values("usefulness/courses.mean"), ["3.94", "3.94"]);
    let corrigendum = said(root, &["errata"]);
    for expected in [
        "sum; for “898.20”; read “930.20”",
        "mean; for “3.90”; read “3.91”",
        "Access for all, mean rank; for “1.2”; read “1.3”",
        "(3.90); The help desk ( …”; read “",
    ] {
        assert!(corrigendum.contains(expected), "{expected}: {corrigendum}");
    }
    said(root, &["errata", "--docx"]);
    let document = root.join("out/centres-edition-2-corrigendum.docx");
    let document = Docx::open(&fs::read(document).expect("a document")).lines();
    for number in ["898.20", "930.20", "3.90", "3.91", "1.2", "1.3"] {
        assert!(document.contains(number), "{number}: {document}");
    }
    let explained = said(root, &["explain", "budget.mean"]);
    assert!(explained.contains("corrected by data/errata.toml: sum = 930.20"), "{explained}");
}

#[test]
fn a_redline_has_the_statistics_before_and_after_a_late_response() {
    let project = survey();
    let root = project.path();
    let before = report(root);
    said(root, &["issue", "sent"]);
    respond(root, "budget = 300\nusefulness.library = \"1\"\ntopics = [\"access\", \"quality\"]\n");
    let after = report(root);
    let values = |id: &str| [&before, &after].map(|report| value(report, id));
    // (1033.08 + 300) / 33 = 40.4, and (80 + 1) / 29 = 2.79
    assert_eq!(values("budget.mean"), ["32.3", "40.4"]);
    assert_eq!(values("usefulness/library.mean"), ["2.86", "2.79"]);
    assert_eq!(values("topics.access.count"), ["10", "11"]);
    said(root, &["build"]);
    said(root, &["diff"]);
    let document = |path: &str| Docx::open(&fs::read(root.join(path)).expect("a document"));
    let old = document("data/editions/sent/outputs/centres-edition-2.docx");
    let new = document("out/centres-edition-2.docx");
    let line = document("out/changes/centres-redline-sent-to-now.docx");
    assert_same_lines(&decided(&new, Decision::Accept), &decided(&line, Decision::Accept));
    assert_same_lines(&decided(&old, Decision::Reject), &decided(&line, Decision::Reject));
    let lines = |decision| {
        let lines = decided(&line, decision).into_iter();
        lines.map(|(_, words)| words).collect::<Vec<_>>().join("\n")
    };
    let sentences = ["thousand crowns, 32.3 on average", "thousand crowns, 40.4 on average"];
    for (decision, sentence) in [Decision::Reject, Decision::Accept].into_iter().zip(sentences) {
        assert!(lines(decision).contains(sentence), "{sentence}");
    }
}

#[test]
fn a_withdrawn_response_is_taken_out_of_statistics_or_said_to_be_in_them() {
    let project = survey();
    let root = project.path();
    let before = report(root);
    said(root, &["issue", "sent"]);
    // It had answered: 9 thousand crowns, 3 of the scale, and languages, then privacy.
    let head = "respondent = \"heron\"\n";
    let withdrawn = format!("{head}withdrawn = 2026-09-01\n");
    replace(root, "data/responses/heron.toml", head, &withdrawn);
    let after = report(root);
    let values = |id: &str| [&before, &after].map(|report| value(report, id));
    assert_eq!(values("budget.base"), ["32", "31"]);
    assert_eq!(values("budget.sum"), ["1033.08", "1024.08"]);
    // 1024.08 / 31 = 33.03
    assert_eq!(values("budget.mean"), ["32.3", "33.0"]);
    assert_eq!(values("budget.median"), ["29.3", "29.3"]);
    // 142 / 36 = 3.94, and 139 / 35 = 3.97
    assert_eq!(values("usefulness/courses.mean"), ["3.94", "3.97"]);
    let [was, is] = values("topics.languages.count");
    assert_eq!(was.parse::<u32>().expect("a count") - 1, is.parse::<u32>().expect("a count"));
    assert_eq!(values("topics.base"), ["38", "37"]);
    let explained = said(root, &["explain", "budget.median"]);
    assert!(explained.contains("still including 1 taken back"), "{explained}");
    let note = said(root, &["diff"]);
    for expected in [
        "1 September 2026: response withdrawn by Heron Training Centre",
        "mean for 32.3 read 33.0",
        "mean for 3.94 read 3.97",
        "sum for 1033.08 read 1024.08",
    ] {
        assert!(note.contains(expected), "{expected}: {note}");
    }
}
