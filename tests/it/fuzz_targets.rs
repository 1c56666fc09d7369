//! What the fuzzers do with their input, on the small project of the integration tests. These replay the inputs that were
//! kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use rapporteur::diagnostic::{Failure, draw};
use rapporteur::model::ReportOptions;
use rapporteur::out::Lock;
use rapporteur::pdf::Engine;
use rapporteur::pipeline::{self, Composition, Options};
use roxmltree::Document;
use tempfile::TempDir;

use super::redline::{Decision, assert_same_lines, decided, documents};
use super::said::Docx;
use super::support::{fixture, small_project};

/// The files that [`model`] replaces.
const FILES: [&str; 9] = [
    "data/report.toml",
    "data/survey.toml",
    "data/published.toml",
    "data/mechanisms.toml",
    "data/responses/alpha.toml",
    "data/frameworks/colours.toml",
    "data/errata.toml",
    "data/submissions.toml",
    "templates/words.toml",
];

/// Replaces a file of the data: the one that the first byte names, by all others.
pub(crate) fn model(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let project = project();
    let file = FILES[usize::from(*first) % FILES.len()];
    fs::write(project.path().join(file), rest).expect("a file can be written");
    compose(project.path());
}

/// Replaces the template of the report.
pub(crate) fn tree(data: &[u8]) {
    let project = project();
    fs::write(project.path().join("templates/report.md"), data).expect("a file can be written");
    compose(project.path());
}

/// Builds a report with these texts. What composes without an error is compiled, and every part of the Word document
/// is XML.
pub(crate) fn writers(data: &[u8]) {
    let project = project();
    set_texts(project.path(), data);
    let mut composed = compose(project.path());
    if composed.report.is_none() {
        return;
    }
    let options = Options {
        scope: ReportOptions::default(),
        engine: Some(Engine::Cli),
        time_limit: Duration::from_secs(20),
        timestamp: None,
    };
    let out = project.path().join("out");
    let lock = || Lock::new(&out, "build", |_| {});
    let built = match pipeline::build(&mut composed, &options, lock) {
        Ok(built) => built,
        Err(Failure::Input(found)) => {
            panic!("{}", draw::human(&composed.inputs.sources, &found, false))
        }
        Err(Failure::Machine(error)) => panic!("{error:?}"),
    };
    assert!(built.made.pages > 0);
    let document =
        built.made.documents.iter().find(|name| name.ends_with(".docx")).expect("a DOCX");
    let document = Docx::open(&fs::read(out.join(document)).expect("it was written"));
    for (name, part) in document.0.iter().filter(|(name, _)| !name.ends_with(".png")) {
        let text = std::str::from_utf8(part).expect("a part is UTF-8");
        Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// Compares two reports; a zero byte is between the texts of the older and of the newer one.
pub(crate) fn changes(data: &[u8]) {
    let mut versions = data.splitn(2, |byte| *byte == 0);
    let [older, newer] = [(); 2].map(|()| {
        let project = project();
        set_texts(project.path(), versions.next().unwrap_or_default());
        compose(project.path()).report
    });
    let (Some(older), Some(newer)) = (older, newer) else { return };
    let [old, new, line] = documents(&older, &newer, &BTreeMap::new());
    assert_same_lines(&decided(&new, Decision::Accept), &decided(&line, Decision::Accept));
    assert_same_lines(&decided(&old, Decision::Reject), &decided(&line, Decision::Reject));
}

/// The small project with one font, so that reading it takes little time.
fn project() -> TempDir {
    let project = small_project();
    for font in ["Carlito-Bold.ttf", "Carlito-Italic.ttf", "Carlito-BoldItalic.ttf"] {
        fs::remove_file(project.path().join("fonts").join(font)).expect("the font is there");
    }
    project
}

/// Puts the texts, which are divided by line feeds after a backslash, into fields of the data and at the end of the template.
fn set_texts(project: &Path, data: &[u8]) {
    let texts = String::from_utf8_lossy(data);
    let mut texts = texts.split("\\\n");
    let fields = [
        ("data/report.toml", "Trust matters."),
        ("data/report.toml", "Much was said about trust."),
        ("data/report.toml", "Colours seen as most useful"),
        ("data/responses/alpha.toml", "We trust *each other*."),
        ("data/responses/alpha.toml", "A yearly meeting."),
        ("data/frameworks/colours.toml", "Green"),
        ("data/mechanisms.toml", "Beta Dialogue"),
    ];
    let template = texts.next().unwrap_or_default();
    let file = project.join("templates/report.md");
    let text = fs::read_to_string(fixture("base/templates/report.md")).expect("a template");
    fs::write(file, format!("{text}\n{template}\n")).expect("a file can be written");
    for ((file, old), new) in fields.into_iter().zip(texts) {
        let path = project.join(file);
        let text = fs::read_to_string(&path).expect("a text file");
        let quoted = serde_json::to_string(new).expect("a text").replace('\u{7F}', "\\u007F");
        fs::write(&path, text.replace(&format!("\"{old}\""), &quoted)).expect("it can be written");
    }
}

/// Composes a project, and draws what there is to say about it.
fn compose(project: &Path) -> Composition {
    let composed =
        pipeline::compose(project, &ReportOptions::default()).expect("a project can be read");
    draw::human(&composed.inputs.sources, &composed.diagnostics, false);
    draw::json(&composed.inputs.sources, &composed.diagnostics);
    composed
}
