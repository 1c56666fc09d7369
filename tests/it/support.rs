//! Projects in temporary folders, the program, and tools that only some machines have.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rapporteur::document::{Block, Document, plain_text};
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::{self, Composition};
use tempfile::TempDir;

/// The folder of this repository, which is a project: the survey of 2023.
pub(crate) fn repository() -> &'static Path {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    folders.find(|folder| folder.join("data/report.toml").is_file()).expect("the repository")
}

/// A folder of the tests.
pub(crate) fn fixture(path: &str) -> PathBuf {
    repository().join("tests/it").join(path)
}

/// A copy of the 2023 project to change.
pub(crate) fn survey_2023() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for part in ["data", "templates", "fonts"] {
        copy(&repository().join(part), &folder.path().join(part));
    }
    folder
}

/// A copy of the small project, with the repository's fonts and page design.
pub(crate) fn small_project() -> TempDir {
    project("base")
}

/// A copy of a project in tests/it, with the repository's fonts and page design.
pub(crate) fn project(name: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&fixture(name), folder.path());
    copy(&repository().join("fonts"), &folder.path().join("fonts"));
    for design in ["templates/page.typ", "templates/word.toml"] {
        fs::copy(repository().join(design), folder.path().join(design)).expect("a design is there");
    }
    folder
}

/// Copies a folder over another.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be read") {
        let entry = entry.expect("a folder can be read");
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("a file can be copied")),
        }
    }
}

/// Replaces the one place of `old` in a file.
pub(crate) fn replace(project: &Path, file: &str, old: &str, new: &str) {
    let path = project.join(file);
    let text = fs::read_to_string(&path).expect("a text file");
    assert_eq!(text.matches(old).count(), 1, "`{old}` stands once in {file}");
    fs::write(path, text.replace(old, new)).expect("a file can be written");
}

/// A file of a project.
pub(crate) fn read(project: &Path, file: &str) -> String {
    fs::read_to_string(project.join(file)).expect("a text file")
}

/// Composes the report of a project, which must be without fault.
pub(crate) fn compose(project: &Path, scope: &ReportOptions) -> Composition {
    let composed = pipeline::compose(project, scope).expect("a project can be read");
    let drawn =
        rapporteur::diagnostic::draw::human(&composed.inputs.sources, &composed.diagnostics, false);
    assert!(composed.report.is_some(), "{drawn}");
    composed
}

/// The scope of a report as issued.
pub(crate) fn as_issued() -> ReportOptions {
    ReportOptions { as_issued: true, ..ReportOptions::default() }
}

/// Runs the program on a project.
pub(crate) fn rapporteur(project: &Path, arguments: &[&str]) -> Output {
    program().args(arguments).arg("--project").arg(project).output().expect("the program runs")
}

/// The program, with nothing of this environment that would change what it does.
pub(crate) fn program() -> Command {
    // The fuzzers, which share this module, do not run the program.
    let Some(path) = option_env!("CARGO_BIN_EXE_rapporteur") else { unreachable!() };
    let mut command = Command::new(path);
    command.stdin(Stdio::null()).env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1");
    command
}

/// What the program said: its findings, then its messages.
pub(crate) fn messages(output: &Output) -> String {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(said).expect("messages are UTF-8")
}

/// Numbers that look random, and are the same on every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number, which is below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// The words of all headings of a document.
pub(crate) fn headings(document: &Document) -> Vec<String> {
    let blocks = document.all_blocks().into_iter();
    let headings = blocks.filter_map(|block| match block {
        Block::Heading(heading) => Some(plain_text(&heading.content)),
        _ => None,
    });
    headings.collect()
}

/// How what was found differs from the expectation in a file; none if it does not. With `RAPPORTEUR_BLESS=1` the file is
/// written anew.
pub(crate) fn unexpected(path: &Path, found: &str) -> Option<String> {
    if std::env::var_os("RAPPORTEUR_BLESS").is_some() {
        fs::write(path, found).expect("an expectation can be written");
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    let differs = expected != found;
    differs.then(|| {
        let diff = similar::TextDiff::from_lines(expected.as_str(), found);
        format!("{}:\n{}\n", path.display(), diff.unified_diff())
    })
}

/// Fails where what was found differs from the expectation in a file.
pub(crate) fn assert_expected(path: &Path, found: &str) {
    if let Some(difference) = unexpected(path, found) {
        panic!("{difference}");
    }
}

/// Whether a tool is on this machine. Where it isn't, the test says that it was left out; where
/// `RAPPORTEUR_REQUIRE_TOOLS` is set, it fails.
#[expect(clippy::print_stderr, reason = "a test that was left out must say so")]
pub(crate) fn has_tool(name: &str, version_flag: &str) -> bool {
    let found = Command::new(name)
        .arg(version_flag)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !found {
        let required = std::env::var_os("RAPPORTEUR_REQUIRE_TOOLS").is_some();
        assert!(!required, "`{name}` is required and not here");
        eprintln!("LEFT OUT: `{name}` is not on this machine");
    }
    found
}
