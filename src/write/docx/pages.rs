//! The page numbers that the Word document shows until Word computes its own: the results of its fields.

use std::collections::BTreeMap;

use super::lines::{Setting, runs};
use super::names::{graph_name, heading_name};
use super::xml::Element;

/// The page numbers of the PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// The page of each heading, in order; `None` if it is unknown.
    pub headings: Vec<Option<usize>>,
    /// The page of each graph, by key.
    pub graphs: BTreeMap<String, usize>,
    /// The number of pages.
    pub count: usize,
}

impl Pages {
    /// Adds the page numbers to a part as the results of its fields, which have none yet.
    pub(super) fn add_to(&self, part: &mut Element) {
        let headings = self.headings.iter().enumerate();
        let headings =
            headings.filter_map(|(index, page)| Some((heading_name(index + 1), (*page)?)));
        let graphs = self.graphs.iter().map(|(key, page)| (graph_name(key), *page));
        let pages: BTreeMap<String, usize> = headings.chain(graphs).collect();
        let result = |run: &Element| {
            let mut instruction = run.first("w:instrText")?.text.split_whitespace();
            match instruction.next()? {
                "PAGEREF" => pages.get(instruction.next()?).copied(),
                "NUMPAGES" => Some(self.count),
                _ => None,
            }
        };
        part.each(&mut |element| {
            for at in (0..element.children.len()).rev() {
                let page = result(&element.children[at]);
                // The run after the instruction separates it from the result.
                if let Some(page) = page.filter(|_| at + 2 <= element.children.len()) {
                    let number = runs(&page.to_string(), Setting::default());
                    element.children.splice(at + 2..at + 2, number);
                }
            }
        });
    }
}
