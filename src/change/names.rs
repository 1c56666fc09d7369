//! Changes of the names of mechanisms: in the list of respondents, and in print.

use std::collections::BTreeSet;

use super::ComparedReport;
use super::text_change::TextChange;
use crate::model::Mechanism;
use crate::words::{Word, Words};

/// The wording for the list of respondents.
const LIST: Word = Word::PlaceRespondents;

/// Returns the names that differ.
pub(super) fn compare<'s>(
    before: &ComparedReport<'s>,
    after: &ComparedReport<'s>,
    words: &Words,
) -> Vec<TextChange> {
    let list = words.say(LIST, &[]);
    let (old, new) = (keys(before), keys(after));
    let name =
        |side: &ComparedReport<'s>, key: &str| side.survey.mechanisms[key].list.value.as_str();
    let gone = old.difference(&new).map(|key| TextChange::gone(&list, name(before, key)));
    let come = new.difference(&old).map(|key| TextChange::come(&list, name(after, key)));
    let mut changes: Vec<TextChange> = gone.chain(come).collect();
    for key in old.intersection(&new) {
        let forms = forms(&before.survey.mechanisms[*key]).into_iter();
        let pairs = forms.zip(self::forms(&after.survey.mechanisms[*key]));
        let mut differing: Vec<(Vec<Word>, &str, &str)> = Vec::new();
        for ((place, from), (_, to)) in pairs.filter(|((_, from), (_, to))| from != to) {
            // A name that is printed the same way in several places is reported once.
            match differing.iter_mut().find(|(_, was, is)| (*was, *is) == (from, to)) {
                Some((places, ..)) => places.push(place),
                None => differing.push((vec![place], from, to)),
            }
        }
        for (places, from, to) in differing {
            let places: Vec<String> = places.iter().map(|place| words.say(*place, &[])).collect();
            let place = Some(places.join(&words.say(Word::ListBetween, &[])));
            let (from, to) = (Some(from.to_owned()), Some(to.to_owned()));
            changes.push(TextChange { place_before: place.clone(), place_now: place, from, to });
        }
    }
    changes
}

fn keys<'s>(side: &ComparedReport<'s>) -> BTreeSet<&'s str> {
    side.tally.respondents.iter().map(|key| key.as_str()).collect()
}

/// The printed names of a mechanism, by where they are printed.
fn forms(mechanism: &Mechanism) -> [(Word, &str); 3] {
    [
        (LIST, &mechanism.list.value),
        (Word::PlaceOverPractices, &mechanism.heading.value),
        (Word::PlaceUnderQuotations, &mechanism.quotation.value),
    ]
}
