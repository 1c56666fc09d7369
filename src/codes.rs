//! The codes of all diagnostics. A folder in tests/it/cases triggers each of them, unless another
//! test is named there.

/// The group of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// An error in the project's files.
    Fault,
    /// To be decided before the report is sent: figures, editions, names, contributions,
    /// quotations.
    Decide,
    /// Worth checking.
    Look,
    /// A matter of style.
    Style,
}

impl Group {
    /// All groups, in display order.
    pub const ALL: [Group; 4] = [Group::Fault, Group::Decide, Group::Look, Group::Style];

    /// The name in machine-readable output.
    pub fn name(self) -> &'static str {
        ["fault", "decide", "look", "style"][self as usize]
    }
}

macro_rules! codes {
    ($($variant:ident = $name:literal, $group:ident, $meaning:literal;)*) => {
        /// The code of a diagnostic, which identifies the kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in alphabetical order.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The name, as printed and as used under `[checks]` in data/report.toml.
            pub fn name(self) -> &'static str {
                match self {
                    $(Code::$variant => $name,)*
                }
            }

            /// The group.
            pub fn group(self) -> Group {
                match self {
                    $(Code::$variant => Group::$group,)*
                }
            }

            /// A description of when it is reported.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Code::$variant => $meaning,)*
                }
            }
        }
    };
}

impl Code {
    /// The code with this name.
    pub fn parse(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

codes! {
    AcronymBeforeName = "acronym-before-name", Look, "an acronym is used before it is introduced";
    AcronymLetters = "acronym-letters", Look, "an acronym isn't made of the name that it is introduced with";
    AcronymTwice = "acronym-twice", Look, "an acronym is introduced twice";
    AcronymUnexplained = "acronym-unexplained", Look, "an acronym is never introduced";
    AlreadyCounted = "already-counted", Fault, "an answer is in the published figures already";
    AmendmentDay = "amendment-day", Fault, "the day of an amendment isn't that of its name, or is too early";
    AnonymousNamed = "anonymous-named", Fault, "an output would name a respondent that must not be named";
    AnonymousPractice = "anonymous-practice", Fault, "an anonymous response has a practice, which prints its name";
    AnswerMissing = "answer-missing", Decide, "a required question is not answered in a response that has answers";
    AnswerNotPrinted = "answer-not-printed", Look, "an answer in words is printed nowhere";
    AnswerOpen = "answer-open", Decide, "an answer was not understood when it was received";
    AnswerUnasked = "answer-unasked", Decide, "an answer to a question that was not asked";
    AsIssuedDiffers = "as-issued-differs", Decide, "the text as first issued differs from the edition that was kept";
    AttributeMissing = "attribute-missing", Decide, "a respondent lacks an attribute that others have";
    BareAddress = "bare-address", Look, "an address in the text is no link";
    BaseDiffers = "base-differs", Decide, "a base isn't the number of respondents";
    BlockInLine = "block-in-line", Fault, "a quotation, graph, table, picture or long text is within a line of a template";
    BrokenLines = "broken-lines", Look, "a paragraph is broken into lines, as in text copied from a PDF";
    BrokenWord = "broken-word", Fault, "a word is broken at the end of a line";
    ClaimFails = "claim-fails", Fault, "a sentence claims what the figures no longer say";
    CountedTwice = "counted-twice", Fault, "a respondent or option is there twice where it counts once";
    CountedUnknown = "counted-unknown", Fault, "it isn't known whether an answer is in the published figures";
    CsvQuotes = "csv-quotes", Fault, "a quotation mark in a table of data/tables/ is not closed";
    DayForm = "day-form", Fault, "a day is not written as year, month and day";
    DecisionLapsed = "decision-lapsed", Decide, "a decision is about something that is no longer found";
    DoubledMarks = "doubled-marks", Fault, "a quotation brings its own outer marks along";
    DoubledPunctuation = "doubled-punctuation", Look, "a mark is repeated";
    DoubledWord = "doubled-word", Look, "a word is repeated";
    DuplicateKey = "duplicate-key", Fault, "a key is there twice";
    DuplicateResponse = "duplicate-response", Fault, "a respondent has two responses";
    EditionBeforeResponse = "edition-before-response", Decide, "the edition is dated before a response that it includes";
    EditionUnfinished = "edition-unfinished", Decide, "what is to be submitted is a draft, or has no number or date";
    EditionUnreadable = "edition-unreadable", Fault, "an issued edition is not as it was kept";
    EmptyText = "empty-text", Fault, "a text that must be there is empty";
    ErrataUndecided = "errata-undecided", Decide, "errata wait for a decision";
    ErratumAmbiguous = "erratum-ambiguous", Fault, "an erratum could be put in at several places";
    ErratumFile = "erratum-file", Fault, "an erratum names a file that has none";
    ErratumId = "erratum-id", Fault, "errata have the same id, or one that can't be typed";
    ErratumNotFound = "erratum-not-found", Fault, "the piece that an erratum replaces isn't there";
    FewResponses = "few-responses", Decide, "what one or two answered can be subtracted, though answers are confidential";
    FigureDiffers = "figure-differs", Decide, "a number in the text differs from the figure of which it speaks";
    FigureTwice = "figure-twice", Decide, "a statement is made twice, with another number";
    FigureTyped = "figure-typed", Look, "a number is typed where the tally knows it";
    FileTooLarge = "file-too-large", Fault, "a file is larger than any that is read";
    FinalStop = "final-stop", Style, "some items, headings or paragraphs end with a stop and their siblings do not";
    FixedLevel = "fixed-level", Fault, "a fault is given another level than error";
    ForeignNotFound = "foreign-not-found", Look, "words in another language are nowhere in the report";
    FormWords = "form-words", Fault, "the example text of a form is where a respondent's words should be";
    GarbledText = "garbled-text", Look, "characters are garbled because the encoding was mistaken";
    GraphLabel = "graph-label", Decide, "a graph has no number, or one that does not go on";
    GraphLeftOut = "graph-left-out", Decide, "a graph or table of data/report.toml is printed nowhere";
    GraphNotMentioned = "graph-not-mentioned", Look, "the text does not mention a graph";
    GraphNotPrinted = "graph-not-printed", Fault, "a graph or table is referred to but not printed";
    GraphTwice = "graph-twice", Fault, "a graph or table is printed twice";
    GraphWithoutCaption = "graph-without-caption", Look, "a graph is printed without a caption";
    GraphWithoutData = "graph-without-data", Decide, "a graph has a figure for one of its options at most";
    HeadingLevel = "heading-level", Fault, "a heading leaves out a level";
    HostMistyped = "host-mistyped", Look, "two hosts are nearly the same";
    ImpossibleCount = "impossible-count", Fault, "a count or share can't be";
    Interrupted = "interrupted", Decide, "a command was interrupted while it wrote files";
    InvitedDiffers = "invited-differs", Decide, "the number of the invited is not that of those listed";
    LanguageDiffers = "language-differs", Decide, "the text is in another language than the report says";
    LanguageRightToLeft = "language-right-to-left", Fault, "the report is in a language that is written from right to left";
    LanguageUnchecked = "language-unchecked", Look, "spelling isn't checked in the report's language";
    LanguageNotTaken = "language-not-taken", Decide, "a process does not take the language of the report";
    LinkForm = "link-form", Look, "the address of a link, or what is shown of it, is broken";
    LinkScheme = "link-scheme", Fault, "a link leads to something other than the web or a mailbox";
    LinkUnresolved = "link-unresolved", Look, "a link has no address";
    LoneHeading = "lone-heading", Style, "a heading is the only one of its level";
    MandateUnverified = "mandate-unverified", Decide, "a mandate is printed that was not read in its source";
    MechanismTerms = "mechanism-terms", Look, "names or terms in respondents' own words may need an explanation";
    MemoryLimit = "memory-limit", Fault, "a step takes more memory than any report needs";
    MessageWithoutPoint = "message-without-point", Decide, "a message of the summary has no point in the annex";
    MisplacedAnswer = "misplaced-answer", Fault, "an answer is not under `[answers]`";
    MissingFile = "missing-file", Fault, "a file that every project has isn't there";
    MissingGlyph = "missing-glyph", Fault, "no font in fonts/ has a character of the report";
    MissingKey = "missing-key", Fault, "a key that must be there isn't";
    MisspeltWord = "misspelt-word", Look, "a word is in no word list";
    MixedMarks = "mixed-marks", Style, "curly and straight quotation marks are mixed";
    NameDiffers = "name-differs", Decide, "a respondent is named otherwise than it is registered";
    NotAFile = "not-a-file", Fault, "a folder, a pipe or a device is where a file is expected";
    NotReviewed = "not-reviewed", Decide, "a file is still that of the last round of the survey";
    NotUtf8 = "not-utf-8", Fault, "a file isn't UTF-8";
    NumberGap = "number-gap", Decide, "the numbers of a list or of headings do not go on";
    OptionsDropped = "options-dropped", Look, "an amendment drops options that an earlier answer named";
    OrderBroken = "order-broken", Decide, "things are not in the order that the text promises";
    OtherUnnamed = "other-unnamed", Look, "an option for other answers is chosen without words";
    OutputChanged = "output-changed", Decide, "a file of the last build was changed since";
    OutputEdited = "output-edited", Fault, "an edition would not have the changes that a person made in a document";
    OutputMissing = "output-missing", Decide, "a file of the last build is missing";
    OutsideProject = "outside-project", Fault, "a link leads out of the project";
    PartsDoNotSum = "parts-do-not-sum", Decide, "the parts of a whole do not sum to it";
    PastedBullets = "pasted-bullets", Fault, "bullets from another program make no list";
    PercentageDiffers = "percentage-differs", Decide, "a printed percentage isn't that of its count";
    PercentageOnly = "percentage-only", Decide, "a figure has a percentage but no count";
    PercentageUnfit = "percentage-unfit", Decide, "a printed percentage fits no count";
    PictureNotFound = "picture-not-found", Fault, "a picture isn't in templates/images/";
    PictureUnfit = "picture-unfit", Fault, "a picture is of another format, damaged, too large, or contains what outputs can't";
    PictureWithoutText = "picture-without-text", Fault, "a picture has no alternative text";
    Placeholder = "placeholder", Decide, "a text is still to be written, or signs are printed as they are";
    PointWithoutMessage = "point-without-message", Decide, "a point of the annex has no message in the summary";
    QuotationDiffers = "quotation-differs", Decide, "a quotation isn't in the text that was received word for word";
    QuotationsUnverified = "quotations-unverified", Decide, "quotations are not compared with what was received";
    ReplacesUnclear = "replaces-unclear", Fault, "it isn't clear which earlier quotation or practice a new one replaces";
    RequiredMissing = "required-missing", Decide, "a process requires something that the report does not name";
    RespondentSilent = "respondent-silent", Decide, "a respondent has neither quotation nor practice";
    RespondentUnlisted = "respondent-unlisted", Decide, "somebody contributes whom the list of respondents leaves out";
    RoundDiffers = "round-differs", Decide, "an earlier round asked something else than this one";
    SameName = "same-name", Fault, "two respondents have the same name";
    ScaleValues = "scale-values", Decide, "the values of a scale do not rise or fall from option to option";
    SeveralAnswers = "several-answers", Fault, "a question that takes one option has several";
    SlipsInResponse = "slips-in-response", Look, "a quotation or practice may contain typing errors, which are never corrected";
    SourceText = "source-text", Fault, "the text that a response was taken from can't be read";
    StatementTwice = "statement-twice", Decide, "a statement is printed twice";
    StatisticsDiffer = "statistics-differ", Decide, "published statistics can't all be right";
    StrayBlank = "stray-blank", Style, "a space is doubled, precedes a mark or is missing after one";
    SpokenQuotation = "spoken-quotation", Fault, "what was said is quoted word for word, though its wording is not cleared";
    StraySign = "stray-sign", Look, "a Markdown sign without its counterpart is printed";
    StyleMarks = "style-marks", Style, "quotation marks are straight";
    StyleNumber = "style-number", Style, "a number under 10 is in figures, or one from 10 in words";
    StylePercentage = "style-percentage", Style, "a percentage in running text has the sign";
    StyleSerialComma = "style-serial-comma", Style, "a comma precedes the last item of a series";
    StyleSpelling = "style-spelling", Style, "a word has another spelling than the style asks for";
    TableCells = "table-cells", Fault, "a table has no rows, or one with more or fewer cells than its header";
    TableHeader = "table-header", Fault, "a table has no header, or a column without a name";
    TableTooWide = "table-too-wide", Decide, "the words of a table are wider than the page";
    TemplateEndless = "template-endless", Fault, "a template does more than a report of thousands of pages needs";
    TemplateError = "template-error", Fault, "a template can't be rendered";
    TemplateSyntax = "template-syntax", Fault, "a template can't be read";
    TemplateUndefined = "template-undefined", Fault, "a template prints a name that has no value";
    TermSpellings = "term-spellings", Look, "one term is written in several ways";
    TimeLimit = "time-limit", Fault, "a step takes longer than the time limit";
    TitleDiffers = "title-differs", Decide, "a goal or objective is called otherwise than it is registered";
    TomlSyntax = "toml-syntax", Fault, "a file can't be read as TOML";
    TooLarge = "too-large", Decide, "a file is larger than a process takes";
    TooManyWords = "too-many-words", Decide, "a report has more words than a process takes";
    TypstError = "typst-error", Fault, "Typst can't compile the report";
    TypstWarning = "typst-warning", Look, "Typst has a doubt about the report";
    UnbalancedMarks = "unbalanced-marks", Look, "a quotation mark is not paired";
    UnfitCharacter = "unfit-character", Fault, "a character that no report can carry";
    UnintendedList = "unintended-list", Look, "Markdown takes a line for a list that is none";
    UnknownCheck = "unknown-check", Fault, "a code that isn't there is given a level, or decided on";
    UnknownFramework = "unknown-framework", Fault, "a framework that isn't there";
    UnknownKey = "unknown-key", Fault, "a key that means nothing here";
    UnknownMechanism = "unknown-mechanism", Fault, "a respondent that isn't there";
    UnknownOption = "unknown-option", Fault, "an option that the question doesn't have";
    UnknownPart = "unknown-part", Fault, "a part that isn't there";
    UnknownPoint = "unknown-point", Fault, "a summary point that isn't there";
    UnknownQuestion = "unknown-question", Fault, "a question that isn't there";
    UnknownRound = "unknown-round", Fault, "an earlier round that isn't there";
    UnknownValue = "unknown-value", Fault, "a word that isn't one of those expected";
    UnreadFile = "unread-file", Decide, "a file of data/ or templates/ is not read";
    UnreadableFile = "unreadable-file", Fault, "a file that was received can't be read";
    UnsupportedMarkdown = "unsupported-markdown", Fault, "Markdown that reports don't use";
    WordsUntranslated = "words-untranslated", Decide, "words of the program are English in a report in another language";
    UnusableFont = "unusable-font", Fault, "the fonts can't draw charts";
    WithdrawnStillCounted = "withdrawn-still-counted", Decide, "a published figure still counts a response that was withdrawn";
    WrongFileName = "wrong-file-name", Fault, "a response isn't named after its respondent";
    WrongType = "wrong-type", Fault, "a value of another type than expected";
}
