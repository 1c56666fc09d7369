//! Takes in what a respondent agreed to: `rapporteur clearance` wrote it.

use toml_edit::Datetime;

use super::{Line, Receiving};
use crate::cli::session::Outcome;
use crate::diagnostic::MachineError;
use crate::docx;
use crate::intake::{Returned, returned};
use crate::text::{possible_days, squeezed};
use crate::{amend, inputs, pipeline};

impl Receiving<'_> {
    /// What became of a document that a respondent was to agree to, and whether it is kept; `None` if it is another one.
    pub(super) fn agreed(&mut self, name: &str, bytes: &[u8]) -> Outcome<Option<(Line, bool)>> {
        let Ok(document) = docx::read(name, bytes) else { return Ok(None) };
        let is_key = |key: &str| self.survey.mechanisms.contains_key(key);
        let Some(found) = returned(&document, is_key) else { return Ok(None) };
        let (key, _) = found.code.rsplit_once('-').expect("a code has two parts");
        let (key, _) = self.survey.mechanisms.get_key_value(key).expect("it is one of these");
        let line = |outcome| Line { respondent: key.to_string(), ..Line::new(name, outcome) };
        if pipeline::code(&self.inputs.sources, key) != found.code {
            let again = format!(
                "NOT cleared: the response is not the one that was sent; send `rapporteur clearance {key}` again"
            );
            return Ok(Some((line(again), true)));
        }
        if let Some(why) = self.refusal(&found, key)? {
            return Ok(Some((line(format!("NOT cleared: {why}")), true)));
        }
        let days = possible_days(&found.day);
        let day = if let [day] = days[..] { day } else { self.day };
        let day: Datetime = day.to_string().parse().expect("a day of TOML");
        let mut is_changed = false;
        let own = self.inputs.sources.iter().map(|(_, source)| source);
        for source in own.filter(|source| source.kind.response_key() == Some(key.as_str())) {
            let before = inputs::text(&self.root, &source.name)?;
            let after = amend::change(&before, |document| {
                if document.get("cleared").is_none_or(|item| !item.is_datetime()) {
                    amend::set(document.as_table_mut(), "cleared", day);
                }
                Ok(())
            });
            let after = after.map_err(|why| MachineError::at(self.root.join(&source.name), why))?;
            if after != before {
                is_changed = true;
                self.files.insert(source.name.clone(), after);
            }
        }
        Ok(Some(match is_changed {
            true => (line(format!("agreed: cleared on {day}")), true),
            false => (line("unchanged: it is cleared already".to_owned()), false),
        }))
    }

    /// Why a document is no agreement to what was sent, and what to do; `None` if it is one.
    fn refusal(&self, found: &Returned, key: &str) -> Outcome<Option<String>> {
        let changes = format!(
            "enter the changes with `rapporteur new response {key} --amends`, and send `rapporteur clearance {key}` again"
        );
        if !found.changes.is_empty() {
            return Ok(Some(format!("it asks for changes, “{}”; {changes}", found.changes)));
        }
        match found.agreed {
            Some(true) => {}
            Some(false) => return Ok(Some("no box is ticked: ask which".to_owned())),
            None => return Ok(Some("it is not clear whether the box is ticked: ask".to_owned())),
        }
        let mut sent = pipeline::Clearances::new();
        pipeline::clearances(&self.root, &self.options, |one| **one == *key, &mut sent)?;
        let sent =
            sent.into_values().next().and_then(|(name, bytes)| docx::read(&name, &bytes).ok());
        let sent = sent.and_then(|document| returned(&document, |one| one == key));
        let texts = |returned: &Returned| {
            let texts = returned.rest.iter().map(|text| squeezed(text));
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>()
        };
        let (was, is) = (sent.as_ref().map(texts).unwrap_or_default(), texts(found));
        let other = is.iter().find(|text| !was.contains(text));
        let other = other.or_else(|| was.iter().find(|text| !is.contains(text)));
        Ok(other.map(|text| format!("its text is not what was sent, at “{text}”; {changes}")))
    }
}
