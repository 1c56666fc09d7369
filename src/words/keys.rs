//! The keys of `templates/words.toml`.

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
pub(super) const KEYS: &[Key] = &[
    text("list.between", &[]),
    text("list.last", &[]),
    text("list.between-long", &[]),
    text("date.form", &["day", "month", "year"]),
    text("numbers.share", &["n"]),
    text("numbers.more-than", &["share"]),
    text("numbers.less-than", &["share"]),
    counted("count.mechanisms", &[]),
    counted("count.responses", &[]),
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
    text("reference.message", &["number"]),
    text("abbreviations.heading", &[]),
    text("abbreviations.short", &[]),
    text("abbreviations.full", &[]),
    text("index.heading", &[]),
    text("index.mechanism", &[]),
    text("index.statements", &[]),
    text("index.practices", &[]),
    text("index.part", &["number"]),
];
