//! How tracked changes, comments, fields and notes of real documents are read.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use rapporteur::docx::{Comment, Document, MarkKind, Paragraph};

use super::{read, samples, script};

/// The text of a paragraph before all tracked changes.
fn original(paragraph: &Paragraph) -> String {
    let text = &paragraph.whole_text;
    let mut original = String::new();
    let places = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, character) in places {
        for mark in &paragraph.marks {
            match &mark.kind {
                MarkKind::Removed(text) if mark.range.start == at => {
                    original.push_str(text);
                }
                MarkKind::Joined if mark.range.start == at => original.push(' '),
                _ => {}
            }
        }
        let is_new = paragraph.marks.iter().any(|mark| {
            matches!(mark.kind, MarkKind::Inserted | MarkKind::MovedHere)
                && mark.range.contains(&at)
        });
        original.extend(character.filter(|_| !is_new));
    }
    original
}

fn joined(document: &Document, text: impl Fn(&Paragraph) -> String) -> String {
    let texts: Vec<String> = document.paragraphs().into_iter().map(text).collect();
    texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sample(start: &str) -> Option<Document> {
    let files = samples();
    let is_own = |file: &&std::path::PathBuf| {
        file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
    };
    files.iter().find(is_own).map(|file| read(file))
}

/// A second reader, in Python, accepts and rejects all changes.
#[test]
fn no_word_of_real_documents_is_lost() {
    let (files, Some(mut script)) = (samples(), script()) else { return };
    if files.is_empty() {
        return;
    }
    let output = script.arg("--words").args(&files).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let words: BTreeMap<String, [String; 2]> =
        serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(words.len(), files.len());
    for file in &files {
        let document = read(file);
        let name = Path::new(file).file_name().expect("a name").to_string_lossy();
        let [accepted, rejected] = &words[name.as_ref()];
        assert_eq!(
            joined(&document, |paragraph| paragraph.whole_text.clone()),
            *accepted,
            "{name}, accepted"
        );
        // The words of removed cells and notes are marks on the paragraph with or after them, and those that were inserted
        // before they were removed are marks as well.
        if !["01", "04", "07", "08", "12"].iter().any(|number| name.starts_with(number)) {
            assert_eq!(joined(&document, original), *rejected, "{name}, rejected");
        }
    }
}

/// A document of one paragraph or several, and other parts, by name.
fn document(body: &str, parts: &[(&str, &str)]) -> Document {
    let main = format!(
        "<w:document xmlns:w=\"{W}\" xmlns:w14=\"{W14}\">\
         <w:body>{body}</w:body></w:document>"
    );
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |(at, kind, target): (usize, &str, &str)| {
        format!("<Relationship Id=\"r{at}\" Type=\"{office}/{kind}\" Target=\"{target}.xml\"/>")
    };
    let relations = |all: Vec<(usize, &str, &str)>| {
        let all: String = all.into_iter().map(relation).collect();
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             {all}</Relationships>"
        )
    };
    let own = parts.iter().enumerate().map(|(at, (name, _))| (at, *name, *name)).collect();
    let mut files = vec![
        ("_rels/.rels".to_owned(), relations(vec![(0, "officeDocument", "word/document")])),
        ("word/_rels/document.xml.rels".to_owned(), relations(own)),
        ("word/document.xml".to_owned(), main),
    ];
    files.extend(parts.iter().map(|(name, text)| (format!("word/{name}.xml"), (*text).to_owned())));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
        zip.write_all(text.as_bytes()).expect("written");
    }
    let bytes = zip.finish().expect("a package").into_inner();
    rapporteur::docx::read("a.docx", &bytes).expect("a document")
}

const W14: &str = "http://schemas.microsoft.com/office/word/2010/wordml";
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn texts(document: &Document) -> Vec<String> {
    document.paragraphs().into_iter().map(|paragraph| paragraph.whole_text.clone()).collect()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn field_mark(kind: &str) -> String {
    format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>")
}

#[test]
fn half_of_a_field_does_not_swallow_what_follows() {
    let deleted = |inside: &str| format!("<w:del w:author=\"A\">{inside}</w:del>");
    let code = "<w:r><w:instrText> REF a </w:instrText></w:r>";
    let body = [
        // Only the begin is removed, only the end, and there is no end.
        ["<w:p>", &deleted(&field_mark("begin")), code, &field_mark("end"), &run("one"), "</w:p>"]
            .concat(),
        [
            "<w:p>",
            &field_mark("begin"),
            code,
            &field_mark("separate"),
            &run("2"),
            &deleted(&field_mark("end")),
            &run(" two"),
            "</w:p>",
        ]
        .concat(),
        ["<w:p>", &field_mark("begin"), code, &field_mark("separate"), &run("3"), "</w:p>"]
            .concat(),
        ["<w:p>", &run("four"), "</w:p>"].concat(),
    ];
    let document = document(&body.concat(), &[]);
    assert_eq!(texts(&document), ["one", "2 two", "3", "four"]);
    let fields: Vec<_> = document
        .paragraphs()
        .into_iter()
        .map(|paragraph| {
            let marks = paragraph.marks.iter().filter(|mark| mark.kind == MarkKind::Field);
            marks.map(|mark| (mark.range.start, mark.range.end)).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(fields, [vec![], vec![(0, 1)], vec![(0, 1)], vec![]]);
}

#[test]
fn a_thread_of_comments_over_two_paragraphs_is_read() {
    let comment = |id: &str, paragraph: &str, author: &str, text: &str| {
        format!(
            "<w:comment w:id=\"{id}\" w:author=\"{author}\" w:date=\"2023-07-01T10:00:00Z\">\
             <w:p>{}</w:p><w:p w14:paraId=\"{paragraph}\">{}</w:p></w:comment>",
            run("First."),
            run(text)
        )
    };
    let comments = format!(
        "<w:comments xmlns:w=\"{W}\" xmlns:w14=\"{W14}\">{}{}{}</w:comments>",
        comment("7", "0A", "A", "Why?"),
        comment("8", "0B", "B", "So."),
        comment("9", "0C", "C", "Here.")
    );
    let extended = "<w15:commentsEx xmlns:w15=\"http://schemas.microsoft.com/office/word/2012/wordml\">\
         <w15:commentEx w15:paraId=\"0B\" w15:paraIdParent=\"0A\" w15:done=\"0\"/>\
         <w15:commentEx w15:paraId=\"0A\" w15:done=\"1\"/></w15:commentsEx>";
    let reference = |id: &str| format!("<w:r><w:commentReference w:id=\"{id}\"/></w:r>");
    // The end is between two paragraphs; the last comment has no range.
    let body = [
        "<w:p>",
        &run("one "),
        "<w:commentRangeStart w:id=\"7\"/>",
        &run("two"),
        "</w:p><w:p>",
        &run("three"),
        "</w:p><w:commentRangeEnd w:id=\"7\"/><w:p>",
        &reference("7"),
        &run("four"),
        &reference("9"),
        "</w:p>",
    ]
    .concat();
    let document = document(&body, &[("comments", &comments), ("commentsExtended", extended)]);
    let found: Vec<(&str, &str, Option<usize>, bool)> = document
        .comments
        .iter()
        .map(|Comment { by, text, reply_to, is_done }| {
            (by.author.as_str(), text.as_str(), *reply_to, *is_done)
        })
        .collect();
    let expected = [
        ("A", "First.\nWhy?", None, true),
        ("B", "First.\nSo.", Some(0), true),
        ("C", "First.\nHere.", None, false),
    ];
    assert_eq!(found, expected);
    let marks: Vec<_> = document
        .paragraphs()
        .into_iter()
        .map(|paragraph| {
            let marks = paragraph.marks.iter();
            marks.map(|mark| (mark.range.clone(), mark.kind.clone())).collect::<Vec<_>>()
        })
        .collect();
    let [first, last] = [MarkKind::Comment(0), MarkKind::Comment(2)];
    assert_eq!(marks, [vec![(4..7, first.clone())], vec![(0..5, first)], vec![(4..4, last)]]);
}

/// Google Docs writes no threads: a reply is a comment on the same text.
#[test]
fn comments_on_the_same_text_are_a_thread_if_the_file_has_no_other() {
    let comments: String = ["Why?", "So.", "Here."]
        .iter()
        .enumerate()
        .map(|(id, text)| {
            let paragraph = format!("<w:p w14:paraId=\"0{id}\">{}</w:p>", run(text));
            format!("<w:comment w:id=\"{id}\">{paragraph}</w:comment>")
        })
        .collect();
    let comments =
        format!("<w:comments xmlns:w=\"{W}\" xmlns:w14=\"{W14}\">{comments}</w:comments>");
    let range = |id: usize, kind: &str| format!("<w:commentRange{kind} w:id=\"{id}\"/>");
    let body = [
        "<w:p>",
        &[range(0, "Start"), range(1, "Start"), run("one "), range(2, "Start")].concat(),
        &[run("two"), range(0, "End"), range(1, "End"), range(2, "End")].concat(),
        "</w:p>",
    ];
    let replies = |parts: &[(&str, &str)]| {
        let read = document(&body.concat(), parts);
        read.comments.iter().map(|comment| comment.reply_to).collect::<Vec<_>>()
    };
    assert_eq!(replies(&[("comments", &comments)]), [None, Some(0), None]);
    // Word lists its threads.
    let extended = "<w15:commentsEx xmlns:w15=\"http://schemas.microsoft.com/office/word/2012/wordml\">\
         <w15:commentEx w15:paraId=\"00\"/><w15:commentEx w15:paraId=\"01\"/></w15:commentsEx>";
    let parts = [("comments", comments.as_str()), ("commentsExtended", extended)];
    assert_eq!(replies(&parts), [None, None, None]);
}

#[test]
fn removed_rows_notes_and_ends_of_paragraphs_leave_marks() {
    let cell = |text: &str| format!("<w:tc><w:p>{}</w:p></w:tc>", run(text));
    let notes = format!(
        "<w:footnotes xmlns:w=\"{W}\"><w:footnote w:id=\"2\"><w:p>{}</w:p></w:footnote></w:footnotes>",
        run("a note")
    );
    let body = [
        "<w:p><w:pPr><w:rPr><w:del w:author=\"A\" w:date=\"d\"/></w:rPr></w:pPr>",
        &run("one"),
        "</w:p><w:p>",
        &run("two"),
        "<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
        "<w:tbl><w:tr><w:trPr><w:del w:author=\"B\"/></w:trPr>",
        &cell("gone"),
        "</w:tr><w:tr>",
        &cell("kept"),
        "</w:tr></w:tbl>",
    ]
    .concat();
    let document = document(&body, &[("footnotes", &notes)]);
    assert_eq!(texts(&document), ["onetwo", "kept"]);
    let [joined, kept] = document.paragraphs()[..] else { panic!("two paragraphs") };
    assert_eq!(
        joined.notes.iter().map(|paragraph| paragraph.whole_text.clone()).collect::<Vec<_>>(),
        ["a note"]
    );
    let end = &joined.marks[0];
    assert_eq!((end.range.clone(), &end.kind), (3..3, &MarkKind::Joined));
    assert_eq!((end.by.author.as_str(), end.by.date.as_deref()), ("A", Some("d")));
    let MarkKind::Removed(text) = &kept.marks[0].kind else { panic!("{:?}", kept.marks) };
    assert_eq!((text.as_str(), kept.marks[0].by.author.as_str()), ("gone", "B"));
}

#[test]
fn a_real_thread_keeps_its_authors_and_places() {
    let Some(document) = sample("11") else { return };
    assert!(!document.comments.is_empty());
    let marked = |comment: usize| {
        let all = document.paragraphs().into_iter().flat_map(|paragraph| &paragraph.marks);
        all.filter(|mark| mark.kind == MarkKind::Comment(comment)).count()
    };
    for (index, comment) in document.comments.iter().enumerate() {
        assert!(!comment.text.is_empty() && !comment.by.author.is_empty(), "{comment:?}");
        assert!(comment.reply_to.is_some() || marked(index) > 0, "{comment:?} has a place");
    }
}
