//! Checks that each acronym is introduced once, before it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use super::Findings;
use super::introductions::{Acronym, Introduced};
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span, counted};
use crate::document::{Author, Block, Generated, Kind, plain_text};
use crate::model::Survey;
use crate::text::words;

/// Checks where acronyms are introduced.
pub(super) fn check(context: &CheckContext<'_>, all: &[Acronym], findings: &mut Findings<'_>) {
    let (registered, listed) = (registered(context.survey), listed(context));
    let all = uses(all);
    let introduced = |uses: &[Acronym]| uses.iter().position(|one| one.introduced.is_some());
    let known = all.iter().filter(|(_, uses)| introduced(uses).is_some());
    let known: Vec<&str> = known.map(|(key, _)| key.as_str()).collect();
    for (key, uses) in &all {
        let mut own = uses.clone();
        own.retain(|one| one.author() == Author::Secretariat);
        match introduced(uses) {
            None if listed.contains(key) => {}
            None if !own.is_empty() => findings.diagnostics.push(unexplained(key, &own, &known)),
            first => findings.asides.extend(aside(key, uses, first)),
        }
        let Some(first) = introduced(&own) else { continue };
        findings.diagnostics.extend(before_name(key, &own, first));
        if !registered.contains(key.as_str()) {
            findings.diagnostics.extend(twice(key, &own));
            findings.diagnostics.extend(letters(key, &own[first]));
        }
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
fn uses<'l>(acronyms: &[Acronym<'l>]) -> BTreeMap<String, Vec<Acronym<'l>>> {
    let mut all: BTreeMap<String, Vec<Acronym<'_>>> = BTreeMap::new();
    for one in acronyms {
        // Attribution lines may use an acronym without introducing it.
        let is_checked = one.line.passage.kind != Kind::QuotationSource || one.introduced.is_some();
        if is_checked && one.place().is_some() {
            all.entry(one.key.clone()).or_default().push(one.clone());
        }
    }
    // `ABCS` is the plural of an `ABC` that also occurs; its spelling is checked elsewhere.
    let keys: BTreeSet<String> = all.keys().cloned().collect();
    all.retain(|key, _| !key.strip_suffix('S').is_some_and(|singular| keys.contains(singular)));
    all
}

/// The note on an acronym that is never introduced; `known` are the acronyms that are.
fn unexplained(key: &str, own: &[Acronym], known: &[&str]) -> Diagnostic {
    let help = match known.iter().find(|longer| longer.ends_with(key) && key.len() > 2) {
        Some(longer) => format!("`{longer}` is introduced: write that, or introduce `{key}`"),
        None => format!("write the full name at its first place, with `({key})` after it"),
    };
    let note = Diagnostic::note(Code::AcronymUnexplained, format!("`{key}` is never introduced"));
    note.help(help).at_places(own.iter().filter_map(Acronym::place))
}

/// The note on an acronym that the secretariat uses before its `first` introduction.
fn before_name(key: &str, own: &[Acronym], first: usize) -> Option<Diagnostic> {
    let message = format!("`{key}` is used before it is introduced");
    let before = own[..first].iter().filter_map(Acronym::place);
    let note = Diagnostic::note(Code::AcronymBeforeName, message).at_places(before).placed()?;
    let note = note.at_each(own[first].whole().map(|place| (place, "introduced here")));
    Some(note.help("write the full name with the acronym after it at the first place"))
}

/// The note on an acronym that is introduced twice in the same division. Divisions are checked
/// separately, because a summary is read on its own; titles and headings are not checked.
fn twice(key: &str, own: &[Acronym]) -> Option<Diagnostic> {
    let mut introduced: Vec<&Acronym> = own.iter().collect();
    introduced.retain(|one| {
        !matches!(one.introduced, None | Some(Introduced::Beside))
            && !one.line.is_heading()
            && one.line.passage.kind != Kind::QuotationSource
    });
    let divisions = introduced.chunk_by(|one, next| one.line.division == next.line.division);
    let again = divisions.filter(|found| found.len() > 1).flatten();
    let again: Vec<Span> = again.filter_map(|one| one.whole()).collect();
    let labels = iter::once("first here").chain(iter::repeat(""));
    let message = format!("`{key}` is introduced at {}", counted(again.len(), "place", "places"));
    let note = Diagnostic::note(Code::AcronymTwice, message)
        .help("introduce it at the first of them, and write the acronym alone from then on");
    note.at_each(again.into_iter().zip(labels)).placed()
}

/// The note on an acronym whose letters do not match the name before it.
fn letters(key: &str, first: &Acronym) -> Option<Diagnostic> {
    let is_strange = first.introduced == Some(Introduced::OtherName) && key.len() > 2;
    let message = format!("the letters of `{key}` don't come from the name before it");
    let help = "check that this acronym belongs to this name; write the name that it stands for";
    let note = Diagnostic::note(Code::AcronymLetters, message).help(help);
    note.at_places(first.place().filter(|_| is_strange)).placed()
}

/// The first place where a mechanism uses an acronym that is not introduced before.
fn aside(key: &str, uses: &[Acronym], introduced: Option<usize>) -> Option<(Span, String)> {
    let first = uses.iter().position(|one| one.author() == Author::Respondent)?;
    let text = match introduced {
        None => format!("`{key}` is never introduced"),
        Some(later) if later > first => format!("`{key}` is introduced only later"),
        Some(_) => return None,
    };
    Some((uses[first].place()?, text))
}
