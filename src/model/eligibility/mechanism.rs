//! Combines the files of one mechanism: its response, its withdrawals and its redactions.

use super::{EligibilityRules, Pending, Selected, Withdrawn};
use crate::figure::Key;
use crate::model::question::QuestionKind;
use crate::model::response::{Answers, Contribution, Response, Withdrawal};
use crate::model::revisions::{Revision, arrange, first_at_its_place, lines};
use crate::model::statements::{RedactedPart, Redactions, ResponseFile, StatementKind};

/// The files of a mechanism in date order, with their combined statements.
pub(super) struct Mechanism<'f> {
    files: &'f [ResponseFile],
    lines: Vec<Revision<'f>>,
    rules: &'f EligibilityRules<'f>,
    /// The number of files, from the first, that the withdrawal of the original response covers.
    until: usize,
}

impl<'f> Mechanism<'f> {
    /// Combines the files.
    pub(super) fn new(files: &'f [ResponseFile], rules: &'f EligibilityRules<'f>) -> Self {
        let (day, amended) = (files[0].release.withdrawn, files[0].amended);
        let day = day.filter(|_| amended.is_none());
        let is_before = |file: &&ResponseFile| file.is_before(day);
        let until = files.iter().take_while(is_before).count();
        Mechanism { files, lines: lines(files), rules, until }
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
    pub(super) fn select(&self, selected: &mut Selected) {
        let (first, rules) = (&self.files[0], self.rules);
        let is_counted = rules.is_counted(first);
        let on = rules.withdrawal(first.release).filter(|_| self.until > 0);
        let from = on.map_or(0, |_| self.until);
        let is_known = is_counted || rules.pending(first).is_none();
        selected.withdrawn.extend(on.filter(|_| is_known && !rules.is_later(first)).map(|on| {
            let Response { anonymous, answers, span, .. } = &first.response;
            Withdrawn {
                mechanism: self.key().clone(),
                on,
                anonymous: *anonymous || (first.release.redacted && !is_counted),
                answers: answers.clone(),
                span: *span,
            }
        }));
        let (mut counting, mut reasons) = (Vec::new(), Vec::new());
        for (index, file) in self.files.iter().enumerate().skip(from) {
            match rules.pending(file) {
                _ if rules.is_left_out(file) => {}
                Some(reason) => reasons.push(reason),
                None => counting.push(index),
            }
        }
        selected.responses.extend(self.response(&counting, from > 0));
        let given = self.lines.iter().filter(|line| counting.contains(&line.file));
        reasons.extend(given.filter(|line| !self.is_out(line)).filter_map(|line| {
            let reason = rules.pending_date(line.entry.release)?;
            Some(format!("a {}: {reason}", line.entry.kind.name()))
        }));
        let pending = |reason| Pending { mechanism: self.key().clone(), reason, received: None };
        selected.waiting.extend(reasons.into_iter().map(pending));
    }

    /// The response that the files `counting` give together, if there are any. `anew` is whether an
    /// earlier response was withdrawn.
    fn response(&self, counting: &[usize], anew: bool) -> Option<Response> {
        let (first, amendments) = counting.split_first()?;
        let (rules, file) = (self.rules, &self.files[*first]);
        let mut response = file.response.clone();
        let is_counted = rules.is_counted(file);
        if file.amended.is_some() && is_counted && !anew {
            // The answers that the publication counted are in a file that is pending, or are
            // unknown.
            let known = self.files.first().filter(|first| first.amended.is_none());
            response.first_answers =
                known.map_or_else(Answers::new, |first| first.response.answers.clone());
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
            counting.contains(&line.file) && rules.pending_date(line.entry.release).is_none()
        };
        for index in arrange(&self.lines, counts, |line| self.is_out(line)) {
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
            let on = rules.withdrawal(line.entry.release)?;
            Some(Withdrawal { on, what: line.entry.kind.name() })
        });
        response.taken_back = taken_back.collect();
        response.taken_back.sort();
        Some(response)
    }

    /// Whether a statement is withdrawn or redacted.
    fn is_out(&self, line: &Revision<'_>) -> bool {
        line.redacted
            || self.rules.withdrawal(line.entry.release).is_some()
            || self.rules.redactions.iter().any(|one| one.covers(self.key(), line.entry))
    }
}
