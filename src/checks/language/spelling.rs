//! Words that are neither in the English word list nor among the project's own words and registered
//! names.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexSet;

use super::Text;
use super::dictionary::{self, OF_COMMON, Slip};
use crate::checks::registered_titles;
use crate::diagnostic::{Code, Diagnostic, SourceKind, Sources, Span, edit_distance, in_backticks};
use crate::model::{self, Survey};
use crate::text::{
    Token, capitalized, chunk_around, has_inner_stop, is_abbreviation, is_apostrophe, listed,
    uncapitalized, words_with_apostrophes,
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

/// The minimum length in bytes of a word in which a capital letter or a name may hide an error.
const NAME: usize = 5;

/// The highest rarity of a word that a name may be a mistyped form of: greater if the word is a
/// name as well.
const MEANT: [u8; 2] = [3, 5];

/// Checks the secretariat's text and the registered names: one finding for each place, which are merged.
pub(super) fn check(text: &Text<'_>, survey: &Survey) -> Vec<Diagnostic> {
    let (lexicon, unregistered) = (Lexicon::new(survey), Lexicon::of_words(survey));
    let mut found: Vec<(Token<'_>, Option<Span>)> = Vec::new();
    for passage in &text.passages {
        let words = lexicon.misspelt(&passage.text).into_iter();
        found.extend(words.map(|word| (word, text.place(passage, word.range()))));
    }
    for name in names(survey) {
        let words = unregistered.slips(&name.value).into_iter();
        found.extend(words.map(|word| (word, Some(name.place(word.start, word.range().end)))));
    }
    for (line, place) in words_file(text.sources) {
        let words = lexicon.misspelt(line).into_iter();
        found.extend(words.map(|word| (word, Some(text.sources.part(place, line, word.range())))));
    }
    let found = found.into_iter().filter_map(|(word, place)| Some((bare(word.text), place?)));
    // A word may start a sentence. The message shows its first form.
    let mut forms: BTreeMap<String, String> = BTreeMap::new();
    let notes = found.map(|(word, place)| {
        let word = forms.entry(word.to_lowercase()).or_insert(word);
        let near = in_backticks(lexicon.near(word));
        let right = "if the word is right, add it to `words` in data/report.toml";
        let help = match near.is_empty() {
            true => right.to_owned(),
            false => format!("did you mean {}? {right}", listed(&near, "or")),
        };
        let note = Diagnostic::note(Code::MisspeltWord, format!("`{word}` is in no word list"));
        note.at(place, "").help(help)
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

/// The words that are known.
#[derive(Default)]
pub(super) struct Lexicon {
    /// The project's own words.
    own: BTreeSet<String>,
    /// The words that were looked up before.
    found: RefCell<HashMap<String, Knowledge>>,
}

impl Lexicon {
    /// The English words, those of data/report.toml and those of registered names.
    pub(super) fn new(survey: &Survey) -> Self {
        let mut lexicon = Lexicon::of_words(survey);
        let labels = survey.options().filter_map(|option| option.label.as_deref());
        let texts = names(survey).map(|name| name.value.as_str());
        for text in texts.chain(labels) {
            let words = words_with_apostrophes(text).map(|word| bare(word.text));
            // A template may print a title with a small first letter.
            let small = uncapitalized(text);
            let first = words_with_apostrophes(&small).next().map(|word| bare(word.text));
            lexicon.own.extend(words.chain(first));
        }
        lexicon
    }

    /// The English words and those of data/report.toml.
    fn of_words(survey: &Survey) -> Self {
        let own = survey.report.words.iter().map(|word| word.value.replace('’', "'"));
        Lexicon { own: own.collect(), ..Lexicon::default() }
    }

    /// The unknown words of a text that are not part of a passage in another language.
    fn unknown<'t>(&self, text: &'t str) -> Vec<Token<'t>> {
        let words = spelled(text).map(|word| (word, self.knowledge(word.text)));
        let words: Vec<(Token<'_>, Knowledge)> = words.collect();
        let rows = words.split(|(_, knowledge)| *knowledge == Knowledge::Known);
        let is_own = |row: &&[(Token<'_>, Knowledge)]| {
            let foreign = row.iter().filter(|(_, found)| *found != Knowledge::Passed).count();
            let slips = || row.iter().filter(|(word, _)| self.is_slip(word.text)).count();
            foreign < FOREIGN || slips() * 2 > foreign
        };
        let unknown = rows.filter(is_own).flatten();
        let unknown = unknown.filter(|(_, knowledge)| *knowledge == Knowledge::Unknown);
        unknown.map(|(word, _)| *word).collect()
    }

    /// The words of a text that are probably typing errors, in whatever spelling of English.
    pub(super) fn slips<'t>(&self, text: &'t str) -> Vec<Token<'t>> {
        let is_other = |word: &str| dictionary::is_spelt_otherwise(word);
        let mut found = self.unknown(text);
        found.retain(|Token { text, .. }| {
            self.is_slip(text) && !is_other(text) && !is_other(&text.to_lowercase())
        });
        found
    }

    /// The words of a text that are in no list. One with a capital letter may be a name, and is
    /// included only if it may be a mistyped form of a known word.
    fn misspelt<'t>(&self, text: &'t str) -> Vec<Token<'t>> {
        let mut found = self.unknown(text);
        let is_own = |word: &str| self.own.iter().any(|own| own.eq_ignore_ascii_case(word));
        found.retain(|Token { text, .. }| {
            text.starts_with(char::is_lowercase) || self.is_slip(text) || is_own(&bare(text))
        });
        found
    }

    /// Whether a word is probably a mistyped form of a common word.
    fn is_slip(&self, word: &str) -> bool {
        let word = bare(word);
        // Another letter makes another name.
        let is_meant = |(rarity, slip, near): (u8, Slip, String)| {
            let is_name = near.starts_with(char::is_uppercase);
            rarity <= MEANT[usize::from(is_name)] && !(is_name && slip == Slip::Replaced)
        };
        (NAME..=LONGEST).contains(&word.len()) && dictionary::near(&word).into_iter().any(is_meant)
    }

    fn knowledge(&self, word: &str) -> Knowledge {
        if let Some(known) = self.found.borrow().get(word) {
            return *known;
        }
        let found = self.look_up(word);
        self.found.borrow_mut().insert(word.to_owned(), found);
        found
    }

    fn look_up(&self, word: &str) -> Knowledge {
        let length = word.chars().count();
        let is_name = |word: &str| {
            word.chars().any(|c| c.is_ascii_digit())
                || word.chars().skip(1).any(char::is_uppercase)
                || word.chars().all(|c| "ivx".contains(c))
        };
        match word {
            _ if word.chars().any(|c| !c.is_ascii() && !is_apostrophe(c)) => {
                if self.own.contains(&bare(word)) { Knowledge::Known } else { Knowledge::Foreign }
            }
            _ if length < SHORT => match dictionary::rarity(word) {
                Some(..=COMMON) => Knowledge::Known,
                _ => Knowledge::Passed,
            },
            _ if is_name(word) => Knowledge::Passed,
            _ if self.is_word(&bare(word)) => Knowledge::Known,
            _ => Knowledge::Unknown,
        }
    }

    fn is_word(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let forms = [word, lower.as_str()];
        let known = |form: &str| dictionary::has(form) || self.own.contains(form);
        let is_own_plural =
            |form: &str| form.strip_suffix('s').is_some_and(|singular| self.own.contains(singular));
        let mut rests = PREFIXES.iter().filter_map(|prefix| lower.strip_prefix(prefix));
        forms.iter().any(|form| known(form) || british(form).is_some_and(|z| known(&z)))
            || forms.iter().any(|form| is_own_plural(form))
            || is_abbreviation(word)
            || rests.any(|rest| rest.is_empty() || rest.len() >= PREFIXED && known(rest))
    }

    /// The words that are one typing error away: the most common first, then by the likelihood of
    /// the error.
    fn near(&self, word: &str) -> Vec<String> {
        if word.len() > LONGEST {
            return Vec::new();
        }
        let lower = word.to_lowercase();
        let mut near = dictionary::near(word);
        // Own words are rarely misspelt in their first letter.
        let initials = [word, lower.as_str()].map(|form| form.chars().next());
        let own = self.own.iter().filter_map(|own| {
            match edit_distance(&lower, &own.to_lowercase()) {
                0 if !own.chars().skip(1).eq(word.chars().skip(1)) => Some(0),
                1 if initials.contains(&own.chars().next()) => Some(1),
                _ => None,
            }
            .map(|distance| (distance, Slip::Swapped, own.clone()))
        });
        near.extend(own);
        let common = near.into_iter().filter(|(rarity, ..)| *rarity <= OF_COMMON);
        let is_capital = word.starts_with(char::is_uppercase);
        let words = common.map(|(.., near)| if is_capital { capitalized(&near) } else { near });
        words.collect::<IndexSet<String>>().into_iter().take(NEAR).collect()
    }
}

/// The registered names.
fn names(survey: &Survey) -> impl Iterator<Item = &model::Text> {
    let mechanisms = survey.mechanisms.values();
    let names = mechanisms.flat_map(|one| one.names().into_iter().chain(&one.acronym));
    names.chain(registered_titles(survey))
}

/// The quoted texts in the project's file of words, without placeholders, each with its place.
fn words_file(sources: &Sources) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    for (file, source) in sources.iter().filter(|(_, source)| source.kind == SourceKind::Words) {
        let text = source.text();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let quoted = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
        let pieces = quoted.flat_map(|text| text.split(['{', '}']).step_by(2));
        found.extend(pieces.map(|piece| {
            let start = piece.as_ptr().addr() - text.as_ptr().addr();
            (piece, Span::new(file, start..start + piece.len()))
        }));
    }
    found
}

/// A word with straight apostrophes and without a possessive ending.
fn bare(word: &str) -> String {
    let word = word.replace('’', "'");
    word.strip_suffix("'s").map_or(word.clone(), str::to_owned)
}

/// The form with -ize of a word with -ise; `None` for other words.
pub(super) fn british(word: &str) -> Option<String> {
    const ENDINGS: [&str; 11] =
        ["e", "ed", "er", "ers", "es", "ing", "ation", "ations", "ational", "able", "ingly"];
    let (stem, ending) = word.rsplit_once("is")?;
    ENDINGS.contains(&ending).then(|| format!("{stem}iz{ending}"))
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Knowledge, Lexicon, british};

    fn found(text: &str) -> Vec<&str> {
        let own = BTreeSet::from(["diaspor".to_owned(), "Quito".to_owned()]);
        let lexicon = Lexicon { own, ..Lexicon::default() };
        lexicon.misspelt(text).into_iter().map(|word| word.text).collect()
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
        let own = BTreeSet::from(["COVID".to_owned()]);
        let lexicon = Lexicon { own, ..Lexicon::default() };
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
