//! Counts the words of a report's own text.

use crate::diagnostic::Sources;
use crate::document::{Document, Kind, LineKind, Role, UnitKind};

/// Counts the words in all text blocks as `wc -w` does, including item numbers and graph labels.
/// Captions, tables of contents, tables and footnotes are not part of the report's own text and do
/// not count.
pub(super) fn count(document: &Document, sources: &Sources) -> usize {
    let (mut words, mut last_unit) = (0, None);
    for passage in document.passages(sources) {
        let is_counted = match passage.kind {
            Kind::Label => passage.line != LineKind::ColumnTitle,
            Kind::Title
            | Kind::Heading(_)
            | Kind::Paragraph
            | Kind::Item(_)
            | Kind::Message(_)
            | Kind::Quotation
            | Kind::QuotationSource => true,
            Kind::Caption
            | Kind::Drawing
            | Kind::Table
            | Kind::Footnote
            | Kind::Edition
            | Kind::Generated => false,
        };
        if passage.role != Role::Text || !is_counted {
            continue;
        }
        if let UnitKind::Item { number: Some(_), .. } = passage.unit.kind {
            words += usize::from(last_unit != Some(passage.unit.number));
        }
        last_unit = Some(passage.unit.number);
        let marks = passage.marks.split_whitespace();
        words += marks.filter(|mark| *mark != "–").count();
        words += passage.text.split_whitespace().count();
    }
    words
}
