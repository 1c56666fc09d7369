//! Terms with inconsistent spellings: `AB-1` and `Ab 1`, a full name in another case, `Point 1` and
//! `point 2`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Findings;
use super::introductions::{Introduced, acronyms};
use super::line::{Line, Word, is_hyphen};
use crate::checks::grouped;
use crate::diagnostic::{Code, Diagnostic, Fix, Span};
use crate::document::{Author, Kind};
use crate::model::Survey;

/// The usual spelling counts as the right one if it is at least this many times as frequent as all
/// others together.
const SURELY: usize = 8;

/// Checks that each term is spelt consistently.
pub(super) fn check(survey: &Survey, lines: &[Line], findings: &mut Findings<'_>) {
    let wanted = Wanted { names: full_names(survey, lines), compounds: compounds(lines) };
    let mut found: BTreeMap<String, Vec<Spelling<'_>>> = BTreeMap::new();
    for line in lines {
        for (term, form, words) in terms(line, &wanted) {
            found.entry(term).or_default().push(Spelling { form, line, words });
        }
    }
    for (term, spellings) in found {
        // An ordinary word before a number is not a term: at least one spelling must have two
        // capitals.
        let is_term = !term.ends_with('#') || spellings.iter().any(|one| capitals(&one.form) >= 2);
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
    let words = lines.iter().flat_map(|line| (0..line.words.len()).map(move |word| (line, word)));
    let own = words.filter(|(line, word)| line.words[*word].author == Author::Secretariat);
    own.filter_map(|(line, word)| Some(hyphenated(line, word)?.0)).collect()
}

/// The full names with which the secretariat introduces acronyms, in lower case. Names of
/// mechanisms are excluded: they are registered and checked as such.
fn full_names(survey: &Survey, lines: &[Line]) -> Vec<Vec<String>> {
    let names = survey.mechanisms.values().map(|mechanism| &mechanism.name);
    let registered: BTreeSet<String> = names.map(|name| name.value.to_lowercase()).collect();
    let introduced = lines.iter().flat_map(acronyms).filter_map(|acronym| {
        let Some(Introduced::Initials(words)) = acronym.introduced else { return None };
        let line = acronym.line;
        let is_own = line.words[words.start].author == Author::Secretariat;
        let is_name = registered.contains(&line.written(words.clone()).to_lowercase());
        let name: Vec<String> = line.words[words].iter().map(|w| w.lower.clone()).collect();
        (is_own && name.len() > 1 && !is_name).then_some(name)
    });
    introduced.collect::<BTreeSet<_>>().into_iter().collect()
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
    let is_most = usual.len() > forms[1].1.len();
    let how = if is_most { "as most places do:" } else { "in one way, such as" };
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
    findings.diagnostics.push(note.fix(fixes).at_each(places));
}

/// The usual spelling, with the same number as `other` if it occurs with that number.
fn alike(usual: &[&Spelling<'_>], other: &Spelling<'_>) -> String {
    let same = usual.iter().find(|one| one.number() == other.number());
    same.unwrap_or(&usual[0]).text()
}

/// A term, its spelling, and its range of words.
type Found = (String, String, Range<usize>);

/// The terms to search for.
struct Wanted {
    /// Full names, in lower case.
    names: Vec<Vec<String>>,
    /// Words that are hyphenated somewhere, with the hyphen removed.
    compounds: BTreeSet<String>,
}

/// All terms of a line.
fn terms(line: &Line, wanted: &Wanted) -> Vec<Found> {
    let mut found = Vec::new();
    found.extend(heading_label(line));
    if line.capitals {
        return found;
    }
    for (index, word) in line.words.iter().enumerate() {
        let own = word.author == Author::Secretariat;
        let names = wanted.names.iter().filter(|name| name[0] == word.lower);
        found.extend(names.filter_map(|name| full_name(line, index, name)));
        if own {
            found.extend(compound(line, index, &wanted.compounds));
        }
        if !word.is_lower && !line.in_address(index) {
            found.extend(numbered(line, index));
            found.extend(plural(line, index));
            found.extend(own.then(|| with_acronym(line, index)).flatten());
        }
    }
    found
}

/// The number of capital letters in a word.
fn capitals(word: &str) -> usize {
    word.chars().filter(|c| c.is_uppercase()).count()
}

/// `AB-1`, `AB 1`, `Ab1`: the same letters before a number of up to three digits.
fn numbered(line: &Line, word: usize) -> Option<Found> {
    let raw = line.raw(word);
    let digits = raw.trim_start_matches(char::is_alphabetic);
    let letters = &raw[..raw.len() - digits.len()];
    let (separator, end) = match line.gap_after(word) {
        _ if !digits.is_empty() => ("", word + 1),
        " " | "\u{A0}" => (" ", word + 2),
        gap if is_hyphen(gap) => ("-", word + 2),
        _ => return None,
    };
    let number = if digits.is_empty() { &line.words.get(word + 1)?.lower } else { digits };
    let is_number = number.len() <= 3 && number.chars().all(|c| c.is_ascii_digit());
    let is_term =
        letters.chars().count() > 2 && is_number && letters.starts_with(char::is_uppercase);
    let form = format!("{letters}{separator}#");
    is_term.then(|| (format!("{}#", letters.to_lowercase()), form, word..end))
}

/// `ABCs` and `ABCS`.
fn plural(line: &Line, word: usize) -> Option<Found> {
    let raw = line.raw(word);
    let is_term = capitals(raw) >= 2 && raw.chars().all(char::is_alphabetic);
    is_term.then(|| (raw.to_lowercase(), raw.to_owned(), word..word + 1))
}

/// A full name, regardless of its case and the punctuation between its words.
fn full_name(line: &Line, word: usize, name: &[String]) -> Option<Found> {
    let (last, before) = name.split_last()?;
    let end = word + name.len();
    let words = line.words.get(word..end)?;
    let begins = words.iter().zip(before).all(|(word, known)| word.lower == *known);
    let is_name = begins && singular(&words[before.len()].lower) == singular(last);
    let mut form = line.written(word..end);
    if last.ends_with('s') {
        form.truncate(form.trim_end_matches('s').len());
    }
    is_name.then(|| (name.join(" "), form, word..end))
}

/// A word without a final `s`.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// A two-part compound that starts at a word, without and with its hyphen.
fn hyphenated(line: &Line, word: usize) -> Option<(String, String)> {
    let (first, second) = (&line.words[word].lower, &line.words.get(word + 1)?.lower);
    let is_word = |text: &str| text.len() > 1 && text.chars().all(char::is_alphabetic);
    let has_two_parts =
        joined(line, word) && !(word > 0 && joined(line, word - 1)) && !joined(line, word + 1);
    let is_term = has_two_parts && is_word(first) && is_word(second) && first != "re";
    is_term.then(|| (format!("{first}{second}"), format!("{first}-{second}")))
}

/// Whether a hyphen joins a word and the next one.
fn joined(line: &Line, word: usize) -> bool {
    word + 1 < line.words.len() && is_hyphen(line.gap_after(word))
}

/// `inter-regional` and `interregional`.
fn compound(line: &Line, word: usize, compounds: &BTreeSet<String>) -> Option<Found> {
    if let Some((closed, form)) = hyphenated(line, word) {
        return Some((format!("-{closed}"), form, word..word + 2));
    }
    let lower = line.words[word].lower.as_str();
    let is_part = joined(line, word) || (word > 0 && joined(line, word - 1));
    (!is_part && compounds.contains(lower))
        .then(|| (format!("-{lower}"), lower.to_owned(), word..word + 1))
}

/// `ABC Objectives` and `ABC objectives`, outside headings.
fn with_acronym(line: &Line, word: usize) -> Option<Found> {
    let next = line.words.get(word + 1)?;
    let (acronym, raw) = (line.raw(word), line.raw(word + 1));
    let is_acronym = capitals(acronym) >= 2 && acronym.chars().all(char::is_uppercase);
    let is_word = raw.chars().count() > 3
        && raw.chars().all(char::is_alphabetic)
        && raw.chars().skip(1).all(char::is_lowercase);
    let is_term = is_acronym && is_word && line.gap_after(word) == " " && !line.is_heading();
    let written = |word: &str| format!("{acronym} {}", singular(word));
    is_term.then(|| (written(&next.lower), written(raw), word..word + 2))
}

/// The words before the number of a heading, such as `Key point 3.`
fn heading_label(line: &Line) -> Option<Found> {
    let Kind::Heading(_) = line.passage.kind else { return None };
    let is_number = |word: &Word| word.lower.chars().all(|c| c.is_ascii_digit());
    let number = line.words.iter().position(is_number)?;
    let is_label = (1..=3).contains(&number) && line.gap_after(number).starts_with(['.', ':']);
    let words = 0..number.max(1);
    let form = line.written(words.clone());
    is_label.then(|| (format!("{} 1.", form.to_lowercase()), format!("{form} #"), words))
}
