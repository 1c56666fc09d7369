//! The effect of each response, amendment and withdrawal on the figures of a question.

use std::collections::BTreeMap;

use super::{Cause, CauseKind};
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::Group;
use crate::model::{
    Answer, Answers, Base, PublishedQuestion, Question, QuestionKind, Response, Survey, Withdrawn,
};

/// All changes to the figures of a question.
#[derive(Default)]
pub(super) struct Steps<'s> {
    /// The changes by mechanism, then by date.
    pub(super) steps: Vec<Step<'s>>,
    /// For each option, the number of mechanisms counted by the publication that are known to have
    /// chosen it.
    pub(super) within: BTreeMap<&'s str, u32>,
    /// Errors for answers that may or may not be counted already, and warnings about withdrawn answers that can't be
    /// subtracted.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// One change to the figures of a question.
pub(super) struct Step<'s> {
    pub(super) cause: Cause,
    /// Whether the publication counts the mechanism's previous answer.
    pub(super) is_counted: bool,
    /// The amount added to the base.
    pub(super) base: i64,
    /// The answers before and after the change.
    pub(super) before: Option<&'s Answer>,
    pub(super) now: Option<&'s Answer>,
    /// How many options of an answer are counted.
    most: usize,
    /// Where the file records the change.
    pub(super) span: Span,
}

impl<'s> Step<'s> {
    /// The amount added to the count of an option.
    pub(super) fn adds_to(&self, option: &str) -> i64 {
        let chosen = |answer: Option<&Answer>| {
            let chosen = answer.into_iter().flat_map(|answer| answer.chosen().take(self.most));
            chosen.filter(|(key, _)| *key == option).count() as i64
        };
        chosen(self.now) - chosen(self.before)
    }

    /// The options chosen before or after the change, each with its location.
    pub(super) fn choices(&self) -> impl Iterator<Item = (&'s str, Span)> + use<'s> {
        let most = self.most;
        self.before.into_iter().chain(self.now).flat_map(move |answer| answer.chosen().take(most))
    }
}

/// How many options of an answer are counted: in a ranking, the first.
fn most_counted(question: &Question) -> usize {
    if question.kind == QuestionKind::Ranking { 1 } else { usize::MAX }
}

/// The causes of the steps for which `moves` is true, by date.
pub(super) fn causes(steps: &[&Step<'_>], moves: impl Fn(&Step<'_>) -> bool) -> Vec<Cause> {
    let steps = steps.iter().filter(|step| moves(step));
    let mut causes: Vec<Cause> = steps.map(|step| step.cause.clone()).collect();
    causes.sort();
    causes
}

/// Finds the steps.
pub(super) fn steps<'s>(
    survey: &'s Survey,
    question: &Question,
    group: Option<&Group>,
) -> Steps<'s> {
    let published = survey.published.questions.get(&question.id);
    let mut reader = Reader { survey, question, group, published, steps: Steps::default() };
    for gone in &survey.withdrawn {
        if reader.is_within(&gone.mechanism, reader.group_answer(&gone.answers)) {
            reader.take_back(gone);
        }
    }
    for response in &survey.responses {
        if let Some(answer) = response.answers.get(&question.id) {
            reader.add(response, answer);
        }
    }
    reader.steps
}

struct Reader<'s, 'd> {
    survey: &'s Survey,
    question: &'d Question,
    group: Option<&'d Group>,
    published: Option<&'s PublishedQuestion>,
    steps: Steps<'s>,
}

impl<'s> Reader<'s, '_> {
    /// Adds the steps of a response's answer: what it adds to the group, if it is in it, and to the group
    /// that it joins or leaves when it amends the answer by which groups are formed.
    fn add(&mut self, response: &'s Response, answer: &Answer) {
        let counted = match self.counted_answer(response, answer) {
            Ok(counted) => counted,
            Err(fault) => return self.steps.diagnostics.push(fault),
        };
        let (id, key, is_counted) = (&self.question.id, &response.mechanism, counted.is_some());
        let (mut latest, mut by) = (counted, self.group_answer(&response.first_answers));
        let mut before = latest.filter(|_| self.is_within(key, by));
        if let Some(before) = before {
            self.count_within(before);
        }
        let first = Some(&response.first_answers).filter(|_| !is_counted);
        for answers in first.into_iter().chain(&response.amendments) {
            let what = if latest.is_some() { CauseKind::Changed } else { CauseKind::Added };
            let (own, joined) = (answers.get(id), self.group_answer(answers));
            (latest, by) = (own.or(latest), joined.or(by));
            let now = latest.filter(|_| self.is_within(key, by));
            let changes = own.filter(|_| now.is_some() || before.is_some());
            let moves = joined.filter(|_| now.is_some() != before.is_some());
            if let Some(cause) = changes.or(moves) {
                let Answer { received: day, span, .. } = *cause;
                let cause = Cause { day, mechanism: key.clone(), what };
                self.step(cause, is_counted, [before, now], span);
            }
            before = now;
        }
    }

    /// The answer by which groups are formed.
    fn group_answer(&self, answers: &'s Answers) -> Option<&'s Answer> {
        answers.get(&self.group?.by)
    }

    /// Whether a mechanism that answered so is in the group.
    fn is_within(&self, mechanism: &str, answer: Option<&Answer>) -> bool {
        self.group.is_none_or(|group| self.survey.has_group(mechanism, answer, group))
    }

    /// The answer that the publication counts; `None` if it counts none of the response.
    ///
    /// # Errors
    /// If it is not certain what the publication counts, so that `answer` can't be added.
    fn counted_answer(
        &self,
        response: &'s Response,
        answer: &Answer,
    ) -> Result<Option<&'s Answer>, Diagnostic> {
        const UNSAFE: &str = "so this answer can't be counted safely";
        let (question, key) = (self.question, &response.mechanism);
        let id = &question.id;
        let first = response.first_answers.get(id);
        // An answer that does not count has no part in the base, so no list names its respondent.
        let is_beside = self.published.is_some()
            && self.survey.published.counts(key)
            && first.is_some_and(|first| first.received.is_none() && !question.counts(first));
        let counted = if is_beside { Some(true) } else { self.counted(key) };
        let unknown = |message| Diagnostic::error(Code::CountedUnknown, message);
        Err(match (self.survey.withdrawal(key), counted, first) {
            (_, Some(false), _) => return Ok(None),
            (Some(gone), Some(true), _) if gone.answers.contains_key(id) => return Ok(None),
            (None, Some(true), Some(first)) if first.received.is_none() => {
                return Ok(Some(first));
            }
            (Some(gone), ..) => unknown(format!(
                "`{key}` answers `{id}` again, but the answer that it took back may still be counted"
            ))
            .at(answer.span, UNSAFE)
            .at(gone.span, format!("withdrawn on {}", gone.on))
            .help(settle(question, gone)),
            (None, Some(true), Some(first)) => {
                let day = first.received.map_or("2023-08-02".to_owned(), |day| day.to_string());
                let what = format!("`{key}` is counted already in the published figures of `{id}`");
                Diagnostic::error(Code::AlreadyCounted, what)
                    .at(first.span, "so this answer can't be added")
                    .help(format!(
                        "if it is what it had answered then, take the line `received = {day}` out of the file;\n\
                         if it answers otherwise now, move the answer to data/responses/{key}.{day}.toml"
                    ))
            }
            (None, Some(true), None) => unknown(format!(
                "`{key}` amends an answer to `{id}` that was counted and is not known"
            ))
            .at(answer.span, "the new answer")
            .help(format!("enter what it answered first in data/responses/{key}.toml")),
            (None, None, _) => unknown(format!(
                "it is not known whether `{key}` is counted in the published base of `{id}`"
            ))
            .at(answer.span, UNSAFE)
            .help(format!(
                "in data/published.toml under `[{id}]`, add `counted = [\"{key}\"]` if it was counted,\n\
                 or `not-counted = [\"{key}\"]` if it was not"
            )),
        })
    }

    /// Subtracts the answer of a withdrawn response, if it is known and the publication counts it.
    fn take_back(&mut self, gone: &'s Withdrawn) {
        let (question, Some(published)) = (self.question, self.published) else { return };
        match (self.counted(&gone.mechanism), gone.answers.get(&question.id)) {
            (Some(false), _) => {}
            (Some(true), Some(answer)) => {
                let mechanism = gone.mechanism.clone();
                let cause = Cause { day: Some(gone.on), mechanism, what: CauseKind::Withdrawn };
                self.count_within(answer);
                self.step(cause, true, [Some(answer), None], answer.span);
                self.percentages_stay(published, gone);
            }
            (counted, _) => {
                let certain = counted == Some(true) && published.base.is_some();
                let (id, key) = (&question.id, &gone.mechanism);
                let count = if certain { "still count" } else { "may still count" };
                let message = format!(
                    "the figures of `{id}` stay as published: they {count} `{key}`, which withdrew"
                );
                let place = published.base.as_ref().map_or(published.span, |base| base.span);
                let help =
                    if certain { enter_answer(question, gone) } else { settle(question, gone) };
                self.stays(message, place, gone, &help);
            }
        }
    }

    /// Warns that printed percentages still count a withdrawn response whose answer is known.
    fn percentages_stay(&mut self, published: &PublishedQuestion, gone: &Withdrawn) {
        let options = published.options.iter();
        let mut staying = options.filter(|(_, it)| it.count.is_none() && it.share.is_some());
        let keys = in_backticks(staying.clone().map(|(key, _)| key)).join(", ");
        let Some((_, first)) = staying.next() else { return };
        let (id, key) = (&self.question.id, &gone.mechanism);
        let message =
            format!("without a count, {keys} of `{id}` stays as printed and still counts `{key}`");
        let help = "if the count is known, write it beside the percentage, such as \
                    `{ count = 8, percent = 62, adopted = \"62% of 13: no other count fits\" }`";
        self.stays(message, first.span, gone, help);
    }

    /// Warns that a published figure counts, or may count, a withdrawn response.
    fn stays(&mut self, message: String, published: Span, gone: &Withdrawn, help: &str) {
        let warning = Diagnostic::warning(Code::WithdrawnStillCounted, message);
        let warning = warning.at(published, "published");
        let warning = warning.at(gone.span, format!("withdrawn on {}", gone.on));
        self.steps.diagnostics.push(warning.help(help));
    }

    /// Counts the options that a mechanism counted by the publication had chosen.
    fn count_within(&mut self, answer: &'s Answer) {
        for (key, _) in answer.chosen().take(most_counted(self.question)) {
            *self.steps.within.entry(key).or_default() += 1;
        }
    }

    /// Adds the step from the previous answer to the new one; `span` is where the file records it.
    fn step(
        &mut self,
        cause: Cause,
        is_counted: bool,
        [before, now]: [Option<&'s Answer>; 2],
        span: Span,
    ) {
        let question = self.question;
        let size = |answer: &Answer| match question.base {
            _ if !question.counts(answer) => 0,
            Base::Respondents => 1,
            Base::Responses => answer.words.len() as i64,
        };
        let base = now.map_or(0, size) - before.map_or(0, size);
        let most = most_counted(question);
        self.steps.steps.push(Step { cause, is_counted, base, before, now, most, span });
    }

    /// Whether the published figures include the answer of a mechanism; `None` if that is unknown.
    fn counted(&self, key: &str) -> Option<bool> {
        let Some(published) = self.published else { return Some(false) };
        let respondents = &self.survey.published;
        if !respondents.counts(key) || published.not_counted.contains_key(key) {
            return Some(false);
        }
        let Some(base) = &published.base else { return Some(true) };
        let base = base.value as usize;
        let may_be = respondents.number().saturating_sub(published.not_counted.len());
        let is_counted = published.counted.contains_key(key) || may_be == base;
        (is_counted || published.counted.len() == base).then_some(is_counted)
    }
}

/// Help: the lines that record whether, and with which answer, a withdrawn response was counted.
fn settle(question: &Question, gone: &Withdrawn) -> String {
    let (id, key) = (&question.id, &gone.mechanism);
    let publish = |word: &str| {
        format!("in data/published.toml, under `[{id}]`, write `{word} = [\"{key}\"]`")
    };
    let counted = match gone.answers.contains_key(id) {
        true => publish("counted"),
        false => enter_answer(question, gone),
    };
    format!("if it was counted, {counted}\nif it was not, {}", publish("not-counted"))
}

/// Help: the line that records the answer of a withdrawn response.
fn enter_answer(question: &Question, gone: &Withdrawn) -> String {
    let value = match question.kind {
        QuestionKind::Multiple | QuestionKind::Ranking => "[\"…\"]",
        QuestionKind::Number => "…",
        QuestionKind::Single | QuestionKind::Scale | QuestionKind::Text => "\"…\"",
    };
    format!(
        "enter what it had answered in data/responses/{}.toml, under `[answers]`:\n{} = {value}",
        gone.mechanism, question.id
    )
}
