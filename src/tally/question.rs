//! The figures of one question: what is published, plus the answers received later.

use std::collections::BTreeMap;

use super::{Figure, OptionTally, QuestionTally, Share, State, Tally, Value, rounded_percent};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{
    Answer, Base, PublishedOption, PublishedPercent, PublishedQuestion, Question, Relation,
    Response, Survey,
};

/// What the responses that have names add to the published figures of a question.
#[derive(Default)]
struct Named {
    /// How many mechanisms answered that the publication does not count.
    added: u32,
    /// What these add to the base.
    added_base: u32,
    /// Options that they chose.
    chosen: BTreeMap<String, u32>,
    /// Options that counted mechanisms are known to have chosen.
    within: BTreeMap<String, u32>,
    /// Changes by mechanisms that amended a counted answer.
    changed: BTreeMap<String, i64>,
}

/// Whether a mechanism's answer is in the published figures.
enum Counted {
    Yes,
    No,
    Unknown,
}

/// Counts the answers to one question.
pub(super) fn count(
    survey: &Survey,
    question: &Question,
    diagnostics: &mut Vec<Diagnostic>,
) -> QuestionTally {
    let published = survey.published.questions.get(&question.id);
    let named = named(survey, question, published, diagnostics);
    let base = match published {
        Some(published) => published.base.as_ref().map(|base| base.value + named.added_base),
        None => Some(named.added_base),
    };
    let options = question
        .options
        .iter()
        .map(|option| option_tally(&option.key.value, published, base, &named, diagnostics))
        .collect();
    let base_adopted = published.is_some_and(|published| published.adopted.is_some());
    let later = if published.is_some() { named.added } else { 0 };
    let mut tally = QuestionTally { base, base_adopted, later, options };
    rank(&mut tally.options);
    tally
}

fn named(
    survey: &Survey,
    question: &Question,
    published: Option<&PublishedQuestion>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Named {
    let mut named = Named::default();
    for response in &survey.responses {
        let Some(answer) = response.answers.get(&question.id) else { continue };
        match in_published(survey, published, &response.mechanism) {
            Counted::No => {
                named.added += 1;
                named.added_base += match question.base {
                    Base::Respondents => 1,
                    Base::Responses => answer.words.len() as u32,
                };
                add_words(&mut named.chosen, answer);
            }
            Counted::Yes => match response.first_answers.get(&question.id) {
                Some(first) => {
                    add_words(&mut named.within, first);
                    add_changes(&mut named.changed, first, answer);
                }
                None => diagnostics.push(first_answer_unknown(question, response, answer)),
            },
            Counted::Unknown => diagnostics.push(counted_unknown(question, response, answer)),
        }
    }
    named
}

fn in_published(survey: &Survey, published: Option<&PublishedQuestion>, key: &str) -> Counted {
    let Some(published) = published else { return Counted::No };
    if !survey.published.counts(key) || published.not_counted.iter().any(|out| out.value == key) {
        return Counted::No;
    }
    let Some(base) = &published.base else { return Counted::Yes };
    let base = base.value as usize;
    let may_be = survey.published.respondents.len() - published.not_counted.len();
    if published.counted.iter().any(|within| within.value == key) || may_be == base {
        Counted::Yes
    } else if published.counted.len() == base {
        Counted::No
    } else {
        Counted::Unknown
    }
}

fn add_words(counts: &mut BTreeMap<String, u32>, answer: &Answer) {
    for word in &answer.words {
        *counts.entry(word.value.clone()).or_default() += 1;
    }
}

fn add_changes(changes: &mut BTreeMap<String, i64>, first: &Answer, now: &Answer) {
    for word in &first.words {
        *changes.entry(word.value.clone()).or_default() -= 1;
    }
    for word in &now.words {
        *changes.entry(word.value.clone()).or_default() += 1;
    }
}

fn counted_unknown(question: &Question, response: &Response, answer: &Answer) -> Diagnostic {
    let (id, key) = (&question.id, &response.mechanism);
    let message =
        format!("it is not known whether `{key}` is counted in the published base of `{id}`");
    Diagnostic::error("counted-unknown", message)
        .at(answer.span, "so this answer can't be counted safely")
        .help(format!(
            "in data/published.toml under `[{id}]`, add `counted = [\"{key}\"]` if it was counted,\n\
             or `not-counted = [\"{key}\"]` if it was not"
        ))
}

fn first_answer_unknown(question: &Question, response: &Response, answer: &Answer) -> Diagnostic {
    let (id, key) = (&question.id, &response.mechanism);
    let message = format!("`{key}` amends an answer to `{id}` that was counted and is not known");
    Diagnostic::error("counted-unknown", message)
        .at(answer.span, "the new answer")
        .help(format!("enter what it answered first in data/responses/{key}.toml"))
}

/// What is known of an option.
struct Known {
    count: Option<u32>,
    share: Option<Share>,
    state: State,
    share_state: State,
    held: u32,
}

fn option_tally(
    key: &str,
    published: Option<&PublishedQuestion>,
    base: Option<u32>,
    named: &Named,
    diagnostics: &mut Vec<Diagnostic>,
) -> OptionTally {
    let later = named.chosen.get(key).copied().unwrap_or(0);
    let known = match published {
        None => from_responses(later, base),
        Some(question) => {
            let printed = question.options.get(key);
            check_named(key, printed, named, diagnostics);
            let change = named.changed.get(key).copied().unwrap_or(0);
            let touched = named.added > 0 || change != 0;
            match printed {
                Some(PublishedOption { count: Some(count), .. }) => {
                    let now = i64::from(count.value) + i64::from(later) + change;
                    let now = u32::try_from(now.max(0)).expect("a sum of counts fits");
                    counted(printed, now, base, touched)
                }
                Some(PublishedOption { percent: Some(percent), .. }) => {
                    percentage_only(*percent, later)
                }
                _ => not_published(later),
            }
        }
    };
    let place = |question: &PublishedQuestion| question.named.iter().position(|name| name == key);
    let Known { count, share, state, share_state, held } = known;
    let (key, named) = (key.to_owned(), published.and_then(place));
    OptionTally { key, count, share, state, share_state, named, held, rank: None }
}

/// A count of a question of which nothing was published.
fn from_responses(count: u32, base: Option<u32>) -> Known {
    let share = base.and_then(|base| rounded_percent(count, base)).map(Share::equal);
    let state = State::Computed;
    Known { count: Some(count), share, state, share_state: state, held: 0 }
}

/// A printed or adopted count with what came later; its printed share stands until something touches the figure.
fn counted(
    printed: Option<&PublishedOption>,
    count: u32,
    base: Option<u32>,
    touched: bool,
) -> Known {
    let adopted = printed.is_some_and(|option| option.adopted.is_some());
    let state = match (adopted, touched) {
        (true, _) => State::Adopted,
        (false, true) => State::Computed,
        (false, false) => State::Printed,
    };
    let printed_share = printed.and_then(|option| option.percent).filter(|_| !touched);
    let (share, share_state) = match printed_share {
        Some(percent) => (Some(share(percent)), State::Printed),
        None => {
            (base.and_then(|base| rounded_percent(count, base)).map(Share::equal), State::Computed)
        }
    };
    Known { count: Some(count), share, state, share_state, held: 0 }
}

fn percentage_only(percent: PublishedPercent, later: u32) -> Known {
    let state = State::PercentageOnly;
    Known { count: None, share: Some(share(percent)), state, share_state: state, held: later }
}

fn not_published(later: u32) -> Known {
    let state = State::NotPublished;
    Known { count: None, share: None, state, share_state: state, held: later }
}

fn share(percent: PublishedPercent) -> Share {
    Share { percent: percent.value, relation: percent.relation }
}

/// More mechanisms known to have chosen an option than were published is an error.
fn check_named(
    key: &str,
    printed: Option<&PublishedOption>,
    named: &Named,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let within = named.within.get(key).copied().unwrap_or(0);
    let Some(count) = printed.and_then(|option| option.count.as_ref()) else { return };
    if within > count.value {
        let message = format!(
            "{within} counted mechanisms are named as having chosen `{key}`, but {} are published",
            count.value
        );
        diagnostics
            .push(Diagnostic::error("impossible-count", message).at(count.span, "published"));
    }
}

/// Ranks by count; where no option has a count, by percentage. Figures of the two kinds are never ranked together.
fn rank(options: &mut [OptionTally]) {
    let by_count = options.iter().any(|option| option.count.is_some());
    let measure = |option: &OptionTally| match by_count {
        true => option.count.filter(|count| *count > 0),
        false => option.share.map(|share| share.percent),
    };
    let measures: Vec<Option<u32>> = options.iter().map(measure).collect();
    for option in options.iter_mut() {
        option.rank = measure(option)
            .map(|own| 1 + measures.iter().flatten().filter(|other| **other > own).count());
    }
}

/// Adds the question's figures to the tally, each with its formula.
pub(super) fn add_figures(
    survey: &Survey,
    question: &Question,
    counted: &QuestionTally,
    tally: &mut Tally,
) {
    let published = survey.published.questions.get(&question.id);
    let base_span = published.and_then(|published| published.base.as_ref()).map(|base| base.span);
    let base_state = match (counted.base, published) {
        (None, _) => State::NotPublished,
        (Some(_), Some(_)) if counted.base_adopted => State::Adopted,
        (Some(_), Some(_)) if counted.later == 0 => State::Printed,
        (Some(_), _) => State::Computed,
    };
    let base = Figure {
        value: counted.base.map(Value::Count),
        state: base_state,
        formula: with_later("mechanisms that answered", counted.later),
        from: base_span.into_iter().collect(),
    };
    tally.add(format!("{}.base", question.id), base);
    for option in &counted.options {
        let printed = published.and_then(|published| published.options.get(&option.key));
        let mut from: Vec<Span> = printed.iter().map(|option| option.span).collect();
        from.extend(answers(survey, question, &option.key));
        let count = Figure {
            value: option.count.map(Value::Count),
            state: if option.count.is_some() { option.state } else { State::NotPublished },
            formula: count_formula(option, printed, counted.later),
            from: from.clone(),
        };
        tally.add(format!("{}.{}.count", question.id, option.key), count);
        let share = Figure {
            value: option.share.map(Value::Share),
            state: if option.share.is_some() { option.share_state } else { State::NotPublished },
            formula: share_formula(option, counted.base),
            from,
        };
        tally.add(format!("{}.{}.share", question.id, option.key), share);
    }
}

/// The places where responses chose an option.
fn answers<'s>(
    survey: &'s Survey,
    question: &'s Question,
    key: &'s str,
) -> impl Iterator<Item = Span> + 's {
    let given = survey.responses.iter().filter_map(|response| response.answers.get(&question.id));
    given
        .flat_map(|answer| &answer.words)
        .filter(move |word| word.value == key)
        .map(|word| word.span)
}

fn with_later(what: &str, later: u32) -> String {
    match later {
        0 => what.to_owned(),
        later => format!("{what}, {later} of them since the publication"),
    }
}

fn count_formula(option: &OptionTally, printed: Option<&PublishedOption>, later: u32) -> String {
    let printed_count = printed.and_then(|option| option.count.as_ref()).map(|count| count.value);
    match (option.count, printed_count) {
        (Some(count), Some(before)) if later > 0 || count != before => {
            format!("{before} published, {count} with the answers received since")
        }
        (Some(_), Some(_)) if option.state == State::Adopted => {
            let why = printed.and_then(|option| option.adopted.as_ref());
            format!("adopted: {}", why.map_or("", |why| &why.value))
        }
        (Some(_), Some(_)) => "as printed".to_owned(),
        (Some(_), None) => "counted from the responses".to_owned(),
        (None, _) => match option.held {
            0 => "not published".to_owned(),
            held => format!("not published; {held} of the answers received since"),
        },
    }
}

fn share_formula(option: &OptionTally, base: Option<u32>) -> String {
    match (option.share, option.share_state, option.count, base) {
        (Some(_), State::Computed, Some(count), Some(base)) => format!("{count} of {base}"),
        (Some(share), _, Some(count), Some(base)) if share.relation == Relation::Equal => {
            format!("as printed ({count} of {base})")
        }
        (Some(_), ..) => "as printed".to_owned(),
        (None, ..) => "not published".to_owned(),
    }
}
