//! Pictures of templates/images/ and the logo, in both outputs. Those in pictures/ have an author, a place and a comment in
//! their metadata, which no output may contain.

use std::fs;
use std::path::Path;
use std::process::Command;

use rapporteur::model::ReportOptions;
use tempfile::TempDir;

use super::said::{Docx, read_docx, read_pdf, read_tree};
use super::support::{
    compose, copy, fixture, has_tool, messages, rapporteur, read, replace, small_project,
};

const PRIVATE: [&str; 4] = ["Jane", "steal", "example.org", "ENTITY"];

/// The small project with a photograph, a plan and a logo.
fn project() -> TempDir {
    let project = small_project();
    let root = project.path();
    copy(&fixture("pictures"), &root.join("templates/images"));
    let pictures = "![A desk with *two* lamps](images/desk.jpg \"The desk of \\\"Room 4\\\"\")\n\n\
        ![A plan of the rooms](plan.png)\n\n![The name again](templates/images/logo.svg 'A drawing')\n\n# Part ";
    replace(root, "templates/report.md", "# Part ", pictures);
    let logo = "language = \"en\"\nlogo = \"images/logo.svg\"\nlogo-alt = \"Logo of the Office\"";
    replace(root, "data/report.toml", "language = \"en\"", logo);
    project
}

fn run(root: &Path, arguments: &[&str]) {
    let output = rapporteur(root, arguments);
    assert!(output.status.success(), "{}", messages(&output));
}

fn word(root: &Path, path: &str) -> Docx {
    Docx::open(&fs::read(root.join(path)).expect("a Word document"))
}

#[test]
fn both_outputs_print_pictures_and_the_logo_with_their_texts() {
    let project = project();
    let root = project.path();
    run(root, &[]);
    let composed = compose(root, &ReportOptions::default());
    let tree = read_tree(&composed.report.as_ref().expect("a report").document);
    let alts = &tree.alts;
    assert_eq!(
        alts[..4],
        ["LogooftheOffice", "Adeskwithtwolamps", "Aplanoftherooms", "Thenameagain"]
    );
    assert_eq!(tree.captions[..2], ["Thedeskof\"Room4\"", "Adrawing"]);
    let docx = word(root, "out/small-edition-1.docx");
    tree.assert_same("DOCX", &read_docx(&docx));
    if has_tool("pdfinfo", "-v") {
        tree.assert_same("PDF", &read_pdf(&root.join("out/small-edition-1.pdf")));
    }
    // Pictures of pixels are the files themselves, at 96 pixels per inch: 9525 units of Word per pixel.
    let text = docx.text("word/document.xml");
    for (pixels, size) in [("cx=\"1143000\" cy=\"762000\"", 2), ("cx=\"609600\" cy=\"304800\"", 2)]
    {
        assert_eq!(text.matches(pixels).count(), size, "{pixels}");
    }
    assert!(docx.text("[Content_Types].xml").contains("Extension=\"jpg\""));
    let media = |name: &str| {
        let (stem, ending) = name.split_once('.').expect("an ending");
        let mut names = docx.0.keys().filter(|name| name.ends_with(ending));
        names.find(|name| name.starts_with(&format!("word/media/{stem}_"))).expect("a picture")
    };
    let manifest: serde_json::Value =
        serde_json::from_str(&read(root, "out/manifest.json")).expect("a manifest");
    for name in ["desk.jpg", "plan.png", "logo.svg"] {
        assert!(manifest["inputs"][format!("templates/images/{name}")].is_string(), "{manifest}");
        let path = media(name).replace("word/media", "images");
        assert!(manifest["outputs"][&path].is_string(), "{path} in {manifest}");
        let written = fs::read(root.join("out").join(&path)).expect("an output");
        assert!(written == docx.0[media(name)], "{path}");
        assert!(read(root, "out/small-edition-1.typ").contains(&format!("\"{path}\"")));
    }
    let pdf = fs::read(root.join("out/small-edition-1.pdf")).expect("a PDF");
    for output in docx.0.into_values().chain([pdf]) {
        let text = String::from_utf8_lossy(&output);
        let found = PRIVATE.iter().find(|word| text.contains(**word));
        assert!(found.is_none(), "{found:?}");
    }
}

#[test]
fn a_page_design_of_an_earlier_release_prints_pictures_and_the_logo() {
    if !has_tool("pdfinfo", "-v") {
        return;
    }
    let project = project();
    let root = project.path();
    fs::copy(fixture("kept/hours/templates/page.typ"), root.join("templates/page.typ"))
        .expect("a page design");
    run(root, &[]);
    let alts = read_pdf(&root.join("out/small-edition-1.pdf")).alts;
    assert_eq!(alts[..2], ["LogooftheOffice", "Adeskwithtwolamps"]);
}

#[test]
fn a_changed_picture_is_in_the_note_and_the_redline() {
    let project = project();
    let root = project.path();
    run(root, &["issue", "first"]);
    let images = root.join("templates/images");
    // The red of one colour.
    let logo = read(root, "templates/images/logo.svg").replace("#1F5A96", "#2F5A96");
    fs::write(images.join("logo.svg"), logo).expect("a logo");
    replace(root, "templates/report.md", "A plan of the rooms", "A plan of all rooms");
    fs::copy(images.join("plan.png"), images.join("new.png")).expect("the same picture");
    replace(root, "templates/report.md", "(plan.png)", "(new.png)");
    run(root, &["diff"]);
    let note = read(root, "out/changes/small-changes-first-to-now.txt");
    for words in
        ["A plan of the rooms", "A plan of all rooms", "images/logo_", "templates/images/logo.svg"]
    {
        assert!(note.contains(words), "{words} in {note}");
    }
    assert!(!note.contains("A desk"), "{note}");
    let redline = word(root, "out/changes/small-redline-first-to-now.docx");
    let drawings = |mark: &str| {
        let xml = roxmltree::Document::parse(redline.text("word/document.xml")).expect("XML");
        let alts = xml.descendants().filter(|node| node.tag_name().name() == "docPr");
        let alts = alts.filter(|alt| alt.ancestors().any(|node| node.tag_name().name() == mark));
        alts.map(|alt| alt.attribute("descr").unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(drawings("del"), ["Logo of the Office", "A plan of the rooms", "The name again"]);
    assert_eq!(drawings("ins"), ["Logo of the Office", "A plan of all rooms", "The name again"]);
    // The edition keeps its pictures, and builds the same files once more.
    let (edition, again) = (root.join("data/editions/first"), root.join("again"));
    run(&edition.join("inputs"), &["--out", again.to_str().expect("UTF-8")]);
    let file = |folder: &Path| fs::read(folder.join("small-edition-1.docx")).expect("a file");
    assert!(file(&again) == file(&edition.join("outputs")));
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn independent_checkers_find_nothing() {
    let project = project();
    run(project.path(), &[]);
    for (tool, version, file) in
        [("outloud", "--help", "pdf"), ("openxml-audit", "--version", "docx")]
    {
        if has_tool(tool, version) {
            let file = project.path().join(format!("out/small-edition-1.{file}"));
            let report = Command::new(tool).arg(file).output().expect("a report");
            let said = String::from_utf8_lossy(&report.stdout);
            assert!(said.contains("0 error(s)") || said.contains("Errors: 0"), "{said}");
        }
    }
}
