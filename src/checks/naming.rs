//! Checks of names and terms: mechanisms, goals and objectives against how they are registered, acronyms against where
//! they are introduced, terms against each other, and links.
//!
//! The mechanisms' own words are never to be changed: what is found in them is gathered in one note.

use std::collections::BTreeSet;
use std::ops::Range;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Sources, Span, counted};
use crate::document::Author;
use words::Line;

mod acronyms;
mod addresses;
mod introductions;
mod links;
mod names;
mod register;
mod terms;
mod titles;
mod words;

/// Checks names, acronyms, terms and links of a report.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let CheckContext { sources, survey, .. } = context;
    let lines = words::read(context);
    let mut findings = Findings::default();
    names::check(sources, survey, &lines, &mut findings);
    titles::check(sources, survey, &lines, &mut findings);
    terms::check(sources, survey, &lines, &mut findings);
    acronyms::check(sources, survey, &lines, &mut findings);
    links::check(sources, context.document(), &mut findings);
    findings.diagnostics.extend(mechanisms_words(findings.asides));
    findings.diagnostics
}

/// What was found.
#[derive(Default)]
struct Findings {
    /// In the secretariat's words.
    diagnostics: Vec<Diagnostic>,
    /// Places in the mechanisms' words, and what a reader may stumble over.
    asides: BTreeSet<(Span, String)>,
}

impl Findings {
    /// How the secretariat writes a name, and where. What a respondent writes is an aside that says what is registered.
    fn own_form<'n>(
        &mut self,
        sources: &Sources,
        line: &Line,
        words: Range<usize>,
        registered: impl FnOnce(&str) -> &'n str,
    ) -> Option<(String, Span)> {
        let span = line.place(sources, words.clone())?;
        let form = line.written(words.clone());
        match line.words[words.start].author {
            Author::Secretariat => return Some((form, span)),
            Author::Respondent => {
                let text = format!("registered: `{}`", registered(&form));
                self.asides.insert((span, text));
            }
            Author::Tool => {}
        }
        None
    }
}

/// A note with all places of a finding, each once; the first is the place at fault.
fn at_all(diagnostic: Diagnostic, places: impl IntoIterator<Item = (Span, String)>) -> Diagnostic {
    let mut seen = BTreeSet::new();
    diagnostic.at_each(places.into_iter().filter(|place| seen.insert(place.clone())))
}

/// The one note on what the mechanisms wrote.
fn mechanisms_words(asides: BTreeSet<(Span, String)>) -> Option<Diagnostic> {
    if asides.is_empty() {
        return None;
    }
    let places = counted(asides.len(), "place", "places");
    let message =
        format!("readers may stumble over names and terms in mechanisms' words at {places}");
    let note = Diagnostic::note(Code::MechanismTerms, message).help(
        "these words stay as they are; a list of acronyms, or a question to the mechanism, may help readers",
    );
    Some(note.at_each(asides))
}
