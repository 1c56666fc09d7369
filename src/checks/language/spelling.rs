//! Words that are neither in the English word list nor among the project's own words and registered
//! names.

use std::collections::{BTreeMap, BTreeSet};

use super::dictionary::{Dictionary, english, slip};
use super::{Places, Text};
use crate::diagnostic::{Code, Diagnostic, in_backticks};
use crate::model::Survey;
use crate::text::{
    Token, capitalized, chunk_around, has_inner_stop, is_abbreviation, is_apostrophe, listed,
    words_with_apostrophes,
};

/// The maximum number of suggestions.
const NEAR: usize = 3;

/// This many unknown words in a row are assumed to be in another language.
const FOREIGN: usize = 3;

/// The maximum length in bytes of a word for which suggestions are searched.
const LONGEST: usize = 30;

/// The minimum length in characters of a word that is checked.
const SHORT: usize = 3;

/// The highest rarity of a shorter word that still interrupts a row of unknown words: `of` does,
/// `de` does not.
const COMMON: u8 = 1;

/// Prefixes of compounds that are missing from the word list; a hyphen may follow.
const PREFIXES: &[&str] = &[
    "agro", "bio", "co", "cyber", "eco", "geo", "hydro", "inter", "intra", "macro", "micro",
    "multi", "non", "post", "pre", "semi", "socio", "sub", "trans",
];

/// The minimum length in bytes of a word that is joined to a prefix without a hyphen.
const PREFIXED: usize = 5;

/// Checks the secretariat's text.
pub(super) fn check(text: &Text<'_>, survey: &Survey) -> Vec<Diagnostic> {
    let lexicon = Lexicon { english: english(), own: own_words(survey) };
    let mut known: BTreeMap<&str, Knowledge> = BTreeMap::new();
    // Places by lower-cased word, because a word may start a sentence. `order` has the form of its
    // first occurrence.
    let mut found: BTreeMap<String, Places> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for passage in text.own() {
        let read = spelled(&passage.text).map(|word| {
            let knowledge = *known.entry(word.text).or_insert_with(|| lexicon.knowledge(word.text));
            (word, knowledge)
        });
        for word in unknown(read) {
            let Some(place) = text.unregistered_place(passage, word.range()) else { continue };
            let bare = bare(word.text);
            let key = bare.to_lowercase();
            if !found.contains_key(&key) {
                order.push(bare);
            }
            found.entry(key).or_default().add(Some(place), "");
        }
    }
    let notes = order.into_iter().filter_map(|word| {
        let places = found.remove(&word.to_lowercase())?;
        let near = in_backticks(lexicon.near(&word));
        let right = "if the word is right, add it to `words` in data/report.toml";
        let help = match near.is_empty() {
            true => right.to_owned(),
            false => format!("did you mean {}? {right}", listed(&near, "or")),
        };
        places.note(Code::MisspeltWord, format!("`{word}` is in no word list"), help)
    });
    notes.collect()
}

/// The result of looking up a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knowledge {
    /// It is in one of the lists.
    Known,
    /// It is not checked and does not interrupt a row of unknown words: too short, an acronym, or
    /// with digits.
    Passed,
    /// It has letters that English words don't have.
    Foreign,
    /// It is in none of the lists.
    Unknown,
}

/// The words to check, without those in addresses.
fn spelled(text: &str) -> impl Iterator<Item = Token<'_>> {
    let in_address = |word: &Token<'_>| has_inner_stop(&text[chunk_around(text, word.start)]);
    words_with_apostrophes(text).filter(move |word| !in_address(word))
}

/// The unknown words that are not part of a passage in another language.
fn unknown<'t>(words: impl Iterator<Item = (Token<'t>, Knowledge)>) -> Vec<Token<'t>> {
    let words: Vec<(Token<'_>, Knowledge)> = words.collect();
    let rows = words.split(|(_, knowledge)| *knowledge == Knowledge::Known);
    let own = rows.filter(|row| {
        row.iter().filter(|(_, knowledge)| *knowledge != Knowledge::Passed).count() < FOREIGN
    });
    let unknown = own.flatten().filter(|(_, knowledge)| *knowledge == Knowledge::Unknown);
    unknown.map(|(word, _)| *word).collect()
}

struct Lexicon {
    english: &'static Dictionary,
    own: BTreeSet<String>,
}

impl Lexicon {
    fn knowledge(&self, word: &str) -> Knowledge {
        if !word.is_ascii() && word.chars().any(|c| !c.is_ascii() && !is_apostrophe(c)) {
            return match self.own.contains(&bare(word)) {
                true => Knowledge::Known,
                false => Knowledge::Foreign,
            };
        }
        if word.chars().count() < SHORT {
            return match self.english.rarity(word) {
                Some(..=COMMON) => Knowledge::Known,
                _ => Knowledge::Passed,
            };
        }
        let passed = word.chars().any(|c| c.is_ascii_digit())
            || word.chars().skip(1).any(char::is_uppercase)
            || word.chars().all(|c| "ivx".contains(c));
        match passed {
            true => Knowledge::Passed,
            false if self.knows(&bare(word)) => Knowledge::Known,
            false => Knowledge::Unknown,
        }
    }

    fn knows(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let forms = [word, lower.as_str()];
        let known = |form: &str| self.english.has(form) || self.own.contains(form);
        forms.iter().any(|form| known(form) || british(form).is_some_and(|z| known(&z)))
            || forms.iter().any(|form| {
                form.strip_suffix('s').is_some_and(|singular| self.own.contains(singular))
            })
            || PREFIXES.contains(&lower.as_str())
            || is_abbreviation(word)
            || PREFIXES.iter().filter_map(|prefix| lower.strip_prefix(prefix)).any(|rest| {
                rest.len() >= PREFIXED && (self.english.has(rest) || self.own.contains(rest))
            })
    }

    /// The words that are one typing error away: the most common first, then by the likelihood of
    /// the error.
    fn near(&self, word: &str) -> Vec<String> {
        if word.len() > LONGEST {
            return Vec::new();
        }
        let lower = word.to_lowercase();
        let same = |own: &&String| own.to_lowercase() == lower;
        let mut words: Vec<String> = self.own.iter().find(same).cloned().into_iter().collect();
        let mut near = BTreeSet::new();
        let forms = [word, lower.as_str()];
        for form in forms.into_iter().take(1 + usize::from(lower != word)) {
            near.extend(self.english.near(form));
            // Own words are rarely misspelt in their first letter.
            let own = self.own.iter().filter(|own| own.chars().next() == form.chars().next());
            near.extend(own.filter_map(|own| Some((1, slip(form, own)?, own.clone()))));
        }
        for (_, _, candidate) in near {
            let candidate = match word.starts_with(char::is_uppercase) {
                true => capitalized(&candidate),
                false => candidate,
            };
            if !words.contains(&candidate) {
                words.push(candidate);
            }
        }
        words.truncate(NEAR);
        words
    }
}

/// The project's own words, and those in the names of mechanisms, frameworks and options.
fn own_words(survey: &Survey) -> BTreeSet<String> {
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
fn bare(word: &str) -> String {
    let word = word.replace('’', "'");
    word.strip_suffix("'s").map_or(word.clone(), str::to_owned)
}

/// The form with -ize of a word with -ise; `None` for other words.
pub(super) fn british(word: &str) -> Option<String> {
    const ENDINGS: &[&str] = &[
        "ise", "ised", "iser", "isers", "ises", "ising", "isation", "isations", "isational",
        "isable", "isingly",
    ];
    let ending =
        ENDINGS.iter().filter(|ending| word.ends_with(**ending)).max_by_key(|e| e.len())?;
    let stem = &word[..word.len() - ending.len()];
    Some(format!("{stem}iz{}", &ending[2..]))
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Knowledge, Lexicon, british, english, spelled, unknown};

    fn found(text: &str) -> Vec<&str> {
        let own = BTreeSet::from(["diaspor".to_owned(), "Quito".to_owned()]);
        let lexicon = Lexicon { english: english(), own };
        let words = spelled(text).map(|word| (word, lexicon.knowledge(word.text)));
        unknown(words).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_of_the_lists_and_those_made_of_them_are_known() {
        let texts = [
            "Diaspors, interlinkages, the organisation’s and interregional non-State co-hosts don't, etc.",
            "ISCMs, COP28, 2nd, www.exampel.org, e.g., someone@exampel.org and (iv) and/or",
            "the “Lineamientos regionales en materia de protección para personas” of Quito",
        ];
        for text in texts {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn what_is_in_no_list_is_found() {
        let text = "We recieve teh many labor's of a center in geneva";
        assert_eq!(found(text), ["recieve", "teh", "labor's", "center", "geneva"]);
    }

    #[test]
    fn near_words_come_by_their_frequency() {
        let lexicon = Lexicon { english: english(), own: BTreeSet::from(["COVID".to_owned()]) };
        assert_eq!(lexicon.near("Covid").first().map(String::as_str), Some("COVID"));
        assert_eq!(lexicon.near("teh"), ["the", "tea", "ten"]);
        assert!(lexicon.near("Labor").contains(&"Labour".to_owned()));
        assert_eq!(lexicon.knowledge("résumé"), Knowledge::Foreign);
    }

    #[test]
    fn british_forms_have_one_with_z() {
        assert_eq!(british("prioritise").as_deref(), Some("prioritize"));
        assert_eq!(british("organisations").as_deref(), Some("organizations"));
        assert_eq!(british("labour"), None);
    }
}
