//! Writes the documents that respondents agree to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Options;
use super::typeset::docx_without_graphs;
use crate::clearance::Clearance;
use crate::content::{self, ComposeInput};
use crate::design;
use crate::diagnostic::{Diagnostic, Failure, Sources, has_errors};
use crate::figure::Key;
use crate::inputs::{self, Corrections, hash};
use crate::intake::{self, mapping, sheet};
use crate::model::{self, Received, ReportOptions, Response, Survey};
use crate::{files, tally, words};

/// Prints the quotations and practices of the only response.
const TEMPLATE: &str = "\
{% for part in parts %}
{% for point in points(part.key) %}{% if point.quotes %}
## {{ part.title }}: {{ point.title }}

{% for quote in point.quotes %}
{{ quote }}

{% endfor %}{% endif %}{% endfor %}
{% for practice in practices(part.key) %}
## {{ part.title }}: {{ practice.heading }}

{% for text in practice.texts %}
{{ text }}

{% endfor %}{% endfor %}
{% endfor %}
";

/// The documents of a project for its respondents.
pub struct Clearances {
    /// The files.
    pub sources: Sources,
    /// Findings; if one is an error, there are no documents.
    pub diagnostics: Vec<Diagnostic>,
    /// The name and content of each document, by the key of its respondent.
    pub documents: BTreeMap<Key, (String, Vec<u8>)>,
}

/// Writes a document for each respondent for which `is_wanted` is true.
///
/// # Errors
/// If a file can't be read.
pub fn clearances(
    root: &Path,
    options: &Options,
    is_wanted: impl Fn(&Key) -> bool,
) -> Result<Clearances, Failure> {
    let (read, mut diagnostics) = inputs::read(root, Corrections::Applied)?;
    // What is printed does not depend on the project's templates: their claims may not hold yet.
    let mut sources = Sources::default();
    for (_, source) in read.sources.iter().filter(|(_, source)| !source.is_template()) {
        sources.add(&source.name, source.text());
    }
    sources.add("templates/report.md", TEMPLATE);
    let scope = ReportOptions { with_pending: true, process: None, ..options.scope.clone() };
    let (survey, found) = model::read(&sources, &scope, &[]);
    diagnostics.extend(found);
    let (words, found) = words::read(&read.sources);
    diagnostics.extend(found);
    let (design, found) = design::read(&read.sources);
    diagnostics.extend(found);
    let documents = BTreeMap::new();
    let (Some(survey), Some(words), Some(design), false) =
        (survey, words, design, has_errors(&diagnostics))
    else {
        return Ok(Clearances { sources, diagnostics, documents });
    };
    let (tally, found) = tally::tally(&survey);
    diagnostics.extend(found);
    let everybody = Survey { responses: Vec::new(), ..survey.clone() };
    let (survey, tally) = (Arc::new(survey), Arc::new(tally));
    let mut result = Clearances { sources, diagnostics, documents };
    if has_errors(&result.diagnostics) {
        return Ok(result);
    }
    let sources = &result.sources;
    let (exports, _) = mapping::read(sources, &survey);
    for response in survey.responses.iter().filter(|response| is_wanted(&response.mechanism)) {
        let own =
            Arc::new(Survey { responses: statements(&survey, response), ..everybody.clone() });
        let (document, found) = content::compose(&ComposeInput {
            sources,
            survey: &own,
            tally: &tally,
            charts: &BTreeMap::new(),
            words: &words,
            as_issued: true,
            is_kept: false,
            process: None,
        });
        let Some(document) = document else {
            result.diagnostics.extend(found);
            break;
        };
        let paths = response.source_texts.iter().map(|path| path.value.as_str());
        let texts = inputs::received(root, paths)?.into_values().filter_map(|text| match text {
            Received::Text(text) => Some(text),
            Received::Missing | Received::NoText | Received::Refused(_) => None,
        });
        let clearance = Clearance {
            survey: &survey,
            response,
            cells: &cells(root, &exports, response),
            texts: &texts.collect::<Vec<_>>(),
            printed: &document,
            code: &code(sources, &response.mechanism),
            words: &words,
        };
        let bytes = docx_without_graphs(&clearance.document(), &design, &survey, options);
        let name = format!("{}.docx", response.mechanism);
        result.documents.insert(response.mechanism.clone(), (name, bytes));
    }
    Ok(result)
}

/// The response, and what others said together with its respondent.
fn statements(survey: &Survey, response: &Response) -> Vec<Response> {
    let others = survey.responses.iter().filter_map(|other| {
        let mut other = other.clone();
        if other.mechanism != response.mechanism {
            other.quotes.retain(|quote| quote.joint.contains(&response.mechanism));
            other.practices.retain(|practice| practice.joint.contains(&response.mechanism));
        }
        (!other.quotes.is_empty() || !other.practices.is_empty()).then_some(other)
    });
    others.collect()
}

/// What the cells of the rows that a response came in hold, by question. Files that can't be read are left out.
fn cells(root: &Path, exports: &[mapping::Export], response: &Response) -> BTreeMap<Key, String> {
    let mut cells = BTreeMap::new();
    for origin in &response.origins {
        let name = &origin.file.value;
        let separator = exports.first().and_then(|export| export.separator);
        let sheets = files::read(root, name, files::LARGEST_OUTPUT)
            .ok()
            .and_then(|bytes| sheet::read(name, bytes, separator).ok());
        if let (Some(sheets), Some(row)) = (sheets, origin.row)
            && let Some(export) = intake::fitting(exports, &sheets)
        {
            sheets.iter().for_each(|sheet| cells.extend(export.cells(sheet, row)));
        }
    }
    cells
}

/// The key of a respondent and the state of its files, without the day on which they were cleared.
pub fn code(sources: &Sources, key: &Key) -> String {
    let own = sources.iter().filter(|(_, source)| source.kind.response_key() == Some(key.as_str()));
    let lines = own.flat_map(|(_, source)| source.original().lines());
    let text: String = lines.filter(|line| !line.starts_with("cleared")).collect();
    format!("{key}-{}", &hash(text.as_bytes())[..8])
}
