//! All quotations and practices in the files of a mechanism: replacements, withdrawals and redactions.

use std::cell::RefCell;
use std::iter::successors;

use jiff::civil::Date;

use super::reader::Reader;
use super::statements::{Entry, ResponseFile, StatementKind};
use super::text::{Text, comparable};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::Key;

/// The minimum number of words with which messages show a candidate.
const SHOWN_WORDS: usize = 5;

/// A revision: one statement among all those of its mechanism.
pub(super) struct Revision<'a> {
    pub(super) entry: &'a Entry,
    /// The index of its file, in file order.
    pub(super) file: usize,
    /// The index of the line that it replaces.
    replaced: Option<usize>,
    /// Whether it is redacted.
    pub(super) redacted: bool,
}

/// All statements of a mechanism, in file order. Everything that a redacted statement replaced is redacted, too, because
/// it is an earlier wording.
pub(super) fn lines<'a>(files: impl IntoIterator<Item = &'a ResponseFile>) -> Vec<Revision<'a>> {
    let mut lines: Vec<Revision<'a>> = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        for entry in &file.statements {
            let is_it = |line: &Revision<'_>| Some(line.entry.span) == entry.replaced;
            let replaced = lines.iter().position(is_it);
            let redacted = file.release.redacted || entry.release.redacted;
            lines.push(Revision { entry, file: index, replaced, redacted });
        }
    }
    let mut redacted: Vec<bool> = lines.iter().map(|line| line.entry.release.redacted).collect();
    for index in (0..lines.len()).rev() {
        if let Some(replaced) = lines[index].replaced.filter(|_| redacted[index]) {
            redacted[replaced] = true;
            lines[replaced].redacted = true;
        }
    }
    lines
}

/// The indices of the active lines in print order: those that pass `counts`, each in the position
/// of the line it replaces, minus those for which `is_out` is true.
pub(super) fn arrange(
    lines: &[Revision<'_>],
    counts: impl Fn(&Revision<'_>) -> bool,
    is_out: impl Fn(&Revision<'_>) -> bool,
) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| counts(line)) {
        // If the replaced line does not count, this line takes the position of what that line had
        // replaced.
        let mut earlier = successors(line.replaced, |earlier| lines[*earlier].replaced);
        match earlier.find_map(|earlier| order.iter().position(|active| *active == earlier)) {
            Some(place) => order[place] = index,
            None => order.push(index),
        }
    }
    order.retain(|index| !is_out(&lines[*index]));
    order
}

/// The first line in the chain of replacements that ends at `index`; `index` itself if it replaces
/// nothing.
pub(super) fn first_at_its_place(lines: &[Revision<'_>], index: usize) -> usize {
    successors(Some(index), |later| lines[*later].replaced).last().unwrap_or(index)
}

/// The statements of a mechanism that those of a later file can replace.
pub(super) struct Earlier<'a> {
    lines: Vec<Revision<'a>>,
    /// The indices of those that are neither withdrawn nor replaced.
    active: RefCell<Vec<usize>>,
    /// The day from which what came before is withdrawn.
    gone: Option<Date>,
}

impl<'a> Earlier<'a> {
    /// The statements in earlier files, for one that amends them on a day.
    pub(super) fn new(files: &[&'a ResponseFile], amended: Option<Date>) -> Self {
        let is_past =
            |day: Option<Date>| day.is_some_and(|day| amended.is_some_and(|own| day <= own));
        let lines = lines(files.iter().copied());
        let counts = |line: &Revision<'_>| !is_past(files[line.file].release.withdrawn);
        let mut active = arrange(&lines, counts, |line| is_past(line.entry.release.withdrawn));
        active.retain(|_| amended.is_some());
        let gone = files.iter().map(|file| file.release.withdrawn).filter(|day| is_past(*day));
        let gone = gone.min().flatten();
        Earlier { lines, active: RefCell::new(active), gone }
    }

    /// The statement that one in `table` replaces: the only active one that begins with these words, preferring those
    /// at its own place; reports an error if there is none.
    pub(super) fn replaced(
        &self,
        table: &Reader<'_>,
        (kind, words): (StatementKind, &Text),
        place: Option<&Key>,
        is_redacted: bool,
    ) -> Option<&'a Entry> {
        let (mut active, first) = (self.active.borrow_mut(), comparable(&words.value));
        let entry = |index: &usize| self.lines[*index].entry;
        let mut fitting: Vec<usize> = active.clone();
        fitting
            .retain(|index| entry(index).kind == kind && begins_with(&entry(index).words, &first));
        let mut here = fitting.clone();
        here.retain(|index| Some(&entry(index).contribution.place) == place);
        if let ([only], _) | ([], [only]) = (&here[..], &fitting[..]) {
            active.retain(|index| index != only);
            return Some(entry(only));
        }
        let begins = |line: &Revision<'_>| begins_with(&line.entry.words, &first);
        let shows = is_redacted || self.lines.iter().any(|line| line.redacted && begins(line));
        let place = if shows { table.span } else { words.span };
        let lines = active.iter().map(|index| &self.lines[*index]);
        let lines = lines.filter(|line| !line.redacted && line.entry.kind == kind);
        let texts: Vec<&str> = lines.map(|line| line.entry.words.as_str()).collect();
        table.context.report(self.unclear(&texts, kind, place));
        None
    }

    /// The error for first words that fit none or several of `texts`, the earlier statements.
    fn unclear(&self, texts: &[&str], kind: StatementKind, place: Span) -> Diagnostic {
        let name = kind.name();
        let candidates: Vec<String> = texts
            .iter()
            .map(|text| format!("replaces = \"{}\"", first_words(text, texts)))
            .collect();
        let message =
            format!("`replaces` does not give the first words of exactly one earlier {name}");
        let error = Diagnostic::error(Code::ReplacesUnclear, message).at(place, "");
        error.help(match (candidates.is_empty(), self.gone) {
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
fn begins_with(text: &str, words: &str) -> bool {
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
