//! How the time of a check grows: with the number of responses, and with the length of one text. The limits are for a
//! machine that is busy: work that grows with the square of its input is far beyond them.

use std::time::{Duration, Instant};

use super::support::survey_2023;
use rapporteur::model::ReportOptions;
use rapporteur::pipeline;
use responses::{Sentences, add_responses, append};
use tempfile::TempDir;

mod responses;

/// A check of ten times as many responses takes so many times as long at most.
const TIMES: u32 = 40;
/// How long a check of the greatest project may take.
const LIMIT: Duration = Duration::from_secs(30);

/// The survey of 2023 with more responses, each with quotations and a practice.
fn with_responses(count: usize) -> TempDir {
    let project = survey_2023();
    add_responses(project.path(), count, true);
    project
}

/// How long it takes to check a project, whose report must be without fault.
fn time_of(project: &TempDir) -> Duration {
    let start = Instant::now();
    let composed = pipeline::compose(project.path(), &ReportOptions::default());
    let composed = composed.expect("a project can be read");
    let drawn =
        rapporteur::diagnostic::draw::human(&composed.inputs.sources, &composed.diagnostics, false);
    let taken = start.elapsed();
    assert!(composed.report.is_some(), "{drawn}");
    taken
}

#[track_caller]
fn check_text(file: &str, text: &str) {
    let project = survey_2023();
    append(project.path(), file, text);
    let taken = time_of(&project);
    assert!(taken < LIMIT, "{taken:?}");
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_check_grows_with_the_responses() {
    let (few, many) = (time_of(&with_responses(100)), time_of(&with_responses(1000)));
    assert!(many < few * TIMES && many < LIMIT, "{few:?} for 100 responses, {many:?} for 1,000");
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_paragraph_may_have_many_sentences() {
    let mut sentences = Sentences(11);
    let text: Vec<String> = (0..8000).map(|_| sentences.next(6)).collect();
    check_text("templates/report.md", &format!("\n\n{}\n", text.join(" ")));
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_paragraph_may_have_many_values() {
    let text = "Of them, {{ figure(\"response-rate.base\") }} were asked. ".repeat(8000);
    check_text("templates/report.md", &format!("\n\n{text}\n"));
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn marks_may_be_nested_in_a_practice() {
    let text = "*a **b ".repeat(1000);
    let practice = format!("\n[[practice]]\npart = \"sdg\"\ntext = '''\n- {text}'''\n");
    check_text("data/responses/abu-dhabi-dialogue.toml", &practice);
}
