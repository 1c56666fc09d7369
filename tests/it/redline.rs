//! The redline: accepting all changes gives the newer document, rejecting all the older one.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use rapporteur::document::Block;
use rapporteur::figure::Figure;
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Report;
use rapporteur::raster;
use rapporteur::write::docx::{DocxInput, Marks, Pages, docx, redline};
use roxmltree::{Document, Node};

use super::said::Docx;
use super::support::{
    compose, has_tool, messages, rapporteur, replace, small_project, survey_2023,
};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// What is done with all changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Accept,
    Reject,
}

/// Style and words of each paragraph of a document once all its changes are decided, as Word does it: a paragraph whose
/// end goes joins the next one. The contents are left out: Word computes them.
pub(crate) fn decided(document: &Docx, decision: Decision) -> Vec<(String, String)> {
    let xml = Document::parse(document.text("word/document.xml")).expect("XML");
    let body = xml.root_element().first_element_child().expect("a body");
    let mut lines = Vec::new();
    container(body, decision, &mut lines);
    if xml.descendants().any(|node| ["ins", "del"].iter().any(|name| node.has_tag_name((W, *name))))
    {
        // The paragraph without space at the end of a redline, whose end mark always stays.
        assert_eq!(lines.pop(), Some(("Normal ".to_owned(), String::new())));
    }
    lines
}

fn container(parent: Node<'_, '_>, decision: Decision, lines: &mut Vec<(String, String)>) {
    let gone = if decision == Decision::Accept { "del" } else { "ins" };
    let mut carried = String::new();
    for child in parent.children().filter(Node::is_element) {
        match child.tag_name().name() {
            "p" => {
                carried.push_str(&words(child, gone));
                let properties = element(child, "pPr");
                // The end of a section is no line: where sections end is not tracked.
                let end = properties.and_then(|p| element(p, "rPr"));
                let goes = end.is_some_and(|end| element(end, gone).is_some());
                if properties.is_some_and(|p| element(p, "sectPr").is_some()) {
                    assert!(goes || carried.is_empty(), "no words join the end of a section");
                    continue;
                }
                if end.is_some_and(|end| element(end, gone).is_some()) {
                    continue;
                }
                lines.push((style(properties, decision), std::mem::take(&mut carried)));
            }
            "tbl" => {
                assert_eq!(carried, "", "no words can join a table");
                for row in child.children().filter(|child| child.has_tag_name((W, "tr"))) {
                    if element(row, "trPr").is_some_and(|own| element(own, gone).is_some()) {
                        continue;
                    }
                    for cell in row.children().filter(|child| child.has_tag_name((W, "tc"))) {
                        container(cell, decision, lines);
                    }
                }
            }
            _ => {}
        }
    }
    assert_eq!(carried, "", "the last paragraph has an end that stays");
}

/// The changed paragraphs of a redline, a line each: `[-what went-]`, `{+what came+}`, and below each its comments.
pub(crate) fn marked(document: &Docx) -> String {
    let xml = Document::parse(document.text("word/document.xml")).expect("XML");
    let comments = document.0.contains_key("word/comments.xml").then(|| {
        let xml = Document::parse(document.text("word/comments.xml")).expect("XML");
        let comments = xml.descendants().filter(|node| node.has_tag_name((W, "comment")));
        comments.map(|comment| words(comment, "")).collect::<Vec<_>>()
    });
    let mut lines = String::new();
    for paragraph in xml.descendants().filter(|node| node.has_tag_name((W, "p"))) {
        let is_change = |node: &Node<'_, '_>| {
            ["ins", "del", "pPrChange"].iter().any(|name| node.has_tag_name((W, *name)))
        };
        if !paragraph.descendants().any(|node| is_change(&node)) {
            continue;
        }
        let properties = element(paragraph, "pPr");
        lines.push_str(&format!("{}: ", style(properties, Decision::Accept).trim_end()));
        for child in paragraph.children().filter(|child| !child.has_tag_name((W, "pPr"))) {
            for part in if child.has_tag_name((W, "hyperlink")) {
                child.children().collect()
            } else {
                vec![child]
            } {
                let said = words(part, "");
                let said = if said.starts_with("Bars") || said.len() > 400 {
                    "<graph>".to_owned()
                } else {
                    said
                };
                match part.tag_name().name() {
                    _ if said.is_empty() => {}
                    "ins" => lines.push_str(&format!("{{+{said}+}}")),
                    "del" => lines.push_str(&format!("[-{said}-]")),
                    _ => lines.push_str(&said),
                }
            }
        }
        let end = properties.and_then(|own| element(own, "rPr"));
        for (name, mark) in [("ins", "{+¶+}"), ("del", "[-¶-]")] {
            if end.is_some_and(|end| element(end, name).is_some()) {
                lines.push_str(mark);
            }
        }
        lines.push('\n');
        for reference in paragraph.descendants().filter(|n| n.has_tag_name((W, "commentReference")))
        {
            let id: usize =
                reference.attribute((W, "id")).expect("an id").parse().expect("a number");
            let comment = &comments.as_ref().expect("comments")[id];
            lines.push_str(&format!("    # {comment}\n"));
        }
    }
    lines
}

fn element<'a, 'i>(parent: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    parent.children().find(|child| child.has_tag_name((W, name)))
}

fn style(properties: Option<Node<'_, '_>>, decision: Decision) -> String {
    let before = properties.and_then(|own| element(own, "pPrChange"));
    let before = before.and_then(|change| element(change, "pPr"));
    let own = before.filter(|_| decision == Decision::Reject).or(properties);
    let style = own.and_then(|own| element(own, "pStyle"));
    let style = style.and_then(|style| style.attribute((W, "val"))).unwrap_or("Normal");
    let level = own.and_then(|own| element(own, "numPr")).and_then(|list| element(list, "ilvl"));
    format!("{style} {}", level.and_then(|level| level.attribute((W, "val"))).unwrap_or_default())
}

/// The words of a paragraph, without those in elements of the name `gone`; pictures are words, too.
fn words(paragraph: Node<'_, '_>, gone: &str) -> String {
    let mut words = String::new();
    for node in paragraph.descendants() {
        let is_gone = || node.ancestors().any(|outer| outer.has_tag_name((W, gone)));
        match node.tag_name().name() {
            "t" | "delText" if node.tag_name().namespace() == Some(W) && !is_gone() => {
                words.push_str(node.text().unwrap_or_default());
            }
            "br" | "tab" if node.tag_name().namespace() == Some(W) && !is_gone() => {
                words.push('\n')
            }
            "footnoteReference" if !is_gone() => words.push('¹'),
            "docPr" if !is_gone() => words.push_str(node.attribute("descr").expect("a text")),
            _ => {}
        }
    }
    words
}

/// The pictures of a report's graphs.
fn pictures(report: &Report) -> BTreeMap<String, raster::Raster> {
    let fonts = std::fs::read(super::support::repository().join("fonts/Carlito-Regular.ttf"));
    let fonts = raster::Fonts::read([&fonts.expect("a font").into()]);
    let blocks = report.document.all_blocks().into_iter();
    let graphs = blocks.filter_map(|block| match block {
        Block::Graph(graph) => Some(graph),
        _ => None,
    });
    graphs
        .map(|graph| {
            let drawn = raster::draw_all(&[&graph.svg], &fonts).remove(0).expect("a drawing");
            (graph.key.clone(), drawn)
        })
        .collect()
}

/// The Word documents of two reports and the redline between them.
pub(crate) fn documents(
    before: &Report,
    after: &Report,
    causes: &BTreeMap<Figure, String>,
) -> [Docx; 3] {
    let (old, new) = (pictures(before), pictures(after));
    let pages = Pages { count: 1, ..Pages::default() };
    let (document, design) = (&before.document, &before.design);
    let old = DocxInput { document, design, pictures: &old, timestamp: Some(0) };
    let (document, design) = (&after.document, &after.design);
    let new = DocxInput { document, design, pictures: &new, timestamp: Some(0) };
    let marks = Marks { author: "The Office", date: Some("2024-07-01T00:00:00Z"), causes };
    let line = redline(&old, &new, &pages, &marks);
    [docx(&old, &pages), docx(&new, &pages), line].map(|bytes| Docx::open(&bytes))
}

#[test]
fn accepting_gives_the_newer_document_and_rejecting_the_older() {
    let project = survey_2023();
    let before = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    replace(
        project.path(),
        "data/published.toml",
        "sdg-17 = { count = 10, percent = 83 }",
        "sdg-17 = { count = 11 }",
    );
    replace(
        project.path(),
        "templates/climate.md",
        "Climate change is one of the most critical issues of our times.",
        "A new beginning.\n\n1. One\n2. Two",
    );
    let after = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    let [old, new, line] = documents(&before, &after, &BTreeMap::new());
    assert_same_lines(&decided(&new, Decision::Accept), &decided(&line, Decision::Accept));
    assert_same_lines(&decided(&old, Decision::Reject), &decided(&line, Decision::Reject));
}

#[test]
fn footers_and_headers_are_those_of_the_older_report_once_all_is_rejected() {
    let project = small_project();
    let before = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    replace(project.path(), "data/report.toml", "number = 1", "number = 2");
    replace(project.path(), "data/report.toml", "A small survey", "A small study");
    let after = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    let documents = documents(&before, &after, &BTreeMap::new());
    for part in ["word/footer1.xml", "word/footer2.xml", "word/header1.xml"] {
        let text = |document: &Docx, gone| {
            words(Document::parse(document.text(part)).expect("XML").root_element(), gone)
        };
        let [old, new, line] = &documents;
        assert_ne!(text(old, ""), text(new, ""), "{part}");
        assert_eq!(text(line, "ins"), text(old, ""), "{part}");
        assert_eq!(text(line, "del"), text(new, ""), "{part}");
    }
}

#[test]
fn without_a_known_date_no_change_and_no_comment_has_one() {
    let project = small_project();
    let before = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    add_response(project.path());
    let after = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    let cause = (Figure::parse("colours.base").expect("a figure"), "One more answered.".to_owned());
    let marks = Marks { author: "The Office", date: None, causes: &BTreeMap::from([cause]) };
    let pages = Pages::default();
    let (document, design) = (&before.document, &before.design);
    let pictures = [&before, &after].map(pictures);
    let old = DocxInput { document, design, pictures: &pictures[0], timestamp: None };
    let new = DocxInput { document: &after.document, pictures: &pictures[1], ..old };
    let line = Docx::open(&redline(&old, &new, &pages, &marks));
    for part in ["word/document.xml", "word/comments.xml", "word/footer1.xml"] {
        assert!(!line.text(part).contains("w:date="), "{part}");
    }
    assert!(!line.text("docProps/core.xml").contains("1970"));
}

/// A late response to the small survey.
fn add_response(project: &std::path::Path) {
    let response =
        super::support::fixture("changes/first-late-response/after/data/responses/delta.toml");
    fs::copy(response, project.join("data/responses/delta.toml")).expect("copied");
}

pub(crate) fn assert_same_lines(expected: &[(String, String)], found: &[(String, String)]) {
    let text = |lines: &[(String, String)]| -> String {
        lines.iter().map(|(style, words)| format!("[{style}] {words}\n")).collect()
    };
    let (expected, found) = (text(expected), text(found));
    let diff = similar::TextDiff::from_lines(&expected, &found);
    assert!(expected == found, "{}", diff.unified_diff());
}

/// Only one of the two has contents and registers, and with them the ends of sections.
#[test]
fn the_report_as_issued_and_the_one_of_today_lead_to_each_other() {
    let project = survey_2023();
    let issued = ReportOptions { as_issued: true, ..ReportOptions::default() };
    let issued = compose(project.path(), &issued).report.expect("composed");
    let today = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    for (before, after) in [(&issued, &today), (&today, &issued)] {
        let [old, new, line] = documents(before, after, &BTreeMap::new());
        assert_same_lines(&decided(&new, Decision::Accept), &decided(&line, Decision::Accept));
        assert_same_lines(&decided(&old, Decision::Reject), &decided(&line, Decision::Reject));
        let text = line.text("word/document.xml");
        let changed = text.split("<w:pPrChange").skip(1);
        assert!(
            changed
                .filter_map(|piece| piece.split("</w:pPrChange>").next())
                .all(|piece| { !piece.contains("w:sectPr") })
        );
    }
}

#[test]
fn documents_with_nothing_in_common_change_as_a_whole() {
    let (small, large) = (small_project(), survey_2023());
    let before = compose(small.path(), &ReportOptions::default()).report.expect("composed");
    let after = compose(large.path(), &ReportOptions::default()).report.expect("composed");
    for (before, after) in [(&before, &after), (&after, &before)] {
        let [old, new, line] = documents(before, after, &BTreeMap::new());
        assert_same_lines(&decided(&new, Decision::Accept), &decided(&line, Decision::Accept));
        assert_same_lines(&decided(&old, Decision::Reject), &decided(&line, Decision::Reject));
    }
}

/// The redline of a project whose template says one thing and then another.
fn redline_of(before: &str, after: &str) -> Docx {
    let project = small_project();
    let written = [before, after].map(|template| {
        fs::write(project.path().join("templates/report.md"), template).expect("written");
        compose(project.path(), &ReportOptions::default()).report.expect("composed")
    });
    let cause = (Figure::parse("colours.base").expect("a figure"), "One more answered.".to_owned());
    let [old, new, line] = documents(&written[0], &written[1], &BTreeMap::from([cause]));
    assert_same_lines(&decided(&new, Decision::Accept), &decided(&line, Decision::Accept));
    assert_same_lines(&decided(&old, Decision::Reject), &decided(&line, Decision::Reject));
    line
}

#[test]
fn how_words_are_set_and_where_links_lead_are_changes() {
    for (before, after, shown) in [
        ("All trust it.", "All *trust* it.", "All [-trust-]{+trust+} it."),
        ("[Read](https://a.org) it.", "[Read](https://b.org) it.", "[-Read-]{+Read+} it."),
        ("All[^1].\n\n[^1]: Of *some*.", "All[^1].\n\n[^1]: Of some.", "All[-¹-]{+¹+}."),
        (
            "All[^1].\n\n[^1]: [See](https://a.org).",
            "All[^1].\n\n[^1]: [See](https://b.org).",
            "All[-¹-]{+¹+}.",
        ),
    ] {
        let told = marked(&redline_of(before, after));
        // The list of addresses names the other one, too.
        let text = told.lines().filter(|line| !line.starts_with("IndexText: "));
        let text: String = text.map(|line| format!("{line}\n")).collect();
        assert_eq!(text, format!("Normal: {shown}\n"));
    }
}

#[test]
fn a_page_that_a_heading_begins_is_a_change() {
    let line = redline_of("# One\n\nText.\n\n# Two", "Text.\n\n# One\n\n# Two");
    assert!(line.text("word/document.xml").contains("pageBreakBefore"));
    let line = redline_of("# One\n\n# Two", "Some new text.\n\n# One\n\n# Two");
    let xml = Document::parse(line.text("word/document.xml")).expect("XML");
    let changed: Vec<_> = xml.descendants().filter(|n| n.has_tag_name((W, "pPrChange"))).collect();
    let begins = |node: Node<'_, '_>| element(node, "pageBreakBefore").is_some();
    let one = changed.first().expect("the first heading changed");
    let was = begins(element(*one, "pPr").expect("properties"));
    assert_ne!(was, begins(one.parent().expect("properties")));
    assert_eq!(changed.len(), 1);
}

#[test]
fn a_footnote_with_a_figure_that_changes_has_one_bookmark_and_a_comment_where_it_is_referred_to() {
    let note = "[^1]: Answered by {{ figure(\"colours.base\") }}";
    let (before, after) = (format!("All[^1].\n\n{note}."), format!("All[^1].\n\n{note} of six."));
    let line = redline_of(&before, &after);
    assert_eq!(marked(&line), "Normal: All[-¹-]{+¹+}.\n    # One more answered.\n");
    let notes = Document::parse(line.text("word/footnotes.xml")).expect("XML");
    let bookmarks: Vec<_> = notes
        .descendants()
        .filter(|node| node.has_tag_name((W, "bookmarkStart")))
        .filter_map(|node| node.attribute((W, "name")))
        .collect();
    assert_eq!(bookmarks, ["_Line_3", "_colours__base_1"]);
    let notes = notes.descendants().filter(|node| node.has_tag_name((W, "footnoteRef")));
    assert_eq!(notes.count(), 2, "the older and the newer note");
}

#[test]
fn a_table_at_the_end_can_come_and_go() {
    let (plain, with_table) = ("Some text.", "Some text.\n\n{{ graph(\"colours\", \"Graph\") }}");
    redline_of(plain, with_table);
    redline_of(with_table, plain);
    redline_of(with_table, "{{ graph(\"colours\", \"Graph\") }}\n\nSome text.");
}

#[test]
fn a_last_heading_that_begins_a_page_and_then_stands_before_more_has_one_change_of_its_properties()
{
    for (before, after) in [
        ("# One\n\n# Two", "Some text.\n\n# One\n\nMore.\n\nAnd more."),
        ("Some text.\n\n# One\n\nMore.\n\nAnd more.", "# One"),
        ("# One", "Some text.\n\n# One\n\nMore.\n\nAnd more."),
    ] {
        let line = redline_of(before, after);
        let xml = Document::parse(line.text("word/document.xml")).expect("XML");
        for own in xml.descendants().filter(|node| node.has_tag_name((W, "pPr"))) {
            let changes = own.children().filter(|child| child.has_tag_name((W, "pPrChange")));
            assert!(
                changes.count() <= 1
                    && !own.parent().is_some_and(|change| {
                        change.has_tag_name((W, "pPrChange")) && element(own, "pPrChange").is_some()
                    })
            );
        }
    }
}

#[test]
fn an_item_that_went_counts_in_the_list_that_it_stood_in() {
    let line = redline_of("Read:\n\n1. one\n2. two\n3. three", "Read:\n\n1. one\n2. three");
    let xml = Document::parse(line.text("word/document.xml")).expect("XML");
    let lists = xml.descendants().filter(|node| node.has_tag_name((W, "numId")));
    let lists: Vec<_> = lists.filter_map(|list| list.attribute((W, "val"))).collect();
    assert_eq!(lists.len(), 3);
    assert!(lists.iter().all(|list| *list == lists[0]), "{lists:?}");
}

/// The 2023 project before and after a first late response.
fn with_a_late_response() -> (tempfile::TempDir, std::path::PathBuf) {
    let project = survey_2023();
    let root = project.path().to_owned();
    let issued = rapporteur(&root, &["issue", "sent-june", "--on", "2023-06-30"]);
    assert!(issued.status.success(), "{}", messages(&issued));
    let mechanisms = root.join("data/mechanisms.toml");
    let mut text = fs::read_to_string(&mechanisms).expect("mechanisms");
    text.push_str("\n[bali-process]\nname = \"Bali Process\"\ninvited = true\n");
    fs::write(mechanisms, text).expect("written");
    let response = "mechanism = \"bali-process\"\nreceived = 2023-07-14\n\n[answers]\n\
        sdg-relevance = [\"sdg-8\", \"sdg-17\", \"sdg-2\"]\ngcm-review-2024 = \"no\"\n\n\
        [[quote]]\npoint = \"improved-data\"\nform = \"quotation\"\ntext = \"Data builds trust.\"\n";
    fs::write(root.join("data/responses/bali-process.toml"), response).expect("written");
    let diff = rapporteur(&root, &["diff"]);
    assert!(diff.status.success(), "{}", messages(&diff));
    (project, root.join("out/changes"))
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn an_independent_checker_finds_nothing_in_note_and_redline() {
    if !has_tool("openxml-audit", "--version") {
        return;
    }
    let (_project, folder) = with_a_late_response();
    for kind in ["changes", "redline"] {
        let file = folder.join(format!("iscm-survey-2023-{kind}-sent-june-to-now.docx"));
        let report = Command::new("openxml-audit").arg(file).output().expect("openxml-audit runs");
        let said = String::from_utf8_lossy(&report.stdout);
        assert!(said.contains("Errors: 0") && said.contains("no findings"), "{said}");
    }
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn libreoffice_lists_the_changes_and_comments() {
    if !has_tool("soffice", "--version") {
        return;
    }
    let (_project, folder) = with_a_late_response();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let line = folder.join("iscm-survey-2023-redline-sent-june-to-now.docx");
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "odt", "--outdir"])
        .args([&folder, &line])
        .output()
        .expect("soffice runs");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let opened = fs::read(line.with_extension("odt")).expect("LibreOffice opened it");
    let opened = Docx::open(&opened);
    let xml = Document::parse(opened.text("content.xml")).expect("XML");
    let all = |name: &str| xml.descendants().filter(|node| node.tag_name().name() == name).count();
    assert!(
        all("insertion") > 20 && all("deletion") > 20,
        "{} {}",
        all("insertion"),
        all("deletion")
    );
    assert!(all("annotation") > 20, "{}", all("annotation"));
    let authors = xml.descendants().filter(|node| node.tag_name().name() == "creator");
    let authors: std::collections::BTreeSet<_> = authors.filter_map(|node| node.text()).collect();
    assert_eq!(authors.len(), 1, "{authors:?}");
}
