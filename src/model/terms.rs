//! Reads `[abbreviations]` (printed as a list) and `[[foreign]]` (words in other languages) from
//! `data/report.toml`.

use super::reader::Reader;
use super::text::Text;
use crate::diagnostic::Code;

/// An abbreviation.
#[derive(Clone, Debug)]
pub struct Abbreviation {
    /// The abbreviation as written.
    pub short: Text,
    /// The expansion.
    pub full: Text,
}

/// Words in a language other than the report's.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// BCP 47 tag of the language.
    pub language: Text,
    /// The words or phrases, each as it occurs in the report.
    pub words: Vec<Text>,
}

/// Reads the abbreviations, such as `UN = "United Nations"`.
pub(super) fn abbreviations(reader: &Reader<'_>) -> Vec<Abbreviation> {
    let Some(table) = reader.table("abbreviations") else { return Vec::new() };
    let entries = table.values().into_iter();
    let read = entries.filter_map(|(short, value)| {
        let full = table.string(&short.value, value)?;
        let blank = [(&short.value, short.span), (&full.value, full.span)];
        let blank = blank.into_iter().find(|(words, _)| words.trim().is_empty());
        if let Some((_, span)) = blank {
            let message = "an abbreviation and what it stands for can't be empty";
            reader.context.error(Code::EmptyText, span, message);
            return None;
        }
        Some(Abbreviation { short, full })
    });
    read.collect()
}

/// Reads the words in other languages.
pub(super) fn foreign(reader: &Reader<'_>) -> Vec<Foreign> {
    reader.read_tables("foreign", |table| {
        let language = table.must(language(table));
        let mut words = table.must(table.require("words", Reader::words));
        words.retain(|word| !word.value.trim().is_empty());
        Some(Foreign { language, words })
    })
}

/// A required language tag: two or three letters, optionally with a region.
pub(super) fn language(reader: &Reader<'_>) -> Option<Text> {
    let tag = reader.required_text("language")?;
    let (language, region) = tag.value.split_once('-').unwrap_or((&tag.value, "GB"));
    let letters = |text: &str| text.chars().all(|c| c.is_ascii_lowercase());
    let fits = (2..=3).contains(&language.len())
        && letters(language)
        && region.len() == 2
        && region.chars().all(|c| c.is_ascii_uppercase());
    if !fits {
        let help = "expected a tag such as `en`, `fr` or `en-GB`";
        reader.context.refuse("language", &tag, help);
    }
    fits.then_some(tag)
}
