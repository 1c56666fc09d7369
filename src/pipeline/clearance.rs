//! Writes a document for a respondent to agree to: its response as recorded and as it will be printed, beside what came. It
//! is for that respondent alone, and has figures of nobody else.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Options;
use super::typeset::docx_without_graphs;
use crate::content::{self, ComposeInput};
use crate::diagnostic::{Diagnostic, Failure, Sources, collected, has_errors};
use crate::document::{About, Block, Document, Generated, Heading, Inline, Row};
use crate::figure::Key;
use crate::figures;
use crate::inputs::{self, Corrections, hash};
use crate::intake::{self, MARKS, mapping, sheet};
use crate::model::{self, ImportSource, Question, Received, ReportOptions, Response, Survey};
use crate::words::{Word, Words};
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

/// Each document, as a tree and as a file, by the key of its respondent.
pub type Clearances = BTreeMap<Key, (Document, Vec<u8>)>;

/// Writes a document for each respondent for which `is_wanted` is true. Also returns the files, and what was found in them;
/// if that includes an error, there are no documents.
///
/// # Errors
/// If a file can't be read.
pub fn clearances(
    root: &Path,
    options: &Options,
    is_wanted: impl Fn(&Key) -> bool,
) -> Result<(Clearances, Sources, Vec<Diagnostic>), Failure> {
    let mut documents = Clearances::new();
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
        return Ok((documents, sources, diagnostics));
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
            words: &words,
        };
        let texts: Vec<String> = texts.collect();
        let document = clearance.document(&document, &texts, &code(&read.sources, key));
        let bytes = docx_without_graphs(&document, &design, &survey, options);
        documents.insert(key.clone(), (document, bytes));
    }
    Ok((documents, sources, diagnostics))
}

/// The content of the document of a respondent.
struct Clearance<'a> {
    /// The survey.
    survey: &'a Survey,
    /// The response.
    response: &'a Response,
    /// The cells of the respondent's row, by question; empty if no sheet contains its answers.
    cells: &'a BTreeMap<Key, String>,
    /// The tool's own wording.
    words: &'a Words,
}

impl Clearance<'_> {
    /// The document: with the quotations and practices as the report prints them, the received texts, and the state of the
    /// response, which the returned document must be about.
    fn document(&self, printed: &Document, texts: &[String], code: &str) -> Document {
        let Clearance { survey, response, words, .. } = self;
        let say = |word| words.say(word, &[]);
        let paragraph = |text: &str| Block::Paragraph(vec![Inline::tool(text)]);
        let title = say(Word::ClearanceTitle);
        let names = [&response.mechanism].into_iter().chain(&response.joint);
        let names = names.map(|key| survey.mechanisms[key].list.value.clone());
        let names = words.list(&names.collect::<Vec<_>>());
        let day = response.received.map(|day| words.date(day));
        let day = day.map(|day| words.say(Word::ClearanceReceived, &[("date", &day)]));
        let origins = response.origins.iter();
        let origins = origins
            .map(|one| words.say(Word::ClearanceFrom, &[("file", without_folder(&one.place()))]));
        let code = words.say(Word::ClearanceReference, &[("code", code)]);
        let about = [format!("{}: {names}", printed.about.title)];
        let lines = about.into_iter().chain(day).chain(origins).chain([code]);
        let mut blocks = vec![paragraph(&say(Word::ClearanceAsk))];
        let texts = texts.iter().flat_map(|text| text.lines());
        let texts = texts.filter(|line| !line.trim().is_empty()).map(paragraph);
        let marks =
            [(Word::ClearanceAgreed, "☐"), (Word::ClearanceChanges, "☐"), (Word::ClearanceDay, "")];
        let marks = MARKS
            .iter()
            .zip(marks)
            .map(|(code, (word, mark))| vec![(*code).to_owned(), say(word), mark.to_owned()]);
        let columns =
            [(Word::ClearanceCode, 10), (Word::ClearanceStatement, 55), (Word::ClearanceMark, 35)];
        let printed_blocks = printed.blocks.iter().filter_map(|node| match &node.block {
            Block::Title(_) => None,
            Block::Heading(heading) => {
                Some(Block::Paragraph(vec![Inline::Strong(heading.content.clone())]))
            }
            block => Some(block.clone()),
        });
        let sections: [(Word, Vec<Block>); 4] = [
            (Word::ClearanceAnswers, self.answers().into_iter().collect()),
            (Word::ClearancePrinted, printed_blocks.collect()),
            (Word::ClearanceCame, texts.collect()),
            (Word::ClearanceDecision, vec![self.table(&columns, marks.collect())]),
        ];
        for (heading, content) in sections.into_iter().filter(|(_, content)| !content.is_empty()) {
            let heading = vec![Inline::tool(say(heading))];
            blocks.push(Block::Heading(Heading::new(1, heading)));
            blocks.extend(content);
        }
        let about_title = format!("{title}: {names}");
        let about = About { title: about_title, edition: None, ..printed.about.clone() };
        Document::generated(about, &title, lines.collect(), blocks)
    }

    /// The answers to the questions that the respondent was asked, in words, beside the received ones.
    fn answers(&self) -> Option<Block> {
        let texts = self.response.source_texts.first().map(|path| path.value.clone());
        let source = self.response.origins.first().map(ImportSource::place).or(texts);
        let source = source.map(|source| without_folder(&source).to_owned());
        let came = |question: &Question| match self.cells.is_empty() {
            false => self.cells.get(&question.id).cloned().unwrap_or_default(),
            true => source.clone().unwrap_or_default(),
        };
        let asked = self.survey.questions.iter();
        let asked = asked.filter(|question| question.is_asked(&self.response.answers));
        let row = |question| {
            vec![figures::label(self.survey, question), came(question), self.answer(question)]
        };
        let mut rows: Vec<Vec<String>> = asked.map(row).collect();
        let (question, recorded) = (Word::ClearanceQuestion, Word::ClearanceRecorded);
        let mut columns = vec![(question, 40), (Word::ClearanceCame, 30), (recorded, 30)];
        if rows.iter().all(|row| row[1].is_empty()) {
            rows.iter_mut().for_each(|row| drop(row.remove(1)));
            columns = vec![(question, 50), (recorded, 50)];
        }
        (!rows.is_empty()).then(|| self.table(&columns, rows))
    }

    /// An answer in words, an option a line.
    fn answer(&self, question: &Question) -> String {
        let Some(answer) = self.response.answers.get(&question.id) else {
            return self.words.say(Word::ClearanceUnanswered, &[]);
        };
        let chosen = answer.chosen().map(|(word, _)| {
            match (question.option(word), &answer.other, &question.unit) {
                (Some(option), Some(own), _) if option.is_other => {
                    format!("{}: {}", option.title.value, own.value)
                }
                (Some(option), ..) => option.title.value.clone(),
                (None, _, Some(unit)) => format!("{word} {}", unit.value),
                (None, _, None) => word.to_owned(),
            }
        });
        match answer.words.is_empty() {
            true => self.words.say(Word::ResponseNone, &[]),
            false => chosen.collect::<Vec<_>>().join("\n"),
        }
    }

    fn table(&self, columns: &[(Word, u8)], rows: Vec<Vec<String>>) -> Block {
        let cell = |text: &String| Inline::lines(text.lines());
        let rows = rows.iter().map(|row| Row { cells: row.iter().map(cell).collect() });
        Block::Generated(Generated::IndexTable(self.words.table(columns, rows)))
    }
}

/// The place of a received file without the folder in the project, which respondents do not know.
fn without_folder(place: &str) -> &str {
    place.strip_prefix("received/").unwrap_or(place)
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
