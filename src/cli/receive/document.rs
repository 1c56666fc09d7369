//! Takes in a document: a filled-in questionnaire or a letter.

use std::path::Path;

use jiff::civil::Date;

use super::{Line, NewFiles, Target, free_path, line, taken_path};
use crate::cli::session::{Outcome, usage};
use crate::diagnostic::{Failure, SourceKind};
use crate::figure::Key;
use crate::inputs::Inputs;
use crate::intake::{self, ImportAction, ReceivedFile, Record};
use crate::model::Survey;
use crate::pipeline::Options;
use crate::questionnaire::Questionnaire;
use crate::scaffold;

/// The project and the options with which documents are taken in.
pub(super) struct Documents<'a> {
    pub(super) root: &'a Path,
    pub(super) inputs: &'a Inputs,
    pub(super) survey: &'a Survey,
    pub(super) asked: Questionnaire,
    /// The respondent, if it was given.
    pub(super) named: Option<&'a Key>,
    pub(super) day: Date,
    pub(super) amends: bool,
    pub(super) options: &'a Options,
}

impl Documents<'_> {
    /// Adds what a document has to `files`, and the text of it and itself to `originals`; returns what became of it.
    pub(super) fn receive(
        &self,
        name: &str,
        original: ReceivedFile,
        files: &mut NewFiles,
        originals: &mut Vec<ReceivedFile>,
    ) -> Outcome<Line> {
        let outcome = |outcome: String| Line { place: name.to_owned(), outcome, ..Line::default() };
        let mut sources = self.inputs.sources.iter().map(|(_, source)| source);
        let known = sources.find(|source| {
            matches!(source.kind, SourceKind::Response(_))
                && source.text().contains(&original.sha256)
        });
        if let Some(known) = known {
            return Ok(outcome(format!("unchanged: {} has it already", known.name)));
        }
        if let Some((line, is_kept)) = self.agreed(name, &original.bytes, files)? {
            originals.extend(is_kept.then_some(original));
            return Ok(line);
        }
        let record = intake::document(self.survey, &self.asked, name, &original.bytes);
        let Some(record) = record.map_err(|error| Failure::Input(vec![error]))? else {
            return Ok(outcome("left out: a questionnaire that is not filled in".to_owned()));
        };
        if self.named.is_none() && record.name.is_empty() {
            return Err(usage(format!("`{name}` does not say who sent it: add `--as KEY`")));
        }
        let records = [record];
        let mut imports =
            intake::plan_imports(self.survey, &[], &records, self.named, self.amends).into_iter();
        let mut import = imports.next().expect("each record has an action");
        let (Some(key), ImportAction::New | ImportAction::Amends(_)) =
            (&import.key, &import.action)
        else {
            return Ok(line(&import));
        };
        let amended = matches!(import.action, ImportAction::Amends(_)).then_some(self.day);
        let statements = intake::new_statements(self.survey, key, &import.record.statements);
        let record = Record { statements, ..import.record.clone() };
        import.record = &record;
        let is_compared = !record.statements.is_empty() || record.answers.is_empty();
        let text = record.text.as_ref().filter(|_| is_compared).map(|text| {
            let bytes = text.clone().into_bytes();
            let path =
                free_path(self.root, originals, &scaffold::received_path(key, amended), &bytes);
            ReceivedFile { path, sha256: String::new(), bytes }
        });
        let target =
            Target { inputs: self.inputs, survey: self.survey, file: &original, day: self.day };
        let source_text = text.as_ref().map(|text| text.path.as_str());
        if let Err(path) = target.add(files, &import, source_text) {
            return Ok(taken_path(&import, &path));
        }
        originals.extend(text.into_iter().chain([original]));
        Ok(line(&import))
    }
}
