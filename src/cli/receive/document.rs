//! Takes in a document: a filled-in questionnaire or a letter.

use super::{Line, Receiving, line};
use crate::cli::session::{Outcome, usage};
use crate::intake::{self, ImportAction};
use crate::scaffold;

impl Receiving<'_> {
    /// Takes in a document, and keeps it and its text.
    pub(super) fn document(&mut self, name: &str, bytes: Vec<u8>) -> Outcome {
        let original = self.received_file(&format!("received/{name}"), bytes);
        let mut sources = self.inputs.sources.iter().map(|(_, source)| source);
        let known = sources
            .find(|source| source.kind.is_response() && source.text().contains(&original.sha256));
        if let Some(known) = known {
            let outcome = format!("unchanged: {} has it already", known.name);
            self.lines.push(Line::new(name, outcome));
            return Ok(());
        }
        if self.agreed(name, &original)? {
            return Ok(());
        }
        let record = intake::document(self.survey, &self.asked, name, &original.bytes)?;
        let Some(record) = record else {
            let outcome = "left out: a questionnaire that is not filled in".to_owned();
            self.lines.push(Line::new(name, outcome));
            return Ok(());
        };
        if self.named.is_none() && record.name.is_empty() {
            return Err(usage(format!("`{name}` does not say who sent it: add `--as KEY`")));
        }
        let imports = intake::plan_imports(self.survey, &[], vec![record], self.named, self.amends);
        let import = imports.into_iter().next().expect("each record has an action");
        let amended = match import.action {
            ImportAction::New => None,
            ImportAction::Amends(_) => Some(self.day),
            _ => {
                self.lines.push(line(&import));
                return Ok(());
            }
        };
        let key = import.key.clone().expect("a new response has a respondent");
        let record = &import.record;
        let is_compared = !record.statements.is_empty() || record.answers.is_empty();
        let text = record.text.as_ref().filter(|_| is_compared).map(|text| {
            let path = scaffold::received_path(&key, amended);
            self.received_file(&path, text.clone().into_bytes())
        });
        if self.add(&import, &original, text.as_ref().map(|text| text.path.as_str())) {
            self.originals.extend(text.into_iter().chain([original]));
        }
        Ok(())
    }
}
