//! Reads the quotations and practices of a response file. One that replaces an earlier statement
//! inherits its point or part.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Known, ResponseFile, finish, release};
use crate::diagnostic::correction::quoted;
use crate::figure::Key;
use crate::model::names::find;
use crate::model::reader::Reader;
use crate::model::recovery::prose::{self, Prose};
use crate::model::report::ReportKeys;
use crate::model::response::{Form, Practice, Quote};
use crate::model::statements::{Entry, RedactedPart, StatementEntry, begins_with, unclear};
use crate::model::text::{Text, comparable};

/// The keys of a file that apply to all its statements, and the earlier files of its mechanism.
pub(super) struct FileContext<'e> {
    pub(super) anonymous: bool,
    pub(super) redacted: bool,
    pub(super) source_text: Option<Arc<Text>>,
    pub(super) received: Option<Date>,
    /// The earlier files, latest first.
    pub(super) earlier: Vec<&'e ResponseFile>,
}

/// The help for a quotation without `form`.
const FORMS: &str = "add one of these lines:\n\
                     form = \"quotation\"    # word for word: the report adds the quotation marks\n\
                     form = \"statement\"    # without quotation marks";

/// Reads a quotation, which belongs to a point.
pub(super) fn quote(
    known: &Known<'_>,
    table: Reader<'_>,
    file: &FileContext<'_>,
) -> Option<StatementEntry<Quote>> {
    let release = release(&table);
    let redacted = file.redacted || release.redacted;
    let replaces = replaces(&table, redacted);
    let is_placed = table.has("point") && table.has("form");
    let earlier = replaces.as_ref().filter(|_| !is_placed).map(|words| {
        let place = |quote: &Quote| (quote.point.clone(), quote.form);
        file.replaced(&table, ("quotation", words, redacted), |file| &file.quotes, place)
    });
    let inherited = earlier.map(|earlier| earlier.map(|earlier| &earlier.point));
    let point = known.key(&table, "point", inherited, |keys| &keys.points);
    if earlier.is_none() {
        table.required_or("form", Some(FORMS));
    }
    let form =
        table.word("form", &[("quotation", Form::Quotation), ("statement", Form::Statement)]);
    let form = form.or(earlier.flatten().map(|earlier| earlier.form));
    let source = text(&table, "source", redacted);
    let prose = match form {
        Some(Form::Quotation) => Prose::Quotation,
        Some(Form::Statement) | None => Prose::Statement,
    };
    let text = statement_text(&table, prose, redacted);
    let anonymous = table.boolean("anonymous").unwrap_or(false) || file.anonymous;
    let span = finish(known, table);
    let (point, form, text) = (point?, form?, text?);
    let (what, words) = (RedactedPart::Quotation(point.to_string()), comparable(&text.value));
    let entry = Entry { name: "quotation", what, words, replaces, release, span };
    let (source_text, received) = (file.source_text.clone(), file.received);
    let placed = None;
    let statement = Quote { point, form, source, text, source_text, anonymous, received, placed };
    Some(StatementEntry { statement, entry })
}

/// Reads a practice, which belongs to a part.
pub(super) fn practice(
    known: &Known<'_>,
    table: Reader<'_>,
    file: &FileContext<'_>,
) -> Option<StatementEntry<Practice>> {
    let release = release(&table);
    let redacted = file.redacted || release.redacted;
    let replaces = replaces(&table, redacted);
    let inherited = replaces.as_ref().filter(|_| !table.has("part")).map(|words| {
        let place = |practice: &Practice| practice.part.clone();
        let about = ("practice", words, redacted);
        file.replaced(&table, about, |file| &file.practices, place).map(|earlier| &earlier.part)
    });
    let part = known.key(&table, "part", inherited, |keys| &keys.parts);
    let text = statement_text(&table, Prose::Practice, redacted);
    let span = finish(known, table);
    let (part, text) = (part?, text?);
    let (what, words) = (RedactedPart::Practice(part.to_string()), comparable(&text.value));
    let entry = Entry { name: "practice", what, words, replaces, release, span };
    Some(StatementEntry { statement: Practice { part, text, received: file.received }, entry })
}

/// The first words of the earlier statement that this one replaces; `None` if `replaces` is absent or blank.
fn replaces(table: &Reader<'_>, redacted: bool) -> Option<Text> {
    text(table, "replaces", redacted).filter(|words| !words.value.trim().is_empty())
}

/// The text of a statement.
fn statement_text(table: &Reader<'_>, prose: Prose, redacted: bool) -> Option<Text> {
    match redacted {
        true => text(table, "text", redacted),
        false => prose::required_text(table, prose),
    }
}

/// The text under a key. Redacted text is neither checked for unfit characters nor shown in messages, because no output
/// contains it.
fn text(table: &Reader<'_>, key: &'static str, redacted: bool) -> Option<Text> {
    if redacted { table.unchecked_text(key) } else { table.text(key) }
}

impl FileContext<'_> {
    /// The earlier statement that a new one replaces and whose point or part it inherits. Reports `replaces` unless all
    /// statements that begin with its words have the same place.
    fn replaced<'e, T, P: PartialEq>(
        &'e self,
        table: &Reader<'_>,
        (name, replaces, redacted): (&'static str, &Text, bool),
        told: impl Fn(&'e ResponseFile) -> &'e Vec<StatementEntry<T>>,
        place: impl Fn(&T) -> P,
    ) -> Option<&'e T> {
        let first = comparable(&replaces.value);
        let earlier = self.earlier.iter().rev().filter(|file| !file.release.redacted);
        let earlier =
            earlier.flat_map(|file| told(file)).filter(|told| !told.entry.release.redacted);
        let earlier: Vec<&StatementEntry<T>> = earlier.collect();
        let mut fitting = earlier.iter().filter(|told| {
            let withdrawn = told.entry.release.withdrawn;
            let is_out = withdrawn.is_some_and(|day| self.received.is_some_and(|own| day <= own));
            !is_out && begins_with(&told.entry.words, &first)
        });
        let found = fitting.next().filter(|first| {
            fitting.all(|other| place(&other.statement) == place(&first.statement))
        });
        if found.is_none() {
            let texts: Vec<&str> = earlier.iter().map(|told| &*told.entry.words).collect();
            let span = if redacted { table.span } else { replaces.span };
            table.context.report(unclear(&texts, name, span, None));
        }
        found.map(|told| &told.statement)
    }
}

impl Known<'_> {
    /// The key under `point` or `part`; reports an unknown one. Without the entry, `inherited` is used: the key of the
    /// statement that this one replaces, if it was found.
    fn key(
        &self,
        table: &Reader<'_>,
        what: &'static str,
        inherited: Option<Option<&Key>>,
        keys: impl Fn(&ReportKeys) -> &Vec<Key>,
    ) -> Option<Key> {
        if let Some(inherited) = inherited.filter(|_| !table.has(what)) {
            table.text(what);
            return inherited.cloned();
        }
        let listed = self.keys.map(|known| {
            let keys: Vec<String> = keys(known).iter().map(|key| quoted(key)).collect();
            format!("write one of: {}", keys.join(", "))
        });
        table.required_or(what, listed.as_deref())?;
        let name = table.text(what)?;
        match self.keys {
            Some(known) => find(table.context, what, &name, keys(known), |key| key).cloned(),
            None => Key::new(&name.value),
        }
    }
}
