//! Names of mechanisms: on the list of those that responded, and as they are printed.

use std::collections::BTreeSet;

use super::Side;
use super::texts::TextChange;
use crate::model::Mechanism;

/// The names that differ.
pub(super) fn compare(before: &Side<'_>, after: &Side<'_>) -> Vec<TextChange> {
    const LIST: &str = "list of respondents";
    let (old, new) = (keys(before), keys(after));
    let mut changes = Vec::new();
    for key in old.difference(&new) {
        let name = before.survey.mechanisms[*key].list.value.clone();
        let place_before = Some(LIST.to_owned());
        changes.push(TextChange { place_before, from: Some(name), ..TextChange::default() });
    }
    for key in new.difference(&old) {
        let name = after.survey.mechanisms[*key].list.value.clone();
        let place_now = Some(LIST.to_owned());
        changes.push(TextChange { place_now, to: Some(name), ..TextChange::default() });
    }
    for key in old.intersection(&new) {
        let forms = forms(&before.survey.mechanisms[*key]).into_iter();
        for ((place, from), (_, to)) in forms.zip(self::forms(&after.survey.mechanisms[*key])) {
            if from != to {
                changes.push(TextChange {
                    place_before: Some(place.to_owned()),
                    place_now: Some(place.to_owned()),
                    from: Some(from.to_owned()),
                    to: Some(to.to_owned()),
                });
            }
        }
    }
    changes
}

fn keys<'s>(side: &Side<'s>) -> BTreeSet<&'s str> {
    side.tally.respondents.iter().map(String::as_str).collect()
}

/// How a mechanism is called, by where.
fn forms(mechanism: &Mechanism) -> [(&'static str, &str); 3] {
    [
        ("list of respondents", &mechanism.list.value),
        ("over its practices", &mechanism.heading.value),
        ("under its quotations", &mechanism.quotation.value),
    ]
}
