//! Reads TOML tables key by key and collects every wrong type, missing key and unknown key with its
//! location.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::text::{Located, Text, unfit_characters};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Sources, Span, did_you_mean};
use crate::figure::Key;

mod repeats;
mod values;

pub use values::GREATEST_NUMBER;
pub(crate) use values::{MOST_DECIMALS, parse_number};

/// Gives the reason why a name can't be a key of some kind; `None` if it can.
pub(crate) type Unfit = fn(&str) -> Option<&'static str>;

/// State shared by all readers of a run.
pub(crate) struct Context<'s> {
    /// The files.
    pub(crate) sources: &'s Sources,
    diagnostics: RefCell<Vec<Diagnostic>>,
    /// Files that are missing or can't be parsed. References to what they define are not reported.
    broken: RefCell<Vec<SourceKind>>,
    /// Names whose definitions are at fault. References to them are not reported.
    faulty: RefCell<Vec<String>>,
}

impl<'s> Context<'s> {
    pub(crate) fn new(sources: &'s Sources) -> Self {
        let (diagnostics, broken, faulty) = Default::default();
        Context { sources, diagnostics, broken, faulty }
    }

    /// Records a diagnostic.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// Records that the definition of a name is at fault.
    pub(crate) fn add_faulty(&self, name: &str) {
        self.faulty.borrow_mut().push(name.to_owned());
    }

    /// Whether a file for which `is_wanted` is true is missing or can't be parsed.
    pub(crate) fn is_broken(&self, is_wanted: impl Fn(&SourceKind) -> bool) -> bool {
        self.broken.borrow().iter().any(is_wanted)
    }

    /// Whether the definition of a name is at fault.
    pub(crate) fn is_faulty(&self, name: &str) -> bool {
        self.faulty.borrow().iter().any(|faulty| faulty == name)
    }

    /// Reports an error with one label.
    pub(crate) fn error(&self, code: Code, place: Span, message: impl Into<String>) {
        self.report(Diagnostic::error(code, message).at(place, ""));
    }

    /// Reports an error with one label and help.
    pub(crate) fn fault(
        &self,
        code: Code,
        place: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Diagnostic::error(code, message).at(place, "").help(help));
    }

    /// Reports a duplicate.
    pub(crate) fn twice(&self, code: Code, again: Span, first: Span, message: String) {
        let error = Diagnostic::error(code, message);
        self.report(error.at(again, "again here").at(first, "first here"));
    }

    /// Whether a text has no unfit characters. Reports those whose offset is not `covered` by
    /// another message.
    pub(crate) fn is_fit(&self, text: &Text, covered: impl Fn(usize) -> bool) -> bool {
        let unfit = unfit_characters(text, covered);
        let is_fit = unfit.is_empty();
        self.diagnostics.borrow_mut().extend(unfit);
        is_fit
    }

    /// Reports a text that is not a valid value of a key.
    pub(crate) fn refuse(&self, key: &str, text: &Text, help: impl Into<String>) {
        let message = format!("`{key}` can't be `{}`", text.value);
        self.fault(Code::UnknownValue, text.span, message, help);
    }

    /// Converts a name to a key. `unfit` gives the reason why a name can't be a key of its kind;
    /// unfit names are reported.
    pub(crate) fn key(&self, field: &str, name: &Text, unfit: Unfit) -> Option<Located<Key>> {
        match (unfit(&name.value), Key::new(&name.value)) {
            (None, Some(value)) => return Some(Located { value, span: name.span }),
            (None, None) => {
                self.error(Code::EmptyText, name.span, format!("`{field}` is empty"));
            }
            (Some(why), _) => self.refuse(field, name, why),
        }
        None
    }

    /// The id of a required file; reports an error if it is missing.
    pub(crate) fn required_file(&self, name: &str) -> Option<FileId> {
        let file = self.sources.find(name);
        if file.is_none() {
            self.broken.borrow_mut().push(SourceKind::of(name));
            let error =
                Diagnostic::error(Code::MissingFile, format!("the file `{name}` is missing"));
            let help = "every project has one; a copy of another project's shows its form";
            self.report(error.help(help));
        }
        file
    }

    /// Parses a file and passes its table to `read`. Syntax errors are reported; whatever can be parsed
    /// is read anyway, but what else is found in the file is not reported.
    pub(crate) fn read<T>(&self, file: FileId, read: impl FnOnce(Reader<'_>) -> T) -> T {
        let text = self.sources.get(file).text();
        let (table, errors) = DeTable::parse_recoverable(text);
        let is_repeated = |place: &Range<usize>| repeats::is_repeated(text, place);
        let (repeated, errors): (Vec<_>, Vec<_>) =
            errors.into_iter().partition(|error| error.span().as_ref().is_some_and(is_repeated));
        let spans = repeated.iter().filter_map(|error| error.span());
        repeats::report(self, file, &spans.collect::<Vec<_>>());
        let reader = Reader::new(self, Span::new(file, 0..0), table.get_ref());
        let Some(error) = errors.first() else { return read(reader) };
        let end = text.len();
        let at = error.span().unwrap_or(end..end);
        let message = format!("not readable as TOML: {}", error.message().replace('\n', "; "));
        let error = Diagnostic::error(Code::TomlSyntax, message);
        self.report(error.at(Span::new(file, at), "here"));
        self.broken.borrow_mut().push(self.sources.get(file).kind.clone());
        // The parser loses its place after a fault: what else is found may follow from it.
        let before = self.diagnostics.borrow().len();
        let result = read(reader);
        self.diagnostics.borrow_mut().truncate(before);
        result
    }

    /// All diagnostics, in the order in which they were reported.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics.into_inner()
    }
}

/// A table whose keys are read one by one. [`Reader::finish`] reports the keys that were never
/// read.
pub(crate) struct Reader<'t> {
    /// Collects the diagnostics.
    pub(crate) context: &'t Context<'t>,
    /// Where the table begins.
    pub(crate) span: Span,
    table: &'t DeTable<'t>,
    /// Whether an empty text means that a value was not filled in, as in a response.
    is_form: bool,
    known: RefCell<Vec<&'static str>>,
    taken: RefCell<Vec<String>>,
    /// Whether a required value is missing or invalid; a default has its place.
    is_incomplete: Cell<bool>,
}

/// A value as parsed, not yet type-checked.
#[derive(Clone, Copy)]
pub(crate) struct Value<'t> {
    pub(crate) found: &'t DeValue<'t>,
    pub(crate) span: Span,
}

impl<'t> Value<'t> {
    fn new(file: FileId, value: &'t Spanned<DeValue<'t>>) -> Self {
        Value { found: value.get_ref(), span: place(file, value.span()) }
    }

    /// The items of an array, or the value itself as the only item.
    pub(crate) fn items(self) -> Vec<Value<'t>> {
        match self.found {
            DeValue::Array(array) => {
                array.iter().map(|item| Value::new(self.span.file, item)).collect()
            }
            _ => vec![self],
        }
    }
}

impl<'t> Reader<'t> {
    fn new(context: &'t Context<'t>, span: Span, table: &'t DeTable<'t>) -> Self {
        let is_form = context.sources.get(span.file).kind.is_response();
        let (known, taken, is_incomplete) = Default::default();
        Reader { context, span, table, is_form, known, taken, is_incomplete }
    }

    /// Whether a key has a value of any type. Empty fields of a form do not count.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.find(key).is_some_and(|value| !self.is_unfilled(value))
    }

    /// The place of a key's value.
    pub(crate) fn place(&self, key: &str) -> Option<Span> {
        self.find(key).map(|value| value.span)
    }

    /// A nested table.
    pub(crate) fn table(&self, key: &'static str) -> Option<Reader<'t>> {
        self.as_table(key, self.value(key)?)
    }

    /// An array of tables (`[[key]]`); empty if the key is absent.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Reader<'t>> {
        let expected = format!("tables headed `[[{key}]]`");
        let tables = self.value(key).and_then(|value| self.list(key, value, &expected));
        tables.into_iter().flatten().filter_map(|table| self.as_table(key, table)).collect()
    }

    /// Every entry that is a table, with its name. For tables with user-defined keys; call it after
    /// reading the known keys.
    pub(crate) fn entries(&self) -> Vec<(Text, Reader<'t>)> {
        let entries = self.take(|_| true).into_iter().filter_map(|(name, value)| {
            let table = self.as_table(&name.value, value)?;
            let span = name.span;
            Some((name, Reader { span, ..table }))
        });
        entries.collect()
    }

    /// All entries, each with its name, in file order.
    pub(crate) fn values(&self) -> Vec<(Text, Value<'t>)> {
        let values = self.table.iter().map(|(key, value)| {
            let span = place(self.span.file, key.span());
            let name = Text { value: key.get_ref().to_string(), span, written: None };
            (name, Value::new(self.span.file, value))
        });
        let mut values: Vec<_> = values.collect();
        values.sort_by_key(|(name, _)| name.span.start);
        values
    }

    /// The entries that were not read yet and whose name matches `wanted`; [`Reader::finish`] will
    /// not report them.
    pub(crate) fn take(&self, wanted: impl Fn(&str) -> bool) -> Vec<(Text, Value<'t>)> {
        let (known, mut taken) = (self.known.borrow(), self.values());
        taken.retain(|(name, _)| wanted(&name.value) && !known.contains(&name.value.as_str()));
        self.taken.borrow_mut().extend(taken.iter().map(|(name, _)| name.value.clone()));
        taken
    }

    /// Whether a key other than these has a value: neither an empty text nor `false`, nor a table of such values.
    pub(crate) fn is_filled_beside(&self, keys: &[&str]) -> bool {
        let mut others = self.table.iter().filter(|(key, _)| !keys.contains(&&**key.get_ref()));
        others.any(|(_, value)| is_filled(value.get_ref()))
    }

    /// The values that `read` makes of an array of tables (`[[key]]`).
    pub(crate) fn read_tables<T>(
        &self,
        key: &'static str,
        mut read: impl FnMut(&Self) -> Option<T>,
    ) -> Vec<T> {
        self.tables(key).into_iter().filter_map(|table| table.read(&mut read)).collect()
    }

    /// The value that `read` makes of the table, whose unknown keys are reported; `None` if it is incomplete.
    pub(crate) fn read<T>(self, read: impl FnOnce(&Self) -> Option<T>) -> Option<T> {
        let value = read(&self);
        if self.finish() { value } else { None }
    }

    /// A required value. If there is none, which was reported, a default takes its place, so that the rest of the
    /// table is read, too.
    pub(crate) fn must<T: Default>(&self, value: Option<T>) -> T {
        self.is_incomplete.set(self.is_incomplete.get() || value.is_none());
        value.unwrap_or_default()
    }

    /// Reports every key that was never read. Returns whether the table has all required values.
    pub(crate) fn finish(self) -> bool {
        let (known, taken) = (self.known.into_inner(), self.taken.into_inner());
        for (key, _) in self.table {
            let name: &str = key.get_ref().as_ref();
            if known.contains(&name) || taken.iter().any(|taken| taken == name) {
                continue;
            }
            let span = Span::new(self.span.file, key.span());
            let unknown = Diagnostic::error(Code::UnknownKey, format!("unknown key `{name}`"));
            let listed = || format!("the keys here are: {}", known.join(", "));
            let help = did_you_mean(name, known.iter().copied(), listed);
            self.context.report(unknown.at(span, "").help(help));
        }
        !self.is_incomplete.get()
    }

    /// Reports a missing key.
    pub(crate) fn required(&self, key: &'static str) -> Option<()> {
        self.required_or(key, None)
    }

    /// A required value, as `read` reads it under its key.
    pub(crate) fn require<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Self, &'static str) -> Option<T>,
    ) -> Option<T> {
        self.required(key)?;
        read(self, key)
    }

    /// Reports a missing key, with `help`.
    pub(crate) fn required_or(&self, key: &'static str, help: Option<&str>) -> Option<()> {
        if self.has(key) {
            return Some(());
        }
        self.known.borrow_mut().push(key);
        let mut error = match self.find(key) {
            Some(value) => {
                Diagnostic::error(Code::EmptyText, format!("`{key}` is empty")).at(value.span, "")
            }
            None => Diagnostic::error(Code::MissingKey, format!("the key `{key}` is missing"))
                .at(self.span, "in this table"),
        };
        error.help = help.map(str::to_owned);
        self.context.report(error);
        None
    }

    fn value(&self, key: &'static str) -> Option<Value<'t>> {
        self.known.borrow_mut().push(key);
        self.find(key).filter(|value| !self.is_unfilled(*value))
    }

    /// A key's value, of any type.
    pub(crate) fn find(&self, key: &str) -> Option<Value<'t>> {
        let value = self.table.get(key)?;
        Some(Value::new(self.span.file, value))
    }

    /// Whether a value is a field of a form that was left empty.
    pub(crate) fn is_unfilled(&self, value: Value<'_>) -> bool {
        self.is_form && value.found.as_str().is_some_and(|text| text.trim().is_empty())
    }

    /// A value as a table.
    pub(crate) fn as_table(&self, key: &str, value: Value<'t>) -> Option<Reader<'t>> {
        let table = self.typed(key, value, "a table", DeValue::as_table)?;
        Some(Reader::new(self.context, value.span, table))
    }
}

/// Whether a value is filled in: not an empty text, `false`, or a table of such values.
fn is_filled(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::String(text) => !text.trim().is_empty(),
        DeValue::Boolean(yes) => *yes,
        DeValue::Table(table) => table.iter().any(|(_, value)| is_filled(value.get_ref())),
        DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
            items.iter().any(|item| is_filled(item.get_ref()))
        }
        _ => true,
    }
}

/// The span of a range from the parser. After a syntax error its end may precede its start.
fn place(file: FileId, range: Range<usize>) -> Span {
    Span::new(file, range.start..range.end.max(range.start))
}
