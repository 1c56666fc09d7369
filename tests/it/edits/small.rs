//! Edits of a small report, made in the document as it is read.

use rapporteur::document::Kind;
use rapporteur::docx::{self, Block, Cell, Mark, MarkKind, Paragraph, TextMark};
use rapporteur::edits::{ChangeKind, Finder, TextRevision, changes};
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Composition;

use super::apply::actions;
use crate::said::Docx;
use crate::support::{Random, compose, small_project};
use rapporteur::text::squeezed;

/// A report, and its Word document as it is read back.
struct Sent {
    composed: Composition,
    returned: docx::Document,
}

impl Sent {
    fn new() -> Self {
        let project = small_project();
        let path = project.path().join("templates/report.md");
        let template = std::fs::read_to_string(&path).expect("a template");
        let more = "\nAs {{ reference(\"colours\") }} shows, {{ figure(\"response-rate.base\")|words }} were \
                    asked, and that is so.[^why]\n\n[^why]: See the letter of the Office.\n\n\
                    A paragraph that follows the others and says little more than they do.\n";
        std::fs::write(path, template + more).expect("written");
        let composed = compose(project.path(), &ReportOptions::default());
        let bytes = crate::word::write(&composed);
        let returned = docx::read("report.docx", &bytes).expect("it can be read");
        Sent { composed, returned }
    }

    fn changes(&self) -> Vec<TextRevision> {
        let document = &self.composed.report.as_ref().expect("composed").document;
        changes(document, &self.composed.inputs.sources, &self.returned)
    }

    /// The changes: their kind, what they replace, and with what.
    fn found(&self) -> Vec<(ChangeKind, String, String)> {
        let document = &self.composed.report.as_ref().expect("composed").document;
        let passages = document.passages(&self.composed.inputs.sources);
        let found = self.changes().into_iter().map(|change| {
            let before = passages[change.passage].text[change.range].to_owned();
            (change.kind, before, change.after)
        });
        found.collect()
    }

    /// The paragraph that contains these words.
    fn paragraph(&mut self, words: &str) -> &mut Paragraph {
        fn find<'b>(blocks: &'b mut [Block], words: &str) -> Option<&'b mut Paragraph> {
            blocks.iter_mut().find_map(|block| match block {
                Block::Paragraph(own) => Some(own).filter(|own| own.whole_text.contains(words)),
                Block::Table(rows) => {
                    let mut cells = rows.iter_mut().flatten();
                    cells.find_map(|cell| find(cell, words))
                }
            })
        }
        // Not in the contents.
        let start = self.returned.blocks.iter().rposition(|block| match block {
            Block::Paragraph(own) => own.is_generated(),
            Block::Table(_) => false,
        });
        let (before, after) = self.returned.blocks.split_at_mut(start.map_or(0, |at| at + 1));
        find(after, words).or(find(before, words)).expect("there is one")
    }

    /// Types over words.
    fn replace(&mut self, old: &str, new: &str) {
        let paragraph = self.paragraph(old);
        let text = paragraph.whole_text.replacen(old, new, 1);
        paragraph.whole_text = text;
        paragraph.marks.clear();
    }

    fn position(&self, words: &str) -> usize {
        let is_own = |block: &Block| match block {
            Block::Paragraph(own) => own.whole_text.contains(words) && !own.is_generated(),
            Block::Table(_) => false,
        };
        self.returned.blocks.iter().position(is_own).expect("there is one")
    }

    fn table(&mut self) -> &mut Vec<Vec<Cell>> {
        let mut blocks = self.returned.blocks.iter_mut();
        let table = blocks.find_map(|block| match block {
            Block::Table(rows) => Some(rows),
            Block::Paragraph(_) => None,
        });
        table.expect("there is one")
    }
}

fn words(before: &str, after: &str) -> (ChangeKind, String, String) {
    (ChangeKind::Words, before.to_owned(), after.to_owned())
}

fn plain(text: &str) -> Paragraph {
    Paragraph { whole_text: text.to_owned(), ..Paragraph::default() }
}

fn mark(range: std::ops::Range<usize>, kind: MarkKind) -> TextMark {
    let by = Mark { author: "A".to_owned(), date: None };
    TextMark { range, kind, by }
}

#[test]
fn an_edit_across_a_figure_and_text_is_split() {
    let mut sent = Sent::new();
    assert_eq!(sent.found(), []);
    sent.replace("During May 2024, six were asked", "In May 2024, about seven persons were asked");
    let expected =
        [words("During", "In"), words("", " about"), words("six", "seven"), words("", " persons")];
    assert_eq!(sent.found(), expected);
    // A number in words in the place of a number in words, beside a reference to a graph.
    let mut sent = Sent::new();
    sent.replace("shows, six were", "shows: all of the eight were");
    assert_eq!(sent.found(), [words(",", ": all of the"), words("six", "eight")]);
    // Without a number in its place, it is one edit.
    let mut sent = Sent::new();
    sent.replace("six were asked, and", "nobody was asked, and");
    assert_eq!(sent.found(), [words("six were", "nobody was")]);
}

#[test]
fn results_of_fields_never_change_by_themselves() {
    let mut sent = Sent::new();
    for old in ["Colours seen", "As Graph"] {
        let paragraph = sent.paragraph(old);
        let field = paragraph.marks.iter().find(|mark| mark.kind == MarkKind::Field).expect("one");
        let mut text = paragraph.whole_text.clone();
        let new = if old == "As Graph" { "Error! Reference source not found." } else { "2" };
        let range = field.range.start..field.range.start + new.len();
        text.replace_range(field.range.clone(), new);
        paragraph.whole_text = text;
        paragraph.marks = vec![mark(range, MarkKind::Field)];
    }
    assert_eq!(sent.found(), []);
    // A number that was typed is an edit of the program's words.
    let mut sent = Sent::new();
    sent.replace("Graph 1. Colours", "Graph 3. Colours");
    assert_eq!(sent.found(), [words("1", "3")]);
}

#[test]
fn rows_are_added_and_removed_as_wholes() {
    let mut sent = Sent::new();
    let cell = |text: &str| vec![Block::Paragraph(plain(text))];
    sent.table().insert(2, vec![cell("Colour 7 (Grey)"), cell("2"), cell("67%")]);
    let (kind, before, after) = sent.found().remove(0);
    assert_eq!(kind, ChangeKind::Structure("a row was added to the table".to_owned()));
    assert_eq!((before.as_str(), after.as_str()), ("", "Colour 7 (Grey) | 2 | 67%"));
    assert_eq!(sent.found().len(), 1);
    let mut sent = Sent::new();
    sent.table().remove(1);
    let row = "the row “Colour 1 (Red) | 3 | 100%” was removed".to_owned();
    assert_eq!(sent.found(), [(ChangeKind::Structure(row), String::new(), String::new())]);
    // A cell is compared with the cell of its column, and stays without words.
    for new in ["Answers received", ""] {
        let mut sent = Sent::new();
        sent.replace("Mechanisms", new);
        assert_eq!(sent.found(), [words("Mechanisms", new)]);
    }
}

#[test]
fn paragraphs_are_split_merged_moved_added_and_removed_without_marks() {
    let mut sent = Sent::new();
    let at = sent.position("A paragraph that follows");
    let paragraph = sent.returned.blocks.remove(at);
    let first = sent.position("During May");
    sent.returned.blocks.insert(first, paragraph);
    sent.returned.blocks.insert(first + 2, Block::Paragraph(plain("A thing that nobody knew.")));
    let split = sent.position("Much was said");
    sent.replace("Much was said about trust.", "Much was said.");
    sent.returned
        .blocks
        .insert(split + 1, Block::Paragraph(plain("It was mostly about trust and so on.")));
    let found = sent.changes();
    let kinds: Vec<&ChangeKind> = found.iter().map(|change| &change.kind).collect();
    let [moved, added] = [
        found.iter().find(|change| change.kind == ChangeKind::Moved),
        found.iter().find(|change| change.after.starts_with("A thing")),
    ];
    let document = &sent.composed.report.as_ref().expect("composed").document;
    let passages = document.passages(&sent.composed.inputs.sources);
    let moved = moved.unwrap_or_else(|| panic!("{kinds:?}"));
    assert!(passages[moved.passage].text.starts_with("A paragraph that follows"));
    assert_eq!(moved.after, "Draft 1.");
    let added = added.unwrap_or_else(|| panic!("{kinds:?}"));
    assert_eq!(added.kind, ChangeKind::NewParagraph(String::new()));
    assert!(passages[added.passage].text.starts_with("During May"));

    // Two paragraphs become one, with other words between them; a third one is gone.
    let mut sent = Sent::new();
    let at = sent.position("As Graph 1 shows");
    sent.returned.blocks.remove(at + 1);
    sent.replace(
        "and that is so.",
        "and that is so; a paragraph that follows the others and says little more than they do.",
    );
    let merged = (ChangeKind::Merged, String::new(), " ".to_owned());
    assert_eq!(sent.found(), [words(".", ";"), merged, words("A", "a")]);
    let mut sent = Sent::new();
    let at = sent.position("A yearly meeting");
    sent.returned.blocks.remove(at);
    let whole = "A yearly meeting.".to_owned();
    assert_eq!(sent.found(), [(ChangeKind::RemovedParagraph, whole, String::new())]);
}

#[test]
fn a_footnote_is_a_passage() {
    let mut sent = Sent::new();
    let paragraph = sent.paragraph("that is so.");
    assert_eq!(paragraph.notes.len(), 1);
    let text = paragraph.notes[0].whole_text.replace("letter", "message");
    paragraph.notes[0].whole_text = text;
    assert_eq!(sent.found(), [words("letter", "message")]);
    let mut sent = Sent::new();
    sent.paragraph("that is so.").notes.clear();
    let note = "See the letter of the Office.".to_owned();
    assert_eq!(sent.found(), [(ChangeKind::RemovedParagraph, note, String::new())]);
}

#[test]
fn a_bookmark_keeps_a_paragraph_whose_words_are_new() {
    let text = "Nothing at all is as it used to be trust.";
    let mut sent = Sent::new();
    sent.replace("Much was said about trust.", text);
    let document = sent.composed.report.as_ref().expect("composed").document.clone();
    let passages = document.passages(&sent.composed.inputs.sources);
    let is_own = |passage: &rapporteur::document::Passage<'_>| passage.text.starts_with("Much was");
    let number = passages.iter().position(is_own).expect("a passage");
    let line = document.line_numbers()[&passages[number].content.as_ptr()];
    assert!(sent.found().iter().any(|(kind, ..)| *kind == ChangeKind::RemovedParagraph));
    let bookmark = MarkKind::Bookmark(format!("_Line_{line}"));
    sent.paragraph("Nothing at all").marks = vec![mark(0..text.len(), bookmark)];
    let found = sent.changes();
    assert!(
        found.iter().all(|change| change.kind == ChangeKind::Words && change.passage == number),
        "{found:?}"
    );
}

#[test]
fn what_text_cannot_carry_is_described() {
    let mut sent = Sent::new();
    sent.paragraph("1. Trust").style = "heading 3".to_owned();
    let paragraph = sent.paragraph("Much was said");
    paragraph.marks.push(mark(5..8, MarkKind::Formatted));
    let found = sent.changes();
    let kinds: Vec<ChangeKind> = found.iter().map(|change| change.kind.clone()).collect();
    let expected = [
        ChangeKind::Structure("the paragraph became a heading of level 3".to_owned()),
        ChangeKind::Structure("the formatting of “was” was changed".to_owned()),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(found[1].marks[0].author, "A");
}

#[test]
fn every_comment_has_a_place() {
    let mut sent = Sent::new();
    let comment = |reply_to| docx::Comment { text: "x".to_owned(), reply_to, ..Default::default() };
    sent.returned.comments = vec![comment(None), comment(None), comment(Some(0)), comment(None)];
    sent.paragraph("A yearly").marks.push(mark(2..8, MarkKind::Comment(0)));
    let picture = sent.position("Colours seen") - 1;
    let Block::Paragraph(picture) = &mut sent.returned.blocks[picture] else { panic!("a picture") };
    assert_eq!(picture.whole_text, "");
    picture.marks.push(mark(0..0, MarkKind::Comment(1)));
    let found = sent.changes();
    let document = &sent.composed.report.as_ref().expect("composed").document;
    let passages = document.passages(&sent.composed.inputs.sources);
    let found: Vec<(&str, &[usize])> = found
        .iter()
        .map(|change| {
            assert_eq!(change.kind, ChangeKind::Comment);
            (&passages[change.passage].text[change.range.clone()], change.comments.as_slice())
        })
        .collect();
    // The last one is on nothing that is there.
    let expected: [(&str, &[usize]); 3] = [("", &[3]), ("", &[1]), ("yearly", &[0, 2])];
    assert_eq!(found, expected);
}

/// Random edits of the words of all paragraphs are found as they were made.
#[test]
fn words_edited_at_random_are_found_where_they_are() {
    let mut sent = Sent::new();
    let document = sent.composed.report.as_ref().expect("composed").document.clone();
    let sources = sent.composed.inputs.sources.clone();
    let passages = document.passages(&sources);
    let targets: Vec<usize> = (0..passages.len())
        .filter(|index| {
            let text = passages[*index].text.as_str();
            let same = passages.iter().filter(|passage| passage.text.contains(text)).count();
            passages[*index].is_read()
                && passages[*index].kind != Kind::Footnote
                && same == 1
                && text.split(' ').count() > 4
        })
        .collect();
    assert!(targets.len() > 4, "{}", targets.len());
    for seed in 0..300 {
        let mut random = Random(seed);
        let index = targets[random.below(targets.len() as u64) as usize];
        let passage = &passages[index];
        let mut list: Vec<String> = passage.text.trim().split(' ').map(str::to_owned).collect();
        let at = random.below(list.len() as u64) as usize;
        match random.below(4) {
            0 => list[at] = "otherwise".to_owned(),
            1 => list.insert(at, "– namely “so”".to_owned()),
            2 => list[at].push_str(", he said,"),
            _ => drop(list.remove(at)),
        }
        let text = list.join(" ");
        let unedited = sent.returned.clone();
        let paragraph = sent.paragraph(passage.text.trim());
        let whole = paragraph.whole_text.replacen(passage.text.trim(), &text, 1);
        paragraph.whole_text = whole;
        paragraph.marks.clear();
        let mut found = passage.text.clone();
        for change in sent.changes().iter().rev() {
            assert_eq!((change.passage, &change.kind), (index, &ChangeKind::Words), "seed {seed}");
            found.replace_range(change.range.clone(), &change.after);
        }
        assert_eq!(squeezed(&found), squeezed(&text), "seed {seed}");
        sent.returned = unedited;
    }
}

#[test]
fn edits_in_page_headers_and_footers_are_changes_of_their_texts() {
    let mut sent = Sent::new();
    let mut package = Docx::open(&crate::word::write(&sent.composed));
    let mut edit = |part: &str, old: &str, new: &str| {
        let text = package.text(part).to_owned();
        assert!(text.contains(old), "{part}: {text}");
        package.0.insert(part.to_owned(), text.replacen(old, new, 1).into_bytes());
        sent.returned = docx::read("report.docx", &package.pack()).expect("it can be read");
        sent.found()
    };
    // Numbers of pages and headings of the page are fields.
    assert_eq!(edit("word/footer1.xml", ">1</w:t>", ">12</w:t>"), []);
    let result = "w:fldCharType=\"separate\"/></w:r>";
    let heading = format!("{result}<w:r><w:t>The first part</w:t></w:r>");
    assert_eq!(edit("word/header2.xml", result, &heading), []);
    // The title is edited on the pages of a part, then on all others.
    let title = [words("small", "brief")];
    assert_eq!(edit("word/header2.xml", "A small", "A brief"), title);
    assert_eq!(edit("word/header1.xml", "A small", "A brief"), title);
    let tracked = "<w:t xml:space=\"preserve\">Draft </w:t></w:r>\
         <w:del w:author=\"A\"><w:r><w:delText>1</w:delText></w:r></w:del>\
         <w:ins w:author=\"A\"><w:r><w:t>2</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r>";
    let draft = "<w:t xml:space=\"preserve\">Draft 1.</w:t></w:r>";
    let number = [title[0].clone(), words("1", "2")];
    assert_eq!(edit("word/footer1.xml", draft, tracked), number);
    assert_eq!(edit("word/footer2.xml", draft, tracked), number);
    let [title, number] = &sent.changes()[..] else { panic!("{:?}", sent.changes()) };
    assert_eq!((title.marks.len(), number.marks.len()), (0, 1));
    let document = &sent.composed.report.as_ref().expect("composed").document;
    let sources = &sent.composed.inputs.sources;
    let (possible, target) =
        &actions(&Finder::new(document, sources, sources, &[]), &sent.changes())[0];
    assert!(possible.starts_with("can be applied"), "{possible}");
    let target = target.as_ref().expect("a target");
    assert_eq!((target.file.as_str(), target.line), ("data/report.toml", 1));
}
