//! Every difference between two reports is reported: a template is changed in many small ways, and each must leave its words
//! in the note.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rapporteur::change::{self, Reported, note};
use rapporteur::document::{Block, Document, Inline, Role};
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Composition;
use rapporteur::text::segments;
use rapporteur::uses::ReportParts;

use super::support::{compose, small_project};

/// Blocks of a template: each goes, changes places with the next one, and is set otherwise.
const BLOCKS: &[&str] = &[
    "# First part",
    "Some *words* of [this](https://a.org/1) report[^1], answered by {{ figure(\"colours.base\") }}.",
    "1. One item\n2. Another item\n\n   with more of it\n\n   - inner\n     - innermost",
    "## Second level",
    "- A point\n- {{ graph(\"colours\", \"Graph\") }}\n- Last point  \n  on two lines",
    "As {{ reference(\"colours\") }} shows, **much** is 12.",
    "{% for point in points(\"one\") %}{% for quote in point.quotes %}\n\n{{ quote }}\n\n{% endfor %}{% endfor %}",
    "## Practices",
    "{% for practice in practices(\"one\") %}\n### {{ practice.heading }}\n\n{% for text in practice.texts %}\n{{ text }}\n{% endfor %}\n{% endfor %}",
    "{% for message in messages(\"one\") %}\n1. {{ message.text }}\n{% endfor %}",
];
const NOTE: &str = "[^1]: A note with [a link](https://a.org/2).";

#[test]
fn whatever_differs_is_told() {
    let project = small_project();
    let composed = |blocks: &[String]| {
        let template = format!("{}\n\n{NOTE}\n", blocks.join("\n\n"));
        fs::write(project.path().join("templates/report.md"), template).expect("written");
        compose(project.path(), &ReportOptions::default())
    };
    let blocks: Vec<String> = BLOCKS.iter().map(|block| (*block).to_owned()).collect();
    let whole = composed(&blocks);
    let mut compared = 0;
    for changed in changes(&blocks) {
        let other = composed(&changed);
        for (before, after) in [(&whole, &other), (&other, &whole)] {
            assert_told(before, after);
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}

/// The blocks, each time with one change. What others rest on stays: headings, and what holds the footnote and the graph.
fn changes(blocks: &[String]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for at in 0..blocks.len() {
        let block = &blocks[at];
        let is_needed =
            block.starts_with("# ") || block.contains("[^1]") || block.contains("graph(");
        if !is_needed {
            let mut without = blocks.to_vec();
            without.remove(at);
            all.push(without);
        }
        if at > 0 && at + 1 < blocks.len() {
            let mut swapped = blocks.to_vec();
            swapped.swap(at, at + 1);
            all.push(swapped);
        }
        for (from, to) in [
            ("of", "for"),
            ("*words*", "words"),
            ("**much**", "*much*"),
            ("a.org/1", "b.org/1"),
            ("## Second", "# Second"),
            ("[^1], answered", ", answered[^1]"),
            ("     - innermost", "   - innermost"),
            ("2. Another", "\n2. An *other*"),
        ] {
            if block.contains(from) {
                let mut edited = blocks.to_vec();
                edited[at] = block.replacen(from, to, 1);
                all.push(edited);
            }
        }
    }
    all
}

fn assert_told(before: &Composition, after: &Composition) {
    let words = &after.report.as_ref().expect("composed").words;
    let sides = [before, after].map(|composed| ReportParts { words, ..composed.parts() });
    let changes = change::compare(&sides, Reported::default());
    let [old, new] = sides;
    let note = note::text(&changes, words);
    let (was, is) = (lines(old.document), lines(new.document));
    assert_eq!(was == is, changes.is_empty(), "{was:#?}\n{is:#?}\n{note}");
    let (was, is) = (counted(&was), counted(&is));
    let said: String = note.split_whitespace().collect();
    let all: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for word in all.into_iter().filter(|word| was.get(*word) != is.get(*word)) {
        assert!(said.contains(word.as_str()), "`{word}` is not told\n{note}");
    }
}

/// How often each word occurs in these lines.
fn counted(lines: &[String]) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for word in lines.iter().flat_map(|line| segments(line)) {
        let word = word.trim_matches(['*', '~', ' ', '\n']);
        *counted.entry(word.to_owned()).or_default() += usize::from(!word.is_empty());
    }
    counted
}

/// What the blocks of a document say and how it is set; without edition, contents and registers.
fn lines(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    let mut document = document.clone();
    document
        .blocks
        .retain(|node| node.role == Role::Text || !matches!(node.block, Block::Heading(_)));
    for block in document.all_blocks() {
        match block {
            Block::Title(content) | Block::Paragraph(content) => lines.push(line(content)),
            Block::Heading(heading) => {
                lines.push(format!(
                    "{} {}",
                    "~".repeat(heading.level.into()),
                    line(&heading.content)
                ));
            }
            Block::List(list) => {
                let within: usize = list.items.iter().map(|item| item.blocks.len()).sum();
                lines.push("*".repeat(list.items.len()) + &"~".repeat(within));
            }
            Block::Quotation(quotation) => lines.push(line(&quotation.source)),
            Block::Graph(graph) => {
                lines.push(graph.label.text());
                lines.extend(graph.caption.iter().chain(&graph.note).map(|own| line(own)));
            }
            Block::Table(table) => {
                let titles = table.columns.iter().map(|column| &column.title);
                let cells = table.rows.iter().flat_map(|row| &row.cells).chain(&table.notes);
                lines.extend(titles.chain(cells).map(|own| line(own)));
            }
            Block::Picture(picture) => {
                lines.extend(picture.caption.iter().chain([&picture.alt]).map(|own| line(own)));
            }
            Block::Generated(_) => {}
        }
    }
    lines
}

fn line(content: &[Inline]) -> String {
    let piece = |inline: &Inline| match inline {
        Inline::Text(text) => text.text.clone(),
        Inline::Emphasis(content) => format!("*{}*", line(content)),
        Inline::Strong(content) => format!("**{}**", line(content)),
        Inline::Link { target, content } => format!("{} {target}", line(content)),
        Inline::Foreign { content, .. } => line(content),
        Inline::Reference { label, .. } => label.clone(),
        // A moved text is reported as moved.
        Inline::CrossRef { .. } => String::new(),
        Inline::Footnote(content) => format!("*{}*", line(content)),
        Inline::Break => "\n".to_owned(),
    };
    content.iter().map(piece).collect()
}
