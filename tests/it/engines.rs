//! The two engines: the same bytes, and clear words where the program is missing, old or hangs.

use std::fs;
use std::process::Command;

use super::support::{has_tool, messages, program, repository, small_project};

#[cfg(feature = "builtin")]
#[test]
fn both_engines_give_the_same_bytes() {
    if !has_tool("typst", "--version") {
        return;
    }
    let outputs = ["builtin", "cli"].map(|engine| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let output = build(engine, folder.path());
        assert!(output.status.success(), "{}", messages(&output));
        let pdf = folder.path().join("iscm-survey-2023-edition-2.pdf");
        fs::read(pdf).expect("a PDF was written")
    });
    assert!(outputs[0] == outputs[1], "the PDFs differ");
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn the_source_compiles_by_hand_with_the_command_in_its_first_comment() {
    if !has_tool("typst", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = build("auto", folder.path());
    assert!(output.status.success(), "{}", messages(&output));
    let pdf = folder.path().join("iscm-survey-2023-edition-2.pdf");
    let built = fs::read(&pdf).expect("a PDF was written");
    fs::remove_file(&pdf).expect("it can be removed");
    let source = fs::read_to_string(pdf.with_extension("typ")).expect("a source was written");
    let command =
        source.lines().find_map(|line| line.strip_prefix("// typst ")).expect("a command");
    let status = Command::new("typst").args(command.split(' ')).current_dir(folder.path()).status();
    assert!(status.expect("typst runs").success());
    assert!(built == fs::read(&pdf).expect("compiled by hand"), "the PDFs differ");
}

#[test]
fn a_missing_program_is_named_with_the_way_on() {
    let project = small_project();
    let output = on_path(project.path(), "");
    assert_eq!(output.status.code(), Some(3));
    let said = messages(&output);
    assert!(said.contains("no `typst` on the PATH"), "{said}");
    assert_eq!(said.contains("--engine builtin"), cfg!(feature = "builtin"), "{said}");
    assert!(!project.path().join("out").exists(), "nothing was written");
}

#[cfg(unix)]
#[test]
fn another_release_is_refused() {
    let said = with_program("echo 'typst 0.13.0 (8dce676d)'", 3);
    assert!(said.contains("0.13.0") && said.contains("0.15.1"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_program_that_hangs_is_ended() {
    let said = with_program(
        "if [ \"$1\" = --version ]; then echo 'typst 0.15.1 (x)'; else while :; do :; done; fi",
        1,
    );
    assert!(said.contains("1 s"), "{said}");
}

/// Builds with a `typst` that is this shell script; gives what was said, having checked that the build failed with that
/// code.
#[cfg(unix)]
fn with_program(script: &str, code: i32) -> String {
    use std::os::unix::fs::PermissionsExt;
    let project = small_project();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("typst");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("made executable");
    let output = on_path(project.path(), &folder.path().display().to_string());
    assert_eq!(output.status.code(), Some(code));
    assert!(!project.path().join("out").exists(), "nothing was written");
    messages(&output)
}

fn on_path(project: &std::path::Path, path: &str) -> std::process::Output {
    let mut command = program();
    command.args(["--engine", "cli", "--time-limit", "1", "--project"]).arg(project);
    command.env("PATH", path).output().expect("the program runs")
}

fn build(engine: &str, out: &std::path::Path) -> std::process::Output {
    let mut command = program();
    command.args(["--engine", engine, "--project"]).arg(repository()).arg("--out").arg(out);
    command.output().expect("the program runs")
}
