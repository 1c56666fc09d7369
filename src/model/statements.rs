//! Quotations and practices of a mechanism's files, put together: which one takes whose place, which are taken back.

use std::iter::successors;

use jiff::civil::Date;

use super::reader::Context;
use super::silence::Silenced;
use super::text::{Text, comparable};
use crate::diagnostic::{Code, Diagnostic, Span};

/// With how many words a candidate is shown at least.
const SHOWN_WORDS: usize = 5;

/// A statement as its file gives it.
#[derive(Clone, Debug)]
pub(crate) struct Told<T> {
    pub(crate) statement: T,
    pub(crate) entry: Entry,
}

/// What decides whether a quotation or practice stands, and where.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// What it is called in messages: `quotation` or `practice`.
    pub(crate) name: &'static str,
    /// What is silenced if it is taken back for good: a quotation or practice at its place.
    pub(crate) what: Silenced,
    /// Its words, as they are compared.
    pub(crate) words: String,
    /// The first words of the earlier statement whose place it takes.
    pub(crate) replaces: Option<Text>,
    pub(crate) release: Release,
    /// Where it begins, for messages that must not show its words.
    pub(crate) span: Span,
}

/// When a response, a quotation or a practice may be printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Release {
    /// From when it may be printed, as its mechanism cleared it.
    pub(crate) cleared: Option<Date>,
    /// From when it is public.
    pub(crate) embargo: Option<Date>,
    /// From when it is taken back.
    pub(crate) withdrawn: Option<Date>,
    /// Whether it is taken back for good.
    pub(crate) silent: bool,
}

/// A file's statements of one kind.
pub(crate) struct Batch<'a> {
    pub(crate) entries: Vec<&'a Entry>,
    /// The day of the file, if it amends another.
    pub(crate) amended: Option<Date>,
    /// From when the whole file is taken back.
    pub(crate) withdrawn: Option<Date>,
    /// Whether all that is in the file is taken back for good.
    pub(crate) silent: bool,
}

/// A statement among all those of its mechanism.
pub(crate) struct Line<'a> {
    pub(crate) entry: &'a Entry,
    /// The file that it came in, by its place in the order of files.
    pub(crate) file: usize,
    /// The line whose place it takes.
    replaced: Option<usize>,
    /// Whether no output may hold its words.
    pub(crate) silent: bool,
}

/// All statements of one kind of a mechanism, in the order of its files. A line that names what it replaces, and names
/// nothing or several, is reported.
pub(crate) fn lines<'a>(context: &Context<'_>, batches: &[Batch<'a>]) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for (file, batch) in batches.iter().enumerate() {
        let mut standing = match batch.amended {
            Some(day) => arrange(
                &lines,
                |line| batches[line.file].withdrawn.is_none_or(|withdrawn| withdrawn > day),
                |line| line.entry.release.withdrawn.is_some_and(|withdrawn| withdrawn <= day),
            ),
            None => Vec::new(),
        };
        for entry in &batch.entries {
            let silent = batch.silent || entry.release.silent;
            let replaced = entry.replaces.as_ref().and_then(|words| {
                let first = comparable(&words.value);
                let found = find(&lines, &standing, &first, &entry.what);
                if found.is_none() {
                    let shows_silent = lines
                        .iter()
                        .any(|line| line.silent && begins_with(&line.entry.words, &first));
                    let place = if silent || shows_silent { entry.span } else { words.span };
                    let before = batches[..file].iter().filter_map(|batch| batch.withdrawn);
                    let gone = before.filter(|day| batch.amended.is_some_and(|own| *day <= own));
                    let shown = standing.iter().map(|index| &lines[*index]);
                    let shown = shown.filter(|line| !line.silent);
                    let texts: Vec<&str> = shown.map(|line| line.entry.words.as_str()).collect();
                    context.report(unclear(&texts, entry.name, place, gone.min()));
                }
                found
            });
            standing.retain(|index| Some(*index) != replaced);
            lines.push(Line { entry, file, replaced, silent });
        }
    }
    silence_replaced(&mut lines);
    lines
}

/// What a silent statement had replaced is an earlier wording of it: silent as well.
fn silence_replaced(lines: &mut [Line<'_>]) {
    let mut silent: Vec<bool> = lines.iter().map(|line| line.entry.release.silent).collect();
    for index in (0..lines.len()).rev() {
        if let Some(replaced) = lines[index].replaced.filter(|_| silent[index]) {
            silent[replaced] = true;
            lines[replaced].silent = true;
        }
    }
}

/// The lines that stand: those that count, each at the place of what it replaces, without those taken out.
pub(crate) fn arrange(
    lines: &[Line<'_>],
    counts: impl Fn(&Line<'_>) -> bool,
    is_out: impl Fn(&Line<'_>) -> bool,
) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| counts(line)) {
        // Where what it replaces does not count, it takes the place of what that one had replaced.
        let mut earlier = successors(line.replaced, |earlier| lines[*earlier].replaced);
        match earlier.find_map(|earlier| order.iter().position(|standing| *standing == earlier)) {
            Some(place) => order[place] = index,
            None => order.push(index),
        }
    }
    order.retain(|index| !is_out(&lines[*index]));
    order
}

/// The first of the lines whose place a line took, one after the other; the line itself if it took none.
pub(crate) fn first_at_its_place(lines: &[Line<'_>], index: usize) -> usize {
    successors(Some(index), |later| lines[*later].replaced).last().unwrap_or(index)
}

/// The one standing line that begins with the words `first`: at the same place if there is any, else wherever it stands.
fn find(lines: &[Line<'_>], standing: &[usize], first: &str, place: &Silenced) -> Option<usize> {
    let mut fitting = standing.to_vec();
    fitting.retain(|index| begins_with(&lines[*index].entry.words, first));
    let mut here = fitting.clone();
    here.retain(|index| lines[*index].entry.what == *place);
    match (here.as_slice(), fitting.as_slice()) {
        ([only], _) | ([], [only]) => Some(*only),
        _ => None,
    }
}

/// The error for first words that fit none or several of `texts`, the earlier statements.
pub(crate) fn unclear(
    texts: &[&str],
    name: &str,
    place: Span,
    taken_back: Option<Date>,
) -> Diagnostic {
    let candidates: Vec<String> =
        texts.iter().map(|text| format!("replaces = \"{}\"", first_words(text, texts))).collect();
    let error = Diagnostic::error(
        Code::ReplacesUnclear,
        format!("`replaces` does not give the first words of exactly one earlier {name}"),
    )
    .at(place, "");
    error.help(match (candidates.is_empty(), taken_back) {
        (true, Some(day)) => format!(
            "what came before was taken back from {day}, and this file begins a new response: take the line out;\n\
             if this file is taken back as well, write `withdrawn = {day}` at its top, too"
        ),
        (true, None) => format!("no earlier {name} of this mechanism stands: take the line out"),
        (false, _) => format!(
            "what stands begins as follows; without the line, the new {name} is added after\n{}",
            candidates.join("\n")
        ),
    })
}

/// As many words of a text as tell it from the others.
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
