//! The texts that responses came as: quotations are compared with them, and they go nowhere.

use std::fs;
use std::path::{Path, PathBuf};

use super::support::{compose, has_tool, messages, rapporteur, replace, small_project};
use rapporteur::inputs::hash;
use rapporteur::model::ReportOptions;

/// All files under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn what_was_received_is_neither_packaged_nor_kept() {
    if !cfg!(feature = "builtin") && !has_tool("typst", "--version") {
        return;
    }
    let project = small_project();
    let root = project.path();
    let text = fs::read(root.join("received/alpha.txt")).expect("a text");
    let issued = rapporteur(root, &["issue", "first", "--on", "2024-06-01"]);
    assert!(issued.status.success(), "{}", messages(&issued));
    assert!(rapporteur(root, &["build"]).status.success());
    for folder in ["out", "data/editions"] {
        for file in files(&root.join(folder)) {
            let bytes = fs::read(&file).expect("a file");
            let says = |words: &[u8]| bytes.windows(words.len()).any(|found| found == words);
            assert!(!says(b"From: Alpha Process"), "{}", file.display());
            assert!(!says(hash(&text).as_bytes()), "{}", file.display());
        }
    }
    // What is kept composes without it, and can be compared with what is made after it is gone.
    compose(&root.join("data/editions/first/inputs"), &ReportOptions::default());
    fs::remove_file(root.join("received/alpha.txt")).expect("removed");
    let compared = rapporteur(root, &["diff"]);
    assert!(compared.status.success(), "{}", messages(&compared));
    let checked = rapporteur(root, &["check"]);
    assert_eq!(checked.status.code(), Some(1), "{}", messages(&checked));
}

#[test]
fn a_text_may_come_in_another_encoding() {
    let project = small_project();
    let root = project.path();
    replace(root, "data/responses/beta.toml", "Trust takes time.", "“Confiance” à tous – oui.");
    for bytes in [
        b"\x93Confiance\x94 \xE0 tous \x96 oui.\r\n".to_vec(),
        "\u{feff}\"Confiance\" à tous\r\n- oui."
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
    ] {
        fs::write(root.join("received/beta.txt"), bytes).expect("written");
        assert_eq!(messages(&rapporteur(root, &["check"])), "nothing to say: all is well\n");
    }
}

#[test]
fn an_amendment_has_a_text_of_its_own() {
    let project = small_project();
    let root = project.path();
    let amendment = "mechanism = \"alpha\"\nsource-text = \"received/alpha.2024-07-01.txt\"\n\n\
                     [[quote]]\npoint = \"trust\"\nform = \"quotation\"\ntext = \"We trust you.\"\n";
    fs::write(root.join("data/responses/alpha.2024-07-01.toml"), amendment).expect("written");
    let text = root.join("received/alpha.2024-07-01.txt");
    fs::write(&text, "We trust you.").expect("written");
    assert_eq!(messages(&rapporteur(root, &["check"])), "nothing to say: all is well\n");
    fs::write(&text, "We trust each other.").expect("written");
    let said = messages(&rapporteur(root, &["check"]));
    assert!(
        said.contains("quotation-differs") && said.ends_with("\n1 to decide before sending\n"),
        "{said}"
    );
    // What waits is compared when it counts.
    let waits = amendment.replace("form =", "embargo = 2999-01-01\nform =");
    fs::write(root.join("data/responses/alpha.2024-07-01.toml"), waits).expect("written");
    let said = messages(&rapporteur(root, &["check"]));
    assert!(
        said.starts_with("nothing to say, but not all responses count yet\n`alpha` waits"),
        "{said}"
    );
}
