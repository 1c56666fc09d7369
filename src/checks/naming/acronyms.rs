//! Checks that each acronym is introduced once, before it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use super::Findings;
use super::introductions::{Acronym, Introduced, acronyms};
use super::line::Line;
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span, counted};
use crate::document::{Author, Block, Generated, Kind, plain_text};
use crate::model::Survey;
use crate::text::words;

/// Checks where acronyms are introduced.
pub(super) fn check(context: &CheckContext<'_>, lines: &[Line], findings: &mut Findings<'_>) {
    let (registered, listed) = (registered(context.survey), listed(context));
    let all = uses(lines);
    let introduced = |uses: &[Use]| uses.iter().position(|one| one.introduced.is_some());
    let known = all.iter().filter(|(_, uses)| introduced(uses).is_some());
    let known: Vec<&str> = known.map(|(key, _)| key.as_str()).collect();
    for (key, uses) in &all {
        let own: Vec<&Use> = uses.iter().filter(|one| one.author == Author::Secretariat).collect();
        match introduced(uses) {
            None if listed.contains(key) => {}
            None if !own.is_empty() => findings.diagnostics.push(unexplained(key, &own, &known)),
            first => findings.asides.extend(aside(key, uses, first)),
        }
        findings.diagnostics.extend(before_name(key, &own));
        if !registered.contains(key.as_str()) {
            findings.diagnostics.extend(twice(key, &own));
            findings.diagnostics.extend(letters(key, &own));
        }
    }
}

/// An occurrence of an acronym.
struct Use {
    span: Span,
    /// The place including the full name before it, if this introduces the acronym.
    whole: Span,
    author: Author,
    introduced: Option<Introduced>,
    kind: Kind,
    division: usize,
}

impl Use {
    fn in_heading(&self) -> bool {
        matches!(self.kind, Kind::Title | Kind::Heading(_) | Kind::QuotationSource)
    }
}

/// The acronyms of mechanisms, split into words.
fn registered(survey: &Survey) -> BTreeSet<&str> {
    let acronyms = survey.mechanisms.values().filter_map(|mechanism| mechanism.acronym.as_ref());
    acronyms.flat_map(|acronym| words(&acronym.value)).map(|word| word.text).collect()
}

/// The acronyms that the report explains in its list of abbreviations.
fn listed(context: &CheckContext<'_>) -> BTreeSet<String> {
    let tables = context.document().all_blocks().into_iter().filter_map(|block| match block {
        Block::Generated(Generated::IndexTable(table)) => Some(table),
        _ => None,
    });
    let rows = tables.flat_map(|table| &table.rows);
    rows.filter_map(|row| Some(plain_text(row.cells.first()?))).collect()
}

/// The occurrences of each acronym, in document order.
fn uses(lines: &[Line]) -> BTreeMap<String, Vec<Use>> {
    let mut all: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    for line in lines {
        for Acronym { key, word, introduced } in acronyms(line) {
            let Some(span) = line.place(word..word + 1) else { continue };
            let start = match &introduced {
                Some(Introduced::Initials(name)) => name.start,
                _ => word,
            };
            let whole = line.place(start..word + 1).unwrap_or(span);
            // Attribution lines may use an acronym without introducing it.
            if line.passage.kind != Kind::QuotationSource || introduced.is_some() {
                let (author, kind) = (line.words[word].author, line.passage.kind);
                let division = line.division;
                let one = Use { span, whole, author, introduced, kind, division };
                all.entry(key).or_default().push(one);
            }
        }
    }
    // `ABCS` is the plural of an `ABC` that also occurs; its spelling is checked elsewhere.
    let keys: BTreeSet<String> = all.keys().cloned().collect();
    all.retain(|key, _| !key.strip_suffix('S').is_some_and(|singular| keys.contains(singular)));
    all
}

/// The note on an acronym that is never introduced; `known` are the acronyms that are.
fn unexplained(key: &str, own: &[&Use], known: &[&str]) -> Diagnostic {
    let help = match known.iter().find(|longer| longer.ends_with(key) && key.len() > 2) {
        Some(longer) => format!("`{longer}` is introduced: write that, or introduce `{key}`"),
        None => format!("write the full name at its first place, with `({key})` after it"),
    };
    let note = Diagnostic::note(Code::AcronymUnexplained, format!("`{key}` is never introduced"));
    note.help(help).at_places(own.iter().map(|one| one.span))
}

/// The note on an acronym that the secretariat uses before introducing it.
fn before_name(key: &str, own: &[&Use]) -> Option<Diagnostic> {
    let first = own.iter().position(|one| one.introduced.is_some())?;
    let before = own[..first].iter().map(|one| one.span);
    let message = format!("`{key}` is used before it is introduced");
    let note = Diagnostic::note(Code::AcronymBeforeName, message)
        .help("write the full name with the acronym after it at the first place");
    (first > 0).then(|| note.at_places(before).at(own[first].whole, "introduced here"))
}

/// The note on an acronym that is introduced twice in the same division. Divisions are checked
/// separately, because a summary is read on its own; titles and headings are not checked.
fn twice(key: &str, own: &[&Use]) -> Option<Diagnostic> {
    let is_introduced = |one: &&&Use| {
        !matches!(one.introduced, None | Some(Introduced::Beside)) && !one.in_heading()
    };
    let introduced: Vec<&Use> = own.iter().filter(is_introduced).copied().collect();
    let divisions = introduced.chunk_by(|one, next| one.division == next.division);
    let again: Vec<&Use> = divisions.filter(|found| found.len() > 1).flatten().copied().collect();
    let labels = iter::once("first here").chain(iter::repeat(""));
    let message = format!("`{key}` is introduced at {}", counted(again.len(), "place", "places"));
    let note = Diagnostic::note(Code::AcronymTwice, message)
        .help("introduce it at the first of them, and write the acronym alone from then on");
    note.at_each(again.iter().map(|one| one.whole).zip(labels)).placed()
}

/// The note on an acronym whose letters do not match the name before it.
fn letters(key: &str, own: &[&Use]) -> Option<Diagnostic> {
    let first = own.iter().find(|one| one.introduced.is_some())?;
    let is_strange = first.introduced == Some(Introduced::OtherName) && key.len() > 2;
    let message = format!("the letters of `{key}` don't come from the name before it");
    let note = Diagnostic::note(Code::AcronymLetters, message).at(first.span, "");
    let help = "check that this acronym belongs to this name; write the name that it stands for";
    is_strange.then(|| note.help(help))
}

/// The first place where a mechanism uses an acronym that is not introduced before.
fn aside(key: &str, uses: &[Use], introduced: Option<usize>) -> Option<(Span, String)> {
    let first = uses.iter().position(|one| one.author == Author::Respondent)?;
    let text = match introduced {
        None => format!("`{key}` is never introduced"),
        Some(later) if later > first => format!("`{key}` is introduced only later"),
        Some(_) => return None,
    };
    Some((uses[first].span, text))
}
