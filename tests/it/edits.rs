//! What comes back in Word: how returned documents are read, and which changes are found in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Composition;
use serde_json::Value;
use tempfile::TempDir;

use super::support::{compose, fixture, has_tool, repository};

mod apply;
mod changes;
mod command;
mod random;
mod reading;
mod returned;
mod small;

/// Edited copies of the Word document of the 2023 survey.
struct Copies {
    folder: TempDir,
    /// What a reader must find in each, by file name.
    expected: Value,
    composed: Composition,
}

/// The copies, made once; `None` where Python or lxml are not on this machine.
static COPIES: LazyLock<Option<Copies>> = LazyLock::new(|| make(&[]));

/// The script that makes the copies, if it can run.
fn script() -> Option<Command> {
    let mut python = Command::new("python3");
    let has_lxml = python.args(["-c", "import lxml"]).status().is_ok_and(|status| status.success());
    if !has_lxml {
        // The name of no program: the test says that it is left out, or fails where all tools are required.
        assert!(!has_tool("python3 with lxml", "--version"));
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(fixture("edits/make_edits.py"));
    Some(command)
}

fn make(arguments: &[&str]) -> Option<Copies> {
    let mut script = script()?;
    let composed = compose(repository(), &ReportOptions::default());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = folder.path().join("base.docx");
    fs::write(&base, super::word::write(&composed)).expect("a file can be written");
    let output = script.arg(&base).arg(folder.path()).args(arguments).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = fs::read(folder.path().join("expected.json")).expect("the expectations");
    let expected = serde_json::from_slice(&expected).expect("JSON");
    Some(Copies { folder, expected, composed })
}

fn read(path: &Path) -> rapporteur::docx::Document {
    let bytes = fs::read(path).expect("a file");
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
    rapporteur::docx::read(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

/// The real documents with tracked changes that are kept beside the repository, not in it.
#[expect(clippy::print_stderr, reason = "a test that was left out must say so")]
fn samples() -> Vec<PathBuf> {
    let folder = repository().join("../shared/word/samples");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("LEFT OUT: {} is not on this machine", folder.display());
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}
