//! The codes of all diagnostics. A folder in tests/it/cases provokes each one, unless another test is named here.

/// What a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A fault of the project's files.
    Fault,
    /// To be decided before the report is sent: figures, editions, names, contributions, quotations.
    Decide,
    /// To be looked at.
    Look,
    /// Style.
    Style,
}

impl Group {
    /// All groups, in the order in which they are shown.
    pub const ALL: [Group; 4] = [Group::Fault, Group::Decide, Group::Look, Group::Style];

    /// What it is called where programs read it.
    pub fn name(self) -> &'static str {
        match self {
            Group::Fault => "fault",
            Group::Decide => "decide",
            Group::Look => "look",
            Group::Style => "style",
        }
    }
}

/// A code and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The code, as printed.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// When it is given.
    pub meaning: &'static str,
}

const fn code(name: &'static str, meaning: &'static str) -> Code {
    Code { name, group: Group::Fault, meaning }
}

/// A code of a check.
const fn check(name: &'static str, group: Group, meaning: &'static str) -> Code {
    Code { name, group, meaning }
}

/// The code of that name.
///
/// # Panics
/// If there is none: every diagnostic has one that is listed.
pub fn find(name: &str) -> &'static Code {
    let code = CODES.iter().find(|code| code.name == name);
    code.unwrap_or_else(|| panic!("the code `{name}` is listed"))
}

/// Every code, by name.
pub const CODES: &[Code] = &[
    check("acronym-before-name", Group::Look, "an acronym is used before it is introduced"),
    check(
        "acronym-letters",
        Group::Look,
        "an acronym isn't made of the name that it is introduced with",
    ),
    check("acronym-twice", Group::Look, "an acronym is introduced twice"),
    check("acronym-unexplained", Group::Look, "an acronym is never introduced"),
    code("already-counted", "an answer is in the published figures already"),
    code("amendment-day", "the day of an amendment isn't that of its name, or is too early"),
    check(
        "anonymous-named",
        Group::Decide,
        "the words of an anonymous response name its mechanism",
    ),
    code("anonymous-practice", "an anonymous response has a practice, which prints its name"),
    check("bare-address", Group::Look, "an address in the text is no link"),
    check("base-differs", Group::Decide, "a base isn't the number of respondents"),
    code(
        "block-in-line",
        "a quotation, graph, table or long text stands within a line of a template",
    ),
    check(
        "broken-lines",
        Group::Look,
        "a paragraph is broken into lines, as in text copied from a PDF",
    ),
    code("broken-word", "a word is broken at the end of a line"),
    code("claim-fails", "a sentence claims what the figures no longer say"),
    code("comment-sign", "the sign of a comment was left before a line that holds"),
    code("counted-twice", "a mechanism or option is there twice where it counts once"),
    code("counted-unknown", "it isn't known whether an answer is in the published figures"),
    code("day-form", "a day is not written as year, month and day"),
    code("doubled-marks", "a quotation brings its own outer marks along"),
    check("doubled-punctuation", Group::Look, "a mark stands twice in a row"),
    check("doubled-word", Group::Look, "a word stands twice in a row"),
    code("duplicate-key", "a key is there twice"),
    code("duplicate-response", "a mechanism has two responses"),
    check(
        "edition-before-response",
        Group::Decide,
        "the edition is dated before a response that it holds",
    ),
    code("empty-text", "a text that must be there is empty"),
    check("errata-undecided", Group::Decide, "errata wait for a decision"),
    code("erratum-ambiguous", "an erratum could be put in at several places"),
    code("erratum-file", "an erratum names a file that has none"),
    code("erratum-id", "errata have the same id, or one that can't be typed"),
    code("erratum-not-found", "the piece that an erratum replaces isn't there"),
    check(
        "figure-differs",
        Group::Decide,
        "a number in the text differs from the figure of which it speaks",
    ),
    check("figure-twice", Group::Decide, "a statement is made twice, with another number"),
    check("figure-typed", Group::Look, "a number is typed where the tally knows it"),
    check(
        "final-stop",
        Group::Style,
        "some items, headings or paragraphs end with a stop and their siblings do not",
    ),
    code("fixed-level", "a fault is given another level than error"),
    check("foreign-not-found", Group::Look, "words in another language stand nowhere"),
    code("form-words", "the example text of a form stands where a mechanism's words should"),
    check("graph-label", Group::Decide, "a graph has no number, or one that does not go on"),
    check("graph-left-out", Group::Decide, "a graph of data/report.toml is printed nowhere"),
    check("graph-not-mentioned", Group::Look, "the text does not mention a graph"),
    code("graph-not-printed", "a graph is referred to but not printed"),
    check("graph-without-caption", Group::Look, "a graph is printed without a caption"),
    check(
        "graph-without-data",
        Group::Decide,
        "a graph has a figure for one of its options at most",
    ),
    code("heading-level", "a heading leaves out a level"),
    check("host-mistyped", Group::Look, "two hosts are nearly the same"),
    code("impossible-count", "a count or share can't be"),
    check("language-unchecked", Group::Look, "spelling isn't checked in the report's language"),
    check(
        "language-not-taken",
        Group::Decide,
        "a process does not take the language of the report",
    ),
    check("link-form", Group::Look, "the address of a link, or what is shown of it, is broken"),
    code("link-scheme", "a link leads to something other than the web or a mailbox"),
    check("link-unresolved", Group::Look, "a link has no address"),
    check("lone-heading", Group::Style, "a heading is the only one of its level"),
    check(
        "mandate-unverified",
        Group::Decide,
        "a mandate is printed that was not read in its source",
    ),
    check(
        "mechanism-terms",
        Group::Look,
        "readers may stumble over names and terms in the mechanisms' words",
    ),
    check(
        "message-without-point",
        Group::Decide,
        "a message of the summary has no point in the annex",
    ),
    code("misplaced-answer", "an answer stands elsewhere than under `[answers]`"),
    code("missing-file", "a file that every project has isn't there"),
    code("missing-glyph", "no font in fonts/ has a character of the report"),
    code("missing-key", "a key that must be there isn't"),
    check("misspelt-word", Group::Look, "a word is in no word list"),
    check("mixed-marks", Group::Style, "curly and straight quotation marks stand side by side"),
    check("name-differs", Group::Decide, "a mechanism is named otherwise than it is registered"),
    code("not-utf-8", "a file isn't UTF-8"),
    check("number-gap", Group::Decide, "the numbers of a list or of headings do not go on"),
    check("order-broken", Group::Decide, "things are not in the order that the text promises"),
    check("parts-do-not-sum", Group::Decide, "the parts of a whole do not sum to it"),
    code("pasted-bullets", "bullets from another program make no list"),
    check("percentage-differs", Group::Decide, "a printed percentage isn't that of its count"),
    check("percentage-only", Group::Decide, "a figure has a percentage but no count"),
    check("percentage-unfit", Group::Decide, "a printed percentage fits no count"),
    check(
        "point-without-message",
        Group::Decide,
        "a point of the annex has no message in the summary",
    ),
    check(
        "quotation-differs",
        Group::Decide,
        "a quotation isn't in the text that was received word for word",
    ),
    check(
        "quotations-unverified",
        Group::Decide,
        "quotations are not compared with what was received",
    ),
    code(
        "replaces-unclear",
        "it isn't clear which earlier quotation or practice a new one replaces",
    ),
    check(
        "required-missing",
        Group::Decide,
        "a process requires something that the report does not name",
    ),
    check("respondent-silent", Group::Decide, "a respondent has neither quotation nor practice"),
    check(
        "respondent-unlisted",
        Group::Decide,
        "somebody contributes whom the list of respondents leaves out",
    ),
    code("same-name", "two mechanisms have the same name"),
    code("several-answers", "a question that takes one option has several"),
    check("slips-in-response", Group::Look, "a quotation or practice may hold slips, which stay"),
    code("source-text", "the text that a response was taken from can't be read"),
    check("statement-twice", Group::Decide, "a statement is printed twice"),
    check(
        "stray-blank",
        Group::Style,
        "a blank is doubled, stands before a mark or is missing after one",
    ),
    check("stray-sign", Group::Look, "a sign of Markdown stands alone and is printed"),
    check("style-marks", Group::Style, "quotation marks are straight"),
    check("style-number", Group::Style, "a number under 10 is in figures, or one from 10 in words"),
    check("style-percentage", Group::Style, "a percentage in running text has the sign"),
    check("style-serial-comma", Group::Style, "a comma stands before the last item of a series"),
    check("style-spelling", Group::Style, "a word has another spelling than the style asks for"),
    code("template-error", "a template can't be rendered"),
    code("template-syntax", "a template can't be read"),
    code("template-undefined", "a template prints a name that has no value"),
    check("term-spellings", Group::Look, "one term is written in several ways"),
    check(
        "title-differs",
        Group::Decide,
        "a goal or objective is called otherwise than it is registered",
    ),
    code("toml-syntax", "a file can't be read as TOML"),
    check("too-large", Group::Decide, "a file is larger than a process takes"),
    check("too-many-words", Group::Decide, "a report has more words than a process takes"),
    code("typst-error", "Typst can't compile the report"),
    check("typst-warning", Group::Look, "Typst has a doubt about the report"),
    check("unbalanced-marks", Group::Look, "a quotation mark has no partner that fits"),
    code("unfit-character", "a character that no report can carry"),
    check("unintended-list", Group::Look, "Markdown takes a line for a list that is none"),
    code("unknown-check", "a code that isn't there is given a level"),
    code("unknown-framework", "a framework that isn't there"),
    code("unknown-key", "a key that means nothing here"),
    code("unknown-mechanism", "a mechanism that isn't there"),
    code("unknown-option", "an option that the question doesn't have"),
    code("unknown-part", "a part that isn't there"),
    code("unknown-point", "a summary point that isn't there"),
    code("unknown-question", "a question that isn't there"),
    code("unknown-value", "a word that isn't one of those expected"),
    check("unread-file", Group::Decide, "a file among the responses is none, and not read"),
    code("unsupported-markdown", "Markdown that reports don't use"),
    code("unusable-font", "the fonts can't draw charts"),
    check(
        "withdrawn-still-counted",
        Group::Decide,
        "a published figure still counts a response that was withdrawn",
    ),
    code("wrong-file-name", "a response isn't named after its mechanism"),
    code("wrong-type", "a value of another type than expected"),
];
