//! Takes in a document: a filled-in questionnaire, a letter, or what a respondent agreed to: `rapporteur clearance` wrote it.

use jiff::civil::Date;
use toml_edit::{Datetime, InlineTable, value};

use super::Receiving;
use crate::cli::session::{Outcome, usage};
use crate::diagnostic::MachineError;
use crate::edits::record::Decided;
use crate::edits::{EditTarget, FileChange, Finder, ReviewEdit};
use crate::figure::{Figure, Key};
use crate::inputs::hash;
use crate::intake::{self, Line, MARKS, ReceivedFile, Tick, returned};
use crate::text::possible_days;
use crate::{amend, docx, edits, inputs, pipeline, scaffold};

impl Receiving<'_> {
    /// Takes in a document, and keeps it and its text.
    pub(super) fn document(&mut self, name: &str, bytes: Vec<u8>) -> Outcome {
        let original = self.received_file(&format!("received/{name}"), bytes);
        let hash = hash(&original.1);
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
        match intake::document(self.plan.survey, &self.asked, name, &original.1)? {
            None => {
                let outcome = "left out: a questionnaire that is not filled in".to_owned();
                self.lines.push(Line::new(name, outcome));
            }
            Some(record) if self.plan.named.is_none() && record.name.is_empty() => {
                return Err(usage(format!("`{name}` does not say who sent it: add `--as KEY`")));
            }
            Some(record) => self.take_in(vec![record], self.plan, original),
        }
        Ok(())
    }

    /// Takes in a document that a respondent was to agree to; returns whether it is one.
    fn agreed(&mut self, name: &str, original: &ReceivedFile) -> Outcome<bool> {
        let Ok(document) = docx::read(name, &original.1) else { return Ok(false) };
        let is_key = |key: &str| self.plan.survey.mechanisms.contains_key(key);
        let Some(found) = returned(&document, is_key) else { return Ok(false) };
        let (key, _) = found.code.rsplit_once('-').expect("a code has two parts");
        let (key, _) = self.plan.survey.mechanisms.get_key_value(key).expect("it is one of these");
        let days = possible_days(&found.day);
        let day = match days[..] {
            [day] => Some(day),
            _ => Some(self.plan.day()).filter(|_| found.day.trim().is_empty()),
        };
        let again = format!("send `rapporteur clearance {key}` again");
        let is_current = pipeline::code(&self.inputs.sources, key) == found.code
            && !self.files.contains_key(&scaffold::response_path(key, Some(self.plan.day())));
        let (amendment, mut open) = match is_current {
            true => self.amendment(key, &document, original)?,
            false => (None, Vec::new()),
        };
        open.extend(
            (found.asks == Tick::Unclear).then(|| format!("{}: “{}”", MARKS[1], found.changes)),
        );
        let (mut is_kept, mut path) = (true, None);
        let outcome = if !is_current {
            format!("NOT cleared: the response is not the one that was sent; {again}")
        } else if let Some(FileChange { name, after, .. }) = amendment {
            self.files.insert(name.clone(), after);
            path = Some(name);
            format!("amends its words, NOT cleared until it agrees to them: {again}")
        } else if found.asks != Tick::Off || !open.is_empty() {
            format!(
                "NOT cleared: it asks for changes; enter them with `rapporteur new response {key} --amends`, and {again}"
            )
        } else if found.agreed != Tick::On {
            "NOT cleared: the box is not ticked, or not clearly: ask".to_owned()
        } else if let Some(day) = day {
            is_kept = self.clear(key, day)?;
            match is_kept {
                true => format!("agreed: cleared on {day}"),
                false => "unchanged: it is cleared already".to_owned(),
            }
        } else {
            format!(
                "NOT cleared: “{}” is not clearly a day; put it into the response as `cleared = YYYY-MM-DD`",
                found.day
            )
        };
        let respondent = key.to_string();
        self.lines.push(Line { respondent, open, path, ..Line::new(name, outcome) });
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

    /// The amendment that a returned document makes of the words of a respondent, and its other changes, which somebody must
    /// decide.
    fn amendment(
        &self,
        key: &Key,
        document: &docx::Document,
        (kept, bytes): &ReceivedFile,
    ) -> Outcome<(Option<FileChange>, Vec<String>)> {
        let is_own = |one: &Key| one == key;
        let (sent, sources, _) = pipeline::clearances(&self.root, &self.options, is_own)?;
        let Some((sent, _)) = sent.get(key) else {
            return Ok((None, vec!["it can't be compared with what was sent".to_owned()]));
        };
        let marks = sent.passages(&sources).iter().position(|passage| passage.text == MARKS[0]);
        let mut changes = edits::changes(sent, &sources, document);
        changes.retain(|change| marks.is_none_or(|marks| change.passage < marks));
        let finder = Finder::new(sent, &sources, &sources, &[]);
        let is_own = |target: &EditTarget| {
            let file = sources.find(&target.file).map(|file| sources.get(file));
            file.is_some_and(|file| file.kind.response_key() == Some(key.as_str()))
        };
        let decided =
            Decided { agreed: Some(self.plan.day()), letter: kept.clone(), ..Decided::default() };
        let (mut own, mut open) = (Vec::new(), Vec::new());
        for (edit, target) in finder.describe(changes, &document.comments, Figure::to_string) {
            let comments = edit.comments.iter().map(|comment| comment.text.as_str());
            let words = comments.chain([edit.change.after.as_str()]).collect::<Vec<_>>().join(" ");
            let question = format!("“{}” → “{}”", edit.context, words.trim());
            match target.filter(is_own) {
                Some(target) => {
                    let edit = ReviewEdit { decided: decided.clone(), ..edit };
                    own.push((edit, target, question));
                }
                None => open.push(question),
            }
        }
        let targets: Vec<_> = own.iter().map(|(edit, target, _)| (edit, target.clone())).collect();
        let applied = edits::apply(&sources, &[], &targets, None);
        let refused = applied.refused.iter();
        open.extend(refused.map(|(index, why)| format!("{}: {why}", own[*index].2)));
        let amendment = applied.files.into_iter().next().map(|file| {
            let from = InlineTable::from_iter([("file", kept.clone()), ("sha256", hash(bytes))]);
            let text = amend::change(&file.after, |new| {
                new.insert("from", value(from));
                Ok(())
            });
            FileChange { after: text.expect("the amendment is TOML"), ..file }
        });
        Ok((amendment, open))
    }
}
