//! Tests with a fake `typst` program in place of the real one.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use typst_syntax::Lines;

use super::{character, find, read_messages};
use crate::diagnostic::{Code, Diagnostic, Failure, MachineError, Severity, Sources};
use crate::pdf::{self, Compiled, Engine, Job, Message, Place};

static NO_FILES: BTreeMap<String, Vec<u8>> = BTreeMap::new();
const SOURCE: &str = "= One\n\u{fc} #two three\n";

/// A folder that contains a `typst` with this shell script.
fn fake(script: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("#!/bin/sh\n{script}\n");
    // Another process writes the file: if this one had it open, processes started by other tests
    // would inherit the handle, and a file open for writing cannot be executed.
    let write = "printf %s \"$1\" > \"$2\" && chmod +x \"$2\"";
    let path = folder.path().join("typst");
    let status = Command::new("sh").args(["-c", write, "sh", &text]).arg(path).status().unwrap();
    assert!(status.success());
    folder
}

/// A fake `typst` of the right release that compiles by running this script, in which `pdf` writes
/// a one-page PDF.
fn fake_compile(script: &str) -> tempfile::TempDir {
    let folder = fake(&format!(
        "[ \"$1\" = --version ] && echo 'typst 0.15.1 (abc)' && exit\n\
         pdf() {{ cp \"$(dirname \"$0\")/page\" x.pdf; }}\n{script}"
    ));
    std::fs::write(folder.path().join("page"), PAGE).unwrap();
    folder
}

const PAGE: &str = "%PDF-1.7
1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj
2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj
3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>\nendobj
trailer\n<</Size 4/Root 1 0 R>>\n%%EOF\n";

fn job(files: &BTreeMap<String, Vec<u8>>) -> Job<'_> {
    let time_limit = Duration::from_secs(1);
    Job { name: "x.typ", source: SOURCE, files, fonts: &[], timestamp: 86_400, time_limit }
}

fn compile(folder: &Path) -> Result<Compiled, Failure> {
    let path: OsString = folder.into();
    let (_, compiled) = pdf::compile(&path, &job(&BTreeMap::new()), Some(Engine::Cli))?;
    Ok(compiled)
}

/// The diagnostics of a program that ends, and whether it made a PDF.
fn diagnostics(folder: &Path, sources: &mut Sources) -> (bool, Vec<Diagnostic>) {
    let Compiled { pdf, messages } = compile(folder).expect("it ends");
    (pdf.is_some(), pdf::diagnostics(("x.typ", SOURCE), None, messages, sources))
}

fn machine_error(folder: &Path) -> MachineError {
    match compile(folder) {
        Err(Failure::Machine(error)) => error,
        other => panic!("expected a machine error, found {other:?}"),
    }
}

#[test]
fn a_missing_program_is_an_error_that_says_how_to_get_it() {
    let folder = tempfile::tempdir().unwrap();
    let message = machine_error(folder.path()).message;
    let expected =
        "no `typst` on the PATH; install it with `cargo install --locked typst-cli@0.15.1`";
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn a_program_in_a_relative_folder_is_passed_over() {
    let error = find("target:.:".as_ref(), Duration::from_secs(1)).unwrap_err();
    assert!(error.message.starts_with("no `typst`"), "{error}");
}

#[test]
fn a_program_of_another_release_is_named_with_both() {
    let folder = fake("echo 'typst 0.14.2 (abc)'");
    let error = machine_error(folder.path());
    assert_eq!(error.path.unwrap(), folder.path().join("typst"));
    let expected = "expected release `0.15.1`, found `0.14.2`; install it with";
    assert!(error.message.starts_with(expected), "{}", error.message);
}

#[test]
fn a_version_that_never_comes_is_stopped() {
    let folder = fake("exec sleep 60");
    let started = Instant::now();
    let message = machine_error(folder.path()).message;
    assert!(message.starts_with("did not end within 1 s and was stopped"), "{message}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_compilation_that_never_ends_is_stopped() {
    let folder = fake_compile("exec sleep 60");
    let started = Instant::now();
    let Err(Failure::Input(faults)) = compile(folder.path()) else {
        panic!("expected a fault of the input");
    };
    assert_eq!(faults[0].code, Code::TimeLimit);
    assert_eq!(faults[0].message, "typesetting the report took longer than 1 s and was stopped");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_a_program_started_ends_with_it() {
    for (end, is_built) in [("wait", false), ("pdf", true)] {
        let start = "sleep 77 & echo $! > \"$(dirname \"$0\")/child\"";
        let folder = fake_compile(&format!("{start}; {end}"));
        assert_eq!(compile(folder.path()).is_ok(), is_built);
        let child = std::fs::read_to_string(folder.path().join("child")).unwrap();
        let is_over = || {
            let status = Command::new("ps").args(["-o", "stat=", "-p", child.trim()]).output();
            // The process that adopts it may not have waited for it yet: Z, a zombie.
            matches!(status.unwrap().stdout.first(), None | Some(b'Z'))
        };
        let started = Instant::now();
        while !is_over() {
            assert!(started.elapsed() < Duration::from_secs(5), "process {child} lives on");
        }
    }
}

#[test]
fn a_program_that_prints_without_end_is_stopped() {
    let folder = fake_compile("exec yes >&2");
    let mut job = job(&NO_FILES);
    job.time_limit = Duration::from_secs(60);
    let path: OsString = folder.path().into();
    let Err(Failure::Machine(error)) = pdf::compile(&path, &job, Some(Engine::Cli)) else {
        panic!("expected a failure of the program");
    };
    assert_eq!(error.message, "printed more than 64 MiB and was stopped");
}

#[test]
fn more_memory_than_there_is_is_a_fault_of_the_input() {
    let folder =
        fake_compile("echo 'memory allocation of 100000000016 bytes failed' >&2; kill -ABRT $$");
    let Err(Failure::Input(faults)) = compile(folder.path()) else {
        panic!("expected a fault of the input");
    };
    assert_eq!(faults[0].code, Code::MemoryLimit);
}

#[test]
fn what_is_no_pdf_is_refused() {
    let cut = "pdf; head -c 200 x.pdf > cut; mv cut x.pdf";
    let empty = "printf '%%PDF-1.7\\n%%%%EOF\\n' > x.pdf";
    for script in [": > x.pdf", "echo PDF > x.pdf", empty, cut, "mkfifo x.pdf"] {
        let folder = fake_compile(script);
        let message = machine_error(folder.path()).message;
        let is_named = message.contains("no PDF with pages") || message.contains("a pipe");
        assert!(is_named, "{script}: {message}");
    }
}

#[test]
fn an_error_points_into_the_source() {
    let folder = fake_compile("echo 'x.typ:2:3: error: unknown variable: two' >&2; exit 1");
    let mut sources = Sources::default();
    let found = diagnostics(folder.path(), &mut sources);
    let file = sources.find("out/x.typ").unwrap();
    let span = crate::diagnostic::Span::new(file, 10..11);
    let expected = Diagnostic::error(Code::TypstError, "unknown variable: two").at(span, "");
    assert_eq!(found, (false, vec![expected]));
}

#[test]
fn a_warning_beside_a_pdf_is_kept() {
    let folder = fake_compile("echo 'warning: slow' >&2; pdf");
    let found = diagnostics(folder.path(), &mut Sources::default());
    assert_eq!(found, (true, vec![Diagnostic::warning(Code::TypstWarning, "slow")]));
    assert_eq!(compile(folder.path()).unwrap().pdf.unwrap().bytes, PAGE.as_bytes());
}

#[test]
fn a_silent_success_leaves_the_sources_alone() {
    let folder = fake_compile("pdf");
    let mut sources = Sources::default();
    assert_eq!(diagnostics(folder.path(), &mut sources), (true, Vec::new()));
    assert_eq!(sources.iter().count(), 0);
}

#[test]
fn a_failure_without_a_readable_message_is_shown_as_it_is() {
    let folder = fake_compile("echo 'thread main panicked' >&2; exit 101");
    let error = machine_error(folder.path());
    let expected = "`typst` failed (exit status: 101) and said `thread main panicked`";
    assert_eq!(error.message, expected);
}

#[test]
fn a_success_without_a_pdf_is_an_error() {
    let folder = fake_compile("exit 0");
    let error = machine_error(folder.path());
    assert!(error.message.starts_with("could not read what `typst` wrote"), "{error}");
}

#[test]
fn the_program_gets_the_printed_command_and_no_environment_of_typst() {
    let folder = fake_compile(
        "pdf; said=\"$(dirname \"$0\")/said\"; \
         echo \"$@\" > \"$said\"; env | grep TYPST_ >> \"$said\"; ls ../* >> \"$said\"",
    );
    compile(folder.path()).unwrap();
    let text = std::fs::read_to_string(folder.path().join("said")).unwrap();
    let expected = "compile --font-path ../fonts --ignore-system-fonts --ignore-embedded-fonts \
         --creation-timestamp 86400 --pdf-standard ua-1,a-2a x.typ --diagnostic-format short \
         --package-path ../packages --package-cache-path ../packages\n\
         ../out:\nx.pdf\nx.typ\n\n../packages:\n";
    assert_eq!(text, expected);
}

#[test]
fn a_message_of_several_lines_keeps_them_and_its_hints() {
    let said = "noise\nx.typ:1:0: error: a: error: b\nc\nhint: d\ny.svg:1:0: warning: e\n";
    let job = Job {
        name: "x.typ",
        source: "= One\n",
        files: &BTreeMap::new(),
        fonts: &[],
        timestamp: 0,
        time_limit: Duration::ZERO,
    };
    let found = read_messages(said, &job);
    let error = Message {
        severity: Severity::Error,
        text: "a: error: b\nc".into(),
        place: Some(Place::Source(0..1)),
        hints: vec!["d".into()],
    };
    let warning = Message {
        severity: Severity::Warning,
        text: "e".into(),
        place: Some(Place::File("y.svg".into())),
        hints: Vec::new(),
    };
    assert_eq!(found, [error, warning]);
}

#[test]
fn lines_end_where_typst_ends_them() {
    let text = "a\r\nb\u{2028}\u{fc}c\n";
    assert_eq!(character(&Lines::new(text), 0, 1), Some(1..1));
    assert_eq!(character(&Lines::new(text), 1, 0), Some(3..4));
    assert_eq!(character(&Lines::new(text), 2, 1), Some(9..10));
    assert_eq!(character(&Lines::new(text), 3, 0), Some(11..11));
    assert_eq!(character(&Lines::new(text), 4, 0), None);
}
