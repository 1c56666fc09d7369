//! The forms in which a text can name a mechanism: registered names, and unregistered ones that
//! readers would still recognize; and the search for them in a text.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::checks::language::dictionary::is_common;
use crate::checks::language::is_english;
use crate::checks::naming::is_small;
use crate::checks::registered_titles;
use crate::figure::Key;
use crate::model::{Mechanism, Survey};
use crate::text::{Folded, capitalized};

/// Words in names of countries and regions that are missing from the word list.
const REGIONS: [&str; 31] = [
    "asean", "bolivarian", "burkina", "cabo", "costa", "côte", "darussalam", "eswatini", "faso",
    "ivoire", "kitts", "kosovo", "kyrgyz", "leone", "leste", "lusophone", "marino", "mashreq",
    "mercosur", "mesoamerica", "mesoamerican", "papua", "plurinational", "príncipe", "rica",
    "romania", "sahelian", "sri", "timor", "tomé", "türkiye",
];

/// The minimum length, in letters, of a single word, acronym or key that identifies a mechanism.
const SHORTEST: usize = 3;

/// The registered forms of a mechanism's name.
pub(super) fn registered(mechanism: &Mechanism) -> Vec<Form> {
    let key = &mechanism.key;
    let names = mechanism.names().map(|name| name.value.as_str());
    let names: BTreeSet<&str> = names.into_iter().flat_map(parts).collect();
    let names = names.into_iter().filter_map(|name| match words(name).len() {
        1 => Form::new(key, name, Case::Exact),
        _ => Form::new(key, name, Case::Any),
    });
    let acronym = mechanism.acronym.iter();
    let acronym = acronym.filter_map(|one| Form::new(key, &one.value, Case::Exact));
    names.chain(acronym).collect()
}

/// The full name, the name without trailing brackets, and the text in the brackets.
fn parts(name: &str) -> Vec<&str> {
    let Some((bare, rest)) = name.split_once(" (") else { return vec![name.trim()] };
    let inside = rest.split(')').next().unwrap_or_default();
    vec![name.trim(), bare.trim(), inside.trim()]
}

/// The unregistered forms by which readers recognize these mechanisms: the key, the beginning of a
/// name, and words that occur in no other name. Excludes forms that the project also uses for
/// something else.
pub(super) fn understood(survey: &Survey, mechanisms: &[&Mechanism]) -> Vec<Form> {
    let has_words = is_english(&survey.report.language.value);
    let mut forms = Vec::new();
    for mechanism in mechanisms {
        forms.extend(of_key(mechanism));
        if has_words {
            forms.extend(beginnings(mechanism));
            forms.extend(rare_words(mechanism));
        }
    }
    let index = Index::new(forms.clone());
    let mut taken: Vec<&Form> = Vec::new();
    for (owner, text) in other_names(survey) {
        let found = index.all(text).into_iter().map(|found| found.form);
        let is_own = |form: &&Form| {
            let is_called = || survey.mechanisms[&form.owner].is_called(text);
            owner.map_or_else(is_called, |owner| *owner == form.owner)
        };
        taken.extend(found.filter(|form| !is_own(form)));
    }
    forms.retain(|form| !taken.contains(&form));
    forms
}

/// All names in the project: those of mechanisms with their key, and those of other things without
/// one.
fn other_names(survey: &Survey) -> impl Iterator<Item = (Option<&Key>, &str)> {
    let mechanisms = survey.mechanisms.values().flat_map(|one| {
        let names = one.names().into_iter().chain(&one.acronym);
        names.map(|name| (Some(&one.key), name.value.as_str()))
    });
    let labels = survey.options().filter_map(|option| option.label.as_deref());
    let processes = survey.processes.iter().map(|process| &process.name);
    let texts = registered_titles(survey).chain(processes);
    let abbreviations = survey.report.abbreviations.iter();
    let abbreviations =
        abbreviations.flat_map(|one| [one.short.value.as_str(), one.full.value.as_str()]);
    let others = texts.map(|text| text.value.as_str()).chain(labels).chain(abbreviations);
    mechanisms.chain(others.map(|text| (None, text)))
}

/// The key as it is written, with spaces instead of hyphens, and as one word.
fn of_key(mechanism: &Mechanism) -> Vec<Form> {
    let key = &mechanism.key;
    let parts = words(key);
    let is_word = |word: &String| is_common(word);
    let is_place = |word: &String| !is_word(word) && is_common(&capitalized(word));
    let form = match parts.as_slice() {
        [one] if one.chars().count() < SHORTEST || is_word(one) || is_place(one) => None,
        [_] => Form::new(key, key, Case::Any),
        // A key that ends in a region, such as `west-africa`, does not identify a mechanism.
        [.., last] if is_place(last) => None,
        several if several.iter().all(is_word) => Form::new(key, key, Case::Capitals),
        _ => Form::new(key, key, Case::Any),
    };
    let joined = parts.concat();
    let one = (parts.len() > 1).then(|| Form::new(key, &joined, Case::Any)).flatten();
    form.into_iter().chain(one).collect()
}

/// The beginnings of names before a function word or punctuation mark, such as `Almaty Process` of
/// `Almaty Process on Refugee Protection`, if they include a word that is not in the word list.
fn beginnings(mechanism: &Mechanism) -> Vec<Form> {
    let of_name = |name: &str| {
        let is_mark = |c: char| !(c.is_alphanumeric() || c == ' ' || c == '-' || c == '’');
        let phrase = name.split(is_mark).next().unwrap_or_default();
        let phrase: Vec<&str> =
            phrase.split(' ').take_while(|word| !is_small(&word.to_lowercase())).collect();
        let is_name = |word: &&str| words(word).iter().any(|part| !is_common(part));
        let fits = phrase.len() > 1 && phrase.iter().any(is_name);
        fits.then(|| Form::new(&mechanism.key, &phrase.join(" "), Case::Any)).flatten()
    };
    mechanism.names().into_iter().filter_map(|name| of_name(&name.value)).collect()
}

/// The words of an English name that are missing from the word list.
fn rare_words(mechanism: &Mechanism) -> Vec<Form> {
    let is_known = |word: &str| {
        let lower = word.to_lowercase();
        let forms = [word, &lower, lower.strip_suffix('s').unwrap_or(&lower)];
        forms.iter().any(|form| is_common(form) || is_common(&capitalized(form)))
            || REGIONS.contains(&lower.as_str())
            || is_small(&lower)
    };
    let of_name = |name: &str| {
        let unknown = |word: &&str| words(word).iter().any(|part| !is_known(part));
        let found: Vec<&str> = name.split_whitespace().filter(unknown).collect();
        // The words of a name in another language are rare in English only.
        let is_foreign =
            found.len() > 2 || found.iter().any(|word| word.starts_with(char::is_lowercase));
        let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
        let is_single = |word: &&str| words(word).len() == 1 && letters(word) >= SHORTEST;
        let single = found.into_iter().filter(|word| !is_foreign && is_single(word));
        single.filter_map(|word| Form::new(&mechanism.key, word, Case::Any)).collect::<Vec<_>>()
    };
    mechanism.names().into_iter().flat_map(|name| of_name(&name.value)).collect()
}

/// A form of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// The key of the mechanism.
    pub(super) owner: Key,
    /// Its words, normalized for comparison, each with its spelling.
    words: Vec<(String, String)>,
    /// The capitalization that a match must have.
    case: Case,
}

/// The capitalization that a text must have to match a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    /// Any capitalization.
    Any,
    /// Each word starts with a capital letter, because these words are also used in other senses.
    Capitals,
    /// Exactly that of the form.
    Exact,
}

/// An index of name forms.
#[derive(Debug, Default)]
pub(super) struct Index {
    forms: Vec<Form>,
    /// For each word, the indices of the forms that start with it.
    by_word: HashMap<String, Vec<usize>>,
}

/// An occurrence of a form in a text.
pub(super) struct Match<'i> {
    pub(super) form: &'i Form,
    pub(super) range: Range<usize>,
}

impl Form {
    /// The form for `name`; `None` if `name` has no words.
    fn new(owner: &Key, name: &str, case: Case) -> Option<Self> {
        let words = Folded::new(name).words().into_iter();
        let words: Vec<(String, String)> =
            words.map(|(word, range)| (word, name[range].to_owned())).collect();
        (!words.is_empty()).then(|| Form { owner: owner.clone(), words, case })
    }
}

/// The words of a text, normalized for comparison.
fn words(text: &str) -> Vec<String> {
    Folded::new(text).words().into_iter().map(|(word, _)| word).collect()
}

impl Index {
    pub(super) fn new(forms: Vec<Form>) -> Self {
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, form) in forms.iter().enumerate() {
            by_word.entry(form.words[0].0.clone()).or_default().push(index);
        }
        Index { forms, by_word }
    }

    /// All matches in a text, including those that are part of another match.
    fn all<'i>(&'i self, text: &str) -> Vec<Match<'i>> {
        let words = Folded::new(text).words();
        let mut found = Vec::new();
        for (at, (first, Range { start, .. })) in words.iter().enumerate() {
            let forms = self.by_word.get(first).into_iter().flatten();
            let forms = forms.map(|index| &self.forms[*index]);
            found.extend(forms.filter(|form| is_at(form, text, &words[at..])).map(|form| {
                let (_, last) = &words[at + form.words.len() - 1];
                Match { form, range: *start..last.end }
            }));
        }
        found
    }

    /// All matches in a text; of overlapping ones, only the longest.
    pub(super) fn longest<'i>(&'i self, text: &str) -> Vec<Match<'i>> {
        let mut found = self.all(text);
        found.sort_by_key(|one| (one.range.start, Reverse(one.range.end)));
        let mut kept: Vec<Match<'i>> = Vec::new();
        for one in found {
            let last = kept.last().map(|last| &last.range);
            if last.is_none_or(|last| *last == one.range || last.end <= one.range.start) {
                kept.push(one);
            }
        }
        kept
    }
}

/// Whether the words of a text start with a form.
fn is_at(form: &Form, text: &str, words: &[(String, Range<usize>)]) -> bool {
    let Some(words) = words.get(..form.words.len()) else { return false };
    let is_written = |written: &str, spelling: &str| match form.case {
        Case::Any => true,
        Case::Capitals => written.starts_with(char::is_uppercase),
        Case::Exact => written == spelling,
    };
    let is_same =
        |((word, range), (wanted, spelling)): (&(String, Range<usize>), &(String, String))| {
            word == wanted && is_written(&text[range.clone()], spelling)
        };
    let mut gaps = words.windows(2).map(|pair| &text[pair[0].1.end..pair[1].1.start]);
    words.iter().zip(&form.words).all(is_same)
        && gaps.all(|gap| !gap.contains(['.', ';', ':', '!', '?']))
}
