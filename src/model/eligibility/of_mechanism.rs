//! Combines the files of one mechanism: its response, its withdrawals and its redactions.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::revisions::{self, Revision};
use super::{
    EligibilityRules, Pending, Selected, Withdrawn, is_later, is_left_out, pending_date_reason,
    pending_reason, withdrawal_applies,
};
use crate::figure::Key;
use crate::model::question::QuestionKind;
use crate::model::reader::Context;
use crate::model::response::{Answers, Contribution, Response, Withdrawal};
use crate::model::responses::ResponseFile;
use crate::model::statements::{RedactedPart, Redaction, ReleaseDates, StatementKind};

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
        Mechanism { files, lines: revisions::lines(context, files), until }
    }

    fn key(&self) -> &'f Key {
        &self.files[0].response.mechanism
    }

    /// Whether a file belongs to a response that was redacted.
    fn is_redacted(&self, file: usize) -> bool {
        file < self.until && self.files[0].release.redacted
    }

    /// Collects the redactions, still without the active statements, and these statements.
    pub(super) fn redact(
        &self,
        redactions: &mut Vec<Redaction>,
        active: &mut BTreeSet<(Key, String)>,
    ) {
        let redaction = |what| Redaction {
            mechanism: self.key().clone(),
            what,
            words: BTreeSet::new(),
            active: Arc::default(),
        };
        let of_file = |(index, file): (usize, &ResponseFile)| match self.is_redacted(index) {
            true if index == 0 => Some(redaction(RedactedPart::Response)),
            false if file.release.redacted && file.amended.is_some() => {
                Some(redaction(RedactedPart::Amendment))
            }
            _ => None,
        };
        let mut of_files: Vec<_> = self.files.iter().enumerate().map(of_file).collect();
        for Revision { entry, file, redacted, .. } in &self.lines {
            let words = entry.words.clone();
            let whole = if self.is_redacted(*file) { 0 } else { *file };
            match &mut of_files[whole] {
                _ if !redacted => _ = active.insert((self.key().clone(), words)),
                Some(redaction) => _ = redaction.words.insert(words),
                None => {
                    let words = BTreeSet::from([words]);
                    redactions.push(Redaction { words, ..redaction(entry.part()) });
                }
            }
        }
        redactions.extend(of_files.into_iter().flatten());
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
        let redaction = |redaction: &Redaction| redaction.is_response_of(&response.mechanism);
        if self.is_redacted(*first) || rules.redactions.iter().any(redaction) {
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
        for index in revisions::arrange(&self.lines, counts, |line| self.is_out(line, rules)) {
            let entry = self.lines[index].entry;
            let first = &self.lines[revisions::first_at_its_place(&self.lines, index)];
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
            || rules.redactions.iter().any(|redaction| redaction.covers(self.key(), line.entry))
    }
}
