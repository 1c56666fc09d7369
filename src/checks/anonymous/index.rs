//! An index of name forms by their first word, and the search for them in a text.

use std::collections::HashMap;
use std::ops::Range;

use crate::figure::Key;
use crate::text::Folded;

/// A form of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// The key of the mechanism.
    pub(super) owner: Key,
    /// Its words, normalized for comparison.
    pub(super) words: Vec<String>,
    /// The capitalization that a match must have.
    pub(super) case: Case,
}

/// The capitalization that a text must have to match a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Any capitalization.
    Any,
    /// Each word starts with a capital letter, because these words are also used in other senses.
    Capitals,
    /// Exactly these words.
    Exact(Vec<String>),
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
    /// The words of the text that the match covers.
    words: Range<usize>,
}

impl Form {
    /// The form for `name`; `None` if `name` has no words.
    pub(super) fn new(owner: &Key, name: &str, case: Case) -> Option<Self> {
        let words: Vec<String> = words(name);
        (!words.is_empty()).then(|| Form { owner: owner.clone(), words, case })
    }

    /// A form that matches `name` only with exactly the same capitalization.
    pub(super) fn exact(owner: &Key, name: &str) -> Option<Self> {
        let folded = Folded::new(name).words();
        let written = folded.iter().map(|(_, range)| name[range.clone()].to_owned()).collect();
        Form::new(owner, name, Case::Exact(written))
    }
}

/// The words of a text, normalized for comparison.
pub(super) fn words(text: &str) -> Vec<String> {
    Folded::new(text).words().into_iter().map(|(word, _)| word).collect()
}

impl Index {
    pub(super) fn new(forms: Vec<Form>) -> Self {
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, form) in forms.iter().enumerate() {
            by_word.entry(form.words[0].clone()).or_default().push(index);
        }
        Index { forms, by_word }
    }

    /// All matches in a text, including those that are part of another match.
    pub(super) fn all<'i>(&'i self, text: &str) -> Vec<Match<'i>> {
        let words = Folded::new(text).words();
        let mut found = Vec::new();
        for (at, (first, Range { start, .. })) in words.iter().enumerate() {
            let forms = self.by_word.get(first).into_iter().flatten();
            let forms = forms.map(|index| &self.forms[*index]);
            found.extend(forms.filter(|form| is_at(form, text, &words[at..])).map(|form| {
                let covered = at..at + form.words.len();
                let range = *start..words[covered.end - 1].1.end;
                Match { form, range, words: covered }
            }));
        }
        found
    }

    /// All matches in a text; of overlapping ones, only the longest.
    pub(super) fn longest<'i>(&'i self, text: &str) -> Vec<Match<'i>> {
        let mut found = self.all(text);
        found.sort_by_key(|one| (one.words.start, std::cmp::Reverse(one.words.end)));
        let mut kept: Vec<Match<'i>> = Vec::new();
        for one in found {
            let is_apart = kept
                .last()
                .is_none_or(|last| last.words == one.words || last.words.end <= one.words.start);
            if is_apart {
                kept.push(one);
            }
        }
        kept
    }
}

/// Whether the words of a text start with a form.
fn is_at(form: &Form, text: &str, words: &[(String, Range<usize>)]) -> bool {
    let Some(words) = words.get(..form.words.len()) else { return false };
    let written = |index: usize| &text[words[index].1.clone()];
    let is_written = match &form.case {
        Case::Any => true,
        Case::Capitals => (0..words.len()).all(|at| written(at).starts_with(char::is_uppercase)),
        Case::Exact(exact) => (0..words.len()).all(|at| written(at) == exact[at]),
    };
    let mut gaps = words.windows(2).map(|pair| &text[pair[0].1.end..pair[1].1.start]);
    is_written
        && words.iter().zip(&form.words).all(|((word, _), wanted)| word == wanted)
        && gaps.all(|gap| !gap.contains(['.', ';', ':', '!', '?']))
}
