//! Takes in a document: a filled-in questionnaire or a letter.

use super::{Line, Reception, line};
use crate::cli::session::{Outcome, usage};
use crate::intake::{self, ImportAction, ReceivedFile, Record};
use crate::scaffold;

impl Reception<'_> {
    /// Takes in a document, and returns what became of it.
    pub(super) fn document(&mut self, name: &str, original: ReceivedFile) -> Outcome<Line> {
        let mut sources = self.inputs.sources.iter().map(|(_, source)| source);
        let known = sources
            .find(|source| source.kind.is_response() && source.text().contains(&original.sha256));
        if let Some(known) = known {
            return Ok(Line::new(name, format!("unchanged: {} has it already", known.name)));
        }
        if let Some((line, is_kept)) = self.agreed(name, &original.bytes)? {
            self.originals.extend(is_kept.then_some(original));
            return Ok(line);
        }
        let record = intake::document(self.survey, &self.questionnaire, name, &original.bytes)?;
        let Some(record) = record else {
            return Ok(Line::new(name, "left out: a questionnaire that is not filled in"));
        };
        if self.named.is_none() && record.name.is_empty() {
            return Err(usage(format!("`{name}` does not say who sent it: add `--as KEY`")));
        }
        let records = [record];
        let mut imports = intake::plan_imports(self.survey, &[], &records, self.named, self.amends);
        let mut import = imports.pop().expect("each record has an action");
        let (key, amended) = match (&import.key, &import.action) {
            (Some(key), ImportAction::New) => (key, None),
            (Some(key), ImportAction::Amends(_)) => (key, Some(self.day)),
            _ => return Ok(line(&import)),
        };
        let statements = intake::new_statements(self.survey, key, &import.record.statements);
        let record = Record { statements, ..import.record.clone() };
        let is_compared = !record.statements.is_empty() || record.answers.is_empty();
        let text = record.text.as_ref().filter(|_| is_compared).map(|text| {
            let bytes = text.clone().into_bytes();
            let path = self.free_path(&scaffold::received_path(key, amended), &bytes);
            ReceivedFile { path, sha256: String::new(), bytes }
        });
        import.record = &record;
        let source_text = text.as_ref().map(|text| text.path.as_str());
        let (line, is_added) = self.add(&import, &original, source_text);
        if is_added {
            self.originals.extend(text.into_iter().chain([original]));
        }
        Ok(line)
    }
}
