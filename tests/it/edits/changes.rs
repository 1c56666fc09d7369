//! The changes that are found in edited copies of the Word document: all that were made, and no others.

use std::collections::BTreeSet;

use rapporteur::document::Passage;
use rapporteur::edits::{ChangeKind, TextRevision, changes};
use serde_json::Value;

use super::{COPIES, Copies, make, read};
use crate::support::has_tool;
use rapporteur::text::squeezed;

/// The kinds of edits of the script, as kinds of changes.
fn kind_of(what: &str) -> &'static str {
    match what {
        "split" | "paragraph split" => "split",
        "merge" | "paragraphs merged" => "merge",
        "move" | "paragraph moved" => "move",
        "add" | "list item added" => "add",
        "remove" => "remove",
        _ => "words",
    }
}

fn name(kind: &ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Words => "words",
        ChangeKind::NewParagraph(_) => "add",
        ChangeKind::RemovedParagraph => "remove",
        ChangeKind::Moved => "move",
        ChangeKind::Split => "split",
        ChangeKind::Merged => "merge",
        ChangeKind::Structure(_) => "structure",
        ChangeKind::Comment => "comment",
    }
}

/// The text of a passage with its changed words.
fn applied(passage: &Passage<'_>, changes: &[&TextRevision]) -> String {
    let mut text = passage.text.clone();
    for change in changes.iter().rev() {
        text.replace_range(change.range.clone(), &change.after);
    }
    squeezed(&text)
}

/// Checks the changes of a copy against the edits of the script.
fn check(copies: &Copies, name_of_copy: &str, edits: &[Value], allowed: &[&str]) {
    let report = copies.composed.report.as_ref().expect("composed");
    let sources = &copies.composed.inputs.sources;
    let passages = report.document.passages(sources);
    let returned = read(&copies.folder.path().join(name_of_copy));
    let found = changes(&report.document, sources, &returned);
    let of = |passage: usize, kind: &str| -> Vec<&TextRevision> {
        let own = found.iter().filter(|change| change.passage == passage);
        own.filter(|change| name(&change.kind) == kind).collect()
    };
    let mut open: BTreeSet<(&str, usize)> = found
        .iter()
        .filter(|change| !allowed.contains(&name(&change.kind)))
        .map(|change| (name(&change.kind), change.passage))
        .collect();
    for edit in edits {
        let text = |key: &str| edit[key].as_str().unwrap_or_default();
        let kind = kind_of(text("what"));
        let is_own = |passage: usize| {
            let words = squeezed(&passages[passage].text);
            !words.is_empty() && text("paragraph").contains(&words)
        };
        let fits = |passage: usize, change: &TextRevision| match kind {
            "words" => text("result").contains(&applied(&passages[passage], &of(passage, kind))),
            "split" if text("before").is_empty() => true,
            "split" => {
                squeezed(&passages[passage].text[..change.range.start]) == squeezed(text("before"))
            }
            "add" => change.after == text("after"),
            "move" => text("after").is_empty() || squeezed(&change.after) == text("after"),
            _ => true,
        };
        let place = open.iter().copied().find(|(own, passage)| {
            *own == kind
                && is_own(*passage)
                && of(*passage, kind).iter().any(|change| fits(*passage, change))
        });
        let Some(place) = place else {
            panic!("{name_of_copy}: not found: {edit:#}\nleft: {:#?}", left(&found, &open))
        };
        // Two new paragraphs may follow one passage.
        open.remove(&place);
        let own = of(place.1, kind);
        let authors: BTreeSet<&str> =
            own.iter().flat_map(|change| &change.marks).map(|mark| mark.author.as_str()).collect();
        let expected: BTreeSet<&str> = edit["author"].as_str().into_iter().collect();
        assert_eq!(authors, expected, "{name_of_copy}: {edit:#}");
        assert!(own.iter().flat_map(|change| &change.marks).all(|mark| mark.date.is_some()));
        check_place(copies, &passages[place.1], own[0], edit);
    }
    assert!(open.is_empty(), "{name_of_copy}: too many: {:#?}", left(&found, &open));
}

fn left<'c>(found: &'c [TextRevision], open: &BTreeSet<(&str, usize)>) -> Vec<&'c TextRevision> {
    let is_open = |change: &&TextRevision| open.contains(&(name(&change.kind), change.passage));
    found.iter().filter(is_open).collect()
}

/// Checks that a change is in the file and line that the edit is about.
fn check_place(copies: &Copies, passage: &Passage<'_>, change: &TextRevision, edit: &Value) {
    let (Some(file), Some(words)) = (edit["file"].as_str(), edit["words"].as_str()) else { return };
    let sources = &copies.composed.inputs.sources;
    let in_file = |span: &rapporteur::diagnostic::Span| sources.get(span.file).name == file;
    assert!(passage.spans().any(|span| in_file(&span)), "{edit:#}");
    if matches!(change.kind, ChangeKind::Words) && !change.range.is_empty() {
        let span = passage.place(sources, change.range.clone()).expect("a place");
        let text = sources.get(span.file).text();
        let line = |at: usize| text[..at].matches('\n').count();
        let at = text.find(words).expect("the words are in the file");
        assert_eq!((in_file(&span), line(span.start)), (true, line(at)), "{edit:#}");
    }
}

fn edits_of<'e>(expected: &'e Value, copy: &str) -> &'e [Value] {
    let own = &expected[copy];
    let own = own["as"].as_str().map_or(own, |other| &expected[other]);
    own["edits"].as_array().expect("edits")
}

#[test]
fn every_edit_of_eighteen_copies_is_found_and_no_other() {
    let Some(copies) = COPIES.as_ref() else { return };
    let names: Vec<&String> = copies.expected.as_object().expect("copies").keys().collect();
    assert_eq!(names.len(), 18, "{names:?}");
    for copy in names {
        check(copies, copy, edits_of(&copies.expected, copy), &["comment"]);
    }
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn libreoffice_changes_nothing_and_keeps_every_edit() {
    if !has_tool("soffice", "--version") {
        return;
    }
    let Some(copies) = make(&["--soffice", "soffice"]) else { return };
    for copy in [
        "c-tracked-libreoffice.docx",
        "e-untouched-libreoffice.docx",
        "e-untouched.odt",
        "b-untracked.odt",
        "s-seed-1-libreoffice.docx",
        "s-seed-2-libreoffice.docx",
    ] {
        check(&copies, copy, edits_of(&copies.expected, copy), &["comment"]);
    }
}

#[test]
fn comments_are_on_the_changes_and_the_text_that_they_are_about() {
    let Some(copies) = COPIES.as_ref() else { return };
    let report = copies.composed.report.as_ref().expect("composed");
    let sources = &copies.composed.inputs.sources;
    let passages = report.document.passages(sources);
    for copy in ["a-tracked.docx", "i-strict.docx", "j-macro.docm"] {
        let returned = read(&copies.folder.path().join(copy));
        let comments: Vec<(&str, &str, Option<usize>, bool)> = returned
            .comments
            .iter()
            .map(|it| (it.text.as_str(), it.by.author.as_str(), it.reply_to, it.is_done))
            .collect();
        let expected = [
            ("It was not the first.", "A. Facilitator", None, false),
            ("Agreed.", "Secretariat", Some(0), false),
            ("Could both paragraphs be shorter?", "B. Facilitator", None, false),
            ("Not needed here.", "A. Facilitator", None, false),
            ("15 of 24 is 62%.", "A. Facilitator", None, true),
        ];
        assert_eq!(comments, expected, "{copy}");
        let found = changes(&report.document, sources, &returned);
        let found: Vec<(&str, String, &[usize])> = found
            .iter()
            .filter(|change| !change.comments.is_empty())
            .map(|change| {
                let text = &passages[change.passage].text[change.range.clone()];
                let words: String = text.trim().chars().take(12).collect();
                (name(&change.kind), words, change.comments.as_slice())
            })
            .collect();
        let expected: [(&str, String, &[usize]); 4] = [
            ("words", "60%".to_owned(), &[4]),
            ("words", "another".to_owned(), &[0, 1]),
            ("comment", "This documen".to_owned(), &[2]),
            ("words", "These can be".to_owned(), &[3]),
        ];
        assert_eq!(found, expected, "{copy}");
    }
}

#[test]
fn a_change_of_a_number_is_a_change_of_its_figure_alone() {
    let Some(copies) = COPIES.as_ref() else { return };
    let report = copies.composed.report.as_ref().expect("composed");
    let sources = &copies.composed.inputs.sources;
    let passages = report.document.passages(sources);
    for copy in ["a-tracked.docx", "b-untracked.docx"] {
        let found = changes(&report.document, sources, &read(&copies.folder.path().join(copy)));
        let change = found.iter().find(|change| change.after == "62%").expect("it is found");
        let mut figures = passages[change.passage].figures();
        let figure = figures.find(|(range, _)| *range == change.range).map(|(_, figure)| figure);
        assert_eq!(figure.map(ToString::to_string).as_deref(), Some("response-rate.share"));
    }
}
