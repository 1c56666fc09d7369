//! Statements that are printed twice, respondents without any statement in the report, contributions
//! of mechanisms missing from its list of respondents, and answers in words that are printed nowhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::align::{Bag, hashed};
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, FileId, Span};
use crate::document::{Author, Kind, Passage};
use crate::figure::Key;
use crate::model::text::comparable;
use crate::model::{Mechanism, Question, QuestionKind, Response, Survey};
use crate::text::lower_words;

pub(super) fn respondents(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let respondents = silent(context).into_iter().chain(unlisted(context));
    respondents.chain(unprinted_answers(context)).collect()
}

/// Respondents with neither a quotation nor a practice, if the report has places for quotations or
/// anybody contributed a practice.
fn silent(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    if survey.report.points.is_empty() && !survey.responses.iter().any(has_words) {
        return Vec::new();
    }
    let has_said = |key: &str| survey.response(key).is_some_and(has_words);
    let silent = context.tally.respondents.iter().filter(|key| !has_said(key));
    let warnings = silent.map(|key| {
        let mechanism = &survey.mechanisms[key];
        let name = &mechanism.name.value;
        let message = format!("`{name}` responded, but has neither quotation nor practice");
        let warning = Diagnostic::warning(Code::RespondentSilent, message);
        let place = place(context, mechanism);
        match survey.waiting.iter().find(|waits| waits.mechanism == *key) {
            Some(waits) => warning
                .merged("# respondents that wait have neither quotation nor practice")
                .at(place, format!("its response waits: {}", waits.reason))
                .help("it is printed when it no longer waits"),
            None => warning
                .merged("# respondents have neither quotation nor practice")
                .at(place, "")
                .help("find out whether what it said was left out"),
        }
    });
    warnings.collect()
}

fn has_words(response: &Response) -> bool {
    response.contributions().next().is_some()
}

/// The place where a mechanism is registered as a respondent.
fn place(context: &CheckContext<'_>, mechanism: &Mechanism) -> Span {
    let published = &context.survey.published.respondents;
    let published = || published.get(&mechanism.key).copied();
    let response = context.survey.response(&mechanism.key).map(|response| response.span);
    response.or_else(published).unwrap_or(mechanism.span)
}

/// Mechanisms that contribute but are missing from the printed list of respondents.
fn unlisted(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let respondents: BTreeSet<&Key> = context.tally.respondents.iter().collect();
    let Some((list, named)) = list(context) else { return Vec::new() };
    let unlisted = survey.responses.iter().filter(|response| {
        let key = &response.mechanism;
        has_words(response) && respondents.contains(key) && !named.contains(key)
    });
    let warnings = unlisted.map(|response| {
        let name = &survey.mechanisms[&response.mechanism].name.value;
        let message = format!("`{name}` contributes, but the list of respondents does not name it");
        Diagnostic::warning(Code::RespondentUnlisted, message)
            .merged("# contribute whom the list of respondents does not name")
            .at(response.span, "has a quotation or practice")
            .at_each(context.place(list).map(|place| (place, "the list")))
            .help("write the list by `{% for name in respondents() %}`, which names them all")
    });
    warnings.collect()
}

/// The paragraph that names the most respondents, if it names more than half, and the respondents
/// that it names.
fn list<'p>(context: &'p CheckContext<'_>) -> Option<(&'p Passage<'p>, BTreeSet<&'p Key>)> {
    let respondents = &context.tally.respondents;
    let texts = context.passages.iter().filter(|passage| {
        passage.author == Author::Secretariat && matches!(passage.kind, Kind::Paragraph)
    });
    let named = texts.map(|text| (text, named(&text.text, context.survey, respondents)));
    let (list, named) = named.max_by_key(|(_, named)| named.len())?;
    (named.len() > 2 && named.len() * 2 > respondents.len()).then_some((list, named))
}

/// The next name of a list is expected within this number of bytes.
const NEXT: usize = 500;

/// The respondents that a text names. Each is searched for after the previous one first, then in
/// the whole text.
fn named<'p>(text: &str, survey: &Survey, respondents: &'p [Key]) -> BTreeSet<&'p Key> {
    let mut next = 0;
    let is_named = |key: &&Key| {
        let Mechanism { name, list, heading, .. } = &survey.mechanisms[*key];
        let forms = [name, list, heading].map(|form| form.value.as_str());
        let near = &text[next..text.floor_char_boundary(next + NEXT)];
        let found = forms.iter().find_map(|form| Some(near.find(form)? + form.len()));
        next += found.unwrap_or_default();
        found.is_some() || forms.iter().any(|form| text.contains(form))
    };
    respondents.iter().filter(is_named).collect()
}

/// Answers in words that no template prints and no quotation or practice repeats.
fn unprinted_answers(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let shown: BTreeSet<Span> = context.passages.iter().flat_map(Passage::spans).collect();
    let is_shown = |answer: Span| {
        let next = shown.range(Span { end: answer.start, ..answer }..).next();
        next.is_some_and(|span| span.file == answer.file && span.start < answer.end)
    };
    let mut notes = Vec::new();
    for Question { id, .. } in
        survey.questions.iter().filter(|asked| asked.kind == QuestionKind::Text)
    {
        for response in &survey.responses {
            let printed = response.contributions().map(|one| comparable(&one.text.value));
            let printed: Vec<String> = printed.collect();
            let is_repeated = |words: &str| printed.iter().any(|text| text.contains(words));
            let words = response.answers.get(id).into_iter().flat_map(|answer| &answer.words);
            for words in words.filter(|words| !is_shown(words.span)) {
                if !is_repeated(&comparable(&words.value)) {
                    let message = format!("1 answer in words is printed nowhere: `{id}`");
                    notes.push(
                        Diagnostic::note(Code::AnswerNotPrinted, message)
                            .merged(format!("# answers in words are printed nowhere: `{id}`"))
                            .at(words.span, "")
                            .help(format!(
                                "`{{% for answer in answers(\"{id}\") %}}` in a template prints them with their sources, as quotations"
                            )),
                    );
                }
            }
        }
    }
    notes
}

/// The minimum number of words of a statement.
const SHORTEST: usize = 5;
/// The number of identical consecutive words that can't be a coincidence.
const ROW: usize = 15;
/// The least likeness of statements of mechanisms that are the same: four in five of all their words
/// are common.
const ALIKE: f64 = 8.0 / 9.0;

/// Statements that are printed twice.
pub(super) fn repeats(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let passages = context.passages.iter().filter(|passage| is_statement(passage));
    let statements = passages.map(|passage| {
        let words = words(&passage.text);
        Statement { passage, bag: Bag::of_hashes(words.clone()), words }
    });
    let statements: Vec<Statement<'_>> =
        statements.filter(|statement| statement.words.len() >= SHORTEST).collect();
    let mut repeats = BTreeSet::new();
    let mut holders: HashMap<&[u64], Vec<usize>> = HashMap::new();
    for (second, statement) in statements.iter().enumerate() {
        // Only statements with some consecutive words in common are compared, and not with those
        // that are repeats themselves: if three match, the third is reported against the first only.
        let rows: BTreeSet<&[u64]> = statement.short_rows().collect();
        let earlier = rows.iter().filter_map(|row| holders.get(row)).flatten().copied();
        let earlier: BTreeSet<usize> = earlier.collect();
        match earlier.into_iter().find(|first| statements[*first].repeats(statement)) {
            Some(first) => repeats.extend([(first, second)]),
            None => rows.iter().for_each(|row| holders.entry(row).or_default().push(second)),
        }
    }
    grouped(context, &statements, &repeats)
}

/// Whether a passage is a statement: a respondent's words, or a paragraph of the report.
fn is_statement(passage: &Passage) -> bool {
    let is_statement = matches!(passage.kind, Kind::Quotation | Kind::Paragraph | Kind::Item(_));
    is_statement && passage.author != Author::Tool
}

/// The hashes of the words to compare, without addresses.
fn words(text: &str) -> Vec<u64> {
    let chunks = text.split_whitespace().filter(|chunk| !chunk.contains("://"));
    chunks.flat_map(lower_words).map(|word| hashed(&word)).collect()
}

struct Statement<'p> {
    passage: &'p Passage<'p>,
    words: Vec<u64>,
    /// The same words in any order.
    bag: Bag,
}

impl Statement<'_> {
    fn short_rows(&self) -> impl Iterator<Item = &[u64]> {
        self.words.windows(SHORTEST)
    }

    fn repeats(&self, other: &Statement<'_>) -> bool {
        let of_mechanisms = [self, other].iter().all(|s| s.passage.author == Author::Respondent);
        self.words == other.words
            || of_mechanisms && (self.bag.likeness(&other.bag) >= ALIKE || self.shares_a_row(other))
    }

    /// Whether both contain the same row of `ROW` words. Such a row contains a short row that
    /// starts at a multiple of `STEP`.
    fn shares_a_row(&self, other: &Statement<'_>) -> bool {
        const STEP: usize = ROW - SHORTEST + 1;
        other.short_rows().enumerate().step_by(STEP).any(|(theirs, short)| {
            let found = self.short_rows().enumerate().filter(|(_, row)| *row == short);
            let (before, after) = other.words.split_at(theirs);
            found.map(|(own, _)| self.words.split_at(own)).any(|own| {
                let earlier = own.0.iter().rev().zip(before.iter().rev());
                let later = own.1.iter().zip(after);
                let is_same = |(own, other): &(&u64, &u64)| own == other;
                earlier.take_while(is_same).count() + later.take_while(is_same).count() >= ROW
            })
        })
    }
}

/// One finding for each text that repeats another, with all statements that both contain.
fn grouped(
    context: &CheckContext<'_>,
    statements: &[Statement<'_>],
    repeats: &BTreeSet<(usize, usize)>,
) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<[Source; 2], Vec<(Span, Span)>> = BTreeMap::new();
    for (first, second) in repeats {
        let passages = [first, second].map(|at| statements[*at].passage);
        if let [Some(first), Some(second)] = passages.map(|passage| context.place(passage)) {
            let texts = [(first.file, passages[0].section), (second.file, passages[1].section)];
            groups.entry(texts).or_default().push((first, second));
        }
    }
    groups.into_values().map(|places| repeated(&places)).collect()
}

/// A data file, and the section in which its text is printed.
type Source = (FileId, usize);

fn repeated(places: &[(Span, Span)]) -> Diagnostic {
    let message = match places.len() {
        1 => "a statement is printed twice".to_owned(),
        many => format!("{many} statements are printed twice"),
    };
    let pair = |(first, second): &(Span, Span)| [(*second, "again here"), (*first, "first here")];
    Diagnostic::warning(Code::StatementTwice, message)
        .at_each(places.iter().flat_map(pair))
        .help("ask whoever said it whether it is meant to be printed twice")
}
