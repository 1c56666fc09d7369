//! Each folder in changes/ is a test: a project that changes, and what `diff` then reports.
//!
//! A case contains `before/` and `after/`: files that replace those of base/, the second ones over the first. `note.txt` is
//! the note, or the messages if the project is at fault; `changes.json` the same for programs; `redline.txt` the changed
//! paragraphs of the redline with its comments. With `RAPPORTEUR_BLESS=1` the test writes the expectations. Cargo does not
//! see new folders: `touch tests/it/changes.rs` makes tests of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rapporteur::model::ReportOptions;
use rstest::rstest;
use tempfile::TempDir;

use super::redline::{Decision, assert_same_lines, decided, documents, marked};
use super::said::Docx;
use super::support::{
    compose, copy, fixture, messages, program, rapporteur, small_project, unexpected,
};

#[rstest]
fn case(
    #[dirs]
    #[files("tests/it/changes/*")]
    folder: PathBuf,
) {
    let found = run(&folder).into_iter();
    let failures: String =
        found.filter_map(|(name, found)| unexpected(&folder.join(name), &found)).collect();
    assert!(failures.is_empty(), "{failures}");
}

/// Accepting all changes of a redline gives what the newer project builds, rejecting all what the older one builds.
/// Silent words are in neither, so that the older project is composed without them.
#[rstest]
#[ignore = "long: `.ci/run` runs it"]
fn redline(
    #[dirs]
    #[files("tests/it/changes/*")]
    folder: PathBuf,
) {
    if !folder.join("redline.txt").is_file() {
        return;
    }
    let projects = Projects::of(&folder);
    let composed = compose(&projects.after, &ReportOptions::default()).report.expect("composed");
    let redactions = &composed.survey.redactions;
    let before = rapporteur::pipeline::compose_redacted(
        &projects.before,
        &ReportOptions::default(),
        redactions,
    );
    let before = before.expect("read").report.expect("composed");
    let [old, new, _] = documents(&before, &composed, &BTreeMap::new());
    projects.diff(&[]);
    let line = Docx::open(&fs::read(projects.written("redline")).expect("a redline"));
    assert_same_lines(&decided(&new, Decision::Accept), &decided(&line, Decision::Accept));
    assert_same_lines(&decided(&old, Decision::Reject), &decided(&line, Decision::Reject));
}

/// A case's project before and after, in folders of these names.
struct Projects {
    folder: TempDir,
    before: PathBuf,
    after: PathBuf,
}

impl Projects {
    fn of(case: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (before, after) = (folder.path().join("before"), folder.path().join("after"));
        copy(small_project().path(), &before);
        overlay(&case.join("before"), &before);
        copy(&before, &after);
        overlay(&case.join("after"), &after);
        Projects { folder, before, after }
    }

    fn diff(&self, more: &[&str]) -> std::process::Output {
        let mut command = program();
        command.arg("diff").arg("--from").arg(&self.before).arg("--to").arg(&self.after);
        command.arg("--out").arg(self.folder.path().join("out")).args(more);
        command.output().expect("the program runs")
    }

    /// The file of that kind that `diff` wrote.
    fn written(&self, kind: &str) -> PathBuf {
        let name = match kind {
            "redline" => "small-redline-before-to-after.docx".to_owned(),
            kind => format!("small-changes-before-to-after.{kind}"),
        };
        self.folder.path().join("out/changes").join(name)
    }
}

/// Puts the files of a part of a case over a project; a case need not have the part.
fn overlay(part: &Path, project: &Path) {
    if part.is_dir() {
        copy(part, project);
    }
}

/// What a case gives, by the name of its expectation.
fn run(case: &Path) -> Vec<(String, String)> {
    let projects = Projects::of(case);
    let output = projects.diff(&[]);
    let code = output.status.code().expect("the program ends by itself");
    let folder = projects.folder.path().display().to_string();
    if code != 0 {
        let said = format!("{}exit {code}\n", messages(&output).replace(&folder, "FOLDER"));
        return vec![("note.txt".to_owned(), said)];
    }
    let note = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(fs::read_to_string(projects.written("txt")).expect("a note"), note);
    let json = fs::read_to_string(projects.written("json")).expect("JSON");
    let line = Docx::open(&fs::read(projects.written("redline")).expect("a redline"));
    vec![
        ("note.txt".to_owned(), note),
        ("changes.json".to_owned(), json),
        ("redline.txt".to_owned(), marked(&line)),
    ]
}

#[test]
fn nothing_is_said_of_two_that_are_the_same() {
    let projects = Projects::of(Path::new("none"));
    let output = projects.diff(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(said.ends_with("\n\nNothing has changed.\n"), "{said}");
    assert!(!projects.folder.path().join("out").exists());
}

#[test]
fn who_chose_what_is_told_inside_only() {
    let projects = Projects::of(&fixture("changes/first-late-response"));
    let output = projects.diff(&["--internal"]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(said.contains("Delta Conference answered (1 July 2024)"), "{said}");
    assert!(said.contains("colours: blue, green"), "{said}");
    let outside = String::from_utf8(projects.diff(&[]).stdout).expect("UTF-8");
    assert!(!outside.contains("answered (1 July 2024)") && !outside.contains("blue, green"));
    assert!(
        projects
            .folder
            .path()
            .join("out/changes/small-changes-internal-before-to-after.txt")
            .is_file()
    );
}

#[test]
fn an_issued_edition_is_what_it_was_and_never_written_again() {
    let project = small_project();
    let root = project.path();
    let issued = rapporteur(root, &["issue", "may", "--note", "sent to all", "--on", "2024-06-01"]);
    assert_eq!(issued.status.code(), Some(0), "{}", messages(&issued));
    let again = rapporteur(root, &["issue", "may"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(messages(&again).contains("was issued already"), "{}", messages(&again));
    // Templates and names move on; the edition does not.
    super::support::replace(root, "data/mechanisms.toml", "Beta Dialogue", "Beta Talks");
    super::support::replace(root, "templates/report.md", "were asked.", "got the questions.");
    let said = String::from_utf8(rapporteur(root, &["diff"]).stdout).expect("UTF-8");
    assert!(said.contains("“may”, issued on 1 June 2024:"), "{said}");
    assert!(said.contains("for    During May 2024, six were asked."), "{said}");
    assert!(said.contains("read   During May 2024, six got the questions."), "{said}");
    assert!(said.contains("for    Beta Dialogue (BD)\n  read   Beta Talks (BD)"), "{said}");
    // Two editions, by name.
    assert_eq!(rapporteur(root, &["issue", "june", "--same-edition"]).status.code(), Some(0));
    let same = rapporteur(root, &["diff"]);
    assert!(String::from_utf8_lossy(&same.stdout).contains("Nothing has changed."));
    let two = rapporteur(root, &["diff", "--from", "may", "--to", "june"]);
    let two = String::from_utf8(two.stdout).expect("UTF-8");
    assert!(two.contains("Beta Talks"), "{two}");
    // A kept file that was changed is found.
    let kept = root.join("data/editions/may/inputs/data/survey.toml");
    fs::write(&kept, "asked = \"never\"").expect("written");
    let changed = rapporteur(root, &["diff", "--from", "may"]);
    assert_eq!(changed.status.code(), Some(3));
    assert!(messages(&changed).contains("was changed since"), "{}", messages(&changed));
    let unknown = rapporteur(root, &["diff", "--from", "mai"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(messages(&unknown).contains("did you mean `may`?"), "{}", messages(&unknown));
}

#[test]
fn an_edition_has_a_name_that_every_system_takes() {
    let project = small_project();
    for name in ["", "a b", "2024", "../x", ".x", "x.", "é", "CON", "com1.x", &"x".repeat(61)] {
        let issued = rapporteur(project.path(), &["issue", name]);
        assert_eq!(issued.status.code(), Some(2), "{name}");
        assert!(messages(&issued).contains("such as `june-2024`"), "{}", messages(&issued));
    }
    let issued = rapporteur(project.path(), &["issue", "as-issued"]);
    let said = messages(&issued);
    assert!(said.contains("takes it for the report as first issued"), "{said}");
    assert!(!project.path().join("data/editions").exists());
}

#[test]
fn an_edition_that_is_no_longer_whole_says_what_to_do() {
    let project = small_project();
    let root = project.path();
    assert_eq!(rapporteur(root, &["issue", "may"]).status.code(), Some(0));
    let kept = root.join("data/editions/may");
    let said = |code: i32| {
        let diff = rapporteur(root, &["diff", "--from", "may"]);
        assert_eq!(diff.status.code(), Some(code), "{}", messages(&diff));
        messages(&diff)
    };
    // A later version of the program may find faults where there were none.
    let rename = |from: &str, to: &str| fs::rename(kept.join(from), kept.join(to)).expect("moved");
    let facts = fs::read_to_string(kept.join("edition.json")).expect("facts");
    let survey = kept.join("inputs/data/survey.toml");
    let text = fs::read(&survey).expect("a survey");
    let faulty = [text.as_slice(), b"\nunknown = 1\n"].concat();
    let hash = |bytes: &[u8]| rapporteur::inputs::hash(bytes);
    fs::write(&survey, &faulty).expect("written");
    let other = facts.replace(&hash(&text), &hash(&faulty));
    fs::write(kept.join("edition.json"), other).expect("written");
    let told = said(1);
    assert!(told.contains("copy data/editions/may/inputs, mend the copy"), "{told}");
    fs::remove_file(&survey).expect("removed");
    assert!(said(3).contains("; bring it back from a copy"));
    rename("edition.json", "elsewhere.json");
    let told = said(2);
    assert!(told.contains("data/editions/may lacks the file that describes it"), "{told}");
    fs::write(kept.join("edition.json"), "{").expect("written");
    assert!(said(3).contains("take the edition's folder out of data/editions"));
}

#[test]
fn two_days_can_be_compared() {
    let projects = Projects::of(&fixture("changes/three-at-once"));
    let days = ["diff", "--from", "2024-06-30", "--to", "2024-07-02"];
    let said = String::from_utf8(rapporteur(&projects.after, &days).stdout).expect("UTF-8");
    assert!(said.contains("the report of 30 June 2024"), "{said}");
    assert!(said.contains("1 July 2024: response received from Delta Conference"), "{said}");
    assert!(!said.contains("Epsilon"), "{said}");
}

#[test]
fn silent_words_stand_in_nothing_that_is_told() {
    let projects = Projects::of(&fixture("changes/withdrawn-silently"));
    // An edition of before they were taken back knows of nothing.
    let issued = rapporteur(&projects.before, &["issue", "may"]);
    assert_eq!(issued.status.code(), Some(0), "{}", messages(&issued));
    copy(&projects.before.join("data/editions"), &projects.after.join("data/editions"));
    let mut said = Vec::new();
    for output in [
        projects.diff(&[]),
        projects.diff(&["--internal"]),
        projects.diff(&["--format", "json"]),
        rapporteur(&projects.after, &["diff", "--from", "may", "--internal"]),
        rapporteur(&projects.after, &["diff", "--from", "2024-07-02", "--to", "2024-10-01"]),
    ] {
        assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
        said.push(("stdout".to_owned(), output.stdout));
    }
    for folder in [projects.folder.path().join("out/changes"), projects.after.join("out/changes")] {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("a file").path();
            let (name, bytes) = (path.display().to_string(), fs::read(&path).expect("a file"));
            match path.extension().is_some_and(|extension| extension == "docx") {
                true => said.extend(Docx::open(&bytes).0),
                false => said.push((name, bytes)),
            }
        }
    }
    assert!(said.len() > 30, "notes, JSON and the parts of Word documents");
    for (name, bytes) in said {
        let text = String::from_utf8_lossy(&bytes);
        for words in ["grows with", "newsletter", "Thank you"] {
            assert!(!text.contains(words), "`{words}` stands in {name}");
        }
    }
}

#[test]
fn numbers_of_lists_and_graphs_are_told_old_and_new() {
    let projects = Projects::of(&fixture("changes/numbers-change"));
    let said = String::from_utf8(projects.diff(&[]).stdout).expect("UTF-8");
    assert!(said.contains("message “Trust matters.”\n  for    1\n  read   2"), "{said}");
    assert!(
        said.contains("graph “Colours seen as most useful”\n  for    Graph 1\n  read   Graph 2"),
        "{said}"
    );
}

#[test]
fn what_typst_refuses_and_a_project_at_fault_are_shown_with_their_places() {
    let projects = Projects::of(&fixture("changes/withdrawn-silently"));
    for project in [&projects.before, &projects.after] {
        let issued = rapporteur(project, &["issue", "may"]);
        assert_eq!(issued.status.code(), Some(0), "{}", messages(&issued));
    }
    let page = projects.after.join("templates/page.typ");
    let design = fs::read_to_string(&page).expect("a design");
    fs::write(&page, format!("#panic(\"no\")\n{design}")).expect("written");
    let refused = projects.diff(&[]);
    assert_eq!(refused.status.code(), Some(1), "{}", messages(&refused));
    assert!(messages(&refused).contains("error[typst-error]"), "{}", messages(&refused));
    fs::write(&page, design).expect("written");
    // What a project at fault has silenced can't be known: nothing of its editions is shown.
    copy(&projects.before.join("data/editions/may"), &projects.after.join("data/editions/june"));
    let facts = projects.after.join("data/editions/june/edition.json");
    let renamed = fs::read_to_string(&facts).expect("facts").replace("\"may\"", "\"june\"");
    fs::write(&facts, renamed).expect("written");
    super::support::replace(&projects.after, "data/report.toml", "kind = \"draft\"", "kind = 1");
    let faulty = rapporteur(&projects.after, &["diff", "--from", "may", "--to", "june"]);
    assert_eq!(faulty.status.code(), Some(1), "{}", messages(&faulty));
    assert!(messages(&faulty).contains("error[wrong-type]"), "{}", messages(&faulty));
    assert!(faulty.stdout.is_empty());
}
