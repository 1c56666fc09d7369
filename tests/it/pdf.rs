//! The PDF, read back with tools that are not ours. What it says is compared with the tree in `docx.rs`.

use std::fs;
use std::process::Command;

use super::said::pdfinfo;
use super::support::{has_tool, messages, rapporteur, replace, small_project, survey_2023};

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
fn contents_and_running_heads_have_the_plain_words_of_headings() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let project = small_project();
    let heading = "a note[^why], [a link](https://example.org) and {{ reference(\"colours\") }}";
    let headings = ["# First with", "## Second with", "### Third with"]
        .map(|it| format!("{it} {heading}\n\nText.\n"));
    let template = headings.join("\n")
        + "\n{{ graph(\"colours\", \"Graph\") }}\n\n[^why]: So that it is known.\n";
    fs::write(project.path().join("templates/report.md"), template).expect("a template");
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let pdf = project.path().join("out/small-edition-1.pdf");
    let text = Command::new("pdftotext")
        .args(["-layout".as_ref(), pdf.as_os_str(), "-".as_ref()])
        .output();
    let text = String::from_utf8(text.expect("pdftotext runs").stdout).expect("UTF-8");
    let plain = "with a note, a link and Graph 1";
    for heading in ["First", "Second", "Third"] {
        let entries = text.lines().filter(|line| line.contains(&format!("{heading} {plain} . .")));
        assert_eq!(entries.count(), 1, "{text}");
    }
    let running = text.lines().filter(|line| line.trim() == format!("Second {plain}"));
    assert!(running.count() > 0, "{text}");
    // Each note is printed once, at its heading.
    assert_eq!(text.matches("So that it is known.").count(), 3, "{text}");
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

#[test]
fn a_word_longer_than_a_line_is_broken_in_text_and_in_rows_of_tables() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let project = small_project();
    let long = "abcdefghij".repeat(12);
    let template = project.path().join("templates/report.md");
    let text = fs::read_to_string(&template).expect("a template");
    fs::write(&template, format!("{text}\n\nIt is {long} here.\n\n{{{{ table(\"colours\") }}}}\n"))
        .expect("written");
    replace(
        project.path(),
        "data/frameworks/colours.toml",
        "title = \"Red\"",
        &format!("title = \"{long}\""),
    );
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let pdf = project.path().join("out/small-edition-1.pdf");
    let words = Command::new("pdftotext").arg("-bbox").arg(&pdf).arg("-").output().expect("runs");
    let words = String::from_utf8(words.stdout).expect("UTF-8");
    let right = words.split("xMax=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let right = right.map(|points| points.parse::<f64>().expect("a number"));
    let paper = 595.3 - 25.0 / 25.4 * 72.0;
    assert!(right.clone().all(|right| right < paper + 1.0), "{}", right.fold(0.0, f64::max));
}
