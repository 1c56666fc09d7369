//! Words that are correct although no word list has them: the project's own words, and those of
//! registered names.

use std::collections::BTreeSet;

use crate::model::Survey;
use crate::text::words_with_apostrophes;

/// The project's own words, and those in the names of mechanisms, frameworks and options.
pub(super) fn own_words(survey: &Survey) -> BTreeSet<String> {
    let report = &survey.report;
    let mechanisms = survey.mechanisms.values();
    let names = mechanisms.flat_map(|one| one.names().into_iter().chain(&one.acronym));
    let choices = survey.questions.iter().flat_map(|question| &question.options);
    let labels = choices.clone().filter_map(|choice| choice.label.as_deref());
    let titles =
        choices.flat_map(|choice| [&choice.title].into_iter().chain(choice.variants.values()));
    let frameworks = survey.questions.iter().filter_map(|question| question.framework.as_ref());
    let texts = names.chain(titles).chain(frameworks).chain([&report.organization]);
    let names = texts.map(|text| text.value.as_str()).chain(labels);
    let words = names.flat_map(words_with_apostrophes).map(|word| bare(word.text));
    report.words.iter().map(|word| word.value.replace('’', "'")).chain(words).collect()
}

/// A word with straight apostrophes and without a possessive ending.
pub(super) fn bare(word: &str) -> String {
    let word = word.replace('’', "'");
    word.strip_suffix("'s").map_or(word.clone(), str::to_owned)
}
