//! Quotations and practices as given in their files, and redactions of them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::response::Contribution;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::Key;

/// The minimum number of words with which messages show a candidate.
const SHOWN_WORDS: usize = 5;

/// A quotation or practice as given in its file.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: StatementKind,
    /// What it contributes, still without the date that determines its position.
    pub(crate) contribution: Contribution,
    /// Its words, normalized for comparison.
    pub(crate) words: String,
    /// The first words of the earlier statement that it replaces.
    pub(crate) replaces: Option<Text>,
    pub(crate) release: ReleaseDates,
    /// Where it begins, for messages that must not show its words.
    pub(crate) span: Span,
}

/// The kind of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatementKind {
    /// A quotation or another statement under a point.
    Quotation,
    /// A practice in a part.
    Practice,
}

impl StatementKind {
    /// Its name in messages.
    pub(crate) fn name(self) -> &'static str {
        ["quotation", "practice"][self as usize]
    }
}

/// The dates that decide when a response, a quotation or a practice may be printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReleaseDates {
    /// The date from which its mechanism allows publication.
    pub(crate) cleared: Option<Date>,
    /// The date on which its embargo ends.
    pub(crate) embargo: Option<Date>,
    /// The date its withdrawal takes effect.
    pub(crate) withdrawn: Option<Date>,
    /// Whether it is withdrawn permanently, that is, redacted.
    pub(crate) redacted: bool,
}

/// The redactions of a project: words that must no longer appear in any output.
///
/// The project files archived with an edition do not mention later redactions; for them, the
/// redactions of the current project decide what is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redactions {
    /// The redacted parts of responses, each with the key of the mechanism.
    pub(super) parts: Vec<(Key, RedactedPart)>,
    /// The redacted words, normalized for comparison, each with its mechanism's key.
    pub(super) words: BTreeSet<(Key, String)>,
    /// All statements that are not redacted; these are kept.
    pub(super) active: BTreeSet<(Key, String)>,
}

/// The part of a response that was redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RedactedPart {
    /// The whole response.
    Response,
    /// The content of one amendment file.
    Amendment,
    /// A quotation under the point with this key, or a practice in the part with this key.
    Statement(StatementKind, Key),
}

impl Redactions {
    /// Adds a statement, which is redacted or not.
    pub(super) fn add(&mut self, mechanism: &Key, entry: &Entry, is_redacted: bool) {
        let list = if is_redacted { &mut self.words } else { &mut self.active };
        list.insert((mechanism.clone(), entry.words.clone()));
        let part = || (mechanism.clone(), entry.part());
        self.parts.extend(is_redacted.then(part));
    }

    /// Whether a statement must be left out: either its words are redacted, or it is in a place
    /// where something was redacted and the mechanism no longer makes it, so that it may be an
    /// earlier wording.
    pub(crate) fn covers(&self, mechanism: &Key, entry: &Entry) -> bool {
        let own = (mechanism.clone(), entry.words.clone());
        let is_here = |what: &RedactedPart| match what {
            RedactedPart::Response | RedactedPart::Amendment => true,
            RedactedPart::Statement(..) => *what == entry.part(),
        };
        let mut parts = self.parts.iter().filter(|(key, _)| key == mechanism);
        let is_active = self.active.contains(&own);
        let is_said = || self.words.iter().any(|(_, words)| *words == entry.words);
        self.words.contains(&own)
            || (!is_active && (parts.any(|(_, what)| is_here(what)) || is_said()))
    }

    /// The mechanisms of which the whole of one or more files is redacted.
    pub fn of_files(&self) -> impl Iterator<Item = &Key> {
        let is_of_files = |what: &RedactedPart| !matches!(what, RedactedPart::Statement(..));
        self.parts.iter().filter(move |(_, what)| is_of_files(what)).map(|(key, _)| key)
    }

    /// Whether the whole response of `mechanism` is redacted.
    pub(crate) fn has_response_of(&self, mechanism: &Key) -> bool {
        self.parts.contains(&(mechanism.clone(), RedactedPart::Response))
    }
}

impl Entry {
    /// The part of the response that it is.
    fn part(&self) -> RedactedPart {
        RedactedPart::Statement(self.kind, self.contribution.place.clone())
    }
}

/// The error for first words that fit none or several of `texts`, the earlier statements.
pub(crate) fn unclear(
    texts: &[&str],
    kind: StatementKind,
    place: Span,
    taken_back: Option<Date>,
) -> Diagnostic {
    let name = kind.name();
    let candidates: Vec<String> =
        texts.iter().map(|text| format!("replaces = \"{}\"", first_words(text, texts))).collect();
    let message = format!("`replaces` does not give the first words of exactly one earlier {name}");
    let error = Diagnostic::error(Code::ReplacesUnclear, message).at(place, "");
    error.help(match (candidates.is_empty(), taken_back) {
        (true, Some(day)) => format!(
            "what came before was taken back from {day}, and this file begins a new response: take the line out;\n\
             if this file is taken back as well, write `withdrawn = {day}` at its top, too"
        ),
        (true, None) => format!("this mechanism has no earlier {name} to replace: delete the line"),
        (false, _) => format!(
            "the earlier ones begin as follows; without the line, the new {name} is added after\n{}",
            candidates.join("\n")
        ),
    })
}

/// The shortest beginning of a text that distinguishes it from the others, of at least
/// [`SHOWN_WORDS`] words.
fn first_words<'t>(text: &'t str, all: &[&str]) -> &'t str {
    let ends: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).chain([text.len()]).collect();
    let tells =
        |end: &usize| all.iter().filter(|other| begins_with(other, &text[..*end])).count() == 1;
    let end = ends.iter().skip(SHOWN_WORDS - 1).copied().find(tells).unwrap_or(text.len());
    &text[..end]
}

/// Whether a text begins with these words; they end where a word of the text ends.
pub(crate) fn begins_with(text: &str, words: &str) -> bool {
    let rest = text.strip_prefix(words).filter(|_| !words.is_empty());
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::{begins_with, first_words};

    #[test]
    fn first_words_are_whole_words() {
        assert!(begins_with("We trust each other.", "We trust"));
        assert!(begins_with("We trust each other.", "We trust each other"));
        assert!(!begins_with("We trust each other.", "We tru"));
        assert!(!begins_with("We trust each other.", ""));
    }

    #[test]
    fn a_candidate_is_shown_until_it_differs() {
        let all = ["a b c d e f g", "a b c d e h", "a b"];
        assert_eq!(first_words(all[0], &all), "a b c d e f");
        assert_eq!(first_words(all[2], &all), "a b");
    }
}
