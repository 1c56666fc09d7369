//! Checks the names of mechanisms, in attribution lines and in the text, against the registered
//! ones.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use super::line::Line;
use super::register::NameList;
use crate::diagnostic::{Code, Diagnostic, Fix, Sources, Span};
use crate::figure::Key;
use crate::model::{Mechanism, Survey};
use crate::text::lower_words;

/// Checks the names of mechanisms.
pub(super) fn check(survey: &Survey, lines: &[Line], findings: &mut Findings<'_>) {
    let mechanisms: Vec<&Mechanism> = survey.mechanisms.values().collect();
    let mut register = NameList::default();
    for (owner, mechanism) in mechanisms.iter().enumerate() {
        names(mechanism).into_iter().for_each(|name| register.add(owner, name, true));
    }
    let mut written = under_quotations(survey);
    let slips = |line| register.slips(line).into_iter().map(move |found| (line, found));
    for (line, found) in lines.iter().flat_map(slips) {
        let mechanism = mechanisms[found.owner];
        let registered = |form: &str| nearest(mechanism, form);
        let own = findings.own_form(line, found.words, registered);
        let Some((form, span)) = own else { continue };
        let known = written.values().flatten().any(|place| place.contains(span));
        if !known && !is_registered(mechanism, &form) {
            written.entry((mechanism.key.clone(), form)).or_default().push(span);
        }
    }
    for ((key, form), places) in written {
        let found = differs(findings.sources, &survey.mechanisms[&key], &form, &places);
        findings.diagnostics.push(found);
    }
}

/// The places of unregistered forms, by mechanism and form.
type Written = BTreeMap<(Key, String), Vec<Span>>;

/// Attribution lines that do not contain a registered name of the mechanism.
fn under_quotations(survey: &Survey) -> Written {
    let mut written = Written::new();
    for response in &survey.responses {
        let Some(mechanism) = survey.mechanisms.get(&response.mechanism) else { continue };
        let named = response.quotes.iter().filter(|quote| !quote.anonymous);
        for source in named.filter_map(|quote| quote.source.as_ref()) {
            let has_name = |name: &&str| source.value.contains(*name);
            // An attribution may say more about the speaker.
            if !is_registered(mechanism, &source.value) && !names(mechanism).iter().any(has_name) {
                let form = (mechanism.key.clone(), source.value.clone());
                written.entry(form).or_default().push(source.place(0, source.value.len()));
            }
        }
    }
    written
}

fn differs(sources: &Sources, mechanism: &Mechanism, form: &str, places: &[Span]) -> Diagnostic {
    let registered = nearest(mechanism, form);
    let message = format!("`{form}` is not how `{}` is registered", mechanism.key);
    let many =
        if places.len() > 1 { format!(" at {} places", places.len()) } else { String::new() };
    let help = format!("write `{registered}`{many}, or correct {}", sources.registry());
    let why = "the registered name";
    let fixes = places.iter().filter_map(|at| Fix::respelt(sources, *at, form, registered, why));
    Diagnostic::warning(Code::NameDiffers, message)
        .at_places(places.iter().copied())
        .at(mechanism.span, "registered here")
        .help(help)
        .fix(fixes)
}

/// The forms of a mechanism's name, without a trailing acronym or other name in brackets.
fn names(mechanism: &Mechanism) -> [&str; 4] {
    let bare = |form: &str| form.find(" (").unwrap_or(form.len());
    mechanism.names().map(|form| &form.value[..bare(&form.value)])
}

/// All registered forms of a mechanism's name.
fn forms(mechanism: &Mechanism) -> Vec<&str> {
    let forms = mechanism.names().into_iter().rev().chain(&mechanism.acronym);
    forms.map(|form| form.value.as_str()).chain(names(mechanism)).collect()
}

fn is_registered(mechanism: &Mechanism, written: &str) -> bool {
    forms(mechanism).contains(&written)
}

/// The registered form whose set of words differs least from `written`.
fn nearest<'m>(mechanism: &'m Mechanism, written: &str) -> &'m str {
    let found: BTreeSet<String> = lower_words(written).collect();
    let difference = |form: &&str| found.symmetric_difference(&lower_words(form).collect()).count();
    forms(mechanism).into_iter().min_by_key(difference).unwrap_or_default()
}
