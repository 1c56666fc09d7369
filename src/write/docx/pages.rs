//! The page numbers that the Word document shows until Word computes its own: the results of its fields.

use std::collections::BTreeMap;

use super::lines::{Setting, runs};
use super::names::{graph_name, heading_name};
use super::xml::fill;

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

/// The name of the slot for the number of pages.
pub(super) const COUNT: &str = "";

impl Pages {
    /// The XML of a part with the page numbers in its slots.
    pub(super) fn fill(&self, xml: &str) -> String {
        let headings = self.headings.iter().enumerate();
        let headings =
            headings.filter_map(|(index, page)| Some((heading_name(index + 1), (*page)?)));
        let graphs = self.graphs.iter().map(|(key, page)| (graph_name(key), *page));
        let mut pages: BTreeMap<String, usize> = headings.chain(graphs).collect();
        pages.insert(COUNT.to_owned(), self.count);
        fill(xml, |target| {
            let number = pages.get(target).map(usize::to_string).unwrap_or_default();
            runs(&number, Setting::default())
        })
    }
}
