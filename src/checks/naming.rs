//! Checks of names and terms: mechanisms, goals and objectives against how they are registered, acronyms against where
//! they are introduced, terms against each other, and links.
//!
//! The mechanisms' own words are never to be changed: what is found in them is gathered in one note.

use std::collections::BTreeSet;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span, counted};

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
