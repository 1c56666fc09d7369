//! Takes in a document: a filled-in questionnaire, a letter, or what a respondent agreed to: `rapporteur clearance` wrote it.

use jiff::civil::Date;
use toml_edit::Datetime;

use super::{Line, Receiving};
use crate::cli::session::{Outcome, usage};
use crate::diagnostic::MachineError;
use crate::intake::{self, ReceivedFile, Returned, returned};
use crate::text::{possible_days, squeezed};
use crate::{amend, docx, inputs, pipeline};

impl Receiving<'_> {
    /// Takes in a document, and keeps it and its text.
    pub(super) fn document(&mut self, name: &str, bytes: Vec<u8>) -> Outcome {
        let original = self.received_file(&format!("received/{name}"), bytes);
        let hash = inputs::hash(&original.1);
        let mut sources = self.inputs.sources.iter().map(|(_, source)| source);
        let known =
            sources.find(|source| source.kind.is_response() && source.text().contains(&hash));
        if let Some(known) = known {
            let outcome = format!("unchanged: {} has it already", known.name);
            self.lines.push(Line::new(name, outcome));
            return Ok(());
        }
        if self.agreed(name, &original)? {
            return Ok(());
        }
        match intake::document(self.survey, &self.asked, name, &original.1)? {
            None => {
                let outcome = "left out: a questionnaire that is not filled in".to_owned();
                self.lines.push(Line::new(name, outcome));
            }
            Some(record) if self.named.is_none() && record.name.is_empty() => {
                return Err(usage(format!("`{name}` does not say who sent it: add `--as KEY`")));
            }
            Some(record) => self.take_in(vec![record], &[], self.amends, original),
        }
        Ok(())
    }

    /// Takes in a document that a respondent was to agree to; returns whether it is one.
    fn agreed(&mut self, name: &str, original: &ReceivedFile) -> Outcome<bool> {
        let Ok(document) = docx::read(name, &original.1) else { return Ok(false) };
        let is_key = |key: &str| self.survey.mechanisms.contains_key(key);
        let Some(found) = returned(&document, is_key) else { return Ok(false) };
        let (key, _) = found.code.rsplit_once('-').expect("a code has two parts");
        let (key, _) = self.survey.mechanisms.get_key_value(key).expect("it is one of these");
        let is_current = pipeline::code(&self.inputs.sources, key) == found.code;
        let refusal = match is_current {
            true => self.refusal(&found, key)?,
            false => Some(format!(
                "the response is not the one that was sent; send `rapporteur clearance {key}` again"
            )),
        };
        let days = possible_days(&found.day);
        let day = if let [day] = days[..] { day } else { self.day };
        let (outcome, is_kept) = match refusal {
            Some(why) => (format!("NOT cleared: {why}"), true),
            None if self.clear(key, day)? => (format!("agreed: cleared on {day}"), true),
            None => ("unchanged: it is cleared already".to_owned(), false),
        };
        self.lines.push(Line { respondent: key.to_string(), ..Line::new(name, outcome) });
        self.originals.extend(is_kept.then(|| original.clone()));
        Ok(true)
    }

    /// Enters in the files of a respondent when they were cleared, and returns whether that changes one.
    fn clear(&mut self, key: &str, day: Date) -> Outcome<bool> {
        let day: Datetime = day.to_string().parse().expect("a day of TOML");
        let mut is_changed = false;
        let own = self.inputs.sources.iter().map(|(_, source)| source);
        for source in own.filter(|source| source.kind.response_key() == Some(key)) {
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
        Ok(is_changed)
    }

    /// Why a document is no agreement to what was sent, and what to do; `None` if it is one.
    fn refusal(&self, found: &Returned, key: &str) -> Outcome<Option<String>> {
        let changes = format!(
            "enter the changes with `rapporteur new response {key} --amends`, and send `rapporteur clearance {key}` again"
        );
        let unclear = match found.agreed {
            _ if !found.changes.is_empty() => {
                Some(format!("it asks for changes, “{}”; {changes}", found.changes))
            }
            Some(true) => None,
            Some(false) => Some("no box is ticked: ask which".to_owned()),
            None => Some("it is not clear whether the box is ticked: ask".to_owned()),
        };
        if unclear.is_some() {
            return Ok(unclear);
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
