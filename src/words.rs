//! The words that the program adds to a report, in any language. They are read from
//! `templates/words.toml`; the built-in English words of `words/english.toml` replace missing ones.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, capped};
use crate::document::{IndexTable, Inline, Row};
use crate::figure::{Figure, Relation, Value};
use crate::model::Text;
use crate::text::joined;

mod keys;
mod read;

pub use keys::Word;
pub use read::read;

/// The file with a project's own words.
pub const FILE: &str = "templates/words.toml";

/// The words in the report's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The texts, indexed by [`Word`].
    texts: Vec<Form>,
    /// The words that the project does not define itself.
    built_in: Vec<Word>,
}

/// The text of a word.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Form {
    Text(String),
    /// The forms for a count of one and for any other count.
    Counted {
        one: String,
        other: String,
    },
    List(Vec<String>),
}

impl Form {
    /// Its texts.
    fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Form::Text(text) => vec![text],
            Form::Counted { one, other } => vec![one, other],
            Form::List(texts) => texts.iter_mut().collect(),
        }
    }
}

/// A piece of a text with placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'w> {
    /// Literal text.
    Words(&'w str),
    /// The name of a placeholder.
    Name(&'w str),
}

impl Words {
    /// Returns a warning if built-in words, which are in English, are used in a report in another
    /// language.
    pub fn untranslated(&self, language: &Text) -> Option<Diagnostic> {
        let tag = language.value.to_ascii_lowercase();
        if self.built_in.is_empty() || tag == "en" || tag.starts_with("en-") {
            return None;
        }
        let number = self.built_in.len();
        let words = capped(self.built_in.iter().map(|word| word.path()));
        let are = if number == 1 { "word of the program is" } else { "words of the program are" };
        let message = format!("{number} {are} in English: {words}");
        let help = format!("`rapporteur words` prints all words: translate these in {FILE}");
        let warning = Diagnostic::warning(Code::WordsUntranslated, message).help(help);
        Some(warning.at(language.span, "the language of the report"))
    }

    /// Whether the project does not define a word itself.
    pub fn is_built_in(&self, word: Word) -> bool {
        self.built_in.contains(&word)
    }

    /// The words of which a generated text, or a part of one between two values, is made, as tables and keys: those with
    /// the most literal text in it.
    pub fn origins(&self, text: &str) -> Vec<&'static str> {
        let found = Word::ALL.iter().flat_map(|word| {
            let mut form = self.texts[*word as usize].clone();
            let lengths = form.texts_mut().into_iter().filter_map(|own| literal_length(own, text));
            lengths.max().map(|length| (length, word.path()))
        });
        let found: Vec<(usize, &str)> = found.filter(|(length, _)| *length > 2).collect();
        let most = found.iter().map(|(length, _)| *length).max();
        let best = found.into_iter().filter(|(length, _)| Some(*length) == most);
        best.map(|(_, path)| path).collect()
    }

    /// The text of a word, with its `{placeholders}` replaced by values.
    ///
    /// # Panics
    /// If the word's text is not a single string, or a placeholder has no value.
    pub fn say(&self, word: Word, values: &[(&str, &str)]) -> String {
        fill(self.text(word), values)
    }

    /// A count, such as `13 mechanisms`; `values` replaces the other placeholders.
    ///
    /// # Panics
    /// If the word has no forms for counts, or a placeholder has no value.
    pub fn count(&self, word: Word, number: u32, values: &[(&str, &str)]) -> String {
        fill(self.counted(word, number), &[values, &[("n", &number.to_string())]].concat())
    }

    /// The parts of a text before and after the placeholder `at`.
    ///
    /// # Panics
    /// If the word's text is not a single string or lacks that placeholder, or another one has no value.
    pub fn around(&self, word: Word, at: &str, values: &[(&str, &str)]) -> [String; 2] {
        let parts = self.text(word).split_once(&format!("{{{at}}}"));
        let (before, after) = parts.unwrap_or_else(|| panic!("`{}` lacks `{at}`", word.path()));
        [fill(before, values), fill(after, values)]
    }

    /// The pieces of a text, for callers that replace the placeholders themselves.
    ///
    /// # Panics
    /// If the word's text is not a single string.
    pub fn pieces(&self, word: Word) -> Vec<Piece<'_>> {
        pieces(self.text(word))
    }

    /// A table with columns of these titles and widths.
    pub fn table(&self, columns: &[(Word, u8)], rows: impl IntoIterator<Item = Row>) -> IndexTable {
        IndexTable {
            columns: columns.iter().map(|(title, _)| self.say(*title, &[])).collect(),
            rows: rows.into_iter().collect(),
            widths: columns.iter().map(|(_, width)| *width).collect(),
        }
    }

    /// A text as a line of inlines, in which the values keep their origins.
    ///
    /// # Panics
    /// If the word's text is not a single string, or a placeholder has no value.
    pub fn line(&self, word: Word, values: Vec<(&str, Vec<Inline>)>) -> Vec<Inline> {
        let pieces = self.pieces(word).into_iter().flat_map(|piece| match piece {
            Piece::Words(words) => vec![Inline::tool(words)],
            Piece::Name(name) => value_of(name, &values).clone(),
        });
        pieces.collect()
    }

    /// A count as in [`Words::count`], as a line of inlines. The number, or the whole text if the
    /// wording omits it, refers to `figures`.
    ///
    /// # Panics
    /// If the word has no forms for counts.
    pub fn count_line(&self, word: Word, number: u32, figures: Vec<Figure>) -> Vec<Inline> {
        let form = self.counted(word, number);
        match form.split_once("{n}") {
            Some((before, after)) => {
                let number = Inline::mention(number.to_string(), figures);
                let mut line = vec![Inline::tool(before), number, Inline::tool(after)];
                line.retain(|inline| *inline != Inline::tool(""));
                line
            }
            None => vec![Inline::mention(form, figures)],
        }
    }

    /// A percentage, such as `92%` or `more than 35%`.
    pub fn share(&self, percent: u32, relation: Relation) -> String {
        let share = self.say(Word::NumbersShare, &[("n", &percent.to_string())]);
        match relation {
            Relation::Equal => share,
            Relation::MoreThan => self.say(Word::NumbersMoreThan, &[("share", &share)]),
            Relation::LessThan => self.say(Word::NumbersLessThan, &[("share", &share)]),
        }
    }

    /// Formats the value of a figure.
    pub fn value(&self, value: Value) -> String {
        match value {
            Value::Count(count) => count.to_string(),
            Value::Share(share) => self.share(share.percent, share.relation),
            Value::Number(number) => self.decimal(number),
        }
    }

    /// A number with its decimals, such as `12.50` or `−3`.
    pub fn decimal(&self, number: Decimal) -> String {
        let point = self.say(Word::NumbersPoint, &[]);
        number.to_string().replace('.', &point).replace('-', "\u{2212}")
    }

    /// Joins items into a list, such as `a, b and c`.
    pub fn list(&self, things: &[String]) -> String {
        joined(things, &self.say(Word::ListBetween, &[]), &self.say(Word::ListLast, &[]))
    }

    /// The remark after a translation from the language with this tag.
    pub fn translated_from(&self, tag: &str) -> String {
        let path = format!("language.{}", tag.split('-').next().unwrap_or(tag));
        match Word::ALL.iter().find(|word| word.path() == path) {
            Some(word) => {
                let language = self.say(*word, &[]);
                self.say(Word::QuotationTranslated, &[("language", &language)])
            }
            None => self.say(Word::QuotationTranslatedBare, &[]),
        }
    }

    /// Joins items as in [`Words::list`]; the items keep their origins.
    pub fn list_line(&self, things: Vec<Vec<Inline>>) -> Vec<Inline> {
        let last = things.len().saturating_sub(1);
        let things = things.into_iter().enumerate().flat_map(|(index, thing)| {
            let word = if index == last { Word::ListLast } else { Word::ListBetween };
            let between = (index > 0).then(|| Inline::tool(self.say(word, &[])));
            between.into_iter().chain(thing)
        });
        things.collect()
    }

    /// Formats a date, such as `14 July 2023`.
    pub fn date(&self, date: Date) -> String {
        let month = &self.list_of(Word::DateMonths)[date.month() as usize - 1];
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.say(Word::DateForm, &[("day", &day), ("month", month), ("year", &year)])
    }

    /// Spells out a number below one hundred; formats larger ones in digits.
    pub fn number(&self, number: u32) -> String {
        let numbers = self.list_of(Word::NumbersWords);
        let word = usize::try_from(number).ok().and_then(|number| numbers.get(number));
        word.cloned().unwrap_or_else(|| number.to_string())
    }

    fn text(&self, word: Word) -> &str {
        match &self.texts[word as usize] {
            Form::Text(text) => text,
            form => panic!("`{}` is {form:?}", word.path()),
        }
    }

    fn counted(&self, word: Word, number: u32) -> &str {
        match &self.texts[word as usize] {
            Form::Counted { one, .. } if number == 1 => one,
            Form::Counted { other, .. } => other,
            form => panic!("`{}` is {form:?}", word.path()),
        }
    }

    fn list_of(&self, word: Word) -> &[String] {
        match &self.texts[word as usize] {
            Form::List(words) => words,
            form => panic!("`{}` is {form:?}", word.path()),
        }
    }
}

/// Replaces the placeholders of a text. All of them were checked when the text was read.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let pieces = pieces(text).into_iter().map(|piece| match piece {
        Piece::Words(words) => words,
        Piece::Name(name) => value_of(name, values),
    });
    pieces.collect()
}

fn value_of<'v, T>(name: &str, values: &'v [(&str, T)]) -> &'v T {
    let value = values.iter().find(|(known, _)| *known == name);
    &value.unwrap_or_else(|| panic!("`{{{name}}}` has a value")).1
}

/// Splits a text into literal text and placeholders.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{')
        && let Some((name, after)) = after.split_once('}')
    {
        pieces.extend([Piece::Words(before), Piece::Name(name)]);
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    pieces.retain(|piece| *piece != Piece::Words(""));
    pieces
}

/// How much of a text is literal text of a word that makes it, alone or with values; `None` if it does not make it.
fn literal_length(word: &str, text: &str) -> Option<usize> {
    let is_text =
        |piece: &Piece<'_>| matches!(piece, Piece::Words(own) if own.trim() == text.trim());
    if pieces(word).iter().any(is_text) {
        return Some(text.len());
    }
    let (mut rest, mut length) = (text, 0);
    for piece in pieces(word) {
        if let Piece::Words(own) = piece {
            (_, rest) = rest.split_once(own)?;
            length += own.trim().len();
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::{Piece, Word, Words, read};
    use crate::diagnostic::{Diagnostic, Sources};
    use crate::document::Inline;
    use crate::figure::{Figure, Relation};

    const ENGLISH: &str = include_str!("words/english.toml");

    fn from(text: &str) -> (Option<Words>, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        sources.add(super::FILE, text);
        read(&sources)
    }

    fn english() -> Words {
        let (words, faults) = from(ENGLISH);
        assert!(faults.is_empty(), "{faults:?}");
        words.expect("words")
    }

    #[test]
    fn a_generated_text_is_traced_to_its_words() {
        let words = from("").0.expect("the built-in words");
        assert_eq!(words.origins("Contents"), ["contents.heading"]);
        assert_eq!(words.origins("To: Jane Smith"), ["edits.to"]);
        assert!(words.origins("Jane Smith").is_empty());
    }

    #[test]
    fn words_are_put_together() {
        let words = english();
        let things = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(words.list(&things), "a, b and c");
        assert_eq!(words.date(jiff::civil::date(2023, 7, 14)), "14 July 2023");
        assert_eq!([words.number(24), words.number(100)], ["twenty-four", "100"]);
        assert_eq!(words.count(Word::CountMechanisms, 1, &[]), "1 mechanism");
        assert_eq!(words.count(Word::CountMechanisms, 13, &[]), "13 mechanisms");
    }

    #[test]
    fn a_number_is_told_apart_from_the_words_around_it() {
        let words = english();
        let line = words.count_line(Word::CountResponses, 13, vec![Figure::RESPONDED]);
        let number = Inline::mention("13", vec![Figure::RESPONDED]);
        assert_eq!(line, [number, Inline::tool(" responses")]);
        assert_eq!(words.around(Word::BaseLine, "base", &[]), ["Base: ", ""]);
        let pieces = [Piece::Words("Page "), Piece::Name("page"), Piece::Words(" of ")];
        assert_eq!(words.pieces(Word::PageNumber)[..3], pieces);
        assert_eq!(words.share(35, Relation::MoreThan), "more than 35%");
        let silent = ENGLISH.replace("one = \"{n} response\"", "one = \"a response\"");
        let words = from(&silent).0.expect("words");
        let line = words.count_line(Word::CountResponses, 1, vec![Figure::RESPONDED]);
        assert_eq!(line, [Inline::mention("a response", vec![Figure::RESPONDED])]);
    }

    #[test]
    fn a_name_in_braces_is_neither_lost_nor_invented() {
        for (from_text, to) in [
            ("{day} {month} {year}", "{day} {month}"),
            ("{day}", "{dag} {day}"),
            ("{day}", "{day} {day}"),
            ("other = \"{n} mechanisms\"", "other = \"mechanisms\""),
        ] {
            let (words, faults) = from(&ENGLISH.replace(from_text, to));
            assert!(words.is_none());
            assert_eq!(faults.len(), 1, "{faults:?}");
        }
    }

    #[test]
    fn a_word_that_is_missing_is_the_built_in_one() {
        let (words, faults) = from("[list]\nlast = \" und \"\n");
        assert!(faults.is_empty(), "{faults:?}");
        let words = words.expect("words");
        assert_eq!(words.list(&["a", "b", "c"].map(str::to_owned)), "a, b und c");
        assert_eq!(words.date(jiff::civil::date(2023, 7, 14)), "14 July 2023");
    }
}
