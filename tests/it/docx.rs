//! The Word document, read back from its XML, and checked with programs that are not ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::said::{Docx, Said, read_docx, read_pdf, read_tree, squeezed};
use super::source::issued_words;
use super::support::{
    as_issued, compose, has_tool, messages, rapporteur, replace, repository, small_project,
    survey_2023,
};

use rapporteur::model::ReportOptions;

/// Arguments, scope, and the stem of the outputs.
fn editions() -> [(&'static [&'static str], ReportOptions, &'static str); 2] {
    [
        (&[], ReportOptions::default(), "out/iscm-survey-2023-edition-2"),
        (&["--as-issued"], as_issued(), "out/as-issued/iscm-survey-2023-as-issued"),
    ]
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn the_tree_the_pdf_and_the_word_document_say_the_same() {
    if !has_tool("pdfinfo", "-v") {
        return;
    }
    for (arguments, scope, stem) in editions() {
        let project = survey_2023();
        build(project.path(), arguments);
        let document = compose(project.path(), &scope).report.expect("composed").document;
        let tree = read_tree(&document);
        assert!(tree.text.len() > 45_000, "the report is whole");
        assert_eq!((tree.alts.len(), tree.captions.len()), (5, 5), "all graphs are there");
        assert!(tree.items.len() > 100 && tree.headings.len() > 50, "and all structure");
        tree.assert_same("the Word document", &docx(project.path(), stem));
        tree.assert_same("the PDF", &read_pdf(&project.path().join(format!("{stem}.pdf"))));
    }
}

#[test]
fn every_word_of_the_source_stands_in_the_word_document_as_issued() {
    let project = survey_2023();
    build(project.path(), &["--as-issued"]);
    let docx = open(project.path(), "out/as-issued/iscm-survey-2023-as-issued");
    let lines = docx.lines();
    let found: Vec<&str> = lines.split_whitespace().collect();
    let issued = issued_words();
    let different = issued.iter().zip(&found).position(|(a, b)| a != b);
    if let Some(at) = different {
        let from = at.saturating_sub(5);
        let shown = |words: &[String]| words[from..words.len().min(at + 10)].join(" ");
        let found: Vec<String> = found.iter().map(|word| (*word).to_owned()).collect();
        panic!("issued: {}\nfound: {}", shown(&issued), shown(&found));
    }
    assert_eq!(issued.len(), found.len());
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn an_independent_checker_finds_nothing() {
    if !has_tool("openxml-audit", "--version") {
        return;
    }
    for (arguments, _, stem) in editions() {
        let project = survey_2023();
        build(project.path(), arguments);
        let file = project.path().join(format!("{stem}.docx"));
        let report = Command::new("openxml-audit").arg(file).output().expect("openxml-audit runs");
        let said = String::from_utf8_lossy(&report.stdout);
        assert!(said.contains("Errors: 0") && said.contains("no findings"), "{said}");
    }
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn libreoffice_prints_all_of_it() {
    if !has_tool("soffice", "--version") || !has_tool("pdftotext", "-v") {
        return;
    }
    let project = survey_2023();
    build(project.path(), &[]);
    let (_, scope, stem) = editions().into_iter().next().expect("an edition");
    let document = compose(project.path(), &scope).report.expect("composed").document;
    let printed = print(&project.path().join(format!("{stem}.docx")), &document.about.title);
    let mut rest = printed.as_str();
    for heading in read_tree(&document).headings {
        let words = without_hyphens(&heading[2..]);
        let at = rest.find(&words).unwrap_or_else(|| panic!("`{words}` is missing"));
        rest = &rest[at + words.len()..];
    }
    let lines = open(project.path(), stem).lines();
    assert!(lines.lines().count() > 400);
    // The footers, which were left out, contain the line about the edition, too.
    for line in lines.lines().filter(|line| !line.contains("Draft 2")) {
        assert!(printed.contains(&without_hyphens(line)), "`{line}` is missing");
    }
}

#[test]
fn an_address_is_encoded_where_programs_read_it_and_shown_as_typed() {
    let project = small_project();
    let typed = "https://de.wikipedia.org/wiki/Bücherei";
    let text = format!("\"See <{typed}> and [that page]({typed}).\"");
    replace(project.path(), "data/report.toml", "\"Much was said about trust.\"", &text);
    build(project.path(), &[]);
    let docx = open(project.path(), "out/small-edition-1");
    let (links, words) =
        (docx.text("word/_rels/document.xml.rels"), docx.text("word/document.xml"));
    let encoded = "https://de.wikipedia.org/wiki/B%C3%BCcherei";
    assert!(links.contains(encoded) && !links.contains(typed), "{links}");
    assert!(words.contains(typed) && !words.contains(encoded));
    let source =
        fs::read_to_string(project.path().join("out/small-edition-1.typ")).expect("source");
    let link = format!("#link(\"{encoded}\")[https:/\\/de.wikipedia.org/wiki/Bücherei]");
    assert!(source.contains(&link), "{source}");
}

/// Text that is only in a graph belongs to the report as its paragraphs do.
#[test]
fn words_at_a_graph_are_marked_and_listed() {
    let project = small_project();
    let caption = "caption = \"Colours seen as most useful\"";
    let told = "caption = \"Colours seen as utiles\"\nnote = \"Those of the XYZ only.\"";
    replace(project.path(), "data/report.toml", caption, told);
    let more = "[[foreign]]\nlanguage = \"fr\"\nwords = [\"utiles\"]\n\n\
        [abbreviations]\nXYZ = \"Xylophones of Zagreb\"\n\n[checks]\n";
    replace(project.path(), "data/report.toml", "[checks]\n", more);
    build(project.path(), &[]);
    let xml = open(project.path(), "out/small-edition-1").text("word/document.xml").to_owned();
    assert_eq!(xml.matches("Xylophones of Zagreb").count(), 1, "listed once");
    let at = xml.find(">utiles<").expect("the words stand by themselves");
    let run = xml[..at].rfind("<w:r>").expect("a run");
    assert!(xml[run..at].contains("<w:lang w:val=\"fr\""), "{}", &xml[run..at]);
}

/// The words of the pages that LibreOffice makes of a document, without heads and feet.
fn print(docx: &Path, head: &str) -> String {
    let folder = docx.parent().expect("a folder");
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let status = Command::new("soffice")
        .env("FONTCONFIG_FILE", fonts_of_the_project(folder))
        .args([&profile, "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir"])
        .arg(folder.join("printed"))
        .arg(docx)
        .output()
        .expect("soffice runs");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let pdf = folder.join("printed").join(docx.with_extension("pdf").file_name().expect("a name"));
    let text =
        Command::new("pdftotext").arg("-raw").arg(pdf).arg("-").output().expect("pdftotext runs");
    let text = String::from_utf8(text.stdout).expect("UTF-8");
    let mut lines: Vec<&str> = Vec::new();
    for page in text.split('\u{c}') {
        let is_foot = |line: &&str| line.starts_with("Page ") || line.starts_with("Draft 2");
        let inside = page.lines().filter(|line| *line != head && !is_foot(line));
        lines.extend(inside);
    }
    without_hyphens(&lines.concat())
}

/// A configuration of fonts with those of this repository, which have the measures of those that Word has.
fn fonts_of_the_project(folder: &Path) -> PathBuf {
    let file = folder.join("fonts.conf");
    let configuration = format!(
        "<?xml version=\"1.0\"?>\n<fontconfig><include>/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>\n",
        repository().join("fonts").display()
    );
    fs::write(&file, configuration).expect("a file can be written");
    file
}

/// A text without blanks and hyphens, which fall away at the ends of lines.
fn without_hyphens(text: &str) -> String {
    squeezed(text).replace(['-', '\u{ad}'], "")
}

fn build(project: &Path, arguments: &[&str]) {
    let output = rapporteur(project, arguments);
    assert!(output.status.success(), "{}", messages(&output));
}

fn open(project: &Path, stem: &str) -> Docx {
    Docx::open(&fs::read(project.join(format!("{stem}.docx"))).expect("a Word document"))
}

fn docx(project: &Path, stem: &str) -> Said {
    read_docx(&open(project, stem))
}
