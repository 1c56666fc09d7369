//! The PDF, read back with tools that are not ours.

use std::path::Path;
use std::process::Command;

use rapporteur::document::{Block, Document, plain_text};
use rapporteur::model::Scope;

use super::support::{as_issued, compose, has_tool, messages, rapporteur, survey_2023};

#[test]
fn the_text_of_the_pdf_is_that_of_the_tree() {
    if !has_tool("pdfinfo", "-v") {
        return;
    }
    for (arguments, scope, pdf) in [
        (&[][..], Scope::default(), "out/iscm-survey-2023-edition-2.pdf"),
        (&["--as-issued"][..], as_issued(), "out/as-issued/iscm-survey-2023-as-issued.pdf"),
    ] {
        let project = survey_2023();
        let output = rapporteur(project.path(), arguments);
        assert!(output.status.success(), "{}", messages(&output));
        let pdf = project.path().join(pdf);
        let pages = pdfinfo(&[], &pdf);
        let pages = pages.lines().find_map(|line| line.strip_prefix("Pages:")).expect("a number");
        assert!(messages(&output).contains(&format!(" {} pages,", pages.trim())), "{pages}");
        let structure = pdfinfo(&["-struct-text"], &pdf);
        let found = squeezed(&structure_text(&structure));
        let document = compose(project.path(), &scope).report.expect("composed").document;
        let expected = squeezed(&tree_text(&document));
        assert!(expected.len() > 45_000, "the report is whole");
        assert!(expected == found, "{}", first_difference(&expected, &found));
    }
}

#[test]
fn the_pdf_is_accessible_to_an_independent_checker() {
    if !has_tool("outloud", "--help") {
        return;
    }
    let project = survey_2023();
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let report = Command::new("outloud")
        .arg(project.path().join("out/iscm-survey-2023-edition-2.pdf"))
        .output()
        .expect("outloud runs");
    let said = String::from_utf8_lossy(&report.stdout);
    assert!(said.contains(" 0 error(s)"), "{said}");
}

fn pdfinfo(arguments: &[&str], pdf: &Path) -> String {
    let output = Command::new("pdfinfo").args(arguments).arg(pdf).output().expect("pdfinfo runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What stands between the quotation marks that `pdfinfo -struct-text` puts around the text of each element, without
/// contents, figures and labels of lists.
fn structure_text(structure: &str) -> String {
    let mut found = String::new();
    let mut left_out: Option<usize> = None;
    for line in structure.lines() {
        let text = line.trim_start();
        let depth = line.len() - text.len();
        if left_out.is_some_and(|outer| depth > outer) {
            continue;
        }
        left_out = None;
        match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(text) => found.push_str(text),
            None => {
                let element = text.split([' ', '(', ':']).next().unwrap_or_default();
                if ["TOC", "Figure", "Lbl"].contains(&element) {
                    left_out = Some(depth);
                }
            }
        }
    }
    found
}

/// All text of the tree without numbers of list items. Line ends fall elsewhere in the PDF, so blanks are not compared.
fn tree_text(document: &Document) -> String {
    document.blocks.iter().map(|node| text(&node.block)).collect()
}

fn text(block: &Block) -> String {
    match block {
        Block::Title(content) | Block::Paragraph(content) => plain_text(content),
        Block::Edition(lines) => lines.concat(),
        Block::Contents(heading) => heading.clone(),
        Block::Heading(heading) => plain_text(&heading.content),
        Block::List(list) => list.items.iter().flat_map(|item| &item.blocks).map(text).collect(),
        Block::Quotation(quotation) => {
            let said: String = quotation.blocks.iter().map(text).collect();
            said + &plain_text(&quotation.source)
        }
        Block::Graph(graph) => {
            let label = graph.label.text() + graph.separator();
            let apparatus = [&graph.caption, &graph.note];
            let apparatus = apparatus.into_iter().flatten().map(|line| plain_text(line));
            label + &apparatus.collect::<String>()
        }
        Block::Table(table) => {
            let titles = table.columns.iter().map(|column| &column.title);
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            let lines = std::iter::once(&table.caption).chain(titles).chain(cells);
            lines.chain(&table.notes).map(|line| plain_text(line)).collect()
        }
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn first_difference(expected: &str, found: &str) -> String {
    let same = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let from =
        |text: &str| text.chars().skip(same.saturating_sub(40)).take(120).collect::<String>();
    format!("the tree: …{}…\nthe PDF:  …{}…", from(expected), from(found))
}
