//! The table of contents and the list of graphs: fields with filled-in entries, each a link with
//! its page number in the PDF.

use std::collections::BTreeMap;

use docx_rs::{FieldCharType, Paragraph, ParagraphChild, Run};

use super::bookmarks::{graph_name, heading_name};
use super::lines::{Setting, child, field, field_mark, field_start, link_to, runs, styled};
use super::sequences::sequence_name;
use crate::document::{Block, Document, Graph, Label, plain_text};

/// The paragraphs of the table of contents for headings down to `levels`; `pages` are the page
/// numbers of all headings.
pub(super) fn paragraphs(
    document: &Document,
    pages: &[Option<usize>],
    levels: u8,
) -> Vec<Paragraph> {
    let blocks = document.all_blocks().into_iter();
    let headings =
        blocks.filter_map(|block| if let Block::Heading(own) = block { Some(own) } else { None });
    let listed = headings.enumerate().filter(|(_, heading)| heading.is_listed(levels));
    let listed = listed.map(|(index, heading)| {
        let page = pages.get(index).copied().flatten();
        let link = link(&heading_name(index + 1), &plain_text(&heading.content), page);
        (format!("TOC {}", heading.level.min(3)), link)
    });
    list(&format!(" TOC \\o \"1-{levels}\" \\h \\z "), listed)
}

/// The paragraphs of a list, given the style and link of each, wrapped in a field with this
/// instruction.
fn list(
    instruction: &str,
    links: impl Iterator<Item = (String, ParagraphChild)>,
) -> Vec<Paragraph> {
    let entry = |(style, link): (String, _)| Paragraph { children: vec![link], ..styled(&style) };
    let mut entries: Vec<Paragraph> = links.map(entry).collect();
    if let Some(first) = entries.first_mut() {
        first.children.splice(0..0, field_start(instruction, Setting::default()));
    }
    if let Some(last) = entries.last_mut() {
        last.children.push(field_mark(FieldCharType::End, Setting::default()));
    }
    entries
}

fn link(anchor: &str, text: &str, page: Option<usize>) -> ParagraphChild {
    let mut content = runs(text, Setting::default());
    content.push(child(Run::new().add_tab()));
    let page = page.map_or(String::new(), |page| page.to_string());
    content.extend(field(&format!(" PAGEREF {anchor} \\h "), &page, Setting::default()));
    link_to(anchor, content)
}

/// The paragraphs of the list of graphs; `pages` are the page numbers of the graphs by key.
pub(super) fn graphs(graphs: &[&Graph], pages: &BTreeMap<String, usize>) -> Vec<Paragraph> {
    let listed = graphs.iter().map(|graph| {
        let caption = graph.caption.as_deref().map(plain_text).unwrap_or_default();
        let text = format!("{}{}{caption}", graph.label.text(), graph.separator());
        let page = pages.get(&graph.key).copied();
        ("Table of Figures".to_owned(), link(&graph_name(&graph.key), &text, page))
    });
    list(&list_of(graphs), listed)
}

/// The instruction of the field that lists graphs: by their sequence, or by the caption style if
/// their labels use different words.
fn list_of(graphs: &[&Graph]) -> String {
    let sequence = |graph: &&Graph| match &graph.label {
        Label::Numbered { word, .. } => Some(sequence_name(word)),
        Label::Issued(_) => None,
    };
    let first = graphs.first().and_then(sequence);
    match first.filter(|first| graphs.iter().all(|graph| sequence(graph).as_ref() == Some(first))) {
        Some(sequence) => format!(" TOC \\h \\z \\c \"{sequence}\" "),
        None => " TOC \\h \\z \\t \"Caption,1\" ".to_owned(),
    }
}
