//! Terms with inconsistent spellings: `AB-1` and `Ab 1`, a full name in another case, `Point 1` and
//! `point 2`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::introductions::{Introduced, acronyms};
use super::{Findings, Line, Word, is_hyphen};
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
    let mut found: BTreeMap<String, Vec<Spelling>> = BTreeMap::new();
    for line in lines {
        for (term, form, words) in terms(line, &wanted) {
            let author = line.words[words.start].author;
            let (text, place) = (line.written(words.clone()), line.place(words));
            found.entry(term).or_default().push(Spelling { form, text, author, place });
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
struct Spelling {
    /// Its spelling without the parts that vary, such as `AB-#` for any number.
    form: String,
    text: String,
    author: Author,
    place: Option<Span>,
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
fn settle(spellings: &[Spelling], findings: &mut Findings<'_>) {
    let mut forms = grouped(spellings.iter().map(|spelling| (spelling.form.as_str(), spelling)));
    let is_own = |one: &&&Spelling| one.author == Author::Secretariat;
    forms.sort_by_key(|(_, places)| Reverse((places.len(), places.iter().filter(is_own).count())));
    let counts = forms.iter().map(|(_, places)| format!("`{}` ({})", places[0].text, places.len()));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let Some(((_, usual), others)) = forms.split_first() else { return };
    // The usual spelling with the same number, if it occurs with that number.
    let same = |other: &Spelling| usual.iter().find(|one| digits(&one.text) == digits(&other.text));
    let alike = |other: &Spelling| &same(other).unwrap_or(&usual[0]).text;
    let rarer = others.iter().flat_map(|(_, places)| places).copied();
    let (rarer, theirs): (Vec<&Spelling>, Vec<_>) = rarer.partition(|one| is_own(&one));
    let count = rarer.len() + theirs.len();
    let asides = theirs.into_iter().filter(|one| one.author == Author::Respondent);
    let asides = asides.map(|one| Some((one.place?, format!("elsewhere `{}`", alike(one)))));
    findings.asides.extend(asides.flatten());
    let Some(first) = rarer.first() else { return };
    let message = format!("one term is written in {} ways: {counts}", forms.len());
    let is_most = usual.len() > others[0].1.len();
    let how = if is_most { "as most places do:" } else { "in one way, such as" };
    let help = format!("write it {how} `{}`", alike(first));
    let is_sure = usual.len() >= SURELY * count;
    let fixes = rarer.iter().filter(|_| is_sure).filter_map(|one| {
        let why = format!("the spelling of {} other places", usual.len());
        Fix::respelt(findings.sources, one.place?, &one.text, &same(one)?.text, why)
    });
    let note = Diagnostic::note(Code::TermSpellings, message).help(help).fix(fixes);
    let shown = *usual.iter().find(is_own).unwrap_or(&usual[0]);
    let places = rarer.iter().copied().chain([shown]);
    let places = places.filter_map(|one| Some((one.place?, format!("`{}`", one.text))));
    findings.diagnostics.push(note.at_each(places));
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
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
        gap if gap.chars().all(is_hyphen) => ("-", word + 2),
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
    let parts: Vec<&str> = line.chunk(word).split(is_hyphen).collect();
    let [first, second] = parts[..] else { return None };
    let is_word = |text: &str| text.len() > 1 && text.chars().all(char::is_alphabetic);
    let is_term = is_word(first) && is_word(second) && line.raw(word) == first;
    let [first, second] = [first, second].map(str::to_lowercase);
    (is_term && first != "re").then(|| (format!("{first}{second}"), format!("{first}-{second}")))
}

/// `inter-regional` and `interregional`.
fn compound(line: &Line, word: usize, compounds: &BTreeSet<String>) -> Option<Found> {
    if let Some((closed, form)) = hyphenated(line, word) {
        return Some((format!("-{closed}"), form, word..word + 2));
    }
    let lower = &line.words[word].lower;
    (compounds.contains(lower) && !line.chunk(word).contains(is_hyphen))
        .then(|| (format!("-{lower}"), lower.clone(), word..word + 1))
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
