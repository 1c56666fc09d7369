//! A build as a whole: same inputs, same bytes; a failed one leaves the last good outputs; usage and exit codes.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use rapporteur::inputs::hash;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::support::{fixture, messages, program, rapporteur, replace, small_project};

#[test]
fn a_second_build_writes_the_same_bytes_and_says_so() {
    let project = small_project();
    let first = rapporteur(project.path(), &["build"]);
    assert!(first.status.success(), "{}", messages(&first));
    let before = outputs(project.path());
    for name in [
        "small-edition-1.typ", "small-edition-1.pdf", "small-edition-1.docx", "figures.csv",
        "charts/colours.svg", "manifest.json",
    ] {
        assert!(before.contains_key(name), "{name} was written");
    }
    let second = rapporteur(project.path(), &[]);
    assert!(messages(&second).contains("nothing changed"), "{}", messages(&second));
    assert!(before == outputs(project.path()), "the bytes differ");
}

/// A Word document in out/ is not an input, not even when the manifest vouches for it.
#[test]
fn a_picture_replaced_in_an_earlier_document_does_not_get_into_the_next_one() {
    let project = small_project();
    assert!(rapporteur(project.path(), &["build"]).status.success());
    let before = outputs(project.path());
    let name = "small-edition-1.docx";
    let forged = with_picture(&before[name], "word/media/colours.svg", b"<svg/>");
    assert!(forged != before[name], "the picture was replaced");
    fs::write(project.path().join("out").join(name), &forged).expect("written");
    let manifest = project.path().join("out/manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let vouching = text.replace(&hash(&before[name]), &hash(&forged));
    assert!(vouching != text, "the manifest has the hash of the document");
    // Earlier versions of the program wrote which revision of the drawing they used.
    let vouching = vouching.replacen('{', "{\n  \"drawing\": 1,", 1);
    fs::write(&manifest, vouching).expect("written");
    let again = rapporteur(project.path(), &["build"]);
    assert!(again.status.success(), "{}", messages(&again));
    assert!(before == outputs(project.path()), "the bytes differ");
}

/// A Word document with another picture in it.
fn with_picture(docx: &[u8], name: &str, picture: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).expect("a Word document");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("a part");
        writer.start_file(file.name(), SimpleFileOptions::default()).expect("a part");
        let bytes = if file.name() == name { picture } else { &bytes };
        writer.write_all(bytes).expect("a part");
    }
    writer.finish().expect("a Word document").into_inner()
}

#[test]
fn a_failed_build_leaves_the_last_good_outputs() {
    let project = small_project();
    assert!(rapporteur(project.path(), &["build"]).status.success());
    let before = outputs(project.path());
    replace(project.path(), "data/published.toml", "blue = { count = 1", "blue = { count = 9");
    let failed = rapporteur(project.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(messages(&failed).contains("error[impossible-count]"), "{}", messages(&failed));
    assert!(before == outputs(project.path()), "outputs changed");
}

#[test]
fn an_error_of_a_check_beside_typesetting_leaves_the_last_good_outputs() {
    let project = small_project();
    assert!(rapporteur(project.path(), &["build"]).status.success());
    let before = outputs(project.path());
    let level = "[checks]\ndoubled-word = { level = \"error\", reason = \"none is wanted\" }";
    replace(project.path(), "data/report.toml", "[checks]", level);
    replace(project.path(), "data/report.toml", "Trust matters.", "Trust matters to to all.");
    let failed = rapporteur(project.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(messages(&failed).contains("error[doubled-word]"), "{}", messages(&failed));
    assert!(before == outputs(project.path()), "outputs changed");
}

#[test]
fn an_output_that_cannot_be_replaced_leaves_all_others_and_asks_whether_word_has_it() {
    let project = small_project();
    assert!(rapporteur(project.path(), &["build"]).status.success());
    let docx = project.path().join("out/small-edition-1.docx");
    fs::remove_file(&docx).expect("removed");
    // What no file can replace on any system.
    fs::create_dir(&docx).expect("a folder");
    let before = outputs(project.path());
    replace(project.path(), "data/report.toml", "A small survey", "A smaller survey");
    let failed = rapporteur(project.path(), &["build"]);
    assert_eq!(failed.status.code(), Some(3));
    assert!(messages(&failed).contains("is it open in Word"), "{}", messages(&failed));
    assert!(before == outputs(project.path()), "outputs changed");
}

#[test]
fn a_page_design_that_typst_refuses_leaves_the_last_good_outputs() {
    let project = small_project();
    assert!(rapporteur(project.path(), &["build"]).status.success());
    let before = outputs(project.path());
    let page = project.path().join("templates/page.typ");
    let design = fs::read_to_string(&page).expect("a page design");
    fs::write(&page, format!("#let broken = nowhere\n{design}")).expect("written");
    let failed = rapporteur(project.path(), &["build"]);
    let said = messages(&failed);
    assert_eq!(failed.status.code(), Some(1), "{said}");
    assert!(said.contains("error[typst-error]: unknown variable: nowhere"), "{said}");
    assert!(before == outputs(project.path()), "outputs changed");
}

#[test]
fn the_report_as_issued_has_a_folder_of_its_own() {
    let project = small_project();
    assert!(rapporteur(project.path(), &["build"]).status.success());
    let default = outputs(project.path());
    let issued = rapporteur(project.path(), &["--as-issued"]);
    assert!(issued.status.success(), "{}", messages(&issued));
    let both = outputs(project.path());
    assert!(both.contains_key("as-issued/small-as-issued.pdf"));
    assert!(default.iter().all(|(name, bytes)| both.get(name) == Some(bytes)));
}

#[test]
fn one_changed_figure_is_counted_in_the_last_line() {
    let project = small_project();
    assert!(rapporteur(project.path(), &["build"]).status.success());
    fs::write(
        project.path().join("data/responses/delta.toml"),
        "mechanism = \"delta\"\nreceived = 2024-07-01\n[answers]\ncolours = [\"blue\"]\n",
    )
    .expect("written");
    let said = messages(&rapporteur(project.path(), &[]));
    assert!(said.contains("1 new response"), "{said}");
    assert!(said.contains("figures changed"), "{said}");
}

#[test]
fn an_anonymous_response_counts_and_no_output_names_it() {
    let project = small_project();
    fs::write(
        project.path().join("data/responses/delta.toml"),
        "mechanism = \"delta\"\nreceived = 2024-07-01\nanonymous = true\n\
         [answers]\ncolours = [\"blue\"]\n\
         [[quote]]\npoint = \"trust\"\nform = \"quotation\"\ntext = \"We would rather not say.\"\n",
    )
    .expect("written");
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let files = outputs(project.path());
    let source = String::from_utf8_lossy(&files["small-edition-1.typ"]);
    assert!(source.contains("We would rather not say.") && source.contains("2 (50%)"), "{source}");
    for (name, bytes) in files.iter().filter(|(name, _)| !name.ends_with(".ttf")) {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!text.contains("delta"), "{name} names the mechanism");
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    let nowhere = tempfile::tempdir().expect("a temporary folder");
    let output = program().current_dir(nowhere.path()).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(messages(&output).contains("--project DIR"), "{}", messages(&output));
    let project = fixture("base");
    let both = rapporteur(&project, &["--as-issued", "--as-of", "2024-01-01"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn programs_read_diagnostics_as_json() {
    let project = small_project();
    replace(project.path(), "data/survey.toml", "invited = 6", "invited = \"six\"");
    let output = rapporteur(project.path(), &["check", "--format", "json"]);
    let said = messages(&output);
    let first: serde_json::Value =
        serde_json::from_str(said.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["code"], "wrong-type");
    assert_eq!(first["places"][0]["file"], "data/survey.toml");
    assert_eq!(first["places"][0]["line"], 2);
    assert_eq!(first["places"][0]["column"], 11);
}

#[test]
fn an_output_that_cannot_be_written_is_the_machines_fault() {
    let project = small_project();
    fs::write(project.path().join("out"), "a file where the folder should be").expect("written");
    let output = rapporteur(project.path(), &["build"]);
    assert_eq!(output.status.code(), Some(3), "{}", messages(&output));
}

/// All files of out/ by their path.
fn outputs(project: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(&project.join("out"), "", &mut files);
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        match path.is_dir() {
            true => collect(&path, &format!("{name}/"), files),
            false => drop(files.insert(name, fs::read(&path).expect("a file"))),
        }
    }
}

#[test]
fn fonts_are_read_with_endings_in_capitals_and_from_collections() {
    let project = small_project();
    let fonts = project.path().join("fonts");
    let regular = fs::read(fonts.join("Carlito-Regular.ttf")).expect("read");
    for name in ["Bold", "BoldItalic", "Italic", "Regular"] {
        let file = fonts.join(format!("Carlito-{name}.ttf"));
        match name {
            "Regular" => fs::remove_file(file).expect("removed"),
            _ => fs::rename(file, fonts.join(format!("Carlito-{name}.Ttf"))).expect("renamed"),
        }
    }
    fs::write(fonts.join("Carlito.TTC"), collection(&regular)).expect("written");
    let built = rapporteur(project.path(), &[]);
    assert!(built.status.success(), "{}", messages(&built));
    let written = outputs(project.path());
    for name in ["fonts/Carlito.ttc", "fonts/Carlito-Bold.ttf"] {
        assert!(written.contains_key(name), "{name} was written: {:?}", written.keys());
    }
    let pdf = &written["small-edition-1.pdf"];
    let has_font = |name: &str, next: bool| {
        pdf.windows(name.len() + 1)
            .any(|part| part.starts_with(name.as_bytes()) && (part[name.len()] == b'-') == next)
    };
    assert!(has_font("+Carlito", true), "the bold font is in the PDF");
    assert!(has_font("+Carlito", false), "the font of the collection is in the PDF");
}

/// A collection with one font: a header, then the font, whose tables move by the header's length.
fn collection(font: &[u8]) -> Vec<u8> {
    let header = [b"ttcf\0\x01\0\0".as_slice(), &1_u32.to_be_bytes(), &16_u32.to_be_bytes()];
    let mut file = header.concat();
    file.extend(font);
    let tables = u16::from_be_bytes([font[4], font[5]]);
    for table in 0..usize::from(tables) {
        let offset = &mut file[16 + 12 + 16 * table + 8..][..4];
        let moved = u32::from_be_bytes(offset.try_into().expect("four bytes")) + 16;
        offset.copy_from_slice(&moved.to_be_bytes());
    }
    file
}
