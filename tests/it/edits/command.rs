//! `rapporteur edits`: from a returned document to decisions, changed files and a reply.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::forms::edited;
use crate::support::{messages, rapporteur, read, replace, small_project};

const DOCX: &str = "data/editions/first/outputs/small-edition-1.docx";

/// A project with an issued edition, whose text of a point is edited, with a number and a quotation, in `returned.docx`.
fn returned() -> TempDir {
    let project = small_project();
    let root = project.path();
    let issued = rapporteur(root, &["issue", "first", "--on", "2023-07-01"]);
    assert!(issued.status.success(), "{}", messages(&issued));
    edit(root, "returned.docx", &[("Much was said", "A lot was said"), (">six<", ">seven<")]);
    project
}

/// Writes a copy of the issued Word document with other words.
fn edit(root: &Path, name: &str, words: &[(&str, &str)]) {
    let sent = fs::read(root.join(DOCX)).expect("the edition");
    let bytes = edited(&sent, |mut xml| {
        for (old, new) in words {
            assert!(xml.contains(old), "{old}");
            xml = xml.replacen(old, new, 1);
        }
        xml
    });
    fs::write(root.join(name), bytes).expect("written");
}

fn edits(root: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(root, &[&["edits"], arguments].concat());
    assert!(output.status.success(), "{}", messages(&output));
    messages(&output)
}

/// The path of a file in a project, as an argument.
fn at(root: &Path, file: &str) -> String {
    root.join(file).to_str().expect("UTF-8").to_owned()
}

#[test]
fn an_edit_is_found_decided_applied_taken_back_and_answered() {
    let project = returned();
    let root = project.path();
    let file = at(root, "returned.docx");
    let found = edits(root, &[&file, "--by", "Jane Smith"]);
    for part in [
        "a copy of edition `first`, 2 edits",
        "JS-1  words, by Jane Smith\n",
        "[six]",
        "computed: ",
        "JS-2  words, by Jane Smith\n    data/report.toml:19",
        "[Much] was said about trust.\n    → A lot\n    can be applied\n",
    ] {
        assert!(found.contains(part), "{part}\n{found}");
    }
    assert_eq!(
        fs::read(root.join("received/returned.docx")).expect("it is kept"),
        fs::read(&file).expect("the file")
    );
    let record = read(root, "received/edits.toml");
    edits(root, &[&file, "--by", "Jane Smith"]);
    assert_eq!(read(root, "received/edits.toml"), record, "the same file again changes nothing");

    // Decided in other words, in the record; the sheet has it, and applies it.
    let undecided = "because = \"\"\nconflicts = []\nwords = \"\"\nreason = \"\"";
    let decided = "because = \"\"\nconflicts = []\ndecision = \"in other words\"\nwords = \"Quite a lot\"\nreason = \"Less.\"";
    replace(root, "received/edits.toml", undecided, decided);
    edits(root, &[]);
    let before = read(root, "data/report.toml");
    let applied = edits(root, &["--apply", &at(root, "out/edits/edits.xlsx")]);
    assert!(applied.contains("JS-2: applied in data/report.toml:19\n"), "{applied}");
    assert!(applied.contains("1 edit applied in 1 file"), "{applied}");
    let after = read(root, "data/report.toml");
    assert_eq!(after, before.replace("Much was said", "Quite a lot was said"));

    let reply = edits(root, &["--reply", "Jane Smith"]);
    assert!(reply.contains("reply-jane-smith.docx: the reply to 2 edits"), "{reply}");
    let text = read(root, "out/edits/reply-jane-smith.txt");
    for part in [
        "For “Much”\n    read “A lot”",
        "Accepted in other words",
        "The report reads “Quite a lot”.",
        "Not decided yet",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let bytes = fs::read(root.join("out/edits/reply-jane-smith.docx")).expect("the reply");
    let word = rapporteur::docx::read("reply.docx", &bytes).expect("a document").text();
    assert!(word.contains("Quite a lot"), "{word}");

    let undone = edits(root, &["--undo"]);
    assert!(undone.contains("taken back: JS-2"), "{undone}");
    assert_eq!(read(root, "data/report.toml"), before);
    let again = rapporteur(root, &["edits", "--undo"]);
    assert_eq!(again.status.code(), Some(2), "{}", messages(&again));
}

#[test]
fn a_number_is_not_applied_whoever_accepts_it() {
    let project = returned();
    let root = project.path();
    edits(root, &[&at(root, "returned.docx")]);
    let template = read(root, "templates/report.md");
    let applied = edits(root, &["--apply", "E-1"]);
    assert!(applied.contains("E-1: not applied: computed"), "{applied}");
    assert!(applied.contains("0 edits applied in 0 files"), "{applied}");
    assert_eq!(read(root, "templates/report.md"), template);
}

#[test]
fn reviewers_who_differ_are_shown_to_each_other() {
    let project = returned();
    let root = project.path();
    edit(root, "other.docx", &[("Much was said", "Little was said"), (">six<", ">seven<")]);
    edits(root, &[&at(root, "returned.docx"), "--by", "Jane Smith"]);
    let found = edits(root, &[&at(root, "other.docx"), "--by", "Omar Ba"]);
    assert!(found.contains("JS-1  words, by Jane Smith, Omar Ba\n"), "{found}");
    assert!(found.contains("OB-1  words, by Omar Ba\n"), "{found}");
    assert!(found.contains("differs from JS-2\n"), "{found}");
    let joint = edits(root, &["--reply"]);
    assert!(joint.contains("reply-joint.docx: the reply to 3 edits"), "{joint}");
    let unknown = rapporteur(root, &["edits", "--reply", "Jane Smyth"]);
    assert_eq!(unknown.status.code(), Some(2), "{}", messages(&unknown));
    assert!(messages(&unknown).contains("Jane Smith"), "{}", messages(&unknown));
}

#[test]
fn text_that_was_changed_since_is_left_alone() {
    let project = returned();
    let root = project.path();
    replace(root, "data/report.toml", "Much was said about trust.", "More was told of trust.");
    let found = edits(root, &[&at(root, "returned.docx")]);
    assert!(found.contains("outdated: the project's text was changed since"), "{found}");
    let applied = edits(root, &["--apply", "E-2"]);
    assert!(applied.contains("E-2: not applied: outdated"), "{applied}");
    assert!(read(root, "data/report.toml").contains("More was told of trust."));
}

#[test]
fn nothing_is_undone_over_what_somebody_changed_later() {
    let project = returned();
    let root = project.path();
    edits(root, &[&at(root, "returned.docx")]);
    edits(root, &["--apply", "E-2"]);
    replace(root, "data/report.toml", "A lot was said", "A great lot was said");
    let undone = rapporteur(root, &["edits", "--undo"]);
    assert_eq!(undone.status.code(), Some(3), "{}", messages(&undone));
    assert!(read(root, "data/report.toml").contains("A great lot was said"));
}

#[test]
fn the_edits_of_a_document_as_sent_are_listed_when_it_is_issued() {
    let project = returned();
    let root = project.path();
    let sent = at(root, "returned.docx");
    let arguments = ["issue", "second", "--on", "2023-07-02", "--sent", &sent, "--same-edition"];
    let issued = rapporteur(root, &arguments);
    assert!(issued.status.success(), "{}", messages(&issued));
    let said = messages(&issued);
    assert!(said.contains("a copy of edition `second`, 2 edits"), "{said}");
}

#[test]
fn what_can_not_be_understood_is_refused_with_what_to_do() {
    let project = returned();
    let root = project.path();
    edits(root, &[&at(root, "returned.docx")]);
    for (arguments, code, expected) in [
        (vec!["edits", "--apply"], 2, "name the sheet with decisions"),
        (vec!["edits", "--apply", "E-9"], 2, "`E-9` is neither a sheet nor an edit"),
        (vec!["edits", "--reply", "Nobody"], 2, "there is no edit to reply to"),
        (vec!["edits", "data/report.toml"], 1, "can't be read"),
    ] {
        let arguments: Vec<String> = arguments
            .into_iter()
            .map(|one| if one.contains('/') { at(root, one) } else { one.to_owned() })
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = rapporteur(root, &arguments);
        assert_eq!(output.status.code(), Some(code), "{}", messages(&output));
        assert!(messages(&output).contains(expected), "{}", messages(&output));
    }
    fs::write(root.join("received/edits.toml"), "[[edit]]\nid = 1\n").expect("written");
    let broken = rapporteur(root, &["edits"]);
    assert_eq!(broken.status.code(), Some(3), "{}", messages(&broken));
}
