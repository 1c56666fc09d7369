//! `rapporteur edits`: from a returned document to decisions, changed files and a reply.

use std::fs;
use std::path::Path;
use std::process::Command;

use rapporteur::edits::record::{EditDecision, ReviewRecord};
use rapporteur::edits::sheet;
use tempfile::TempDir;

use crate::forms::edited;
use crate::said::Docx;
use crate::support::{has_tool, messages, rapporteur, read, replace, small_project};

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
    assert!(applied.contains("1 edit applied in data/report.toml; to take"), "{applied}");
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

    let again = edits(root, &[&file]);
    let known = "can be applied\n    in other words, applied on ";
    assert!(again.contains(known), "what was applied is not outdated: {again}");

    let undone = edits(root, &["--undo"]);
    assert!(undone.contains("taken back: JS-2"), "{undone}");
    assert_eq!(read(root, "data/report.toml"), before);
    let other = edits(root, &["--apply", "JS-1"]);
    assert!(other.contains("no edit was applied"), "only what was asked for is applied: {other}");
    assert_eq!(read(root, "data/report.toml"), before);
    edits(root, &["--apply", "JS-2"]);
    assert_eq!(read(root, "data/report.toml"), after, "the words that were decided, not hers");
    edits(root, &["--undo"]);
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
    assert!(applied.contains("no edit was applied"), "{applied}");
    assert_eq!(read(root, "templates/report.md"), template);
}

#[test]
fn words_of_a_respondent_change_by_an_amendment_once_it_agrees() {
    let project = returned();
    let root = project.path();
    edit(root, "letter.docx", &[("A yearly meeting.", "A monthly meeting.")]);
    let found = edits(root, &[&at(root, "letter.docx"), "--by", "Jane Smith"]);
    assert!(found.contains("words of `alpha`, which only it can change"), "{found}");
    let refused = edits(root, &["--apply", "JS-1"]);
    assert!(refused.contains("JS-1: not applied: `alpha` has not agreed yet"), "{refused}");

    let response = read(root, "data/responses/alpha.toml");
    let applied = edits(root, &["--apply", "JS-1", "--agreed", "2023-08-02"]);
    let name = "data/responses/alpha.2023-08-02.toml";
    assert!(applied.contains(&format!("1 edit applied in {name};")), "{applied}");
    assert_eq!(read(root, "data/responses/alpha.toml"), response);
    let amendment = read(root, name);
    for part in [
        "mechanism = \"alpha\"\nreceived = 2023-08-02\n",
        "from = { file = \"received/letter.docx\" }\n",
        "replaces = \"A yearly meeting.\"",
        "text = \"A monthly meeting.\"",
    ] {
        assert!(amendment.contains(part), "{part}\n{amendment}");
    }
    let built = rapporteur(root, &[]);
    assert!(built.status.success(), "{}", messages(&built));
    let word = fs::read(root.join("out/small-edition-1.docx")).expect("a report");
    let word = rapporteur::docx::read("report.docx", &word).expect("a document").text();
    assert!(word.contains("A monthly meeting."), "{word}");
    assert!(!word.contains("yearly"), "{word}");
    edits(root, &["--undo"]);
    assert!(!root.join(name).exists());
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
    let applied = edits(root, &["--apply", "OB-1", "JS-2", "--format", "json"]);
    let refused = r#"{"edit":"OB-1","applied":false,"text":"not applied: another edit changes the same words"}"#;
    assert!(applied.contains(refused), "{applied}");
    assert!(read(root, "data/report.toml").contains("\"A lot was said about trust.\""));
    let joint = edits(root, &["--reply"]);
    assert!(joint.contains("reply-joint.docx: the reply to 3 edits"), "{joint}");
    let unknown = rapporteur(root, &["edits", "--reply", "Jane Smyth"]);
    assert_eq!(unknown.status.code(), Some(2), "{}", messages(&unknown));
    assert!(messages(&unknown).contains("Jane Smith"), "{}", messages(&unknown));
}

#[test]
fn a_document_that_is_no_copy_of_the_report_is_refused() {
    let project = returned();
    let root = project.path();
    replace(root, "data/report.toml", "A small survey", "Another survey");
    rapporteur(root, &[]);
    let other = fs::read(root.join("out/small-edition-1.docx")).expect("a report");
    let letter = edited(&other, |xml| {
        let start = xml.find("<w:body>").expect("a body");
        let paragraph = "<w:p><w:r><w:t>We agree with all of it.</w:t></w:r></w:p>";
        format!("{}<w:body>{paragraph}</w:body></w:document>", &xml[..start])
    });
    fs::write(root.join("letter.docx"), letter).expect("written");
    replace(root, "data/report.toml", "Another survey", "A small survey");
    let output = rapporteur(root, &["edits", &at(root, "letter.docx")]);
    assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
    let said = messages(&output);
    assert!(said.contains("`letter.docx` is no copy of the report"), "{said}");
    assert!(!root.join("received/letter.docx").exists(), "nothing of it is kept");
}

#[test]
fn decisions_in_a_sheet_that_is_written_again_are_kept() {
    let project = returned();
    let root = project.path();
    edits(root, &[&at(root, "returned.docx")]);
    let mut record: ReviewRecord =
        toml::from_str(&read(root, "received/edits.toml")).expect("the record");
    record.edits[1].decided.decision = Some(EditDecision::NotAccepted);
    record.edits[1].decided.reason = "Too much.".to_owned();
    let decided = sheet::sheet(&record.edits);
    fs::write(root.join("out/edits/edits.xlsx"), decided).expect("written");
    edit(root, "other.docx", &[("Much was said", "Little was said")]);
    let found = edits(root, &[&at(root, "other.docx")]);
    assert!(found.contains("that one is kept as"), "{found}");
    let record = read(root, "received/edits.toml");
    for part in ["decision = \"not accepted\"", "reason = \"Too much.\""] {
        assert!(record.contains(part), "{part}\n{record}");
    }
}

#[test]
fn edits_of_a_report_as_issued_become_errata_for_readers() {
    let project = small_project();
    let root = project.path();
    let text = "Much was said of how trust matters.";
    replace(root, "data/report.toml", "Trust matters.", "We said that trust matters.");
    replace(root, "data/report.toml", "Much was said about trust.", text);
    let issued = rapporteur(root, &["issue", "first", "--on", "2023-07-01", "--as-issued"]);
    assert!(issued.status.success(), "{}", messages(&issued));
    let sent = root.join("data/editions/first/outputs/small-as-issued.docx");
    let bytes = edited(&fs::read(sent).expect("the edition"), |xml| {
        xml.replace(text, "Much was written that trust matters. Always.")
    });
    fs::write(root.join("returned.docx"), bytes).expect("written");
    edits(root, &[&at(root, "returned.docx"), "--by", "Jane Smith"]);
    let applied = edits(root, &["--apply", "JS-1", "JS-2"]);
    assert!(applied.contains("2 edits applied in data/errata.toml"), "{applied}");
    let errata = read(root, "data/errata.toml");
    assert!(errata.contains("written that trust matters. Always."), "{errata}");
    assert!(!errata.contains("[[graph]]"), "readers get words, not TOML: {errata}");
    let corrigendum = rapporteur(root, &["errata", "--docx"]);
    assert!(corrigendum.status.success(), "{}", messages(&corrigendum));
    let names =
        fs::read_dir(root.join("out")).expect("outputs").map(|one| one.expect("one").path());
    let word = names.into_iter().find(|path| path.to_string_lossy().contains("corrigendum"));
    let word = fs::read(word.expect("a corrigendum")).expect("it can be read");
    let word = rapporteur::docx::read("corrigendum.docx", &word).expect("a document").text();
    assert!(
        word.contains("trust matters. Always.") && word.contains("changed on review"),
        "{word}"
    );
    assert!(!word.contains("Jane"), "readers get no names: {word}");
    edits(root, &["--undo"]);
    assert!(!root.join("data/errata.toml").exists(), "the file was new");
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
    let reply = rapporteur(root, &["edits", "--reply"]);
    assert_eq!(reply.status.code(), Some(2), "nobody commented: {}", messages(&reply));
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
        (
            vec!["edits", "--edition", "frist", "./returned.docx"],
            2,
            "no edition `frist`; did you mean `first`?",
        ),
        (
            vec!["edits", "--edition", "nope", "./returned.docx"],
            2,
            "no edition `nope`; issued were: first",
        ),
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

#[test]
fn edits_that_would_stop_the_build_are_taken_back() {
    let project = returned();
    let root = project.path();
    edit(root, "face.docx", &[("Much was said", "Much \u{1F600} was said")]);
    let (errata, data) = (root.join("data/errata.toml"), read(root, "data/report.toml"));
    edits(root, &[&at(root, "face.docx")]);
    let applied = rapporteur(root, &["edits", "--apply", "E-1"]);
    assert_eq!(applied.status.code(), Some(1), "{}", messages(&applied));
    let said = messages(&applied);
    assert!(said.contains("glyph-missing") || said.contains("missing-glyph"), "{said}");
    assert!(said.contains("taken back: E-1"), "{said}");
    assert_eq!(read(root, "data/report.toml"), data);
    assert!(!errata.exists());
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn the_reply_is_a_document_that_an_independent_checker_accepts() {
    let project = returned();
    let root = project.path();
    edits(root, &[&at(root, "returned.docx"), "--by", "Jane Smith"]);
    edits(root, &["--reply", "Jane Smith"]);
    if has_tool("openxml-audit", "--version") {
        let reply = root.join("out/edits/reply-jane-smith.docx");
        let audit = Command::new("openxml-audit").arg(reply).output().expect("openxml-audit runs");
        assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stdout));
    }
}

/// What is refused, or taken back, is not in the report, and the reply does not say that it is.
#[test]
fn what_is_not_made_is_not_accepted_in_the_reply() {
    let project = returned();
    let root = project.path();
    let file = at(root, "returned.docx");
    for _ in 0..2 {
        let found = edits(root, &[&file, "--by", "Jane Smith"]);
        assert!(found.contains("JS-2") && !found.contains("JS-3"), "{found}");
    }
    let reply = || {
        edits(root, &["--reply", "Jane Smith"]);
        let reply = fs::read(root.join("out/edits/reply-jane-smith.docx")).expect("a reply");
        let text = Docx::open(&reply).text("word/document.xml").to_owned();
        ["Accepted", "Not decided yet"].map(|reaction| text.matches(reaction).count())
    };
    edits(root, &["--apply", "JS-1", "JS-2"]);
    assert_eq!(reply(), [1, 1], "the number was refused");
    edits(root, &["--undo"]);
    assert_eq!(reply(), [0, 2], "the words were taken back");
}
