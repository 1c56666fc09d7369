//! Reads the quotations and practices of a response file. One that replaces an earlier statement
//! inherits its point or part.

use std::sync::Arc;

use jiff::civil::Date;

use super::{ResponseFile, finish, release};
use crate::diagnostic::Code;
use crate::diagnostic::correction::quoted;
use crate::figure::Key;
use crate::model::Survey;
use crate::model::names::find_key;
use crate::model::reader::Reader;
use crate::model::recovery::prose;
use crate::model::report::{Report, language};
use crate::model::response::{Contribution, Form};
use crate::model::statements::{Entry, StatementKind, begins_with, unclear};
use crate::model::text::{Text, comparable};

/// The keys of a file that apply to all its statements, and the earlier files of its mechanism.
pub(super) struct FileContext<'e> {
    pub(super) anonymous: bool,
    pub(super) redacted: bool,
    /// Whether it was given by word of mouth and its wording is not cleared.
    pub(super) is_spoken: bool,
    pub(super) received: Option<Date>,
    /// The other respondents that gave it.
    pub(super) joint: &'e [Key],
    pub(super) source_text: Option<&'e Arc<Text>>,
    /// The earlier files, latest first.
    pub(super) earlier: Vec<&'e ResponseFile>,
}

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
    file: &FileContext<'_>,
    kind: StatementKind,
) -> Option<Entry> {
    let is_quotation = kind == StatementKind::Quotation;
    let release = release(&table);
    let redacted = file.redacted || release.redacted;
    let replaces = text(&table, "replaces", redacted);
    let replaces = replaces.filter(|words| !words.value.trim().is_empty());
    let what = if is_quotation { "point" } else { "part" };
    let is_placed = table.has(what) && (!is_quotation || table.has("form"));
    let earlier = replaces.as_ref().filter(|_| !is_placed);
    let earlier = earlier.map(|words| file.replaced(&table, kind, words, redacted));
    let key = key(survey, &table, what, earlier.map(|earlier| Some(&earlier?.place)));
    let mut form = (!is_quotation).then_some(Form::Statement);
    if is_quotation {
        if earlier.is_none() {
            table.required_or("form", Some(FORMS));
        }
        let forms = [("quotation", Form::Quotation), ("statement", Form::Statement)];
        form = table.word("form", &forms).or(earlier.flatten().map(|earlier| earlier.form));
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
        false => prose::required_text(&table, key, prose),
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
        place: key?,
        form: form?,
        source,
        text,
        original,
        language,
        joint: file.joint.to_vec(),
        source_text: file.source_text.cloned(),
        anonymous: file.anonymous || own_anonymous == Some(true),
        placed: None,
    };
    Some(Entry { kind, contribution, words, replaces, release, span })
}

/// The text under a key. Redacted text is neither checked for unfit characters nor shown in messages, because no output
/// contains it.
fn text(table: &Reader<'_>, key: &'static str, redacted: bool) -> Option<Text> {
    if redacted { table.unchecked_text(key) } else { table.text(key) }
}

impl FileContext<'_> {
    /// The earlier statement that a new one replaces and whose place it inherits. Reports `replaces` unless all statements
    /// that begin with its words have the same place.
    fn replaced(
        &self,
        table: &Reader<'_>,
        kind: StatementKind,
        replaces: &Text,
        redacted: bool,
    ) -> Option<&Contribution> {
        let first = comparable(&replaces.value);
        let earlier = self.earlier.iter().rev().filter(|file| !file.release.redacted);
        let earlier = earlier.flat_map(|file| &file.statements);
        let is_candidate = |entry: &&Entry| !entry.release.redacted && entry.kind == kind;
        let earlier: Vec<&Entry> = earlier.filter(is_candidate).collect();
        let mut fitting = earlier.iter().filter(|entry| {
            let withdrawn = entry.release.withdrawn;
            let is_out = withdrawn.is_some_and(|day| self.received.is_some_and(|own| day <= own));
            !is_out && begins_with(&entry.words, &first)
        });
        let place = |entry: &Entry| (entry.contribution.place.clone(), entry.contribution.form);
        let found = fitting.next().filter(|first| fitting.all(|one| place(one) == place(first)));
        if found.is_none() {
            let texts: Vec<&str> = earlier.iter().map(|entry| &*entry.words).collect();
            let span = if redacted { table.span } else { replaces.span };
            table.context.report(unclear(&texts, kind, span, None));
        }
        found.map(|found| &found.contribution)
    }
}

/// The key under `point` or `part`; reports an unknown one. Without the entry, `inherited` is used: the key of the
/// statement that this one replaces, if it was found.
fn key(
    survey: &Survey,
    table: &Reader<'_>,
    what: &'static str,
    inherited: Option<Option<&Key>>,
) -> Option<Key> {
    if let Some(inherited) = inherited.filter(|_| !table.has(what)) {
        table.text(what);
        return inherited.cloned();
    }
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
