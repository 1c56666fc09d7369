//! Checks that notes of changes and redlines do not name mechanisms that must stay anonymous, nor
//! reveal the answers of one or two.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::change::Changes;
use crate::checks;
use crate::checks::anonymous::{Naming, Unnamed, findings};
use crate::checks::few::Few;
use crate::diagnostic::{Diagnostic, Severity};
use crate::figure::Key;
use crate::model::{Level, Survey};
use crate::text::lower_words;
use crate::uses::ReportParts;

/// The questions whose figures the note omits by decision; an error with the finding if nothing was
/// decided. `name` is the name of the older report; decisions in `today`, the current project,
/// count as well.
pub(super) fn decided(
    name: &str,
    [before, after]: &[ReportParts<'_>; 2],
    today: Option<&Survey>,
    of_checks: &[Level],
) -> Result<BTreeSet<Key>, Diagnostic> {
    let surveys = || [before.survey, after.survey].into_iter().chain(today);
    let is_confidential = surveys().any(|survey| survey.confidential);
    let reports = [before, after].map(|side| (side.survey, side.tally));
    let few = Few::between(name, reports, is_confidential);
    let Some(few) = few else { return Ok(BTreeSet::new()) };
    if let Some(decision) = few.decision(surveys().flat_map(|survey| &survey.accepted)) {
        return Ok(if decision.texts_only { few.questions() } else { BTreeSet::new() });
    }
    let found = checks::with_levels(of_checks, [few.in_changes(after.survey)]);
    let error = found.into_iter().find(|found| found.severity == Severity::Error);
    error.map_or(Ok(BTreeSet::new()), Err)
}

/// Errors for mechanisms named in the redline between two reports, the older first, or, unless it is
/// internal, in the note. Spans are those of the newer report. The responses of `today`, the current
/// project, also decide which mechanisms must not be named.
pub(super) fn naming(
    [before, after]: &[ReportParts<'_>; 2],
    today: Option<&Survey>,
    changes: &Changes,
    internal: bool,
) -> Vec<Diagnostic> {
    let surveys: Vec<&Survey> = [before.survey, after.survey].into_iter().chain(today).collect();
    let unnamed = Unnamed::of(&surveys);
    if unnamed.is_empty() {
        return Vec::new();
    }
    let mut found = unnamed.in_document(after.sources, after.survey, after.document);
    let older = unnamed.in_document(before.sources, before.survey, before.document);
    found.extend(older.into_iter().map(|naming| Naming { place: None, ..naming }));
    if !internal {
        let note = serde_json::to_value(changes).expect("changes are strings and lists");
        let texts = texts(&note).into_iter();
        let mut noted: Vec<Naming> = texts.flat_map(|text| unnamed.in_text(text)).collect();
        // Notes abbreviate sentences; decisions are made on the full sentences in the two
        // documents.
        noted.retain(|part| !found.iter().any(|whole| is_part(&part.sentence, &whole.sentence)));
        found.extend(noted);
    }
    let accepted: Vec<_> = surveys.iter().flat_map(|survey| &survey.accepted).cloned().collect();
    findings(found, &accepted, true)
}

/// Whether a text is part of a sentence, possibly with other words elided.
fn is_part(text: &str, sentence: &str) -> bool {
    let words: Vec<String> = lower_words(sentence).collect();
    text.split('…').all(|part| {
        let part: Vec<String> = lower_words(part).collect();
        part.is_empty() || words.windows(part.len()).any(|window| window == part)
    })
}

/// All strings in a JSON value.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        Value::Object(values) => values.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
