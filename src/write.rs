//! Writes the document tree in each format. A writer walks the tree once and makes no decisions
//! about the content.

pub mod docx;
pub mod typst;

/// Whether a language, by its BCP 47 tag, is written from right to left.
pub fn is_right_to_left(language: &str) -> bool {
    let tag = language.to_ascii_lowercase();
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    let known = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];
    match subtags.find(|subtag| subtag.len() == 4) {
        Some(script) => ["adlm", "arab", "hebr", "nkoo", "syrc", "thaa"].contains(&script),
        None => known.contains(&primary),
    }
}
