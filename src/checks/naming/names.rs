//! Checks registered names: those of mechanisms, in attribution lines and in the text, and the titles
//! of goals and objectives, also those that follow their label: `LABEL 8 (title)`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::register::{NameList, is_mistyped};
use super::{Findings, Line, is_small};
use crate::diagnostic::{Code, Diagnostic, Fix, Sources, Span, in_backticks};
use crate::document::Author;
use crate::figure::Key;
use crate::model::{Choice, Mechanism, Survey};
use crate::text::{lower_words, uncapitalized, words};

/// Checks the names of mechanisms.
pub(super) fn mechanisms(survey: &Survey, lines: &[Line], findings: &mut Findings<'_>) {
    let mechanisms: Vec<&Mechanism> = survey.mechanisms.values().collect();
    let mut register = NameList::default();
    for (owner, mechanism) in mechanisms.iter().enumerate() {
        names(mechanism).into_iter().for_each(|name| register.add(owner, name, true));
    }
    register.compare(lines);
    let found = written(
        findings,
        lines,
        |line| register.slips(line),
        |owner, form| nearest(mechanisms[owner], form),
    );
    let mut written = under_quotations(survey);
    for (owner, form, span) in found {
        let mechanism = mechanisms[owner];
        let known = written.values().flatten().any(|place| place.contains(span));
        if !known && !is_registered(mechanism, &form) {
            written.entry((mechanism.key.clone(), form)).or_default().push(span);
        }
    }
    for ((key, form), places) in written {
        let found = name_differs(findings.sources, &survey.mechanisms[&key], &form, &places);
        findings.diagnostics.push(found);
    }
}

/// The forms in which the secretariat writes names, with their owners and places, of those that `find`
/// finds. Those in respondents' words are asides.
fn written<'n>(
    findings: &mut Findings<'_>,
    lines: &[Line],
    find: impl Fn(&Line) -> Vec<(usize, Range<usize>)>,
    registered: impl Fn(usize, &str) -> &'n str,
) -> Vec<(usize, String, Span)> {
    let mut written = Vec::new();
    for (line, (owner, words)) in
        lines.iter().flat_map(|line| find(line).into_iter().map(move |found| (line, found)))
    {
        let (form, author) = (line.written(words.clone()), line.words[words.start].author);
        let Some(span) = line.place(words) else { continue };
        match author {
            Author::Secretariat => written.push((owner, form, span)),
            Author::Respondent => {
                let text = format!("registered: `{}`", registered(owner, &form));
                findings.asides.insert((span, text));
            }
            Author::Tool => {}
        }
    }
    written
}

/// The places of unregistered forms, by mechanism and form.
type Written = BTreeMap<(Key, String), Vec<Span>>;

/// Attribution lines that do not contain a registered name of the mechanism.
fn under_quotations(survey: &Survey) -> Written {
    let mut written = Written::new();
    for response in &survey.responses {
        let Some(mechanism) = survey.mechanisms.get(&response.mechanism) else { continue };
        let named = response.quotes.iter().filter(|quote| !quote.anonymous);
        for source in named.filter_map(|quote| quote.source.as_ref()) {
            let has_name = |name: &&str| source.value.contains(*name);
            // An attribution may say more about the speaker.
            if !is_registered(mechanism, &source.value) && !names(mechanism).iter().any(has_name) {
                let form = (mechanism.key.clone(), source.value.clone());
                written.entry(form).or_default().push(source.place(0, source.value.len()));
            }
        }
    }
    written
}

fn name_differs(
    sources: &Sources,
    mechanism: &Mechanism,
    form: &str,
    places: &[Span],
) -> Diagnostic {
    let registered = nearest(mechanism, form);
    let message = format!("`{form}` is not how `{}` is registered", mechanism.key);
    let many =
        if places.len() > 1 { format!(" at {} places", places.len()) } else { String::new() };
    let help = format!("write `{registered}`{many}, or correct {}", sources.registry());
    let why = "the registered name";
    let fixes = places.iter().filter_map(|at| Fix::respelt(sources, *at, form, registered, why));
    Diagnostic::warning(Code::NameDiffers, message)
        .at_places(places.iter().copied())
        .at(mechanism.span, "registered here")
        .help(help)
        .fix(fixes)
}

/// The forms of a mechanism's name, without a trailing acronym or other name in brackets.
fn names(mechanism: &Mechanism) -> [&str; 4] {
    let bare = |form: &str| form.find(" (").unwrap_or(form.len());
    mechanism.names().map(|form| &form.value[..bare(&form.value)])
}

/// All registered forms of a mechanism's name.
fn forms(mechanism: &Mechanism) -> Vec<&str> {
    let forms = mechanism.names().into_iter().rev().chain(&mechanism.acronym);
    forms.map(|form| form.value.as_str()).chain(names(mechanism)).collect()
}

fn is_registered(mechanism: &Mechanism, written: &str) -> bool {
    forms(mechanism).contains(&written)
}

/// The registered form whose set of words differs least from `written`.
fn nearest<'m>(mechanism: &'m Mechanism, written: &str) -> &'m str {
    let found: BTreeSet<String> = lower_words(written).collect();
    let difference = |form: &&str| found.symmetric_difference(&lower_words(form).collect()).count();
    forms(mechanism).into_iter().min_by_key(difference).unwrap_or_default()
}

/// The minimum number of words in a title that is searched for in running text; shorter ones may be
/// ordinary language.
const LONG: usize = 6;

/// Checks the titles of goals and objectives.
pub(super) fn titles(survey: &Survey, lines: &[Line], findings: &mut Findings<'_>) {
    let choices = choices(survey);
    let mut register = NameList::default();
    for (owner, choice) in choices.iter().enumerate() {
        let titles = std::iter::once(&choice.title).chain(choice.variants.values());
        let long = titles.filter(|title| words(&title.value).count() >= LONG);
        long.for_each(|title| register.add(owner, &title.value, false));
    }
    register.compare(lines);
    let find = |line: &Line| {
        let mut found = labelled(line, &choices);
        let mut slips = register.slips(line);
        slips.retain(|(_, slip)| !found.iter().any(|(_, words)| words.contains(&slip.start)));
        found.append(&mut slips);
        found
    };
    let found = written(findings, lines, find, |owner, _| &choices[owner].title.value);
    let mut written: BTreeMap<usize, Vec<(String, Span)>> = BTreeMap::new();
    for (owner, form, span) in found {
        written.entry(owner).or_default().push((form, span));
    }
    for (owner, found) in written {
        let found = title_differs(findings.sources, choices[owner], &choices, &found);
        findings.diagnostics.push(found);
    }
}

/// The options with a label, each once.
fn choices(survey: &Survey) -> Vec<&Choice> {
    let mut known = BTreeSet::new();
    let labelled = survey.options().filter(|choice| choice.label.is_some());
    labelled.filter(|choice| known.insert(choice.title.span)).collect()
}

/// Titles in brackets that do not match the label before them: the index of the label's option, and
/// the words of the title.
fn labelled(line: &Line, choices: &[&Choice]) -> Vec<(usize, Range<usize>)> {
    let words = &line.words;
    let opened = (1..words.len()).filter(|number| line.gap_after(*number).trim() == "(");
    let found = opened.filter_map(|number| {
        let label = format!("{} {}", words[number - 1].lower, words[number].lower);
        let is_named =
            |choice: &&Choice| choice.label.as_ref().is_some_and(|own| own.to_lowercase() == label);
        let owner = choices.iter().position(is_named)?;
        let last = (number + 1..words.len()).find(|at| line.gap_after(*at).contains(')'))?;
        // `(on decent work)`
        let first = (number + 1..=last).find(|at| !is_small(&words[*at].lower))?;
        let title: Vec<&str> = words[first..=last].iter().map(|word| word.lower.as_str()).collect();
        let is_other = !shortens(&title, &choices[owner].title.value);
        (is_other && is_title(&title, owner, choices)).then_some((owner, first..last + 1))
    });
    found.collect()
}

/// Whether the words occur in a title in the same order, possibly with gaps.
fn shortens(words: &[&str], title: &str) -> bool {
    let mut rest = lower_words(title);
    words.iter().all(|word| rest.by_ref().any(|known| known == *word))
}

/// Whether words in brackets are meant as a title: at least half of them, not counting function
/// words, are in the title, or they are the title of another option.
fn is_title(words: &[&str], owner: usize, choices: &[&Choice]) -> bool {
    let title: Vec<String> = lower_words(&choices[owner].title.value).collect();
    let own: Vec<&str> = words.iter().copied().filter(|word| !is_small(word)).collect();
    let is_shared =
        |word: &&&str| title.iter().any(|known| known == *word || is_mistyped(word, known));
    let shared = own.iter().filter(is_shared).count();
    let is_of = |other: &&Choice| lower_words(&other.title.value).eq(words.iter().copied());
    choices.iter().any(is_of) || (!own.is_empty() && shared * 2 >= own.len())
}

fn title_differs(
    sources: &Sources,
    choice: &Choice,
    choices: &[&Choice],
    found: &[(String, Span)],
) -> Diagnostic {
    let label = choice.label.as_deref().unwrap_or_default();
    let mut known = BTreeSet::new();
    let forms = found.iter().filter(|(form, _)| known.insert(form.to_lowercase()));
    let forms = in_backticks(forms.map(|(form, _)| form)).join(" and ");
    let title = &choice.title.value;
    let message = format!("{label} is called {forms} but registered as `{title}`");
    let of = |form: &str| {
        let other =
            choices.iter().find(|other| lower_words(&other.title.value).eq(lower_words(form)));
        other.and_then(|other| other.label.as_deref()).map(|other| format!("this is {other}"))
    };
    // If it is the title of another option, either the label or the title may be wrong, so there is
    // no automatic fix.
    let unclaimed = found.iter().filter(|(form, _)| of(form).is_none());
    let fixes = unclaimed.filter_map(|(form, span)| {
        let right = with_initial(title, form);
        Fix::respelt(sources, *span, form, &right, format!("the registered title of {label}"))
    });
    let places = found.iter().map(|(form, span)| (*span, of(form).unwrap_or_default()));
    let warning = Diagnostic::warning(Code::TitleDiffers, message)
        .help("write the registered title, or words of it in their order");
    warning.at_each(places).at(choice.title.span, "registered here").fix(fixes)
}

/// A title whose first letter has the case of that of `written`.
fn with_initial(title: &str, written: &str) -> String {
    let is_lower = written.starts_with(char::is_lowercase);
    if is_lower { uncapitalized(title) } else { title.to_owned() }
}
