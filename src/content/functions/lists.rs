//! The filters that write lists and choose words by number: `listed` and `plural`, with their format
//! strings: text with names in braces, such as `{label} ({title})`.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use super::{Result, TemplateContext, unknown};
use crate::content::markers::{self, Marker};
use crate::content::tokens::BYTES_PER_FUEL;
use crate::content::values::{Part, changed_by_filter, invalid};
use crate::diagnostic::{FileId, Sources, Span};
use crate::words::Word;

/// Keywords of `listed` that set the format of an item.
const FORMS: [&str; 3] = ["tied", "last", "last_tied"];
/// Keywords of `listed` that set the separators between items.
const SEPARATORS: [&str; 3] = ["between", "before_last", "long"];

/// The keyword arguments of a call.
type Keywords = BTreeMap<String, Value>;

impl TemplateContext {
    /// Template filter `listed`: a list in words.
    pub(super) fn listed(
        &self,
        state: &mut State<'_, '_>,
        items: &Value,
        form: Option<&Value>,
        given: &Kwargs,
    ) -> Result<Value> {
        if self.tally.is_empty() && (items.is_undefined() || items.len() == Some(0)) {
            return Ok(Value::UNDEFINED);
        }
        let value = |key: &str| Ok((key.to_owned(), given.peek(key)?));
        let given = &given.args().map(value).collect::<Result<_>>()?;
        let list = ListWriter { context: self, state, given }.list(items, form)?;
        Ok(Value::from_safe_string(list))
    }

    /// Template filter `plural`: `one` or `other`, depending on the number.
    pub(super) fn plural(
        &self,
        state: &mut State<'_, '_>,
        number: Value,
        forms: [&Value; 2],
    ) -> Result<Value> {
        let number = match number.is_undefined() && self.tally.is_empty() {
            true => Value::from(0),
            false if is_list(&number) => Value::from(number.len()),
            false => number,
        };
        let Ok(count) = number.to_string().parse::<u64>() else {
            return Err(invalid("`plural` takes a whole number or a list"));
        };
        let item = Value::from_pairs([("n", number)]);
        let mut writer = ListWriter { context: self, state, given: &Keywords::new() };
        forms.into_iter().try_for_each(|form| writer.check(&item, form))?;
        writer.item(&item, forms[usize::from(count != 1)]).map(Value::from_safe_string)
    }
}

/// Writes the output of one filter call.
struct ListWriter<'c, 't, 'e> {
    context: &'c TemplateContext,
    state: &'c mut State<'t, 'e>,
    given: &'c Keywords,
}

impl ListWriter<'_, '_, '_> {
    /// Writes a list in words; `form` and the keyword arguments define the format of its items.
    fn list(&mut self, items: &Value, form: Option<&Value>) -> Result<String> {
        if !is_list(items) {
            return Err(invalid(format!("`listed` takes a list, not a {}", items.kind())));
        }
        let items: Vec<Value> = items.try_iter()?.collect();
        let given = self.given;
        let keyword = |key: &&str| given.get(*key);
        if let Some(item) = items.first() {
            check_keywords(item, given)?;
            let mut forms = form.into_iter().chain(FORMS.iter().filter_map(keyword));
            forms.try_for_each(|form| self.check(item, form))?;
        }
        let is_long = keyword(&"long").is_some_and(Value::is_true);
        let between = if is_long { Word::ListBetweenLong } else { Word::ListBetween };
        let mut list = String::new();
        for (index, item) in items.iter().enumerate() {
            let is_last = index > 0 && index + 1 == items.len();
            if index > 0 {
                let (key, word) = match is_last {
                    true => ("before_last", Word::ListLast),
                    false => ("between", between),
                };
                list += &match keyword(&key) {
                    Some(separator) => self.item(&Value::UNDEFINED, separator)?,
                    None => self.state.format(Value::from(self.context.words.say(word, &[])))?,
                };
            }
            let is_tied = item.get_attr("tied").is_ok_and(|tied| tied.is_true());
            let special = [("last_tied", is_tied && is_last), ("tied", is_tied), ("last", is_last)];
            let mut special = special.iter().filter(|(_, applies)| *applies);
            list += &match special.find_map(|(key, _)| keyword(key)).or(form) {
                Some(form) => self.item(item, form)?,
                None => self.state.format(item.clone())?,
            };
        }
        self.state.consume_fuel(list.len() as u64 / BYTES_PER_FUEL)?;
        Ok(list)
    }

    /// Writes an item in the given format: a format string, or a macro called with the item.
    fn item(&mut self, item: &Value, form: &Value) -> Result<String> {
        let Some(text) = form.as_str() else {
            let written = form.call(self.state, std::slice::from_ref(item))?;
            return self.state.format(written);
        };
        let pieces =
            form_pieces(&self.context.sources, text)?.into_iter().map(|piece| match piece {
                FormPiece::Text(text, Some(Span { file, start, .. })) => {
                    Ok(Marker::Text(file, start).written() + text)
                }
                FormPiece::Text(text, None) => self.state.format(Value::from(text)),
                FormPiece::Names(names, place) => {
                    self.value(item, names, place).map_err(|error| at_place(error, place))
                }
            });
        pieces.collect()
    }

    /// Writes the first of the names in braces that has a value.
    fn value(&mut self, item: &Value, names: &str, place: Option<Span>) -> Result<String> {
        let (mut value, mut filters, mut form) = (Value::UNDEFINED, Vec::new(), None);
        for (name, filters_of_name) in alternatives(names) {
            check_name(item, name)?;
            value = item.get_attr(name)?;
            (form, filters) = (self.given.get(name), filters_of_name);
            if value.is_true() {
                break;
            }
        }
        let is_written = is_list(&value) && form.is_none_or(|form| form.as_str().is_some());
        if is_written {
            let (context, given) = (self.context, &Keywords::new());
            let list = ListWriter { context, state: self.state, given }.list(&value, form)?;
            value = Value::from_safe_string(list);
        } else if let Some(form) = form {
            value = form.call(self.state, &[value])?;
        }
        for filter in filters {
            value = self.state.apply_filter(filter, &[value])?;
        }
        if let Some(list) = value.as_str().filter(|_| is_written && value.is_safe()) {
            return Ok(list.to_owned());
        }
        let rendered = self.state.format(value)?;
        Ok(match place {
            Some(place) => markers::printed(rendered, place),
            None => rendered,
        })
    }

    /// Checks the names in a format string, even if the string is only used when there is a tie or
    /// none.
    fn check(&self, item: &Value, form: &Value) -> Result<()> {
        for piece in form_pieces(&self.context.sources, form.as_str().unwrap_or_default())? {
            if let FormPiece::Names(names, place) = piece {
                let mut names = alternatives(names);
                let checked = names.try_for_each(|(name, _)| check_name(item, name));
                checked.map_err(|error| at_place(error, place))?;
            }
        }
        Ok(())
    }
}

fn check_keywords(item: &Value, given: &Keywords) -> Result<()> {
    let known = || FORMS.into_iter().chain(SEPARATORS);
    match given.keys().find(|key| !known().any(|known| known == **key) && !has_name(item, key)) {
        Some(key) => Err(unknown("keyword", key, known())),
        None => Ok(()),
    }
}

fn is_list(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable)
}

/// A piece of a format string, with its location in a template if known.
#[derive(Clone, Copy)]
enum FormPiece<'f> {
    /// Literal text.
    Text(&'f str, Option<Span>),
    /// The names between braces, optionally with alternatives and filters, such as `annex or
    /// title|lowerfirst`.
    Names(&'f str, Option<Span>),
}

/// The alternatives between braces, each with its filters.
fn alternatives(names: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    names.split(" or ").map(|alternative| {
        let mut words = alternative.split('|').map(str::trim);
        (words.next().unwrap_or_default(), words.collect())
    })
}

/// Splits a format string into text and names. Parts of it that a template in `sources` contains
/// literally have a location.
fn form_pieces<'f>(sources: &Sources, form: &'f str) -> Result<Vec<FormPiece<'f>>> {
    let (mut pieces, mut start) = (Vec::new(), None);
    for piece in markers::pieces(form).ok_or_else(changed_by_filter)? {
        match piece {
            markers::Piece::Marker(Marker::Text(file, at)) => start = Some((file, at)),
            markers::Piece::Marker(_) => {
                return Err(invalid("a form can't contain printed values"));
            }
            markers::Piece::Text(text) => push_run(sources, text, start.take(), &mut pieces)?,
        }
    }
    Ok(pieces)
}

/// Adds the pieces of a run of text. `start` is the location of the run in its template; it applies
/// only as far as the run and the template match, because data may have been appended.
fn push_run<'f>(
    sources: &Sources,
    text: &'f str,
    start: Option<(FileId, usize)>,
    pieces: &mut Vec<FormPiece<'f>>,
) -> Result<()> {
    let written =
        start.and_then(|(file, at)| sources.get(file).text().get(at..)).unwrap_or_default();
    let same = text.chars().zip(written.chars()).take_while(|(one, other)| one == other);
    let known: usize = same.map(|(character, _)| character.len_utf8()).sum();
    let place = |range: &Range<usize>| {
        let (file, at) = start.filter(|_| range.end <= known)?;
        Some(Span::new(file, at + range.start..at + range.end))
    };
    let mut at = 0;
    while at < text.len() {
        let open = text[at..].find(['{', '}']).map_or(text.len(), |found| at + found);
        if at < open {
            pieces.push(FormPiece::Text(&text[at..open], place(&(at..open))));
            at = open;
            continue;
        }
        let inside = text[open..].strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let Some((names, _)) = inside.filter(|(names, _)| !names.contains('{')) else {
            let message = "a name in braces, such as `{label}`, lacks one of them";
            let fault = Error::new(ErrorKind::SyntaxError, message);
            return Err(at_place(fault, place(&(open..open + 1))));
        };
        at = open + names.len() + 2;
        pieces.push(FormPiece::Names(names, place(&(open..at))));
    }
    Ok(())
}

/// Returns an error if a list item has no attribute of this name.
fn check_name(item: &Value, name: &str) -> Result<()> {
    if has_name(item, name) {
        return Ok(());
    }
    let names: Vec<String> =
        item.try_iter().into_iter().flatten().map(|key| key.to_string()).collect();
    Err(unknown("name", name, names.iter().map(String::as_str)))
}

/// Whether an item has an attribute of this name.
fn has_name(item: &Value, name: &str) -> bool {
    item.get_attr(name).is_ok_and(|value| !value.is_undefined())
}

/// Adds a location within a tag to an error, unless the error already has one.
fn at_place(error: Error, place: Option<Span>) -> Error {
    match place {
        Some(place) if error.name().is_none() => error.with_source(Part(place)),
        _ => error,
    }
}
