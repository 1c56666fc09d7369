//! The PDF, read back with tools that are not ours. What it says is compared with the tree in `docx.rs`.

use std::process::Command;

use super::said::pdfinfo;
use super::support::{has_tool, messages, rapporteur, survey_2023};

#[test]
fn the_build_tells_how_many_pages_the_pdf_has() {
    if !has_tool("pdfinfo", "-v") {
        return;
    }
    let project = survey_2023();
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let pages = pdfinfo(&[], &project.path().join("out/iscm-survey-2023-edition-2.pdf"));
    let pages = pages.lines().find_map(|line| line.strip_prefix("Pages:")).expect("a number");
    assert!(messages(&output).contains(&format!(" {} pages,", pages.trim())), "{pages}");
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn the_pdf_is_accessible_to_an_independent_checker() {
    if !has_tool("outloud", "--help") {
        return;
    }
    let project = survey_2023();
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let report = Command::new("outloud")
        .arg(project.path().join("out/iscm-survey-2023-edition-2.pdf"))
        .output()
        .expect("outloud runs");
    let said = String::from_utf8_lossy(&report.stdout);
    assert!(said.contains(" 0 error(s)"), "{said}");
}
