//! Tables that are not made of answers, as both formats print them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::said::Docx;
use super::support::{has_tool, messages, rapporteur, read, replace, small_project};

const ROWS: usize = 140;

/// A project with a table of data/tables/ that needs three pages, and a pipe table with rows of a loop.
fn project() -> tempfile::TempDir {
    let project = small_project();
    let root = project.path();
    let mut csv = String::from("\u{FEFF}Region;Office;Staff;Change;Remark\r\n");
    for row in 1..=ROWS {
        let (region, change) =
            if row % 2 == 0 { ("Africa", "–") } else { ("Asia and the Pacific", "−2.5 %") };
        let remark = "\"#let x = <a>{{ b }} & \"\"c\"\"; =SUM(A1)\"";
        writeln!(csv, "{region};Office {row};{row},000;{change};{remark}\r").expect("written");
    }
    fs::create_dir(root.join("data/tables")).expect("a folder");
    fs::write(root.join("data/tables/offices.csv"), csv).expect("written");
    let table = "[[table]]\nkey = \"offices\"\ncaption = \"Offices & their staff\"\n\
                 source = \"The Office, [*statistics*](https://example.org)\"\n\n[checks]";
    replace(root, "data/report.toml", "[checks]", table);
    let template = read(root, "templates/report.md")
        + r#"
# Tables

See {{ reference("offices") }}.

| Colour | Count | Share | Note |
|:------:|-------|:------|-----:|
{% for option in options("colours", 1) %}
| {{ option.title }} | {{ option.count }} | {{ option.share }} | **a** \| [b](https://example.org/b)[^note] |
{% endfor %}
Table: Colours and *counts*

[^note]: A note of a cell.

{{ table("offices") }}
"#;
    fs::write(root.join("templates/report.md"), template).expect("written");
    project
}

fn build(root: &Path) {
    let output = rapporteur(root, &["--engine", "cli"]);
    assert!(output.status.success(), "{}", messages(&output));
}

#[test]
fn both_kinds_of_tables_are_in_both_formats() {
    if !has_tool("typst", "--version") {
        return;
    }
    let project = project();
    build(project.path());
    let out = project.path().join("out");
    let typst = read(&out, "small-edition-1.typ");
    // Numbers are at the right, and so is what is asked for; the first column names the rows.
    for columns in ["(center,right,left,right,)", "(left,left,right,right,left,)"] {
        assert_eq!(typst.matches(&format!("alignments: {columns},")).count(), 1, "{columns}");
    }
    let docx = Docx::open(&fs::read(out.join("small-edition-1.docx")).expect("a document"));
    let document = docx.text("word/document.xml");
    let tables = document.matches("<w:tbl>").count();
    assert_eq!(document.matches("<w:tblHeader").count(), tables);
    assert_eq!(document.matches("<w:jc w:val=\"center\"").count(), 3, "a centred column of 3 rows");
    for words in ["=SUM(A1)", "{{ b }}", "Colours and ", "A note of a cell", " SEQ Table "] {
        let words = words.replace('&', "&amp;");
        assert!(
            document.contains(&words) || docx.text("word/footnotes.xml").contains(&words),
            "{words}"
        );
    }
    let manifest = read(&out, "manifest.json");
    assert!(manifest.contains("data/tables/offices.csv"), "it is an input");
    let template = read(project.path(), "templates/report.md");
    let line = template.lines().position(|line| line.starts_with("| {{ option.title }}"));
    let place = format!("\"templates/report.md:{}\"", line.expect("a row") + 1);
    assert!(manifest.contains(&place), "the figures of the pipe table have their place");
    if has_tool("openxml-audit", "--version") {
        let file = out.join("small-edition-1.docx");
        let audit = Command::new("openxml-audit").arg(file).output().expect("openxml-audit runs");
        let said = String::from_utf8_lossy(&audit.stdout);
        assert!(said.contains("Errors: 0") && said.contains("no findings"), "{said}");
    }
}

#[test]
fn a_long_table_has_its_header_on_each_page_and_is_accessible() {
    if !has_tool("typst", "--version") || !has_tool("pdftotext", "-v") {
        return;
    }
    let project = project();
    build(project.path());
    let pdf = project.path().join("out/small-edition-1.pdf");
    let text =
        Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().expect("it runs");
    let text = String::from_utf8(text.stdout).expect("UTF-8");
    let pages: Vec<&str> = text.split('\u{C}').filter(|page| page.contains("SUM(A1)")).collect();
    assert!(pages.len() >= 3, "{}", pages.len());
    for page in &pages {
        let header = |line: &str| line.contains("Region") && line.contains("Remark");
        assert!(page.lines().any(header), "{page}");
    }
    let rows = pages.iter().map(|page| page.matches("SUM(A1)").count()).sum::<usize>();
    assert_eq!(rows, ROWS);
    assert!(pages[pages.len() - 1].contains("Source: The Office, statistics"));
    if has_tool("outloud", "--version") {
        let report = Command::new("outloud").arg("-q").arg(&pdf).output().expect("outloud runs");
        let said = String::from_utf8_lossy(&report.stdout);
        assert!(said.contains("0 error(s), 0 warning(s)"), "{said}");
    }
}

#[test]
fn an_edition_keeps_the_tables_that_it_prints() {
    if !has_tool("typst", "--version") {
        return;
    }
    let project = project();
    let issued = rapporteur(project.path(), &["issue", "first", "--engine", "cli"]);
    assert!(issued.status.success(), "{}", messages(&issued));
    let edition = project.path().join("data/editions/first");
    let again = edition.join("inputs");
    assert!(again.join("data/tables/offices.csv").is_file());
    let out = tempfile::tempdir().expect("a folder");
    let to = out.path().display().to_string();
    let output = rapporteur(&again, &["--engine", "cli", "--out", &to]);
    assert!(output.status.success(), "{}", messages(&output));
    let name = "small-edition-1.typ";
    assert_eq!(read(out.path(), name), read(&edition.join("outputs"), name));
    let office = "Office 7;7,000";
    replace(project.path(), "data/tables/offices.csv", office, "Office 7;8,000");
    let note = messages(&rapporteur(project.path(), &["diff"]));
    assert!(note.contains("Office 7 | 7,000") && note.contains("Office 7 | 8,000"), "{note}");
    assert!(!note.contains("Office 8 |"), "{note}");
}
