//! `rapporteur questionnaire`: writes questionnaires to be filled in.

use std::collections::BTreeMap;

use super::receive::respondent;
use super::session::{NOTHING_WRITTEN, Outcome, Session};
use crate::diagnostic::{collected, in_backticks};
use crate::document::{About, Document};
use crate::inputs::Corrections;
use crate::model::ReportOptions;
use crate::questionnaire::Questionnaire;
use crate::text::listed;
use crate::write::docx::{self, DocxInput};
use crate::{content, design, words};

/// The folder in the output folder.
const FOLDER: &str = "questionnaires";

/// Writes the questionnaires of respondents, or one for anybody.
pub(super) fn questionnaire(session: &Session<'_>, keys: &[String]) -> Outcome {
    let root = session.project()?;
    let (inputs, survey) =
        session.survey(&root, Corrections::Applied, &ReportOptions::default())?;
    let (words, mut diagnostics) = words::read(&inputs.sources);
    let design = collected(design::read(&inputs.sources), &mut diagnostics);
    let (Some(words), Some(design)) = (words, design) else {
        return Err(session.at_fault_in(&inputs.sources, &diagnostics, NOTHING_WRITTEN));
    };
    let asked = Questionnaire::new(&survey, &words);
    let about = About {
        title: asked.title.clone(),
        subject: None,
        organization: survey.report.organization.value.clone(),
        language: survey.report.language.value.clone(),
        edition: Some(asked.title.clone()),
        page_number: content::page_number(&words),
    };
    let document = Document { about, blocks: Vec::new() };
    let input = DocxInput {
        document: &document,
        design: &design,
        pictures: &BTreeMap::new(),
        timestamp: session.options()?.timestamp,
    };
    let file = |key: &String| {
        let key = respondent(&survey, inputs.sources.registry(), key)?;
        let name = &survey.mechanisms[key].list.value;
        let bytes = docx::questionnaire(&input, &asked, Some((key, name)));
        Ok((format!("{FOLDER}/{key}.docx"), bytes))
    };
    let mut files = keys.iter().map(file).collect::<Outcome<Vec<_>>>()?;
    if files.is_empty() {
        files.push((format!("{FOLDER}/blank.docx"), docx::questionnaire(&input, &asked, None)));
    }
    for question in survey.questions.iter().filter(|question| survey.wording(question).is_none()) {
        session.terminal.say(&format!(
            "`{}` has no `wording`, so that the questionnaire shows this name: add it in data/survey.toml",
            question.id
        ));
    }
    let folder = session.output_folder(&root)?;
    let names = files.iter().map(|(name, _)| folder.join(name).display().to_string());
    let names = listed(&in_backticks(names), "and");
    let message = format!("{names}: to send; when it is filled in: rapporteur receive FILE");
    session.write(&folder, &files, &message)
}
