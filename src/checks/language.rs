//! Checks of language and typography: what an editor would mark in the secretariat's own text, and
//! certain typing errors in the words of mechanisms, which nobody may reword.
//!
//! Quotation marks, whitespace and final punctuation are checked in every language; doubled words,
//! which are correct in some languages, and spelling only if the report is in English. The rules of
//! an editorial style are checked if `style` is set in data/report.toml.

use std::collections::BTreeSet;
use std::ops::Range;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, SourceKind, Sources, Span};
use crate::document::{Author, Kind, Passage};
use crate::model::{self, Survey};
use crate::text::words;
use spelling::Lexicon;

pub(super) mod dictionary;
mod doubled;
mod editing;
mod final_punctuation;
mod leftovers;
mod quote_marks;
mod spelling;
mod whitespace;

/// Checks the printed text.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let text = Text { sources: context.sources, passages: &context.passages };
    let english = is_english(&survey.report.language.value);
    let mut diagnostics = Vec::new();
    if english {
        diagnostics.extend(doubled::check(&text));
    }
    diagnostics.extend(leftovers::check(&text));
    diagnostics.extend(quote_marks::check(&text));
    diagnostics.extend(whitespace::check(&text, english));
    diagnostics.extend(final_punctuation::check(&text, survey));
    diagnostics.extend(statements(&text, survey, english));
    if !english {
        let model::Text { value: language, span, .. } = &survey.report.language;
        let message = format!("spelling isn't checked: there is no word list for `{language}`");
        diagnostics.push(Diagnostic::note(Code::LanguageUnchecked, message).at(*span, ""));
        if text.is_in_english() {
            let message = format!("the language is `{language}`, but the text is in English");
            let warning = Diagnostic::warning(Code::LanguageDiffers, message).at(*span, "");
            diagnostics.push(warning.help(
                "translate the text; or set `language = \"en\"`, which readers who listen hear",
            ));
        }
        return diagnostics;
    }
    diagnostics.extend(spelling::check(&text, survey));
    if survey.report.is_un_style {
        diagnostics.extend(editing::check(&text));
    }
    diagnostics
}

/// Whether the word list applies. It is British, so American English is not checked.
pub(super) fn is_english(language: &str) -> bool {
    language == "en" || (language.starts_with("en-") && language != "en-US")
}

/// The input of the language checks.
struct Text<'a> {
    sources: &'a Sources,
    passages: &'a [Passage<'a>],
}

impl<'a> Text<'a> {
    /// The passages with the secretariat's words.
    fn own(&self) -> impl Iterator<Item = &'a Passage<'a>> {
        self.passages.iter().filter(|passage| passage.author == Author::Secretariat)
    }

    /// The secretariat's passages that are running text: sentences and headings, not captions,
    /// tables and names.
    fn running(&self) -> impl Iterator<Item = &'a Passage<'a>> {
        self.own().filter(|passage| match passage.kind {
            Kind::Heading(_) | Kind::Paragraph | Kind::Item(_) | Kind::Message(_) => true,
            Kind::Footnote => true,
            Kind::Title | Kind::Quotation | Kind::QuotationSource | Kind::Caption => false,
            Kind::Table | Kind::Label | Kind::Drawing | Kind::Edition | Kind::Generated => false,
        })
    }

    /// Whether the running text is in English: at least a tenth of its words are among the most
    /// frequent ones of that language only.
    fn is_in_english(&self) -> bool {
        const FREQUENT: [&str; 11] =
            ["and", "are", "from", "of", "that", "the", "their", "these", "was", "which", "with"];
        let words: Vec<&str> =
            self.running().flat_map(|one| words(&one.text)).map(|word| word.text).collect();
        let frequent = words.iter().filter(|word| FREQUENT.contains(word)).count();
        words.len() >= 20 && frequent * 10 >= words.len()
    }

    /// The place of a range of a passage, if the secretariat wrote it.
    fn place(&self, passage: &Passage, range: Range<usize>) -> Option<Span> {
        let author = passage.author_at(self.sources, range.start);
        (author == Author::Secretariat).then(|| passage.place(self.sources, range)).flatten()
    }

    /// Like [`Text::place`], but `None` for registered names: those of framework items and
    /// mechanisms.
    fn unregistered_place(&self, passage: &Passage, range: Range<usize>) -> Option<Span> {
        let place = self.place(passage, range)?;
        let kind = &self.sources.get(place.file).kind;
        (!matches!(kind, SourceKind::Framework(_) | SourceKind::Mechanisms)).then_some(place)
    }

    /// The places of the ranges that `find` returns for the texts of passages.
    fn places(
        &self,
        passages: impl Iterator<Item = &'a Passage<'a>>,
        find: impl Fn(&str) -> Vec<Range<usize>>,
    ) -> Places {
        let mut places = Places::default();
        for passage in passages {
            for range in find(&passage.text) {
                places.add(self.place(passage, range), "");
            }
        }
        places
    }
}

/// The places of a finding, each once, even if its text is printed twice.
#[derive(Default)]
struct Places {
    seen: BTreeSet<Span>,
    places: Vec<(Span, String)>,
}

impl Places {
    /// Adds a place with the text of its label.
    fn add(&mut self, place: Option<Span>, text: impl Into<String>) {
        if let Some(place) = place.filter(|place| self.seen.insert(*place)) {
            self.places.push((place, text.into()));
        }
    }

    fn count(&self) -> usize {
        self.places.len()
    }

    /// The note, unless there are no places.
    fn note(self, code: Code, message: String, help: impl Into<String>) -> Option<Diagnostic> {
        Diagnostic::note(code, message).at_each(self.places).help(help).placed()
    }

    /// The note, with a message that starts with the number of places: `things` is the singular and
    /// the plural.
    fn counted(
        self,
        code: Code,
        [thing, things]: [&str; 2],
        message: &str,
        help: &str,
    ) -> Option<Diagnostic> {
        let message = match self.count() {
            1 => format!("{thing} {message}"),
            count => format!("{count} {things} {message}"),
        };
        self.note(code, message, help)
    }
}

/// Typing errors in quotations and practices. Nobody may correct these words, so there is one note
/// for each response, without fixes.
fn statements(text: &Text<'_>, survey: &Survey, english: bool) -> Vec<Diagnostic> {
    let mut found: Vec<(Span, String)> = Vec::new();
    let mut add = |passage: &Passage, range: std::ops::Range<usize>, what: String| {
        let author = passage.author_at(text.sources, range.start);
        let place = passage.place(text.sources, range).filter(|_| author == Author::Respondent);
        found.extend(place.map(|place| (place, what)));
    };
    let quotes = survey.responses.iter().flat_map(|response| &response.quotes);
    let foreign = quotes.filter(|quote| quote.language.is_some() && quote.original.is_none());
    let foreign: Vec<Span> = foreign.map(|quote| quote.text.span).collect();
    let is_foreign = |passage: &Passage| {
        passage.spans().any(|place| foreign.iter().any(|whole| whole.contains(place)))
    };
    let is_checked =
        |passage: &&Passage| passage.author == Author::Respondent && !is_foreign(passage);
    let passages = || text.passages.iter().filter(is_checked);
    let lexicon = english.then(|| Lexicon::new(survey));
    for passage in passages() {
        if let Some(lexicon) = &lexicon {
            for range in doubled::doubled(&passage.text) {
                add(passage, range, "a word is repeated".to_owned());
            }
            for word in lexicon.slips(&passage.text) {
                add(passage, word.range(), format!("`{}` is in no word list", word.text));
            }
        }
        for range in whitespace::doubled(&passage.text) {
            add(passage, range, "two spaces".to_owned());
        }
    }
    for (passage, lone) in quote_marks::unbalanced(text.sources, passages()) {
        add(passage, lone.at..lone.at + lone.mark.len_utf8(), lone.fault.say());
    }
    found.sort_by_key(|(place, _)| (place.file, place.start));
    found.chunk_by(|(one, _), (next, _)| one.file == next.file).filter_map(slips).collect()
}

/// The note on the typing errors in one response.
fn slips(found: &[(Span, String)]) -> Option<Diagnostic> {
    let mut places = Places::default();
    found.iter().for_each(|(place, what)| places.add(Some(*place), what));
    let message = match places.count() {
        1 => format!("a possible typing error in a respondent's own words: {}", found[0].1),
        count => format!("{count} possible typing errors in a respondent's own words"),
    };
    let help = "these words stay as they are: only the respondent can change them";
    places.note(Code::SlipsInResponse, message, help)
}
