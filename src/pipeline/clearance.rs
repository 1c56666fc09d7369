//! Writes the documents that respondents agree to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Options;
use super::typeset::docx_without_graphs;
use crate::clearance::Clearance;
use crate::content::{self, ComposeInput};
use crate::diagnostic::{Diagnostic, Failure, Sources, collected, has_errors};
use crate::figure::Key;
use crate::inputs::{self, Corrections, hash};
use crate::intake::{self, mapping, sheet};
use crate::model::{self, Received, ReportOptions, Response, Survey};
use crate::{design, files, tally, words};

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

/// The name and content of each document, by the key of its respondent.
pub type Clearances = BTreeMap<Key, (String, Vec<u8>)>;

/// Writes a document for each respondent for which `is_wanted` is true, into `documents`. Returns the files, and what was
/// found in them; if that includes an error, there are no documents.
///
/// # Errors
/// If a file can't be read.
pub fn clearances(
    root: &Path,
    options: &Options,
    is_wanted: impl Fn(&Key) -> bool,
    documents: &mut Clearances,
) -> Result<(Sources, Vec<Diagnostic>), Failure> {
    let (read, mut diagnostics) = inputs::read(root, Corrections::Applied)?;
    // What is printed does not depend on the project's templates: their claims may not hold yet.
    let mut sources = Sources::default();
    sources.noun = read.sources.noun.clone();
    for (_, source) in read.sources.iter().filter(|(_, source)| !source.is_template()) {
        sources.add(&source.name, source.text());
    }
    sources.add("templates/report.md", TEMPLATE);
    let scope = ReportOptions { with_pending: true, process: None, ..options.scope.clone() };
    let survey = collected(model::read(&sources, &scope, &[]), &mut diagnostics);
    let words = collected(words::read(&sources), &mut diagnostics);
    let design = collected(design::read(&sources), &mut diagnostics);
    let (Some(survey), Some(words), Some(design), false) =
        (survey, words, design, has_errors(&diagnostics))
    else {
        return Ok((sources, diagnostics));
    };
    let nobody = Survey { responses: Vec::new(), ..survey.clone() };
    let tally = Arc::new(tally::tally(&nobody).0);
    let (exports, _) = mapping::read(&sources, &survey);
    let mut sheets = BTreeMap::new();
    for response in survey.responses.iter().filter(|response| is_wanted(&response.mechanism)) {
        let key = &response.mechanism;
        let (document, found) = content::compose(&ComposeInput {
            sources: &sources,
            survey: &Arc::new(Survey { responses: statements(&survey, key), ..nobody.clone() }),
            tally: &tally,
            charts: &BTreeMap::new(),
            images: &read.images,
            words: &words,
            as_issued: true,
            is_kept: false,
            process: None,
        });
        let Some(document) = document else {
            diagnostics.extend(found);
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
            cells: &cells(root, &exports, response, &mut sheets),
            texts: &texts.collect::<Vec<_>>(),
            printed: &document,
            code: &code(&read.sources, key),
            words: &words,
        };
        let bytes = docx_without_graphs(&clearance.document(), &design, &survey, options);
        documents.insert(key.clone(), (format!("{key}.docx"), bytes));
    }
    Ok((sources, diagnostics))
}

/// The response of a respondent, and what others said together with it.
fn statements(survey: &Survey, key: &Key) -> Vec<Response> {
    let mut responses = survey.responses.clone();
    for other in responses.iter_mut().filter(|response| response.mechanism != *key) {
        other.quotes.retain(|quote| quote.joint.contains(key));
        other.practices.retain(|practice| practice.joint.contains(key));
    }
    responses.retain(|one| one.contributions().next().is_some());
    responses
}

/// The cells of the rows that a response was received in, by question. Unreadable files are left out.
fn cells<'r>(
    root: &Path,
    exports: &[mapping::Export],
    response: &'r Response,
    known: &mut BTreeMap<&'r str, Vec<sheet::Sheet>>,
) -> BTreeMap<Key, String> {
    let mut cells = BTreeMap::new();
    for (origin, row) in response.origins.iter().filter_map(|one| Some((one, one.row?))) {
        let name = origin.file.value.as_str();
        let sheets = known.entry(name).or_insert_with(|| {
            let separator = exports.first().and_then(|export| export.separator);
            let bytes = files::read(root, name, files::LARGEST_OUTPUT).ok();
            bytes.and_then(|bytes| sheet::read(name, bytes, separator).ok()).unwrap_or_default()
        });
        if let Some(export) = intake::best_mapping(exports, sheets) {
            sheets.iter().for_each(|sheet| cells.extend(export.cells(sheet, row)));
        }
    }
    cells
}

/// The key of a respondent and the state of its files, apart from the day on which they were cleared.
pub fn code(sources: &Sources, key: &Key) -> String {
    let own = sources.iter().filter(|(_, source)| source.kind.response_key() == Some(key.as_str()));
    let lines = own.flat_map(|(_, source)| source.original().lines());
    let text: String = lines.filter(|line| !line.starts_with("cleared")).collect();
    format!("{key}-{}", &hash(text.as_bytes())[..8])
}
