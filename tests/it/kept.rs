//! Projects and editions that release 0.2.0 made: they build, compare and explain as they did.

use std::fs;
use std::path::Path;

use rapporteur::inputs::hash;
use tempfile::TempDir;

use super::said::{Docx, read_docx};
use super::support::{
    assert_expected, copy, fixture, messages, rapporteur, replace, repository, survey_2023,
};

/// The project of `init` with two editions and two late responses. The repository's fonts replace its own, which
/// are the same.
fn hours() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&fixture("kept/hours"), folder.path());
    for place in ["", "data/editions/sent-april/inputs", "data/editions/sent-june/inputs"] {
        copy(&repository().join("fonts"), &folder.path().join(place).join("fonts"));
    }
    folder
}

fn stdout(project: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(project, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", messages(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The note without the list of files.
fn note(project: &Path, arguments: &[&str]) -> String {
    let said = stdout(project, arguments);
    let note = said.split("written to").next().unwrap_or_default();
    format!("{}\n", note.trim_end())
}

#[test]
fn editions_of_0_2_0_compare_as_they_did() {
    let project = hours();
    let note = note(project.path(), &["diff", "--from", "sent-april", "--to", "sent-june"]);
    assert_expected(&fixture("kept/hours-diff.txt"), &note);
    let now = stdout(project.path(), &["diff", "--from", "sent-june", "--to", "now"]);
    assert!(now.contains("Nothing has changed."), "{now}");
}

#[test]
fn line_ends_alone_are_no_change_of_an_edition() {
    let project = hours();
    for edition in ["sent-april", "sent-june"] {
        convert_line_ends(&project.path().join("data/editions").join(edition));
    }
    let note = note(project.path(), &["diff", "--from", "sent-april", "--to", "sent-june"]);
    assert_expected(&fixture("kept/hours-diff.txt"), &note);
    let now = stdout(project.path(), &["diff", "--from", "sent-june", "--to", "now"]);
    assert!(now.contains("Nothing has changed."), "{now}");
    replace(
        project.path(),
        "data/editions/sent-june/inputs/data/report.toml",
        "name = \"hours\"",
        "name = \"days\"",
    );
    let changed = rapporteur(project.path(), &["diff", "--from", "sent-june", "--to", "now"]);
    assert!(messages(&changed).contains("was changed since"), "{}", messages(&changed));
}

/// Makes the line ends of all texts in a folder those of Windows, as version control may.
fn convert_line_ends(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            convert_line_ends(&path);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
            fs::write(&path, text).expect("written");
        }
    }
}

#[test]
fn a_project_of_0_2_0_explains_as_it_did() {
    let said = stdout(hours().path(), &["explain", "sunday-opening.planned.count"]);
    assert_expected(&fixture("kept/hours-explain.txt"), &said);
}

#[test]
fn an_edition_of_0_2_0_builds_again_byte_for_byte_and_its_word_document_says_the_same() {
    let project = hours();
    let edition = project.path().join("data/editions/sent-june");
    let again = tempfile::tempdir().expect("a temporary folder");
    let out = again.path().to_str().expect("UTF-8");
    stdout(&edition.join("inputs"), &["--out", out]);
    let both = |name: &str| {
        [&edition.join("outputs"), again.path()].map(|it| fs::read(it.join(name)).expect("a file"))
    };
    for name in ["hours-edition-2.typ", "hours-edition-2.pdf", "figures.csv"] {
        let [kept, again] = both(name);
        assert!(kept == again, "{name} differs");
    }
    // Later releases corrected the make of the Word document (styles, numbering, fields, accessibility), so only what
    // it says is the same: all words, headings, items, cells, links and footnotes.
    let [kept, again] = both("hours-edition-2.docx").map(|bytes| read_docx(&Docx::open(&bytes)));
    kept.assert_same("the Word document that is built again", &again);
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn the_2023_edition_of_0_2_0_compares_with_the_project() {
    let project = survey_2023();
    let edition = project.path().join("data/editions/sent-2023");
    copy(&fixture("kept/sent-2023"), &edition);
    copy(&repository().join("fonts"), &edition.join("inputs/fonts"));
    let said = stdout(project.path(), &["diff"]);
    // Its page design defined all; the project's has some values.
    let look = "The look has changed, too: templates/page.typ, templates/word.toml.\nNothing else has changed.";
    assert!(said.contains(look), "{said}");
    replace(project.path(), "data/published.toml", "percent = 92", "percent = 91");
    let said = stdout(project.path(), &["diff"]);
    assert!(said.contains("for    92%\n  read   91%"), "{said}");
}

#[test]
fn a_figure_that_this_release_does_not_know_is_plain_text() {
    let project = hours();
    rewrite_april(project.path(), "document.json", |tree| {
        tree.replace("\"response-rate.count\"", "\"a figure.of another release\"")
    });
    let note = note(project.path(), &["diff", "--from", "sent-april", "--to", "sent-june"]);
    assert!(note.contains("3 June 2024: response received"), "{note}");
}

#[test]
fn an_edition_without_a_word_that_was_added_later_compares_as_before() {
    let project = hours();
    rewrite_april(project.path(), "inputs/templates/words.toml", |words| {
        words.replace("\nlast = \" and \"\n", "\n")
    });
    let note = note(project.path(), &["diff", "--from", "sent-april", "--to", "sent-june"]);
    assert_expected(&fixture("kept/hours-diff.txt"), &note);
}

/// Changes a file of the edition of April, as if it had been issued so.
fn rewrite_april(project: &Path, file: &str, change: impl Fn(&str) -> String) {
    let edition = project.join("data/editions/sent-april");
    let kept = fs::read_to_string(edition.join(file)).expect("a kept file");
    let changed = change(&kept);
    assert_ne!(kept, changed);
    fs::write(edition.join(file), &changed).expect("it can be written");
    replace(&edition, "edition.json", &hash(kept.as_bytes()), &hash(changed.as_bytes()));
}
