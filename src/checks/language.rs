//! Checks of language and typography: what an editor would mark in the secretariat's own text, and certain slips in the
//! words of mechanisms, which nobody rewords.
//!
//! Marks, blanks and final stops are read in every language; doubled words, which others have rightly, and spelling where
//! the report is in English. The rules of an editorial style are read where `style` in data/report.toml asks for them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, SourceKind, Sources, Span};
use crate::document::{Author, Kind, Passage};
use crate::model::Style;

mod blanks;
mod certain;
pub(super) mod dictionary;
mod doubled;
mod editing;
mod marks;
mod own_words;
mod spelling;
mod statements;
mod stops;

/// Checks the printed words.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let text = Text { sources: context.sources, passages: &context.passages };
    let english = is_english(&survey.report.language.value);
    let mut diagnostics = Vec::new();
    if english {
        diagnostics.extend(doubled::check(&text));
    }
    diagnostics.extend(marks::check(&text));
    diagnostics.extend(blanks::check(&text, english));
    diagnostics.extend(stops::check(&text, survey));
    diagnostics.extend(statements::check(&text, english));
    if !english {
        let language = &survey.report.language;
        let message =
            format!("spelling isn't checked: there is no word list for `{}`", language.value);
        diagnostics.push(Diagnostic::note(Code::LanguageUnchecked, message).at(language.span, ""));
        return diagnostics;
    }
    diagnostics.extend(spelling::check(&text, survey));
    match survey.report.style {
        Some(Style::UnitedNations) => diagnostics.extend(editing::check(&text)),
        None => {}
    }
    diagnostics
}

/// The word list is British: texts in American English are not measured with it.
pub(super) fn is_english(language: &str) -> bool {
    language == "en" || (language.starts_with("en-") && language != "en-US")
}

/// What is checked.
struct Text<'a> {
    sources: &'a Sources,
    passages: &'a [Passage<'a>],
}

impl<'a> Text<'a> {
    /// The passages that hold words of the secretariat.
    fn own(&self) -> impl Iterator<Item = &'a Passage<'a>> {
        self.passages.iter().filter(|passage| passage.author == Author::Secretariat)
    }

    /// Those of them that are sentences and headings, not captions, tables and names.
    fn running(&self) -> impl Iterator<Item = &'a Passage<'a>> {
        self.own().filter(|passage| match passage.kind {
            Kind::Heading(_) | Kind::Paragraph | Kind::Item(_) | Kind::Message(_) => true,
            Kind::Footnote => true,
            Kind::Title | Kind::Quotation | Kind::QuotationSource | Kind::Caption => false,
            Kind::Table | Kind::Label | Kind::Drawing | Kind::Edition | Kind::Generated => false,
        })
    }

    /// The place of a range of a passage, if the secretariat wrote what stands there.
    fn place(&self, passage: &Passage, range: Range<usize>) -> Option<Span> {
        let author = passage.author_at(self.sources, range.start);
        (author == Author::Secretariat).then(|| passage.place(self.sources, range)).flatten()
    }

    /// The same, unless it is a name that is registered elsewhere: of an item of a framework, of a mechanism.
    fn unregistered_place(&self, passage: &Passage, range: Range<usize>) -> Option<Span> {
        let place = self.place(passage, range)?;
        let kind = &self.sources.get(place.file).kind;
        (!matches!(kind, SourceKind::Framework(_) | SourceKind::Mechanisms)).then_some(place)
    }

    /// The places of what `find` finds in the texts of passages.
    fn places(
        &self,
        passages: impl Iterator<Item = &'a Passage<'a>>,
        find: impl Fn(&str) -> Vec<Range<usize>>,
    ) -> Places {
        let mut places = Places::default();
        for passage in passages {
            for range in find(&passage.text) {
                places.add(self.place(passage, range), "");
            }
        }
        places
    }
}

/// The places of one finding, each once: what is printed twice is found once.
#[derive(Default)]
struct Places {
    seen: BTreeSet<Span>,
    places: Vec<(Span, String)>,
}

impl Places {
    /// Adds a place, with what is to be said there.
    fn add(&mut self, place: Option<Span>, text: impl Into<String>) {
        if let Some(place) = place.filter(|place| self.seen.insert(*place)) {
            self.places.push((place, text.into()));
        }
    }

    fn count(&self) -> usize {
        self.places.len()
    }

    /// The note, if there is a place.
    fn note(self, code: Code, message: String, help: impl Into<String>) -> Option<Diagnostic> {
        let note = (self.count() > 0).then(|| Diagnostic::note(code, message).help(help))?;
        Some(note.at_each(self.places))
    }

    /// The note whose message begins with what is there: one thing, or their number and many of them.
    fn counted(
        self,
        code: Code,
        things: [&str; 2],
        message: &str,
        help: &str,
    ) -> Option<Diagnostic> {
        let things = match self.count() {
            1 => things[0].to_owned(),
            count => format!("{count} {}", things[1]),
        };
        self.note(code, format!("{things} {message}"), help)
    }
}
