//! The keys of `templates/words.toml`.

mod notes;

/// A key and what is put into its text.
pub(super) struct Key {
    /// Its table and its name, such as `date.form`.
    pub(super) path: &'static str,
    /// What stands in braces.
    pub(super) names: &'static [&'static str],
    /// Whether it has a form for one thing and a form for several, with `{n}` for their number.
    pub(super) counts: bool,
}

impl Key {
    /// The table of the file.
    pub(super) fn section(&self) -> &'static str {
        self.parts().0
    }

    /// The name in its table.
    pub(super) fn name(&self) -> &'static str {
        self.parts().1
    }

    fn parts(&self) -> (&'static str, &'static str) {
        self.path.split_once('.').expect("a key stands in a table")
    }
}

const fn text(path: &'static str, names: &'static [&'static str]) -> Key {
    Key { path, names, counts: false }
}

const fn counted(path: &'static str, names: &'static [&'static str]) -> Key {
    Key { path, names, counts: true }
}

/// All keys, table by table.
pub(super) fn all() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().chain(notes::KEYS)
}

/// The keys of what stands in reports.
const KEYS: &[Key] = &[
    text("list.between", &[]),
    text("list.last", &[]),
    text("list.between-long", &[]),
    text("date.form", &["day", "month", "year"]),
    text("numbers.share", &["n"]),
    text("numbers.more-than", &["share"]),
    text("numbers.less-than", &["share"]),
    counted("count.mechanisms", &[]),
    counted("count.responses", &[]),
    counted("count.held", &[]),
    counted("count.held-each", &[]),
    text("edition.number", &["number", "kind"]),
    text("edition.dated", &["edition", "date"]),
    text("edition.replaces", &["edition", "replaced"]),
    text("edition.received", &["date"]),
    text("edition.submission", &["process"]),
    text("edition.occasions", &["processes"]),
    text("edition.mandate", &["mandate"]),
    text("edition.document-number", &[]),
    text("contents.heading", &[]),
    text("contents.graphs", &[]),
    text("reference.point", &["part", "number"]),
    text("reference.lone-point", &["number"]),
    text("reference.message", &["part", "number"]),
    text("reference.lone-message", &["number"]),
    text("abbreviations.heading", &[]),
    text("abbreviations.short", &[]),
    text("abbreviations.full", &[]),
    text("links.heading", &[]),
    text("links.words", &[]),
    text("links.address", &[]),
    text("index.heading", &[]),
    text("index.mechanism", &[]),
    text("index.statements", &[]),
    text("index.practices", &[]),
    text("index.part", &["number"]),
    text("index.points", &["part", "points"]),
    text("page.number", &["page", "pages"]),
    text("quotation.open", &[]),
    text("quotation.close", &[]),
    text("option.name", &["label", "title"]),
    text("option.figures", &["count", "share"]),
    text("option.not-including", &["held"]),
    text("option.named", &[]),
    text("option.named-held", &["held"]),
    text("chart.bars", &[]),
    text("chart.stacked", &[]),
    text("chart.no-answers", &[]),
    text("chart.no-figures", &[]),
    text("chart.named", &["options"]),
    text("chart.named-option", &["option", "held"]),
    text("chart.not-published", &["options"]),
    text("chart.not-published-held", &["held", "options"]),
    text("chart.adopted", &["mark"]),
    text("base.line", &["base"]),
    text("base.line-adopted", &["base", "origin"]),
    text("base.line-none", &[]),
    text("base.sentence", &["line"]),
    text("base.adopted", &[]),
    text("base.adopted-later", &[]),
    text("base.adopted-withdrawn", &[]),
    text("alternative.opening", &["kind", "base"]),
    text("alternative.base", &["base"]),
    text("alternative.base-adopted", &["base", "origin"]),
    text("alternative.base-none", &[]),
    text("alternative.options", &["options", "figures"]),
    text("alternative.figures-between", &[]),
    text("alternative.each", &["figure"]),
    text("alternative.adopted", &[]),
    text("table.caption", &["graph"]),
    text("table.options", &[]),
    text("table.mechanisms", &[]),
    text("table.responses", &[]),
    text("table.share", &[]),
    text("table.remark", &[]),
    text("table.not-published", &[]),
];
