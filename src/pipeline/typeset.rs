//! Typesets a report as a PDF, and draws its graphs for Word.

use std::collections::BTreeMap;
use std::env;
use std::sync::Arc;

use super::{Options, Report, merge_equal};
use crate::design::Design;
use crate::diagnostic::{
    Code, Diagnostic, Failure, Label, MachineError, SourceKind, Sources, Span,
};
use crate::document::{Block, Document, Graph, Picture, plain_text};
use crate::inputs::{Inputs, PAGE};
use crate::model::{ReportOptions, Survey};
use crate::pdf::{self, Compiled, Engine, Job, Message, Outline, Part};
use crate::raster::{self, Raster, picture};
use crate::timings::time;
use crate::watchdog::{self, Step};
use crate::write::docx::{DocxInput, Pages, docx};
use crate::write::typst::{SourcePart, TypstSource, typst};

/// The help for an error in what the program generates.
const GENERATED_HELP: &str = "check whether templates/page.typ is the cause; if not, this is a bug in rapporteur: report it \
                         with a minimal project that reproduces it";

/// A report as Typst source, with what it is compiled with.
#[derive(Debug)]
pub(super) struct Typesetting {
    /// The name of the source file.
    name: String,
    pub(super) source: TypstSource,
    /// The part of the source that was copied from the project.
    part: Option<Part>,
    /// The graphs and pictures, by path in the output folder.
    pub(super) images: BTreeMap<String, Vec<u8>>,
    timestamp: i64,
}

impl Typesetting {
    /// Prepares a report with its `pictures`, by key.
    pub(super) fn new(
        inputs: &Inputs,
        report: &Report,
        options: &Options,
        pictures: &BTreeMap<String, Raster>,
    ) -> Self {
        let name = format!("{}.typ", stem(&report.survey, &options.scope));
        // PDF/A requires a date; without one, it is 1 January 1970.
        let timestamp = timestamp(&report.survey, options).unwrap_or_default();
        let page = inputs.sources.find(PAGE);
        let own = page.map_or("", |page| inputs.sources.get(page).text());
        let command = format!("{} {name}", pdf::command("fonts", timestamp));
        let source = typst(&report.document, own, &command);
        let part = page.map(|page| Part {
            file: Span::new(page, 0..own.len()),
            start: source.page.start,
            used_until: source.design_end,
        });
        let own = report.document.pictures().into_iter().map(|picture| {
            let Raster { svg, pixels, .. } = &pictures[&picture.key];
            (picture.path(), if svg.is_empty() { pixels.clone() } else { svg.clone().into_bytes() })
        });
        let graphs = report.document.graphs().into_iter();
        let graphs = graphs.map(|graph| (graph.path(), graph.svg.clone().into_bytes()));
        Typesetting { name, part, images: graphs.chain(own).collect(), timestamp, source }
    }

    /// Compiles the source.
    ///
    /// # Errors
    /// If the engine fails.
    pub(super) fn compile(
        &self,
        inputs: &Inputs,
        options: &Options,
    ) -> Result<(Engine, Compiled), Failure> {
        watchdog::begin(Step::Typesetting);
        let job = Job {
            name: &self.name,
            source: &self.source.text,
            files: &self.images,
            fonts: &inputs.fonts,
            timestamp: self.timestamp,
            time_limit: options.time_limit,
        };
        let search_path = env::var_os("PATH").unwrap_or_default();
        let compiled = time("typesetting", || pdf::compile(&search_path, &job, options.engine));
        watchdog::begin(Step::Files);
        compiled
    }

    /// The diagnostics for messages about the source, at their origins.
    pub(super) fn diagnostics(
        &self,
        messages: Vec<Message>,
        sources: &mut Sources,
    ) -> Vec<Diagnostic> {
        let source = (self.name.as_str(), self.source.text.as_str());
        let found = pdf::diagnostics(source, self.part, messages, sources);
        at_origins(found, &self.source.parts, sources)
    }
}

impl Report {
    /// The input of its Word document.
    pub(super) fn docx_input<'a>(
        &'a self,
        pictures: &'a BTreeMap<String, Raster>,
        timestamp: Option<i64>,
    ) -> DocxInput<'a> {
        DocxInput { document: &self.document, design: &self.design, pictures, timestamp }
    }
}

/// Writes a document about a report, without graphs, as a Word document. The page count is 1 until
/// Word recalculates it.
pub(super) fn docx_without_graphs(
    document: &Document,
    design: &Design,
    survey: &Survey,
    options: &Options,
) -> Vec<u8> {
    let docx_input = DocxInput {
        document,
        design,
        pictures: &BTreeMap::new(),
        timestamp: timestamp(survey, options),
    };
    docx(&docx_input, &Pages { count: 1, ..Pages::default() })
}

/// The creation time of the outputs in seconds since 1970: midnight (UTC) on the date of the edition, or else on the day
/// of the latest response; `None` if no date is known.
pub(super) fn timestamp(survey: &Survey, options: &Options) -> Option<i64> {
    let day = survey.report.edition.date.map(|date| date.value).or(survey.received_by());
    let midnight = day.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok());
    options.timestamp.or(midnight.map(|midnight| midnight.timestamp().as_second()))
}

/// Moves diagnostics in the generated source to their origin in the project. For a part that is entirely
/// generated, adds help instead.
fn at_origins(found: Vec<Diagnostic>, parts: &[SourcePart], sources: &Sources) -> Vec<Diagnostic> {
    let at_origin = |mut found: Diagnostic| {
        let is_generated = |label: &&Label| sources.get(label.span.file).kind == SourceKind::Other;
        let Some(label) = found.labels.first().filter(is_generated) else {
            let has_no_place = found.labels.is_empty() && found.code == Code::TypstError;
            found.help = found.help.or(has_no_place.then(|| GENERATED_HELP.to_owned()));
            return found;
        };
        let parts_before = parts.partition_point(|part| part.start <= label.span.start);
        let SourcePart { name, place, .. } = parts[parts_before.saturating_sub(1)];
        found.message = format!("{name} can't be set: {}", found.message);
        found.labels.clear();
        if let Some(place) = place {
            return found.at(place, "");
        }
        let help = found.help.take().map(|help| help + "; ").unwrap_or_default();
        found.help(help + GENERATED_HELP)
    };
    merge_equal(found.into_iter().map(at_origin).collect())
}

/// The page numbers of headings and graphs in a PDF. They are matched with bookmarks, and the page
/// design may omit some headings from those.
pub(super) fn pages(document: &Document, outline: &Outline) -> Pages {
    let headings = document.all_blocks().into_iter().filter_map(|block| match block {
        Block::Heading(heading) => Some(plain_text(&heading.content)),
        _ => None,
    });
    let headings = pages_of(headings, &outline.bookmarks);
    let graphs = document.graphs();
    let pages = pages_of(graphs.iter().map(|graph| graph.alternative()), &outline.pictures);
    let graphs = graphs.iter().zip(pages);
    let graphs = graphs.filter_map(|(graph, page)| Some((graph.key.clone(), page?))).collect();
    Pages { headings, graphs, count: outline.pages }
}

/// The page of each text. Both lists are in document order, and either may lack entries of the
/// other.
fn pages_of(texts: impl Iterator<Item = String>, known: &[(String, usize)]) -> Vec<Option<usize>> {
    let words = |text: &str| text.split_whitespace().collect::<String>();
    let known: Vec<_> = known.iter().map(|(text, page)| (words(text), *page)).collect();
    let mut rest = known.as_slice();
    let page = |text: String| {
        let text = words(&text);
        let at = rest.iter().position(|(known, _)| *known == text)?;
        let page = rest[at].1;
        rest = &rest[at + 1..];
        Some(page)
    };
    texts.map(page).collect()
}

/// Draws graphs for Word with `fonts`; returns the pictures by graph key. They are always redrawn, because
/// a person may have replaced a picture in an earlier Word document.
///
/// # Errors
/// If a graph can't be drawn.
pub(super) fn draw(
    graphs: &[&Graph],
    fonts: &[(String, Arc<Vec<u8>>)],
) -> Result<BTreeMap<String, Raster>, MachineError> {
    let fonts = raster::Fonts::read(fonts.iter().map(|(_, bytes)| bytes));
    let svgs: Vec<&str> = graphs.iter().map(|graph| graph.svg.as_str()).collect();
    let drawn = raster::draw_all(&svgs, &fonts);
    let pictures = graphs.iter().zip(drawn).map(|(graph, drawn)| {
        let drawn = drawn.map_err(|why| {
            MachineError::new(format!("the chart `{}` can't be drawn: {why}", graph.key))
        })?;
        Ok((graph.key.clone(), drawn))
    });
    pictures.collect()
}

/// The graphs and pictures of a report, drawn for Word; by key.
///
/// # Errors
/// As of [`draw`] and [`pictures`].
pub(super) fn drawings(
    report: &Report,
    inputs: &Inputs,
) -> Result<BTreeMap<String, Raster>, MachineError> {
    let mut drawings = pictures(&report.document, inputs)?;
    drawings.extend(draw(&report.document.graphs(), &inputs.fonts)?);
    Ok(drawings)
}

/// The logo and the pictures of a document, drawn with the fonts of its project; by key.
///
/// # Errors
/// If the project no longer has one of them, or it can't be drawn.
pub(super) fn pictures(
    document: &Document,
    inputs: &Inputs,
) -> Result<BTreeMap<String, Raster>, MachineError> {
    let printed = document.pictures();
    // Reading fonts takes time.
    let fonts = inputs.fonts.iter().filter(|_| !printed.is_empty());
    let fonts = raster::Fonts::read(fonts.map(|(_, bytes)| bytes));
    let pictures = printed.into_iter().map(|printed| {
        let Picture { file, key, width, height, .. } = printed;
        let bytes = inputs.images.get(file).map_or(&[][..], |bytes| bytes.as_slice());
        let drawn = picture::read(file, bytes).map_err(|(why, _)| why);
        let drawn = drawn.and_then(|picture| picture.raster(&fonts, (*width, *height)));
        let failed = |why| MachineError::new(format!("the picture `{file}` can't be drawn: {why}"));
        Ok((key.clone(), drawn.map_err(failed)?))
    });
    pictures.collect()
}

/// The stem of the output file names: the report's name, its process and its edition, or the name
/// that the process requires.
pub(super) fn stem(survey: &Survey, scope: &ReportOptions) -> String {
    let (name, number) = (&survey.report.name.value, survey.report.edition.number.value);
    let edition = match survey.process(scope).map(|process| (process, &process.file_name)) {
        None => format!("{name}-edition-{number}"),
        Some((_, Some(asked_for))) => asked_for.value.clone(),
        Some((process, None)) => format!("{name}-{}-edition-{number}", process.key.value),
    };
    match (scope.as_issued, scope.as_of) {
        (true, _) => format!("{name}-as-issued"),
        (false, None) => edition,
        (false, Some(day)) => format!("{edition}-as-of-{day}"),
    }
}
