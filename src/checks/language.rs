//! Checks of language and typography: what an editor would mark in the secretariat's own text, and
//! certain typing errors in the words of mechanisms, which nobody may reword.
//!
//! Quotation marks, whitespace and final punctuation are checked in every language; doubled words,
//! which are correct in some languages, and spelling only if the report is in English. The rules of
//! an editorial style are checked if `style` is set in data/report.toml.

use std::ops::Range;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Fix, Label, SourceKind, Sources, Span};
use crate::document::{Author, Kind, Passage};
use crate::model::{self, Survey};
use crate::text::{squeezed, words};
use spelling::Lexicon;

pub(super) mod dictionary;
mod editing;
mod punctuation;
mod slips;
mod spelling;

/// Checks the printed text.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let english = is_english(&survey.report.language.value);
    let own = Text::of(context, Author::Secretariat);
    let (running, respondents) = (own.running(), Text::of(context, Author::Respondent));
    let mut unfinished = own.notes(
        Code::Placeholder,
        "{a place is|# places are} still to be written, or markup that is printed literally",
        "write what belongs there: `{{ … }}` prints a value, `**…**` makes text bold, and a backslash before \
         a character prints it literally",
        own.found(slips::unfinished),
    );
    // Markup escaped with a backslash is intended.
    unfinished.retain(|note| {
        let span = note.labels[0].span;
        let before = &own.sources.get(span.file).text()[..span.start];
        !before.ends_with('\\') && !own.sources.slice(span).starts_with('\\')
    });
    let garbled = |text: &Text<'_>| {
        let message =
            "{a place is|# places are} garbled: text in UTF-8 was read in another encoding";
        let help = "write the characters shown, or copy the text again";
        text.notes(Code::GarbledText, message, help, text.found(slips::mojibake))
    };
    let doubled_words =
        own.found(|text| if english { slips::doubled_words(text) } else { Vec::new() });
    let blanks = own.found(|text| {
        // Other languages have spaces before some punctuation marks.
        let before = if english { slips::blanks_before(text) } else { Vec::new() };
        [slips::doubled_blanks(text), before, slips::blanks_missing(text)].concat()
    });
    let checks = [
        own.notes(
            Code::DoubledWord,
            "{a word is|# words are} repeated",
            "leave one out",
            doubled_words,
        ),
        unfinished,
        garbled(&own),
        garbled(&respondents),
        own.notes(
            Code::UnbalancedMarks,
            "{a quotation mark is|# quotation marks are} not paired",
            "add the other mark of the pair, or remove this one",
            punctuation::unbalanced(&own),
        ),
        own.notes(
            Code::MixedMarks,
            "curly and straight quotation marks are mixed",
            "write curly ones, “ and ”, throughout",
            own.found(punctuation::mixed),
        ),
        own.notes(
            Code::StrayBlank,
            "{a space between words is|# spaces between words are} doubled or missing",
            "put one space between words and after a mark, and none before it",
            blanks,
        ),
        own.notes(
            Code::DoubledPunctuation,
            "{a mark is|# marks are} repeated",
            "leave one out",
            own.found(slips::doubled_marks),
        ),
    ];
    let mut diagnostics: Vec<Diagnostic> = checks.into_iter().flatten().collect();
    diagnostics.extend(punctuation::final_stops(context, &running));
    diagnostics.extend(statements(respondents, survey, english));
    if english {
        diagnostics.extend(spelling::check(&Text { has_names: false, ..own }, survey));
        if survey.report.is_un_style {
            diagnostics.extend(editing::check(&running));
        }
        return diagnostics;
    }
    let model::Text { value: language, span, .. } = &survey.report.language;
    let message = format!("spelling isn't checked: there is no word list for `{language}`");
    diagnostics.push(Diagnostic::note(Code::LanguageUnchecked, message).at(*span, ""));
    if running.is_in_english() {
        let message = format!("the language is `{language}`, but the text is in English");
        let help = "translate the text; or set `language = \"en\"`, which readers who listen hear";
        let warning = Diagnostic::warning(Code::LanguageDiffers, message).at(*span, "");
        diagnostics.push(warning.help(help));
    }
    diagnostics
}

/// Whether the word list applies. It is British, so American English is not checked.
pub(super) fn is_english(language: &str) -> bool {
    language == "en" || (language.starts_with("en-") && language != "en-US")
}

/// What a check finds in a text.
#[derive(Clone, Debug)]
struct Found {
    range: Range<usize>,
    /// What is wrong there; empty if the message says it.
    label: String,
    /// How to correct it, if that is certain.
    fix: Option<Correction>,
}

impl Found {
    fn new(range: Range<usize>, label: impl Into<String>) -> Self {
        Found { range, label: label.into(), fix: None }
    }
}

/// A range of a text and what to write there.
#[derive(Clone, Debug)]
struct Correction {
    range: Range<usize>,
    right: String,
    /// Whether it removes a repetition, so that it may be applied before anybody has decided.
    is_repetition: bool,
    why: &'static str,
}

impl Correction {
    fn new(range: Range<usize>, right: &str, why: &'static str) -> Self {
        Correction { range, right: right.to_owned(), is_repetition: false, why }
    }

    /// Replaces a repetition by a single occurrence.
    fn once(range: Range<usize>, right: &str, why: &'static str) -> Self {
        Correction { is_repetition: true, ..Correction::new(range, right, why) }
    }
}

/// The passages of an author.
struct Text<'a> {
    sources: &'a Sources,
    author: Author,
    passages: Vec<&'a Passage<'a>>,
    /// Whether registered names are checked: those of framework items and mechanisms.
    has_names: bool,
}

impl<'a> Text<'a> {
    fn of(context: &'a CheckContext<'_>, author: Author) -> Self {
        let passages = context.passages.iter().filter(|passage| passage.author == author);
        Text { sources: context.sources, author, passages: passages.collect(), has_names: true }
    }

    /// The running text: sentences and headings, not captions, tables and names.
    fn running(&self) -> Self {
        let passages = self.passages.iter().filter(|passage| match passage.kind {
            Kind::Heading(_) | Kind::Paragraph | Kind::Item(_) | Kind::Message(_) => true,
            other => other == Kind::Footnote,
        });
        Text { passages: passages.copied().collect(), has_names: false, ..*self }
    }

    /// Whether it is in English: at least a tenth of its words are among the most frequent ones of
    /// that language only.
    fn is_in_english(&self) -> bool {
        const FREQUENT: [&str; 11] =
            ["and", "are", "from", "of", "that", "the", "their", "these", "was", "which", "with"];
        let words = self.passages.iter().flat_map(|one| words(&one.text));
        let words: Vec<&str> = words.map(|word| word.text).collect();
        let frequent = words.iter().filter(|word| FREQUENT.contains(word)).count();
        words.len() >= 20 && frequent * 10 >= words.len()
    }

    /// The place of a range of a passage, if the author wrote it.
    fn place(&self, passage: &Passage, range: Range<usize>) -> Option<Span> {
        let is_own = passage.author_at(self.sources, range.start) == self.author;
        let place = passage.place(self.sources, range).filter(|_| is_own)?;
        let kind = &self.sources.get(place.file).kind;
        let is_name = matches!(kind, SourceKind::Framework(_) | SourceKind::Mechanisms);
        (self.has_names || !is_name).then_some(place)
    }

    /// The place of what is found in a passage, with the fix if the file has the same text.
    fn placed(&self, passage: &Passage, found: Found) -> Option<(Label, Option<Fix>)> {
        let span = self.place(passage, found.range)?;
        let fix = found.fix.and_then(|Correction { range, right, is_repetition, why }| {
            let place = self.place(passage, range.clone())?;
            // It may go over an end of a line.
            let last = passage.text.floor_char_boundary(range.end - 1);
            let last = self.place(passage, last..range.end).filter(|it| it.file == place.file)?;
            let place = Span { end: last.end.max(place.end), ..place };
            let written = self.sources.slice(place);
            let is_same = squeezed(written) == squeezed(&passage.text[range]);
            let fix = Fix::respelt(self.sources, place, written, &right, why);
            fix.filter(|_| is_same).map(|fix| Fix { applies_undecided: is_repetition, ..fix })
        });
        Some((Label { span, text: found.label }, fix))
    }

    /// All that `find` finds in the passages.
    fn found(&self, find: impl Fn(&str) -> Vec<Found>) -> Vec<(&'a Passage<'a>, Found)> {
        let found = self.passages.iter().flat_map(|&passage| {
            find(&passage.text).into_iter().map(move |found| (passage, found))
        });
        found.collect()
    }

    /// A note for each place, which are merged; `message` may have forms for one place and for `#`
    /// places, such as `{a word is|# words are} repeated`.
    fn notes(
        &self,
        code: Code,
        message: &str,
        help: &str,
        found: Vec<(&Passage, Found)>,
    ) -> Vec<Diagnostic> {
        let (forms, rest) =
            message.trim_start_matches('{').split_once('}').unwrap_or((message, ""));
        let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
        let notes = found.into_iter().filter_map(|(passage, found)| {
            let (Label { span, text }, fix) = self.placed(passage, found)?;
            let note =
                Diagnostic::note(code, format!("{one}{rest}")).merged(format!("{many}{rest}"));
            Some(note.at(span, text).help(help).fix(fix))
        });
        notes.collect()
    }
}

/// Typing errors in quotations and practices. Nobody may correct these words, so there is one note
/// for each response, without fixes.
fn statements(mut text: Text<'_>, survey: &Survey, english: bool) -> Vec<Diagnostic> {
    let quotes = survey.responses.iter().flat_map(|response| &response.quotes);
    let foreign = quotes.filter(|quote| quote.language.is_some() && quote.original.is_none());
    let foreign: Vec<Span> = foreign.map(|quote| quote.text.span).collect();
    let is_foreign = |place| foreign.iter().any(|whole| whole.contains(place));
    text.passages.retain(|passage| !passage.spans().any(is_foreign));
    let lexicon = english.then(|| Lexicon::new(survey));
    let mut found = text.found(|text| {
        let Some(lexicon) = &lexicon else { return slips::doubled_blanks(text) };
        let doubled = slips::doubled_words(text).into_iter();
        let doubled = doubled.map(|found| Found::new(found.range, "a word is repeated"));
        let misspelt = lexicon.slips(text).into_iter();
        let misspelt = misspelt
            .map(|word| Found::new(word.range(), format!("`{}` is in no word list", word.text)));
        doubled.chain(misspelt).chain(slips::doubled_blanks(text)).collect()
    });
    found.extend(punctuation::unbalanced(&text));
    let placed = found.into_iter().filter_map(|(passage, found)| text.placed(passage, found));
    let mut labels: Vec<Label> = placed.map(|(label, _)| label).collect();
    labels.sort_by_key(|label| (label.span.file, label.span.start));
    labels.dedup();
    let of_responses = labels.chunk_by(|one, next| one.span.file == next.span.file);
    let notes = of_responses.map(|labels| {
        let message = match labels {
            [one] => format!("a possible typing error in a respondent's own words: {}", one.text),
            many => format!("{} possible typing errors in a respondent's own words", many.len()),
        };
        Diagnostic { labels: labels.to_vec(), ..Diagnostic::note(Code::SlipsInResponse, message) }
            .help("these words stay as they are: only the respondent can change them")
    });
    notes.collect()
}
