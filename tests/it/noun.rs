//! A survey of agencies prints `mechanism` nowhere: outputs, messages, forms and explanations use its noun.

use std::fs;
use std::path::Path;

use super::support::{copy, fixture, has_tool, messages, program, rapporteur, read, replace};

fn said(project: &Path, arguments: &[&str]) -> String {
    messages(&rapporteur(project, arguments))
}

/// A new project whose respondents are called agencies.
fn survey_of_agencies() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let begun = program().arg("init").arg(folder.path()).output().expect("the program runs");
    assert!(begun.status.success(), "{}", messages(&begun));
    let noun = r#"respondent = { one = "agency", other = "agencies" }"#;
    let default = r#"respondent = { one = "network", other = "networks" }"#;
    replace(folder.path(), "data/survey.toml", default, noun);
    folder
}

/// The text of an output, without names of files and keys of the format.
#[track_caller]
fn assert_agencies(text: &str, expected: &str) {
    assert!(text.contains(expected), "`{expected}` is not in\n{text}");
    // Codes keep their names, and the page design its comments.
    let text = text.replace("unknown-mechanism", "");
    let mut lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let line = lines.find(|line| line.to_lowercase().contains("mechanism"));
    assert_eq!(line, None);
}

#[test]
fn outputs_call_respondents_what_the_survey_calls_them() {
    let folder = survey_of_agencies();
    let project = folder.path();
    said(project, &["issue", "first"]);
    let late = "respondent = \"silver-valley\"\nreceived = 2024-06-01\n[answers]\nobstacles = [\"staff\"]\n";
    fs::write(project.join("data/responses/silver-valley.toml"), late).expect("written");
    assert_agencies(&said(project, &["build"]), "7 respondents");
    let changes = said(project, &["diff"]);
    assert_agencies(&changes, "agencies that responded");
    let source = read(project, "out/library-hours-edition-1.typ");
    assert_agencies(&source, "Index of agencies");
    assert_agencies(&read(project, "out/figures.csv"), "Respondents");
    let word =
        fs::File::open(project.join("out/library-hours-edition-1.docx")).expect("a document");
    let mut word = zip::ZipArchive::new(word).expect("a package");
    let mut parts = String::new();
    for name in ["word/document.xml", "word/settings.xml", "docProps/core.xml"] {
        let part = word.by_name(name).expect("a part");
        parts += &std::io::read_to_string(part).expect("UTF-8");
    }
    assert_agencies(&parts, "Index of agencies");
    if has_tool("pdftotext", "-v") {
        let pdf = project.join("out/library-hours-edition-1.pdf");
        let text = std::process::Command::new("pdftotext").arg(pdf).arg("-").output();
        assert_agencies(
            &String::from_utf8_lossy(&text.expect("it runs").stdout),
            "Index of agencies",
        );
    }
    let words = said(project, &["words"]);
    let heading =
        r#"heading = "Index of agencies" # from data/survey.toml; built-in: "Index of mechanisms""#;
    assert!(words.contains(heading), "{words}");
}

#[test]
fn explanations_messages_and_forms_do_so_too() {
    let folder = survey_of_agencies();
    let project = folder.path();
    assert_agencies(
        &said(project, &["explain", "response-rate.base"]),
        "how many agencies were invited",
    );
    let for_programs = said(project, &["explain", "obstacles.staff.count", "--format", "json"]);
    let what = "\"what\":\"how many agencies chose Too few trained staff\"";
    assert_agencies(&for_programs.replace("\"mechanism\":", "\"\":"), what);
    let refused = said(project, &["new", "response", "coast"]);
    assert_agencies(&refused, "there is no agency `coast` in data/respondents.toml");
    let written = said(project, &["new", "response", "coast", "--name", "Coast Agency"]);
    assert_agencies(&written, "data/respondents.toml: `coast` is added");
    let form = read(project, "data/responses/coast.toml");
    assert_agencies(&form, "respondent = \"coast\"");
    assert_agencies(&form, "# What the agency does.");
    assert!(
        read(project, "data/respondents.toml")
            .ends_with("[coast]\nname = \"Coast Agency\"\ninvited = true\n")
    );
    replace(
        project,
        "data/responses/coast.toml",
        "respondent = \"coast\"",
        "respondent = \"amber\"",
    );
    for format in ["human", "json"] {
        assert_agencies(
            &said(project, &["check", "--format", format]),
            "there is no agency `amber`",
        );
    }
}

#[test]
fn the_default_noun_is_that_of_earlier_releases() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&fixture("base"), folder.path());
    let words = said(folder.path(), &["words"]);
    assert!(words.contains("heading = \"Index of mechanisms\""), "{words}");
}
