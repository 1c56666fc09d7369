//! How long each stage of a build takes, for 14 to 10,000 responses: `cargo bench`. Each project is the survey of 2023 with
//! responses that are the same in each run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use divan::{Bencher, black_box};
use rapporteur::diagnostic::Sources;
use rapporteur::document::Block;
use rapporteur::inputs::{self, Corrections};
use rapporteur::model::{self, ReportOptions, Survey};
use rapporteur::out::Lock;
use rapporteur::pdf::Engine;
use rapporteur::pipeline::{self, Composition, Options};
use rapporteur::tally;
use rapporteur::write::docx::{DocxInput, Pages, docx};
use rapporteur::write::typst::typst;
use tempfile::TempDir;

#[path = "../it/growth/responses.rs"]
mod responses;

/// The responses that the survey of 2023 has.
const OWN: usize = 14;
/// The numbers of responses.
const SIZES: [usize; 4] = [OWN, 100, 1_000, 10_000];
/// Those for which a whole report is typeset.
const TYPESET: [usize; 2] = [OWN, 100];

fn main() {
    divan::main();
}

/// The project with so many responses; all benches share it.
fn project(responses: usize) -> &'static Path {
    static PROJECTS: Mutex<BTreeMap<usize, &'static Path>> = Mutex::new(BTreeMap::new());
    let mut projects = PROJECTS.lock().unwrap_or_else(PoisonError::into_inner);
    projects.entry(responses).or_insert_with(|| {
        let folder = Box::leak(Box::new(tempfile::tempdir().expect("a temporary folder"))).path();
        for part in ["data", "data/frameworks", "data/responses", "templates", "fonts"] {
            let target = folder.join(part);
            fs::create_dir_all(&target).expect("a folder can be made");
            for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(part)).expect(part)
            {
                let file = entry.expect("a folder can be read").path();
                if file.is_file() {
                    fs::copy(&file, target.join(file.file_name().expect("a name")))
                        .expect("a copy");
                }
            }
        }
        responses::add_responses(folder, responses - OWN, true);
        folder
    })
}

fn sources(responses: usize) -> Sources {
    inputs::read(project(responses), Corrections::Applied).expect("a project").0.sources
}

fn survey(sources: &Sources) -> Survey {
    model::read(sources, &ReportOptions::default(), &[]).0.expect("a survey")
}

fn composition(responses: usize) -> Composition {
    pipeline::compose(project(responses), &ReportOptions::default()).expect("a project")
}

#[divan::bench(args = SIZES)]
fn a_reading_files(bencher: Bencher<'_, '_>, responses: usize) {
    let project = project(responses);
    bencher.bench(|| inputs::read(black_box(project), Corrections::Applied));
}

#[divan::bench(args = SIZES)]
fn b_reading_data(bencher: Bencher<'_, '_>, responses: usize) {
    let sources = sources(responses);
    bencher.bench(|| survey(black_box(&sources)));
}

#[divan::bench(args = SIZES)]
fn c_counting(bencher: Bencher<'_, '_>, responses: usize) {
    let survey = survey(&sources(responses));
    bencher.bench(|| tally::tally(black_box(&survey)));
}

#[divan::bench(args = SIZES, max_time = 20)]
fn d_composing_with_checks(bencher: Bencher<'_, '_>, responses: usize) {
    project(responses);
    bencher.bench(|| composition(black_box(responses)));
}

#[divan::bench(args = SIZES)]
fn e_typst_source(bencher: Bencher<'_, '_>, responses: usize) {
    let composed = composition(responses);
    bencher.bench(|| typst(black_box(&composed.report().document), "", ""));
}

/// Without its charts.
#[divan::bench(args = SIZES)]
fn f_word_document(bencher: Bencher<'_, '_>, responses: usize) {
    let mut composed = composition(responses);
    let report = composed.report.as_mut().expect("a report");
    report.document.blocks.retain(|node| !matches!(node.block, Block::Graph(_)));
    let (document, design, pictures) = (&report.document, &report.design, &BTreeMap::new());
    let input = DocxInput { document, design, pictures, timestamp: None };
    bencher.bench(|| docx(black_box(&input), &Pages::default()));
}

#[divan::bench(args = TYPESET, max_time = 20)]
fn g_whole_build(bencher: Bencher<'_, '_>, responses: usize) {
    let options = Options {
        scope: ReportOptions::default(),
        engine: Some(Engine::Builtin),
        time_limit: Duration::from_secs(600),
        timestamp: None,
    };
    let folder = || tempfile::tempdir().expect("a temporary folder");
    bencher.with_inputs(folder).bench_values(|folder: TempDir| {
        let composed = pipeline::compose_with_files(project(responses), &options);
        let lock = || Lock::new(folder.path(), "bench", |_| {});
        pipeline::build(&mut composed.expect("a project"), &options, lock).expect("a report")
    });
}
