//! All quotations and practices in the files of a mechanism: replacements, withdrawals and redactions.

use std::iter::successors;

use jiff::civil::Date;

use crate::model::reader::Context;
use crate::model::responses::ResponseFile;
use crate::model::statements::{Entry, begins_with, unclear};
use crate::model::text::comparable;

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

/// All statements of a mechanism, in file order. Reports a `replaces` that matches no
/// earlier statement or several.
pub(super) fn lines<'a>(context: &Context<'_>, files: &'a [ResponseFile]) -> Vec<Revision<'a>> {
    let mut lines: Vec<Revision<'a>> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let is_past =
            |day: Option<Date>| day.is_some_and(|day| file.amended.is_some_and(|own| day <= own));
        let mut active = match file.amended {
            Some(_) => arrange(
                &lines,
                |line| !is_past(files[line.file].release.withdrawn),
                |line| is_past(line.entry.release.withdrawn),
            ),
            None => Vec::new(),
        };
        for entry in &file.statements {
            let redacted = file.release.redacted || entry.release.redacted;
            let replaced = entry.replaces.as_ref().and_then(|words| {
                let first = comparable(&words.value);
                let found = find(&lines, &active, &first, entry);
                if found.is_none() {
                    let shows_silent = lines
                        .iter()
                        .any(|line| line.redacted && begins_with(&line.entry.words, &first));
                    let place = if redacted || shows_silent { entry.span } else { words.span };
                    let gone = files[..index].iter().map(|file| file.release.withdrawn);
                    let gone = gone.filter(|day| is_past(*day)).min().flatten();
                    let shown = active.iter().map(|index| &lines[*index]);
                    let shown =
                        shown.filter(|line| !line.redacted && line.entry.kind == entry.kind);
                    let texts: Vec<&str> = shown.map(|line| line.entry.words.as_str()).collect();
                    context.report(unclear(&texts, entry.kind, place, gone));
                }
                found
            });
            active.retain(|index| Some(*index) != replaced);
            lines.push(Revision { entry, file: index, replaced, redacted });
        }
    }
    redact_replaced(&mut lines);
    lines
}

/// Redacts everything that a redacted statement replaced, because it is an earlier wording.
fn redact_replaced(lines: &mut [Revision<'_>]) {
    let mut redacted: Vec<bool> = lines.iter().map(|line| line.entry.release.redacted).collect();
    for index in (0..lines.len()).rev() {
        if let Some(replaced) = lines[index].replaced.filter(|_| redacted[index]) {
            redacted[replaced] = true;
            lines[replaced].redacted = true;
        }
    }
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

/// The only active line that begins with the words `first`, preferring lines at the place of the `new` one.
fn find(lines: &[Revision<'_>], active: &[usize], first: &str, new: &Entry) -> Option<usize> {
    let mut fitting = active.to_vec();
    fitting.retain(|index| {
        let Entry { words, kind, .. } = lines[*index].entry;
        begins_with(words, first) && *kind == new.kind
    });
    let mut here = fitting.clone();
    here.retain(|index| lines[*index].entry.contribution.place == new.contribution.place);
    match (here.as_slice(), fitting.as_slice()) {
        ([only], _) | ([], [only]) => Some(*only),
        _ => None,
    }
}
