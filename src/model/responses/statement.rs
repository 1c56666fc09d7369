//! Reads the quotations and practices of a response file. One that replaces an earlier statement
//! inherits its point or part.

use super::finish;
use crate::diagnostic::Code;
use crate::diagnostic::correction::quoted;
use crate::figure::Key;
use crate::model::Survey;
use crate::model::names::find_key;
use crate::model::reader::Reader;
use crate::model::recovery::prose;
use crate::model::report::{Report, language};
use crate::model::response::{Contribution, Form};
use crate::model::revisions::Earlier;
use crate::model::statements::{Entry, ReleaseDates, ResponseFile, StatementKind};
use crate::model::text::{Text, comparable};

/// The help for a quotation without `form`.
const FORMS: &str = "add one of these lines:\n\
                     form = \"quotation\"    # word for word: the report adds the quotation marks\n\
                     form = \"statement\"    # without quotation marks";

/// The help for a quotation that nobody wrote and that its speaker did not agree to.
const SPOKEN: &str = "write `form = \"statement\"`; or let the respondent agree to the words (`rapporteur clearance KEY` \
                      writes what to send) and enter the day, such as `cleared = 2023-07-14`";

/// Reads a quotation, which belongs to a point, or a practice, which belongs to a part.
pub(super) fn statement(
    survey: &Survey,
    table: Reader<'_>,
    file: &ResponseFile,
    earlier: &Earlier<'_>,
    kind: StatementKind,
) -> Option<Entry> {
    let is_quotation = kind == StatementKind::Quotation;
    let release = ReleaseDates::read(&table);
    let redacted = file.release.redacted || release.redacted;
    let replaces = text(&table, "replaces", redacted);
    let replaces = replaces.filter(|words| !words.value.trim().is_empty());
    let what = if is_quotation { "point" } else { "part" };
    let is_own = replaces.is_none() || table.has(what);
    let own = if is_own { key(survey, &table, what) } else { table.text(what).and(None) };
    let replaced = replaces
        .as_ref()
        .and_then(|words| earlier.replaced(&table, (kind, words), own.as_ref(), redacted));
    let inherited = replaced.map(|replaced| &replaced.contribution);
    let place = own.or_else(|| inherited.map(|one| one.place.clone()));
    let mut form = (!is_quotation).then_some(Form::Statement);
    if is_quotation {
        if replaces.is_none() {
            table.required_or("form", Some(FORMS));
        }
        let forms = [("quotation", Form::Quotation), ("statement", Form::Statement)];
        form = table.word("form", &forms).or(inherited.map(|one| one.form));
    }
    let source = is_quotation.then(|| text(&table, "source", redacted)).flatten();
    let own_anonymous = is_quotation.then(|| table.boolean("anonymous")).flatten();
    let is_translated = is_quotation && table.has("translation");
    let has_language = is_translated || (is_quotation && table.has("language"));
    let language = has_language.then(|| language(&table)).flatten();
    let is_verbatim = form == Some(Form::Quotation);
    if is_verbatim && file.is_spoken && release.cleared.is_none() && !redacted {
        let place = table.place("form").unwrap_or(table.span);
        let message = "what was said is not quoted word for word until its wording is cleared";
        table.context.fault(Code::SpokenQuotation, place, message, SPOKEN);
    }
    let prose = is_quotation.then(|| form.unwrap_or(Form::Statement));
    let read = |key| match redacted {
        true => text(&table, key, redacted),
        false => prose::read(&table, key, prose),
    };
    let translation = is_translated.then(|| read("translation")).flatten();
    let text = read("text");
    let span = finish(survey, table);
    let text = text?;
    let words = comparable(&text.value);
    let (text, original) = match translation {
        Some(translation) => (translation, Some(text)),
        None => (text, None),
    };
    let contribution = Contribution {
        place: place?,
        form: form?,
        source,
        text,
        original,
        language,
        joint: file.response.joint.clone(),
        source_text: file.response.source_texts.first().cloned(),
        anonymous: file.response.anonymous || own_anonymous == Some(true),
        placed: None,
    };
    let replaced = replaced.map(|replaced| replaced.span);
    Some(Entry { kind, contribution, words, replaced, release, span })
}

/// The text under a key. Redacted text is neither checked for unfit characters nor shown in messages, because no output
/// contains it.
fn text(table: &Reader<'_>, key: &'static str, redacted: bool) -> Option<Text> {
    if redacted { table.unchecked_text(key) } else { table.text(key) }
}

/// The required key under `point` or `part`; reports an unknown one.
fn key(survey: &Survey, table: &Reader<'_>, what: &'static str) -> Option<Key> {
    let Report { points, parts, .. } = &survey.report;
    let keys: Vec<&Key> = match what {
        "point" => points.iter().map(|point| &point.key.value).collect(),
        _ => parts.iter().map(|part| &part.key.value).collect(),
    };
    let listed = keys.iter().map(|key| quoted(key)).collect::<Vec<_>>().join(", ");
    let listed = (!keys.is_empty()).then(|| format!("write one of: {listed}"));
    table.required_or(what, listed.as_deref())?;
    find_key(table.context, what, &table.text(what)?, &keys, |key| key)
}
