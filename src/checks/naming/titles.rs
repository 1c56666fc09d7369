//! Checks the titles of goals and objectives that follow their label: `LABEL 8 (title)`.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use super::line::{Line, is_small};
use super::register::{NameList, is_mistyped};
use crate::diagnostic::{Code, Diagnostic, Fix, Sources, Span, in_backticks};
use crate::model::{Choice, Survey};
use crate::text::{lower_words, uncapitalized, words};

/// The minimum number of words in a title that is searched for in running text; shorter ones may be
/// ordinary language.
const LONG: usize = 6;

/// Checks the titles of goals and objectives.
pub(super) fn check(survey: &Survey, lines: &[Line], findings: &mut Findings<'_>) {
    let choices = choices(survey);
    let mut register = NameList::default();
    for (owner, choice) in choices.iter().enumerate() {
        let titles = std::iter::once(&choice.title).chain(choice.variants.values());
        let long = titles.filter(|title| words(&title.value).count() >= LONG);
        long.for_each(|title| register.add(owner, &title.value, false));
    }
    let mut written: BTreeMap<usize, Vec<(String, Span)>> = BTreeMap::new();
    for line in lines {
        let mut found = labelled(line, &choices);
        for slip in register.slips(line) {
            if !found.iter().any(|(_, words)| words.contains(&slip.words.start)) {
                found.push((slip.owner, slip.words));
            }
        }
        for (owner, words) in found {
            let title = &choices[owner].title.value;
            if let Some(found) = findings.own_form(line, words, |_| title) {
                written.entry(owner).or_default().push(found);
            }
        }
    }
    for (owner, found) in written {
        let found = differs(findings.sources, choices[owner], &choices, &found);
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
fn labelled(line: &Line, choices: &[&Choice]) -> Vec<(usize, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    for number in 1..line.words.len().saturating_sub(1) {
        let digit = line.words[number].lower.as_bytes()[0].is_ascii_digit();
        if !digit || line.gap_after(number).trim() != "(" {
            continue;
        }
        let label = format!("{} {}", line.words[number - 1].lower, line.words[number].lower);
        let mut labels = choices.iter().map(|choice| choice.label.as_deref().unwrap_or_default());
        let owner = labels.position(|known| known.to_lowercase() == label);
        let Some(owner) = owner else { continue };
        let closing = (number + 1..line.words.len()).find(|at| line.gap_after(*at).contains(')'));
        let Some(last) = closing else { continue };
        // `(on decent work)`
        let first = (number + 1..=last).find(|at| !is_small(&line.words[*at].lower));
        let Some(first) = first else { continue };
        let title: Vec<&str> = line.words[first..=last].iter().map(|w| w.lower.as_str()).collect();
        if !shortens(&title, &choices[owner].title.value) && is_title(&title, owner, choices) {
            found.push((owner, first..last + 1));
        }
    }
    found
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
    let own: Vec<&&str> = words.iter().filter(|word| !is_small(word)).collect();
    let shared = own
        .iter()
        .filter(|word| title.iter().any(|known| known == **word || is_mistyped(word, known)));
    let other =
        choices.iter().any(|choice| lower_words(&choice.title.value).eq(words.iter().copied()));
    other || (!own.is_empty() && shared.count() * 2 >= own.len())
}

fn differs(
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
