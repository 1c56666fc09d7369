//! Reports for a process: what it takes, held to its rules.
//!
//! submissions/ is laid over the small project: two parts, and two processes that take the second and none.

use std::fs;
use std::path::Path;
use std::process::Command;

use rapporteur::document::{Block, Document, Generated, Role, plain_text};
use rapporteur::model::ReportOptions;
use rapporteur::submission;
use tempfile::TempDir;

use super::said::Docx;
use super::support::{
    compose, copy, fixture, has_tool, headings, messages, rapporteur, replace, repository,
    small_project, survey_2023,
};

/// The processes of the survey of 2023, with the parts that they take.
const OF_2023: [(&str, &[&str]); 4] = [
    ("hlpf", &["Contribution to Sustainable Development"]),
    ("sdg-summit", &["Contribution to Sustainable Development"]),
    ("cop28", &["Climate Change"]),
    ("gcm-review", &["Regional Reviews of the Global Compact for Migration"]),
];

fn project() -> TempDir {
    let project = small_project();
    copy(&fixture("submissions"), project.path());
    project
}

fn of(process: &str) -> ReportOptions {
    ReportOptions { process: Some(process.to_owned()), ..ReportOptions::default() }
}

fn document(project: &Path, scope: &ReportOptions) -> Document {
    compose(project, scope).report.expect("composed").document
}

#[test]
fn a_process_gets_its_parts_numbered_by_themselves() {
    let project = project();
    let whole = document(project.path(), &ReportOptions::default());
    assert_eq!(headings(&whole)[..1], ["Part 1 of 2. The first part"]);
    assert_eq!(labels(&whole), ["Graph 1", "Graph 2"]);
    let council = document(project.path(), &of("council"));
    assert_eq!(headings(&council), ["Part 1 of 1. The second part"]);
    assert_eq!(labels(&council), ["Graph 1"]);
    let said = text(&council);
    assert!(said.contains("Graph 1 shows") && said.contains("This is for the Council."), "{said}");
    let forum = document(project.path(), &of("forum"));
    assert!(headings(&forum).is_empty() && labels(&forum).is_empty());
    assert!(text(&forum).contains("Trust matters."), "the summary always goes along");
}

#[test]
fn the_front_matter_says_for_whom_it_is_and_what_it_responds_to() {
    let project = project();
    let council = document(project.path(), &of("council"));
    let [masthead, title, edition, ..] = &council.blocks[..] else { panic!("a title block") };
    let Block::Generated(Generated::Masthead(masthead)) = &masthead.block else {
        panic!("a masthead")
    };
    assert_eq!((masthead.organization.as_str(), &masthead.number), ("The Office", &None));
    assert!(matches!(title.block, Block::Title(_)));
    assert_eq!(edition.role, Role::Generated);
    let Block::Generated(Generated::Edition(lines)) = &edition.block else { panic!("lines") };
    let expected =
        ["Submission to the Council.", "In response to: decision 7 of the Council.", "Draft 1."];
    assert_eq!(*lines, expected);
    let about = council.about.edition.as_deref();
    assert_eq!(about, Some("Submission to the Council. Draft 1."));
}

#[test]
fn a_process_gets_its_formats_and_names_in_a_folder_of_its_own() {
    let project = project();
    let built = rapporteur(project.path(), &["build", "--for", "council"]);
    let said = messages(&built);
    assert!(built.status.success(), "{said}");
    assert!(said.contains("words as Word counts them, .docx of 0.1 MB"), "{said}");
    assert_eq!(
        files(&project.path().join("out/council")),
        ["Office_to_Council.docx", "manifest.json"]
    );
    let forum = rapporteur(project.path(), &["--for", "forum", "--as-of", "2024-06-01"]);
    assert!(forum.status.success(), "{}", messages(&forum));
    let names = ["pdf", "docx"].map(|e| format!("small-forum-edition-1-as-of-2024-06-01.{e}"));
    let folder = project.path().join("out/forum/as-of-2024-06-01");
    assert_eq!(files(&folder), ["manifest.json", names[1].as_str(), names[0].as_str()]);
    assert_eq!(files(&project.path().join("out")), ["council", "forum"]);
}

#[test]
fn rules_that_are_not_kept_are_told_and_stop_nothing() {
    let project = project();
    replace(project.path(), "data/submissions.toml", "most = 50", "most = 5");
    let checked = rapporteur(project.path(), &["check", "--for", "forum"]);
    let said = messages(&checked);
    assert!(checked.status.success() && said.contains("warning[too-many-words]"), "{said}");
    assert!(!project.path().join("out").exists(), "a check writes nothing");
    for command in [&["build", "--for", "forum"][..], &["issue", "may", "--for", "forum"]] {
        let output = rapporteur(project.path(), command);
        let said = messages(&output);
        assert!(output.status.success() && said.contains("warning[too-many-words]"), "{said}");
    }
    let whole = messages(&rapporteur(project.path(), &["check"]));
    assert!(!whole.contains("too-many-words"), "{whole}");
}

#[test]
fn a_report_as_issued_is_for_no_process() {
    let both = rapporteur(project().path(), &["--for", "council", "--as-issued"]);
    assert_eq!(both.status.code(), Some(2), "{}", messages(&both));
}

#[test]
fn an_edition_for_a_process_is_compared_with_what_that_process_would_get_now() {
    let project = project();
    let root = project.path();
    let issued = rapporteur(root, &["issue", "may", "--for", "council", "--on", "2024-06-01"]);
    assert!(issued.status.success(), "{}", messages(&issued));
    assert!(root.join("data/editions/may/outputs/Office_to_Council.docx").is_file());
    let same = rapporteur(root, &["diff"]);
    let said = String::from_utf8_lossy(&same.stdout);
    assert!(said.contains("Nothing has changed."), "{said}{}", messages(&same));
    replace(root, "templates/report.md", "another point", "a further point");
    replace(root, "data/report.toml", "Much was said", "Little was said");
    let changed = rapporteur(root, &["diff", "--for", "council"]);
    let said = String::from_utf8_lossy(&changed.stdout);
    assert!(said.contains("a further point") && !said.contains("Little was said"), "{said}");
    assert!(root.join("out/council/changes").is_dir());
    let none = rapporteur(root, &["diff", "--for", "forum"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(messages(&none).contains("no edition was issued for `forum`"), "{}", messages(&none));
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn words_are_those_of_the_word_document() {
    let projects = [(project(), "council"), (project(), "forum"), (survey_2023(), "cop28")];
    for (project, process) in projects {
        assert_words(project.path(), process);
    }
    let project = project();
    // All parts, with a footnote.
    replace(project.path(), "data/submissions.toml", "parts = []", "parts = [\"one\", \"two\"]");
    assert_words(project.path(), "forum");
}

/// Compares the count with the words of the Word document, and with those that LibreOffice reads from it: there, numbers
/// and bullets of lists are words, and footnotes are left out.
fn assert_words(project: &Path, process: &str) {
    let folder = project.join("out").join(process);
    let built = rapporteur(project, &["build", "--for", process]);
    assert!(built.status.success(), "{}", messages(&built));
    let composed = compose(project, &of(process));
    let report = composed.report.as_ref().expect("composed");
    let count = submission::count_words(
        &report.document,
        &composed.inputs.sources,
        report.design.page.contents,
    );
    assert!(messages(&built).contains(&format!(" {count} words as Word")), "{}", messages(&built));
    let name = files(&folder).into_iter().find(|name| name.ends_with(".docx")).expect("a file");
    let path = folder.join(&name);
    let docx = Docx::open(&fs::read(&path).expect("a file"));
    let footnotes = words_of(&docx, "word/footnotes.xml");
    assert_eq!(count, words_of(&docx, "word/document.xml") + footnotes, "{process}");
    if !has_tool("soffice", "--version") {
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let converted = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", home.path().display()))
        .args(["--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir"])
        .args([home.path(), &path])
        .output()
        .expect("soffice runs");
    assert!(converted.status.success());
    let text = home.path().join(name.replace(".docx", ".txt"));
    let text = fs::read_to_string(text).expect("a text");
    let items = report.document.all_blocks().into_iter().map(|block| match block {
        Block::List(list) => list.items.len(),
        _ => 0,
    });
    let marks = items.sum::<usize>();
    let different = text.split_whitespace().count().abs_diff(count + marks - footnotes);
    assert!(different <= count / 200, "{process}: LibreOffice reads {different} more or less");
}

/// The words of a part of a document, paragraph by paragraph.
fn words_of(docx: &Docx, part: &str) -> usize {
    let xml = roxmltree::Document::parse(docx.text(part)).expect("XML");
    let paragraphs = xml.descendants().filter(|node| node.tag_name().name() == "p");
    let words = paragraphs.map(|paragraph| {
        let pieces = paragraph.descendants().map(|node| match node.tag_name().name() {
            "t" => node.text().unwrap_or_default(),
            "tab" | "br" => " ",
            _ => "",
        });
        pieces.collect::<String>().split_whitespace().count()
    });
    words.sum()
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn the_survey_of_2023_goes_to_four_processes() {
    let project = survey_2023();
    for (process, parts) in OF_2023 {
        let built = rapporteur(project.path(), &["build", "--for", process]);
        assert!(built.status.success(), "{}", messages(&built));
        let stem = format!("iscm-survey-2023-{process}-edition-2");
        let folder = project.path().join("out").join(process);
        let names = [format!("{stem}.docx"), format!("{stem}.pdf"), "manifest.json".to_owned()];
        assert_eq!(files(&folder), names);
        let document = document(repository(), &of(process));
        let headings = headings(&document);
        assert!(headings[0].starts_with("Annex: Analysis of the survey results: "), "{headings:?}");
        assert_eq!(headings[1..=parts.len()], *parts);
        let labels = labels(&document);
        let expected: Vec<String> = (1..=labels.len()).map(|n| format!("Graph {n}")).collect();
        assert_eq!(labels, expected);
        if has_tool("openxml-audit", "--version") {
            let audit = Command::new("openxml-audit")
                .arg(folder.join(&names[0]))
                .output()
                .expect("openxml-audit runs");
            assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stdout));
        }
        if has_tool("outloud", "--help") {
            let checked =
                Command::new("outloud").arg(folder.join(&names[1])).output().expect("outloud runs");
            let said = String::from_utf8_lossy(&checked.stdout);
            assert!(said.contains(" 0 error(s)"), "{said}");
        }
    }
    let asked = messages(&rapporteur(project.path(), &["check", "--for", "cop28"]));
    assert!(asked.contains("`cop28` requires the `mandate`"), "{asked}");
}

/// Names in a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("an entry").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

fn labels(document: &Document) -> Vec<String> {
    let blocks = document.all_blocks().into_iter();
    let labels = blocks.filter_map(|block| match block {
        Block::Graph(graph) => Some(graph.label.bare()),
        _ => None,
    });
    labels.collect()
}

fn text(document: &Document) -> String {
    let blocks = document.all_blocks().into_iter();
    let paragraphs = blocks.filter_map(|block| match block {
        Block::Paragraph(content) => Some(plain_text(content)),
        _ => None,
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}
