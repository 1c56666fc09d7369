//! Terms with inconsistent spellings: `AB-1` and `Ab 1`, a full name in another case, `Point 1` and
//! `point 2`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::introductions::{Introduced, acronyms};
use super::line::Line;
use super::{Findings, at_all};
use crate::checks::grouped;
use crate::diagnostic::{Code, Diagnostic, Fix, Span};
use crate::document::Author;
use crate::model::Survey;

mod spellings;

/// The usual spelling counts as the right one if it is at least this many times as frequent as all
/// others together.
const SURELY: usize = 8;

use spellings::Wanted;

/// Checks that each term is spelt consistently.
pub(super) fn check(survey: &Survey, lines: &[Line], findings: &mut Findings<'_>) {
    let wanted = Wanted { names: full_names(survey, lines), compounds: compounds(lines) };
    let mut terms: BTreeMap<String, Vec<Spelling<'_>>> = BTreeMap::new();
    for line in lines {
        for (term, form, words) in spellings::of(line, &wanted) {
            terms.entry(term).or_default().push(Spelling { form, line, words });
        }
    }
    for (term, spellings) in terms {
        // An ordinary word before a number is not a term: at least one spelling must have two
        // capitals.
        let is_term =
            !term.ends_with('#') || spellings.iter().any(|one| spellings::capitals(&one.form) >= 2);
        if is_term && spellings.iter().any(|one| one.form != spellings[0].form) {
            settle(&spellings, findings);
        }
    }
}

/// An occurrence of a term.
struct Spelling<'l> {
    /// Its spelling without the parts that vary, such as `AB-#` for any number.
    form: String,
    line: &'l Line<'l>,
    words: Range<usize>,
}

impl Spelling<'_> {
    fn text(&self) -> String {
        self.line.written(self.words.clone())
    }

    fn author(&self) -> Author {
        self.line.words[self.words.start].author
    }

    fn place(&self) -> Option<Span> {
        self.line.place(self.words.clone())
    }

    /// The digits in it.
    fn number(&self) -> String {
        self.text().chars().filter(char::is_ascii_digit).collect()
    }
}

/// Compounds that the secretariat writes with a hyphen, with the hyphen removed.
fn compounds(lines: &[Line]) -> BTreeSet<String> {
    let in_line = |line: &'_ Line| {
        let own = |word: &usize| line.words[*word].author == Author::Secretariat;
        let words = (0..line.words.len()).filter(own);
        words.filter_map(|word| Some(spellings::hyphenated(line, word)?.0)).collect::<Vec<_>>()
    };
    lines.iter().flat_map(in_line).collect()
}

/// The full names with which the secretariat introduces acronyms, in lower case. Names of
/// mechanisms are excluded: they are registered and checked as such.
fn full_names(survey: &Survey, lines: &[Line]) -> Vec<Vec<String>> {
    let registered =
        survey.mechanisms.values().map(|mechanism| mechanism.name.value.to_lowercase());
    let registered: BTreeSet<String> = registered.collect();
    let mut names: Vec<Vec<String>> = Vec::new();
    for line in lines {
        for acronym in acronyms(line) {
            let Some(Introduced::Initials(words)) = acronym.introduced else { continue };
            if line.words[words.start].author != Author::Secretariat {
                continue;
            }
            let is_registered = registered.contains(&line.written(words.clone()).to_lowercase());
            let name: Vec<String> = lower(line, words).map(str::to_owned).collect();
            if name.len() > 1 && !is_registered && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn lower<'l>(line: &'l Line<'_>, words: Range<usize>) -> impl Iterator<Item = &'l str> {
    line.words[words].iter().map(|word| word.lower.as_str())
}

/// Reports the spellings of a term that differ from the usual one.
fn settle(spellings: &[Spelling<'_>], findings: &mut Findings<'_>) {
    let mut forms = grouped(spellings.iter().map(|spelling| (spelling.form.as_str(), spelling)));
    let is_own = |one: &&&Spelling<'_>| one.author() == Author::Secretariat;
    forms.sort_by_key(|(_, places)| Reverse((places.len(), places.iter().filter(is_own).count())));
    let Some(((_, usual), others)) = forms.split_first() else { return };
    let others: Vec<&Spelling<'_>> =
        others.iter().flat_map(|(_, places)| places).copied().collect();
    for other in others.iter().filter(|one| one.author() == Author::Respondent) {
        let text = format!("elsewhere `{}`", alike(usual, other));
        findings.asides.extend(other.place().map(|span| (span, text)));
    }
    let rarer: Vec<&Spelling<'_>> = others.iter().filter(is_own).copied().collect();
    let Some(first) = rarer.first() else { return };
    let counts =
        forms.iter().map(|(_, places)| format!("`{}` ({})", places[0].text(), places.len()));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let message = format!("one term is written in {} ways: {counts}", forms.len());
    let how = match usual.len() > forms[1].1.len() {
        true => "as most places do:",
        false => "in one way, such as",
    };
    let help = format!("write it {how} `{}`", alike(usual, first));
    let note = Diagnostic::note(Code::TermSpellings, message).help(help);
    let is_sure = usual.len() >= SURELY * others.len();
    let fixes = rarer.iter().filter(|_| is_sure).filter_map(|one| {
        let right = usual.iter().find(|other| other.number() == one.number())?.text();
        let why = format!("the spelling of {} other places", usual.len());
        Fix::respelt(findings.sources, one.place()?, &one.text(), &right, why)
    });
    let shown = usual.iter().find(is_own).unwrap_or(&usual[0]);
    let places = rarer.iter().chain([shown]);
    let places = places.filter_map(|one| Some((one.place()?, format!("`{}`", one.text()))));
    findings.diagnostics.push(at_all(note.fix(fixes), places));
}

/// The usual spelling, with the same number as `other` if it occurs with that number.
fn alike(usual: &[&Spelling<'_>], other: &Spelling<'_>) -> String {
    let same = usual.iter().find(|one| one.number() == other.number());
    same.unwrap_or(&usual[0]).text()
}
