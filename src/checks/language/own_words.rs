//! Words that are right although no list has them: those that the project gives, and those of registered names.

use std::collections::BTreeSet;

use crate::model::{Choice, Mechanism, Survey};
use crate::text::words_with_apostrophes;

/// The project's own words, and those of the names of mechanisms, frameworks and what can be chosen.
pub(super) fn own_words(survey: &Survey) -> BTreeSet<String> {
    let report = &survey.report;
    let mechanisms = survey.mechanisms.values().flat_map(names_of);
    let questions = survey.questions.iter();
    let choices = questions.clone().flat_map(|question| &question.options).flat_map(titles_of);
    let frameworks = questions
        .filter_map(|question| question.framework.as_ref())
        .map(|text| text.value.as_str());
    let names =
        mechanisms.chain(choices).chain(frameworks).chain([report.organization.value.as_str()]);
    let words = names.flat_map(words_with_apostrophes).map(|word| bare(word.text));
    report.words.iter().map(|word| word.value.replace('’', "'")).chain(words).collect()
}

/// A word with straight apostrophes, without a possessive ending.
pub(super) fn bare(word: &str) -> String {
    let word = word.replace('’', "'");
    word.strip_suffix("'s").map_or(word.clone(), str::to_owned)
}

fn names_of(mechanism: &Mechanism) -> impl Iterator<Item = &str> {
    let Mechanism { name, acronym, list, heading, quotation, .. } = mechanism;
    let names = [Some(name), acronym.as_ref(), Some(list), Some(heading), Some(quotation)];
    names.into_iter().flatten().map(|text| text.value.as_str())
}

fn titles_of(choice: &Choice) -> impl Iterator<Item = &str> {
    let titles = std::iter::once(&choice.title).chain(choice.variants.values());
    titles.map(|text| text.value.as_str()).chain(choice.label.as_deref())
}
