//! Reads TOML tables key by key: every wrong type, missing key and unknown key is collected with its place.

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::text::{self, Located, Text};
use crate::diagnostic::{Code, Diagnostic, FileId, Sources, Span, nearest};

mod repeats;

/// What all readers of a run share.
pub(crate) struct Context<'s> {
    /// The files.
    pub(crate) sources: &'s Sources,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'s> Context<'s> {
    pub(crate) fn new(sources: &'s Sources) -> Self {
        Context { sources, diagnostics: RefCell::default() }
    }

    /// Keeps a diagnostic.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// All diagnostics, in the order in which they were found.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics.into_inner()
    }
}

/// Parses a file and hands its table to `read`; syntax errors are reported and the rest is read all the same.
pub(crate) fn read_file<T>(
    context: &Context<'_>,
    file: FileId,
    read: impl FnOnce(Reader<'_>) -> T,
) -> T {
    let (table, errors) = DeTable::parse_recoverable(context.sources.get(file).text());
    let (repeated, errors): (Vec<_>, Vec<_>) =
        errors.into_iter().partition(|error| error.message().contains("duplicate key"));
    let spans = repeated.iter().filter_map(|error| error.span());
    repeats::report(context, file, &spans.collect::<Vec<_>>());
    let mut line = None;
    for error in errors {
        let error = syntax_error(context, file, &error);
        // What follows on the same line comes of the first fault.
        let found = error.labels.first().map(|label| context.sources.line_column(label.span).0);
        if found != line {
            context.report(error);
        }
        line = found;
    }
    let span = Span::new(file, 0..0);
    read(Reader::new(context, file, span, table.get_ref()))
}

fn syntax_error(context: &Context<'_>, file: FileId, error: &toml::de::Error) -> Diagnostic {
    let end = context.sources.get(file).text().len();
    let range = error.span().unwrap_or(end..end);
    Diagnostic::error(
        Code::TomlSyntax,
        format!("not readable as TOML: {}", error.message().replace('\n', "; ")),
    )
    .at(Span::new(file, range), "here")
}

/// One table, whose keys are asked for one by one. [`Reader::finish`] reports those that nobody asked for.
pub(crate) struct Reader<'t> {
    context: &'t Context<'t>,
    file: FileId,
    /// Where the table begins.
    pub(crate) span: Span,
    table: &'t DeTable<'t>,
    known: RefCell<Vec<&'static str>>,
    taken: RefCell<Vec<String>>,
}

/// A value as it was found.
#[derive(Clone, Copy)]
pub(crate) struct Value<'t> {
    pub(crate) found: &'t DeValue<'t>,
    pub(crate) span: Span,
}

impl<'t> Reader<'t> {
    fn new(context: &'t Context<'t>, file: FileId, span: Span, table: &'t DeTable<'t>) -> Self {
        let (known, taken) = Default::default();
        Reader { context, file, span, table, known, taken }
    }

    /// A plain or Markdown text.
    pub(crate) fn text(&self, key: &'static str) -> Option<Text> {
        let (value, span) = self.value(key)?;
        self.string(key, value, span)
    }

    /// A text that must be there and not be blank.
    pub(crate) fn required_text(&self, key: &'static str) -> Option<Text> {
        self.required(key)?;
        self.not_blank(key, self.text(key)?)
    }

    /// A text that must be there and not be blank, with whatever characters it has.
    pub(crate) fn required_raw_text(&self, key: &'static str) -> Option<Text> {
        self.required(key)?;
        let (value, span) = self.value(key)?;
        let DeValue::String(string) = value else {
            self.wrong_type(key, "a text in quotation marks", value, span);
            return None;
        };
        self.not_blank(key, Text::new(self.context.sources, string.to_string(), span))
    }

    fn not_blank(&self, key: &str, text: Text) -> Option<Text> {
        let blank = text.value.trim().is_empty();
        if blank {
            self.context.report(
                Diagnostic::error(Code::EmptyText, format!("`{key}` is empty")).at(text.span, ""),
            );
        }
        (!blank).then_some(text)
    }

    /// A text whose characters are not checked, because no output will hold it.
    pub(crate) fn unchecked_text(&self, key: &'static str) -> Option<Text> {
        let (value, span) = self.value(key)?;
        match value {
            DeValue::String(string) => {
                Some(Text { value: string.to_string(), span, written: None })
            }
            other => {
                self.wrong_type(key, "a text in quotation marks", other, span);
                None
            }
        }
    }

    /// Whether a key is there, of whatever type.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(name, _)| name.get_ref() == key)
    }

    /// A number from 0.
    pub(crate) fn number(&self, key: &'static str) -> Option<Located<u32>> {
        let (value, span) = self.value(key)?;
        let DeValue::Integer(integer) = value else {
            self.wrong_type(key, "a whole number", value, span);
            return None;
        };
        match u32::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(value) => Some(Located { value, span }),
            Err(_) => {
                let found = integer.as_str();
                let message =
                    format!("`{key}` can't be {found}: expected a number from 0 to {}", u32::MAX);
                self.context.report(Diagnostic::error(Code::ImpossibleCount, message).at(span, ""));
                None
            }
        }
    }

    /// A number from 0 to 10000 that may have a decimal point.
    pub(crate) fn decimal(&self, key: &'static str) -> Option<f64> {
        let (value, span) = self.value(key)?;
        let text = match value {
            DeValue::Integer(integer) => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                self.wrong_type(key, "a number such as 9.5", value, span);
                return None;
            }
        };
        let number = text.parse().ok().filter(|number: &f64| (0.0..=10_000.0).contains(number));
        if number.is_none() {
            let message = format!("`{key}` can't be {text}: expected a number from 0 to 10000");
            self.context.report(Diagnostic::error(Code::UnknownValue, message).at(span, ""));
        }
        number
    }

    /// A colour such as `#A21942`.
    pub(crate) fn colour(&self, key: &'static str) -> Option<String> {
        let text = self.text(key)?;
        let digits = text.value.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
            return Some(text.value);
        }
        let message = format!("`{key}` can't be `{}`", text.value);
        self.context.report(
            Diagnostic::error(Code::UnknownValue, message)
                .at(text.span, "")
                .help("expected `#` and six hexadecimal digits, such as `#A21942`"),
        );
        None
    }

    /// A number that must be there.
    pub(crate) fn required_number(&self, key: &'static str) -> Option<Located<u32>> {
        self.required(key)?;
        self.number(key)
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, key: &'static str) -> Option<bool> {
        let (value, span) = self.value(key)?;
        match value {
            DeValue::Boolean(value) => Some(*value),
            other => {
                self.wrong_type(key, "true or false", other, span);
                None
            }
        }
    }

    /// A day such as `2023-07-14`.
    pub(crate) fn date(&self, key: &'static str) -> Option<Located<Date>> {
        let (value, span) = self.value(key)?;
        let date = match value {
            DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.date,
            _ => None,
        };
        let Some(date) = date else {
            self.wrong_type(key, "a day such as 2023-07-14", value, span);
            return None;
        };
        let (year, month, day) = (date.year as i16, date.month as i8, date.day as i8);
        let value = Date::new(year, month, day).expect("TOML's days are days of the calendar");
        Some(Located { value, span })
    }

    /// One of `allowed`, which pairs each word with what it means.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, allowed: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = allowed.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let words: Vec<_> = allowed.iter().map(|(word, _)| format!("`{word}`")).collect();
            let message = format!("`{key}` can't be `{}`", text.value);
            self.context.report(
                Diagnostic::error(Code::UnknownValue, message)
                    .at(text.span, "")
                    .help(format!("expected one of {}", words.join(", "))),
            );
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A list of words; none if the key is absent.
    pub(crate) fn words(&self, key: &'static str) -> Option<Vec<Text>> {
        let (value, span) = self.value(key)?;
        let DeValue::Array(array) = value else {
            self.wrong_type(key, "a list of words", value, span);
            return None;
        };
        let words = array
            .iter()
            .filter_map(|word| self.string(key, word.get_ref(), self.place(word.span())));
        Some(words.collect())
    }

    /// A table under this one.
    pub(crate) fn table(&self, key: &'static str) -> Option<Reader<'t>> {
        let (value, span) = self.value(key)?;
        self.as_table(key, value, span)
    }

    /// A list of tables (`[[key]]`); empty if the key is absent.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Reader<'t>> {
        let Some((value, span)) = self.value(key) else { return Vec::new() };
        let DeValue::Array(array) = value else {
            self.wrong_type(key, &format!("tables headed `[[{key}]]`"), value, span);
            return Vec::new();
        };
        let tables = array
            .iter()
            .filter_map(|table| self.as_table(key, table.get_ref(), self.place(table.span())));
        tables.collect()
    }

    /// Every entry as a table with its name; for tables whose keys are the user's own, after the known keys were read.
    pub(crate) fn entries(&self) -> Vec<(Located<String>, Reader<'t>)> {
        let known = self.known.borrow().clone();
        let entries = self.table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref()));
        let read = entries.filter_map(|(key, value)| {
            let name = Located { value: key.get_ref().to_string(), span: self.place(key.span()) };
            let table = self.as_table(key.get_ref(), value.get_ref(), self.place(value.span()))?;
            let span = name.span;
            Some((name, Reader { span, ..table }))
        });
        let mut entries: Vec<_> = read.collect();
        entries.sort_by_key(|(name, _)| name.span.start);
        entries
    }

    /// The names of the entries with their values, in the order of the file.
    pub(crate) fn values(&self) -> Vec<(Located<String>, Value<'t>)> {
        let values = self.table.iter().map(|(key, value)| {
            let name = Located { value: key.get_ref().to_string(), span: self.place(key.span()) };
            (name, Value { found: value.get_ref(), span: self.place(value.span()) })
        });
        let mut values: Vec<_> = values.collect();
        values.sort_by_key(|(name, _)| name.span.start);
        values
    }

    /// The entries whose name `wanted` takes and that nobody asked for; [`Reader::finish`] says nothing of them.
    pub(crate) fn take(&self, wanted: impl Fn(&str) -> bool) -> Vec<(Located<String>, Value<'t>)> {
        let mut taken = self.values();
        let known = self.known.borrow();
        taken.retain(|(name, _)| wanted(&name.value) && !known.contains(&name.value.as_str()));
        self.taken.borrow_mut().extend(taken.iter().map(|(name, _)| name.value.clone()));
        taken
    }

    /// Whether no key is there but these, and none of them is a table that holds something.
    pub(crate) fn holds_only(&self, keys: &[&str]) -> bool {
        self.table.iter().all(|(key, value)| {
            let empty = match value.get_ref() {
                DeValue::Table(table) => table.is_empty(),
                _ => true,
            };
            empty && keys.contains(&key.get_ref().as_ref())
        })
    }

    /// Reports every key that was never asked for.
    pub(crate) fn finish(self) {
        let (known, taken) = (self.known.into_inner(), self.taken.into_inner());
        for (key, _) in self.table {
            let name: &str = key.get_ref().as_ref();
            if known.contains(&name) || taken.iter().any(|taken| taken == name) {
                continue;
            }
            let span = Span::new(self.file, key.span());
            let unknown =
                Diagnostic::error(Code::UnknownKey, format!("unknown key `{name}`")).at(span, "");
            self.context.report(match nearest(name, known.iter().copied()) {
                Some(near) => unknown.help(format!("did you mean `{near}`?")),
                None => unknown.help(format!("the keys here are: {}", known.join(", "))),
            });
        }
    }

    /// Reports a missing key.
    pub(crate) fn required(&self, key: &'static str) -> Option<()> {
        self.required_or(key, None)
    }

    /// Reports a missing key and says what to do.
    pub(crate) fn required_or(&self, key: &'static str, help: Option<&str>) -> Option<()> {
        if self.table.iter().any(|(name, _)| name.get_ref() == key) {
            return Some(());
        }
        self.known.borrow_mut().push(key);
        let mut error = Diagnostic::error(Code::MissingKey, format!("the key `{key}` is missing"))
            .at(self.span, "in this table");
        error.help = help.map(str::to_owned);
        self.context.report(error);
        None
    }

    fn value(&self, key: &'static str) -> Option<(&'t DeValue<'t>, Span)> {
        self.known.borrow_mut().push(key);
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref() == key)?;
        Some((value.get_ref(), self.place(value.span())))
    }

    /// A value as a text.
    pub(crate) fn string(&self, key: &str, value: &DeValue<'_>, span: Span) -> Option<Text> {
        let DeValue::String(string) = value else {
            self.wrong_type(key, "a text in quotation marks", value, span);
            return None;
        };
        let text = Text::new(self.context.sources, string.to_string(), span);
        let unfit = text::check(&text);
        let fit = unfit.is_empty();
        unfit.into_iter().for_each(|diagnostic| self.context.report(diagnostic));
        fit.then_some(text)
    }

    fn as_table(&self, key: &str, value: &'t DeValue<'t>, span: Span) -> Option<Reader<'t>> {
        let DeValue::Table(table) = value else {
            self.wrong_type(key, "a table", value, span);
            return None;
        };
        Some(Reader::new(self.context, self.file, span, table))
    }

    /// Reports a value of another type than expected.
    pub(crate) fn wrong_type(&self, key: &str, expected: &str, found: &DeValue<'_>, span: Span) {
        let message = format!("`{key}`: expected {expected}, found {}", type_name(found));
        self.context.report(Diagnostic::error(Code::WrongType, message).at(span, ""));
    }

    /// A place; where the parser went on after a fault, its end can come before its start.
    fn place(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start..range.end.max(range.start))
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
