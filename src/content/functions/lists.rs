//! The filters that write lists and choose words by a number: `listed` and `plural`.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::forms::{Piece, Templates, alternatives, at_place, check_name, has_name};
use super::{Facts, unknown};
use crate::content::ledger::Ledger;
use crate::content::limits::BYTES_PER_FUEL;
use crate::content::markers::Marker;
use crate::diagnostic::{Sources, Span};
use crate::words::{Word, Words};

/// Keywords of `listed` for the form of an item.
const FORMS: [&str; 3] = ["tied", "last", "last_tied"];
/// Its keywords for the words between items.
const SEPARATORS: [&str; 3] = ["between", "before_last", "long"];

/// The keywords of a call and their values.
type Keywords = BTreeMap<String, Value>;

/// Adds the filters.
pub(super) fn add(
    environment: &mut Environment<'static>,
    facts: &Facts,
    sources: &Sources,
    ledger: &Arc<Ledger>,
) {
    let words = Arc::clone(&facts.words);
    let writer = Writer { words, templates: Templates::new(sources), ledger: Arc::clone(ledger) };
    let lists = writer.clone();
    environment.add_filter(
        "listed",
        move |state: &mut State<'_, '_>, items: Value, form: Option<Value>, given: Kwargs| {
            let value = |key: &str| Ok((key.to_owned(), given.peek(key)?));
            let given = given.args().map(value).collect::<Result<_, Error>>()?;
            lists.list(state, &items, form.as_ref(), &given).map(Value::from_safe_string)
        },
    );
    environment.add_filter(
        "plural",
        move |state: &mut State<'_, '_>, number: Value, one: Value, other: Value| {
            writer.plural(state, number, [one, other]).map(Value::from_safe_string)
        },
    );
}

/// Writes lists into a rendering.
#[derive(Clone)]
struct Writer {
    words: Arc<Words>,
    templates: Templates,
    ledger: Arc<Ledger>,
}

impl Writer {
    /// A list in words; `form` and the keywords in `given` say how its items are written.
    fn list(
        &self,
        state: &mut State<'_, '_>,
        items: &Value,
        form: Option<&Value>,
        given: &Keywords,
    ) -> Result<String, Error> {
        if !is_list(items) {
            let message = format!("`listed` takes a list, not a {}", items.kind());
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
        let items: Vec<Value> = items.try_iter()?.collect();
        let keyword = |key: &&str| given.get(*key);
        if let Some(item) = items.first() {
            check_keywords(item, given)?;
            for form in form.into_iter().chain(FORMS.iter().filter_map(keyword)) {
                self.check(item, form)?;
            }
        }
        let is_long = keyword(&"long").is_some_and(Value::is_true);
        let between = if is_long { Word::ListBetweenLong } else { Word::ListBetween };
        let mut list = String::new();
        for (index, item) in items.iter().enumerate() {
            let is_last = index > 0 && index + 1 == items.len();
            let (key, word) = match is_last {
                true => ("before_last", Word::ListLast),
                false => ("between", between),
            };
            if index > 0 {
                list += &match keyword(&key) {
                    Some(separator) => self.item(state, &no_names(), separator, given)?,
                    None => self.print(state, Value::from(self.words.say(word, &[])), None)?,
                };
            }
            let is_tied = item.get_attr("tied").is_ok_and(|tied| tied.is_true());
            let special: &[&str] = match (is_tied, is_last) {
                (true, true) => &["last_tied", "tied", "last"],
                (true, false) => &["tied"],
                (false, true) => &["last"],
                (false, false) => &[],
            };
            list += &match special.iter().find_map(keyword).or(form) {
                Some(form) => self.item(state, item, form, given)?,
                None => self.print(state, item.clone(), None)?,
            };
        }
        state.consume_fuel(list.len() as u64 / BYTES_PER_FUEL)?;
        Ok(list)
    }

    /// The form for a number: that of one, or that of any other number.
    fn plural(
        &self,
        state: &mut State<'_, '_>,
        number: Value,
        [one, other]: [Value; 2],
    ) -> Result<String, Error> {
        let count = match is_list(&number) {
            true => number.len().map(|length| length as u64),
            false => number.to_string().parse().ok(),
        };
        let Some(count) = count else {
            let message = "`plural` takes a whole number or a list";
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        };
        let number = if is_list(&number) { Value::from(count) } else { number };
        let item = Value::from_pairs([("n", number)]);
        [&one, &other].into_iter().try_for_each(|form| self.check(&item, form))?;
        self.item(state, &item, if count == 1 { &one } else { &other }, &Keywords::new())
    }

    /// An item in its form: a text with names in braces, or a macro that is given the item.
    fn item(
        &self,
        state: &mut State<'_, '_>,
        item: &Value,
        form: &Value,
        given: &Keywords,
    ) -> Result<String, Error> {
        let Some(text) = form.as_str() else {
            let written = form.call(state, std::slice::from_ref(item))?;
            return self.print(state, written, None);
        };
        let mut written = String::new();
        for piece in self.templates.pieces(text)? {
            written += &match piece {
                Piece::Text(text, Some(place)) => {
                    Marker::Text(place.file, place.start).written() + text
                }
                Piece::Text(text, None) => self.print(state, Value::from(text), None)?,
                Piece::Marker(marker) => marker.written(),
                Piece::Names(names, place) => self
                    .value(state, item, names, place, given)
                    .map_err(|error| at_place(error, place))?,
            };
        }
        Ok(written)
    }

    /// What names in braces print: the first of them that has a value.
    fn value(
        &self,
        state: &mut State<'_, '_>,
        item: &Value,
        names: &str,
        place: Option<Span>,
        given: &Keywords,
    ) -> Result<String, Error> {
        let (mut value, mut filters, mut form) = (Value::UNDEFINED, Vec::new(), None);
        for (name, filters_of_name) in alternatives(names) {
            check_name(item, name)?;
            value = item.get_attr(name)?;
            form = given.get(name);
            filters = filters_of_name;
            if value.is_true() {
                break;
            }
        }
        let is_macro = form.is_some_and(|form| form.as_str().is_none());
        let is_written = is_list(&value) && !is_macro;
        if is_written {
            let list = self.list(state, &value, form, &Keywords::new())?;
            value = Value::from_safe_string(list);
        } else if let Some(form) = form {
            value = form.call(state, &[value])?;
        }
        for filter in filters {
            value = state.apply_filter(filter, &[value])?;
        }
        match value.as_str() {
            Some(list) if is_written && value.is_safe() => Ok(list.to_owned()),
            _ => self.print(state, value, place),
        }
    }

    /// Checks the names of a form, which may not be used before a tie is made or broken.
    fn check(&self, item: &Value, form: &Value) -> Result<(), Error> {
        for piece in
            form.as_str().map(|form| self.templates.pieces(form)).transpose()?.iter().flatten()
        {
            if let Piece::Names(names, place) = *piece {
                for (name, _) in alternatives(names) {
                    check_name(item, name).map_err(|error| at_place(error, place))?;
                }
            }
        }
        Ok(())
    }

    /// A value as a tag at `place` prints it; without a place, as the tag that is being printed does.
    fn print(
        &self,
        state: &mut State<'_, '_>,
        value: Value,
        place: Option<Span>,
    ) -> Result<String, Error> {
        self.ledger.begin(place.unwrap_or(self.ledger.tag()));
        let printed = state.format(value);
        self.ledger.end();
        printed
    }
}

fn check_keywords(item: &Value, given: &Keywords) -> Result<(), Error> {
    let known = || FORMS.into_iter().chain(SEPARATORS);
    match given.keys().find(|key| !known().any(|known| known == **key) && !has_name(item, key)) {
        Some(key) => Err(unknown("keyword", key, known())),
        None => Ok(()),
    }
}

fn is_list(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable)
}

fn no_names() -> Value {
    Value::from_pairs::<_, &str, Value>([])
}
