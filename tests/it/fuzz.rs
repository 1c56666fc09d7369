//! The inputs that the fuzzers kept; how to fuzz is in tests/fuzz/Cargo.toml.

use std::fs;

use super::fuzz_targets as targets;
use super::support::{has_tool, repository};

/// Tries all inputs in the corpus of a target.
fn replay(corpus: &str, target: fn(&[u8])) {
    let folder = repository().join("tests/fuzz/corpus").join(corpus);
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a corpus") {
        let path = entry.expect("an input").path();
        let input = fs::read(&path).expect("an input");
        std::panic::catch_unwind(|| target(&input))
            .unwrap_or_else(|_| panic!("{} fails", path.display()));
        count += 1;
    }
    assert!(count > 0, "the corpus is empty");
}

#[test]
fn broken_data_is_reported() {
    replay("model", targets::model);
}

#[test]
fn any_template_is_a_tree_or_is_reported() {
    replay("tree", targets::tree);
}

#[test]
fn any_text_is_in_both_documents() {
    if has_tool("typst", "--version") {
        replay("writers", targets::writers);
    }
}

#[test]
fn any_two_texts_have_a_redline() {
    replay("changes", targets::changes);
}
