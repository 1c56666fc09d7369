//! Combines the files of one mechanism: its response, its withdrawals, its redactions, and all quotations and practices
//! with their replacements.

use std::iter::successors;

use jiff::civil::Date;

use super::{
    EligibilityRules, Pending, Selected, Withdrawn, is_later, is_left_out, pending_date_reason,
    pending_reason, withdrawal_applies,
};
use crate::figure::Key;
use crate::model::question::QuestionKind;
use crate::model::reader::Context;
use crate::model::response::{Answers, Contribution, Response, Withdrawal};
use crate::model::responses::ResponseFile;
use crate::model::statements::{
    Entry, RedactedPart, Redactions, ReleaseDates, StatementKind, begins_with, unclear,
};
use crate::model::text::comparable;

/// The files of a mechanism in date order, with their combined statements.
pub(super) struct Mechanism<'f> {
    files: &'f [ResponseFile],
    lines: Vec<Revision<'f>>,
    /// The number of files, from the first, that the withdrawal of the original response covers.
    until: usize,
}

impl<'f> Mechanism<'f> {
    /// Combines the files. Those that amended a response before it was withdrawn are withdrawn with it.
    pub(super) fn new(context: &Context<'_>, files: &'f mut [ResponseFile]) -> Self {
        let (first, mut until) = (files[0].release, 0);
        if let (Some(day), None) = (first.withdrawn, files[0].amended) {
            let is_later = |file: &ResponseFile| file.amended.is_some_and(|came| came >= day);
            until = files.iter().position(is_later).unwrap_or(files.len());
            for file in &mut files[..until] {
                let ReleaseDates { withdrawn, redacted, .. } = &mut file.release;
                *withdrawn = Some(withdrawn.map_or(day, |own| own.min(day)));
                *redacted |= first.redacted;
            }
        }
        Mechanism { files, lines: lines(context, files), until }
    }

    fn key(&self) -> &'f Key {
        &self.files[0].response.mechanism
    }

    /// Collects what is redacted, and the other statements.
    pub(super) fn redact(&self, redactions: &mut Redactions) {
        for file in self.files.iter().filter(|file| file.release.redacted) {
            let is_first = file.amended.is_none();
            let part = if is_first { RedactedPart::Response } else { RedactedPart::Amendment };
            redactions.parts.push((self.key().clone(), part));
        }
        for line in &self.lines {
            redactions.add(self.key(), line.entry, line.redacted);
        }
    }

    /// Adds the effective response, the withdrawal and the pending parts to `selected`.
    pub(super) fn select(&self, rules: &EligibilityRules<'_>, selected: &mut Selected) {
        let first = &self.files[0];
        let is_counted = rules.survey.published.counts(self.key());
        let on = first.release.withdrawn.filter(|_| self.until > 0);
        let on = on.filter(|day| withdrawal_applies(*day, rules.scope));
        let from = on.map_or(0, |_| self.until);
        if let Some(on) = on
            && !is_later(first, rules.scope)
            && (is_counted || pending_reason(first, rules).is_none())
        {
            selected.withdrawn.push(Withdrawn {
                mechanism: self.key().clone(),
                on,
                anonymous: first.response.anonymous || (first.release.redacted && !is_counted),
                answers: first.response.answers.clone(),
                span: first.response.span,
            });
        }
        let mut counting = Vec::new();
        for (index, file) in self.files.iter().enumerate().skip(from) {
            if is_left_out(file, rules) {
                continue;
            }
            match pending_reason(file, rules) {
                Some(reason) => selected.waiting.push(self.waiting(reason)),
                None => counting.push(index),
            }
        }
        selected.responses.extend(self.response(&counting, from > 0, rules));
        let given = self.lines.iter().filter(|line| counting.contains(&line.file));
        let reasons = given.filter(|line| !self.is_out(line, rules)).filter_map(|line| {
            let reason = pending_date_reason(line.entry.release, rules.scope)?;
            Some(format!("a {}: {reason}", line.entry.kind.name()))
        });
        selected.waiting.extend(reasons.map(|reason| self.waiting(reason)));
    }

    /// The response that the files `counting` give together, if there are any. `anew` is whether an
    /// earlier response was withdrawn.
    fn response(
        &self,
        counting: &[usize],
        anew: bool,
        rules: &EligibilityRules<'_>,
    ) -> Option<Response> {
        let (first, amendments) = counting.split_first()?;
        let file = &self.files[*first];
        let mut response = file.response.clone();
        let is_counted = rules.survey.published.counts(&response.mechanism);
        if file.amended.is_some() && is_counted && !anew {
            // The answers that the publication counted are in a file that is pending, or are
            // unknown.
            let first = &self.files[0];
            let is_known = first.amended.is_none();
            response.first_answers =
                if is_known { first.response.answers.clone() } else { Answers::new() };
            response.amendments.push(response.answers.clone());
        }
        for index in amendments {
            let amendment = &self.files[*index].response;
            response.answers.extend(amendment.answers.clone());
            response.amendments.push(amendment.answers.clone());
            response.anonymous |= amendment.anonymous;
            response.source_texts.extend(amendment.source_texts.iter().cloned());
            response.origins.extend(amendment.origins.iter().cloned());
            response.open.extend(amendment.open.iter().cloned());
            response.received = response.received.max(amendment.received);
        }
        let mut redacted = rules.redactions.iter().map(|one| one.has_response_of(self.key()));
        let is_redacted = *first < self.until && self.files[0].release.redacted;
        if is_redacted || redacted.any(|is_redacted| is_redacted) {
            let in_words = |id: &str| {
                rules.survey.question(id).is_none_or(|question| question.kind == QuestionKind::Text)
            };
            let given = std::iter::once(&mut response.answers).chain(&mut response.amendments);
            for answers in given.chain([&mut response.first_answers]) {
                answers.retain(|id, _| !in_words(id));
            }
            response.anonymous |= !is_counted;
        }
        let counts = |line: &Revision<'_>| {
            counting.contains(&line.file)
                && pending_date_reason(line.entry.release, rules.scope).is_none()
        };
        for index in arrange(&self.lines, counts, |line| self.is_out(line, rules)) {
            let entry = self.lines[index].entry;
            let first = &self.lines[first_at_its_place(&self.lines, index)];
            let contributions = match entry.kind {
                StatementKind::Quotation => &mut response.quotes,
                StatementKind::Practice => &mut response.practices,
            };
            let placed = self.files[first.file].response.received;
            contributions.push(Contribution { placed, ..entry.contribution.clone() });
        }
        let given = self.lines.iter().filter(|line| counting.contains(&line.file));
        let taken_back = given.filter_map(|line| {
            let on =
                line.entry.release.withdrawn.filter(|day| withdrawal_applies(*day, rules.scope))?;
            Some(Withdrawal { on, what: line.entry.kind.name() })
        });
        response.taken_back = taken_back.collect();
        response.taken_back.sort();
        Some(response)
    }

    fn waiting(&self, reason: String) -> Pending {
        Pending { mechanism: self.key().clone(), reason, received: None }
    }

    /// Whether a statement is withdrawn or redacted.
    fn is_out(&self, line: &Revision<'_>, rules: &EligibilityRules<'_>) -> bool {
        line.redacted
            || line.entry.release.withdrawn.is_some_and(|day| withdrawal_applies(day, rules.scope))
            || rules.redactions.iter().any(|one| one.covers(self.key(), line.entry))
    }
}

/// A revision: one statement among all those of its mechanism.
struct Revision<'a> {
    entry: &'a Entry,
    /// The index of its file, in file order.
    file: usize,
    /// The index of the line that it replaces.
    replaced: Option<usize>,
    /// Whether it is redacted.
    redacted: bool,
}

/// All statements of a mechanism, in file order. Reports a `replaces` that matches no
/// earlier statement or several.
fn lines<'a>(context: &Context<'_>, files: &'a [ResponseFile]) -> Vec<Revision<'a>> {
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
fn arrange(
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
fn first_at_its_place(lines: &[Revision<'_>], index: usize) -> usize {
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
