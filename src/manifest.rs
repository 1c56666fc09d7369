//! `manifest.json`: what a build was made from, its figures with their uses, and what it wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Sources;
use crate::document::{Block, Document, Inline, Origin, texts};
use crate::figures;
use crate::tally::Tally;
use crate::words::Words;

/// What a build was made from and what it made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the program.
    pub rapporteur: String,
    /// SHA-256 of each file read, by its path in the project.
    pub inputs: BTreeMap<String, String>,
    /// Keys of the mechanisms that responded and may be named.
    pub respondents: Vec<String>,
    /// Each figure by id.
    pub figures: BTreeMap<String, ManifestFigure>,
    /// SHA-256 of each file written, by its path in out/.
    pub outputs: BTreeMap<String, String>,
}

/// A figure and where it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFigure {
    /// As it is shown; none if it isn't published.
    pub value: Option<String>,
    /// How it came about.
    pub state: String,
    /// How it was computed, in words.
    pub formula: String,
    /// The template lines that print it, as `file:line`.
    pub used: BTreeSet<String>,
}

/// The figures of a tally with the places of a document where they are printed.
pub fn figures(
    sources: &Sources,
    tally: &Tally,
    document: &Document,
    words: &Words,
) -> BTreeMap<String, ManifestFigure> {
    let mut figures: BTreeMap<String, ManifestFigure> = BTreeMap::new();
    for (id, figure) in &tally.figures {
        let value = figure.value.map(|value| words.value(value));
        let state = figure.state.to_string();
        let formula = figures::formula(&figure.formula, words);
        let used = BTreeSet::new();
        figures.insert(id.to_string(), ManifestFigure { value, state, formula, used });
    }
    for node in &document.blocks {
        add_uses(sources, &node.block, &mut figures);
    }
    figures
}

fn add_uses(sources: &Sources, block: &Block, figures: &mut BTreeMap<String, ManifestFigure>) {
    match block {
        Block::Title(content) | Block::Paragraph(content) => add_line(sources, content, figures),
        Block::Heading(heading) => add_line(sources, &heading.content, figures),
        Block::List(list) => {
            for block in list.items.iter().flat_map(|item| &item.blocks) {
                add_uses(sources, block, figures);
            }
        }
        Block::Table(table) => {
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                add_line(sources, cell, figures);
            }
        }
        // Quotations are the mechanisms' words, and a graph's figures are its question's.
        Block::Quotation(_) | Block::Graph(_) | Block::Added(_) => {}
    }
}

fn add_line(sources: &Sources, line: &[Inline], figures: &mut BTreeMap<String, ManifestFigure>) {
    for text in texts(line) {
        let Origin::Figure(id, span) = &text.origin else { continue };
        let (line, _) = sources.line_column(*span);
        let place = format!("{}:{line}", sources.get(span.file).name);
        let figure = figures.get_mut(&id.to_string());
        figure.expect("the tally has every printed figure").used.insert(place);
    }
}
