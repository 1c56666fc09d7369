//! Checks that add coded diagnostics: [`data`] on survey and figures; [`text`] and [`structure`] on the document tree,
//! [`typed`] on the numbers in it, [`naming`] on its names and terms, [`language`] on how it is written; [`glyphs`]
//! on the characters of all. [`levels`] makes each as grave as the project wants it, [`certain`] adds the
//! corrections that leave no choice, and [`received`] holds quotations against the texts that they are from,
//! and [`anonymous`] reads the words of those who must not be named.

use crate::diagnostic::{Sources, Span};
use crate::document::Document;
use crate::model::Survey;
use crate::tally::Tally;
use passages::{Passage, passages};

pub mod anonymous;
pub mod certain;
pub mod data;
pub mod glyphs;
pub mod language;
pub mod levels;
pub mod naming;
pub mod passages;
pub mod received;
pub mod structure;
pub mod text;
pub mod typed;

/// A report with its printed words.
#[derive(Debug)]
pub struct Printed<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// The survey.
    pub survey: &'a Survey,
    /// Its figures.
    pub tally: &'a Tally,
    /// The report.
    pub document: &'a Document,
    /// Its words, in order.
    pub passages: Vec<Passage>,
}

impl<'a> Printed<'a> {
    /// A report.
    pub fn new(
        sources: &'a Sources,
        survey: &'a Survey,
        tally: &'a Tally,
        document: &'a Document,
    ) -> Self {
        Printed { sources, survey, tally, document, passages: passages(sources, document) }
    }

    /// Where the first words of a passage stand that are not the tool's.
    fn place(&self, passage: &Passage) -> Option<Span> {
        let mut starts = passage.text.char_indices().map(|(at, _)| at);
        starts.find_map(|at| passage.place(self.sources, at..passage.text.len()))
    }
}
