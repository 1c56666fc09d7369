//! Checks of names and terms: mechanisms, goals and objectives against their registered names,
//! acronyms against their introductions, terms against each other, and links.
//!
//! The words of mechanisms are never changed, so findings in them are collected in one note.

use std::collections::BTreeSet;
use std::ops::Range;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Sources, Span, counted};
use crate::document::Author;
use line::Line;
pub(super) use line::is_small;

mod acronyms;
mod introductions;
mod line;
mod links;
mod names;
mod register;
mod terms;
mod titles;

/// Checks the names, acronyms, terms and links of a report.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let (survey, lines) = (context.survey, line::read(context));
    let mut findings =
        Findings { sources: context.sources, diagnostics: Vec::new(), asides: BTreeSet::new() };
    names::check(survey, &lines, &mut findings);
    titles::check(survey, &lines, &mut findings);
    terms::check(survey, &lines, &mut findings);
    acronyms::check(context, &lines, &mut findings);
    links::check(context, &mut findings);
    findings.diagnostics.extend(mechanisms_words(findings.asides));
    findings.diagnostics
}

/// The findings of the naming checks.
struct Findings<'c> {
    sources: &'c Sources,
    /// Findings in the secretariat's words.
    diagnostics: Vec<Diagnostic>,
    /// Places in the words of mechanisms, with what readers may not understand there.
    asides: BTreeSet<(Span, String)>,
}

impl Findings<'_> {
    /// The form in which the secretariat writes a name, and its place. If a respondent wrote it,
    /// adds an aside with the registered name and returns `None`.
    fn own_form<'n>(
        &mut self,
        line: &Line,
        words: Range<usize>,
        registered: impl FnOnce(&str) -> &'n str,
    ) -> Option<(String, Span)> {
        let span = line.place(words.clone())?;
        let form = line.written(words.clone());
        let author = line.words[words.start].author;
        if author == Author::Respondent {
            self.asides.insert((span, format!("registered: `{}`", registered(&form))));
        }
        (author == Author::Secretariat).then_some((form, span))
    }
}

/// The note that collects all findings in the words of mechanisms.
fn mechanisms_words(asides: BTreeSet<(Span, String)>) -> Option<Diagnostic> {
    let names = counted(asides.len(), "name or term", "names or terms");
    let message = format!("{names} in respondents' own words may need an explanation");
    let note = Diagnostic::note(Code::MechanismTerms, message).at_each(asides).placed()?;
    Some(note.help(
        "these words stay as they are: add acronyms to `[abbreviations]` in data/report.toml, or ask the respondent",
    ))
}
