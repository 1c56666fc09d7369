//! The files of responses, quotations and practices as given in them, and redactions of these.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::reader::Reader;
use super::response::{Contribution, Response};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::Key;

/// One file, before it is decided whether it counts; or what it answers for another of its respondents, without
/// statements.
#[derive(Clone)]
pub(crate) struct ResponseFile {
    /// The response, still without quotations and practices.
    pub(crate) response: Response,
    /// Its quotations, then its practices.
    pub(crate) statements: Vec<Entry>,
    /// The date in the file name, if the file amends another.
    pub(crate) amended: Option<Date>,
    /// The place of `received`, if the file has it.
    pub(crate) received_at: Option<Span>,
    /// Whether the file is named after its mechanism.
    pub(crate) well_named: bool,
    /// Its dates; a withdrawal of the response covers the files that amended it before.
    pub(crate) release: ReleaseDates,
    /// Whether it was given by word of mouth and its wording is not cleared.
    pub(crate) is_spoken: bool,
    /// Whether the file is a form that is not filled in yet.
    pub(crate) blank: bool,
}

impl ResponseFile {
    /// Whether it is the response, or amended it before the day on which that was withdrawn.
    pub(crate) fn is_before(&self, withdrawn: Option<Date>) -> bool {
        withdrawn.is_some_and(|day| self.amended.is_none_or(|came| came < day))
    }
}

/// A quotation or practice as given in its file.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: StatementKind,
    /// What it contributes, still without the date that determines its position.
    pub(crate) contribution: Contribution,
    /// Its words, normalized for comparison.
    pub(crate) words: String,
    /// Where the earlier statement begins that it replaces.
    pub(crate) replaced: Option<Span>,
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

impl ReleaseDates {
    /// Reads `cleared`, `embargo`, `withdrawn` and `silent` of a response, a quotation or a practice.
    pub(crate) fn read(table: &Reader<'_>) -> Self {
        let day = |key| table.date(key).map(|day| day.value);
        let [cleared, embargo, withdrawn] = ["cleared", "embargo", "withdrawn"].map(day);
        let redacted = table.boolean("silent").unwrap_or(false);
        if redacted && !table.has("withdrawn") {
            let message = "what is `silent` must be withdrawn, too";
            let help = "add the day from which it is taken back, such as `withdrawn = 2023-09-01`";
            let error =
                Diagnostic::error(Code::MissingKey, message).at(table.span, "in this table");
            table.context.report(error.help(help));
        }
        ReleaseDates { cleared, embargo, withdrawn, redacted }
    }
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
