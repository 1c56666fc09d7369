//! The keys of `templates/words.toml`.

/// The forms of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One text.
    Text,
    /// A text for one thing and a text for any other number, with `{n}` for their number.
    Counted,
}

macro_rules! words {
    ($($variant:ident = $path:literal, $form:ident, [$($name:literal),*];)*) => {
        /// A text of `templates/words.toml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Word {
            $(#[doc = concat!("`", $path, "`")] $variant,)*
        }

        impl Word {
            /// All words, table by table.
            pub(super) const ALL: &[Word] = &[$(Word::$variant),*];

            /// Its table and its name, such as `date.form`.
            pub(super) fn path(self) -> &'static str {
                match self {
                    $(Word::$variant => $path,)*
                }
            }

            /// The names that stand in braces, without the `{n}` of a word that counts.
            pub(super) fn names(self) -> &'static [&'static str] {
                match self {
                    $(Word::$variant => &[$($name),*],)*
                }
            }

            /// Which forms it has.
            pub(super) fn kind(self) -> Kind {
                match self {
                    $(Word::$variant => Kind::$form,)*
                }
            }
        }
    };
}

impl Word {
    /// The table of the file.
    pub(super) fn section(self) -> &'static str {
        self.parts().0
    }

    /// The name in its table.
    pub(super) fn name(self) -> &'static str {
        self.parts().1
    }

    fn parts(self) -> (&'static str, &'static str) {
        self.path().split_once('.').expect("a word belongs to a table")
    }
}

words! {
    ListBetween = "list.between", Text, [];
    ListLast = "list.last", Text, [];
    ListBetweenLong = "list.between-long", Text, [];
    DateForm = "date.form", Text, ["day", "month", "year"];
    NumbersShare = "numbers.share", Text, ["n"];
    NumbersMoreThan = "numbers.more-than", Text, ["share"];
    NumbersLessThan = "numbers.less-than", Text, ["share"];
    CountMechanisms = "count.mechanisms", Counted, [];
    CountResponses = "count.responses", Counted, [];
    CountHeld = "count.held", Counted, [];
    CountHeldEach = "count.held-each", Counted, [];
    EditionNumber = "edition.number", Text, ["number", "kind"];
    EditionDated = "edition.dated", Text, ["edition", "date"];
    EditionReplaces = "edition.replaces", Text, ["edition", "replaced"];
    EditionReceived = "edition.received", Text, ["date"];
    EditionSubmission = "edition.submission", Text, ["process"];
    EditionOccasions = "edition.occasions", Text, ["processes"];
    EditionMandate = "edition.mandate", Text, ["mandate"];
    EditionDocumentNumber = "edition.document-number", Text, [];
    ContentsHeading = "contents.heading", Text, [];
    ContentsGraphs = "contents.graphs", Text, [];
    ReferencePoint = "reference.point", Text, ["part", "number"];
    ReferenceLonePoint = "reference.lone-point", Text, ["number"];
    ReferenceMessage = "reference.message", Text, ["part", "number"];
    ReferenceLoneMessage = "reference.lone-message", Text, ["number"];
    AbbreviationsHeading = "abbreviations.heading", Text, [];
    AbbreviationsShort = "abbreviations.short", Text, [];
    AbbreviationsFull = "abbreviations.full", Text, [];
    LinksHeading = "links.heading", Text, [];
    LinksWords = "links.words", Text, [];
    LinksAddress = "links.address", Text, [];
    IndexHeading = "index.heading", Text, [];
    IndexMechanism = "index.mechanism", Text, [];
    IndexStatements = "index.statements", Text, [];
    IndexPractices = "index.practices", Text, [];
    IndexPart = "index.part", Text, ["number"];
    IndexPoints = "index.points", Text, ["part", "points"];
    PageNumber = "page.number", Text, ["page", "pages"];
    QuotationOpen = "quotation.open", Text, [];
    QuotationClose = "quotation.close", Text, [];
    OptionName = "option.name", Text, ["label", "title"];
    OptionFigures = "option.figures", Text, ["count", "share"];
    OptionNotIncluding = "option.not-including", Text, ["held"];
    OptionNamed = "option.named", Text, [];
    OptionNamedHeld = "option.named-held", Text, ["held"];
    ChartBars = "chart.bars", Text, [];
    ChartStacked = "chart.stacked", Text, [];
    ChartNoAnswers = "chart.no-answers", Text, [];
    ChartNoFigures = "chart.no-figures", Text, [];
    ChartNamed = "chart.named", Text, ["options"];
    ChartNamedOption = "chart.named-option", Text, ["option", "held"];
    ChartNotPublished = "chart.not-published", Text, ["options"];
    ChartNotPublishedHeld = "chart.not-published-held", Text, ["held", "options"];
    ChartAdopted = "chart.adopted", Text, ["mark"];
    BaseLine = "base.line", Text, ["base"];
    BaseLineAdopted = "base.line-adopted", Text, ["base", "origin"];
    BaseLineNone = "base.line-none", Text, [];
    BaseSentence = "base.sentence", Text, ["line"];
    BaseAdopted = "base.adopted", Text, [];
    BaseAdoptedLater = "base.adopted-later", Text, [];
    BaseAdoptedWithdrawn = "base.adopted-withdrawn", Text, [];
    AlternativeOpening = "alternative.opening", Text, ["kind", "base"];
    AlternativeBase = "alternative.base", Text, ["base"];
    AlternativeBaseAdopted = "alternative.base-adopted", Text, ["base", "origin"];
    AlternativeBaseNone = "alternative.base-none", Text, [];
    AlternativeOptions = "alternative.options", Text, ["options", "figures"];
    AlternativeFiguresBetween = "alternative.figures-between", Text, [];
    AlternativeEach = "alternative.each", Text, ["figure"];
    AlternativeAdopted = "alternative.adopted", Text, [];
    TableCaption = "table.caption", Text, ["graph"];
    TableOptions = "table.options", Text, [];
    TableMechanisms = "table.mechanisms", Text, [];
    TableResponses = "table.responses", Text, [];
    TableShare = "table.share", Text, [];
    TableRemark = "table.remark", Text, [];
    TableNotPublished = "table.not-published", Text, [];
    ChangesTitle = "changes.title", Text, ["report"];
    ChangesCompared = "changes.compared", Text, [];
    ChangesFrom = "changes.from", Text, [];
    ChangesTo = "changes.to", Text, [];
    ChangesFromReport = "changes.from-report", Text, ["report"];
    ChangesToReport = "changes.to-report", Text, ["report"];
    ChangesResponses = "changes.responses", Text, [];
    ChangesMessages = "changes.messages", Text, [];
    ChangesFigures = "changes.figures", Text, [];
    ChangesGraphs = "changes.graphs", Text, [];
    ChangesNames = "changes.names", Text, [];
    ChangesQuotations = "changes.quotations", Text, [];
    ChangesPractices = "changes.practices", Text, [];
    ChangesTexts = "changes.texts", Text, [];
    ChangesNumbers = "changes.numbers", Text, [];
    ChangesFor = "changes.for", Text, [];
    ChangesRead = "changes.read", Text, [];
    ChangesWhere = "changes.where", Text, [];
    ChangesWhy = "changes.why", Text, [];
    ChangesMore = "changes.more", Text, [];
    ChangesCaption = "changes.caption", Text, ["what"];
    ChangesColumnWhat = "changes.column-what", Text, [];
    ChangesColumnFor = "changes.column-for", Text, [];
    ChangesColumnRead = "changes.column-read", Text, [];
    ChangesColumnWhy = "changes.column-why", Text, [];
    ChangesAbsent = "changes.absent", Text, ["mark"];
    ChangesOrder = "changes.order", Text, [];
    ChangesMoved = "changes.moved", Text, ["words"];
    ChangesNew = "changes.new", Text, ["place"];
    ChangesTakenOut = "changes.taken-out", Text, ["place"];
    ChangesBefore = "changes.before", Text, ["place"];
    ChangesNow = "changes.now", Text, ["place"];
    ChangesNowAt = "changes.now-at", Text, ["place"];
    ChangesOnlySpaces = "changes.only-spaces", Text, [];
    ChangesNotPublished = "changes.not-published", Text, [];
    ChangesStill = "changes.still", Text, ["value"];
    ChangesGraphCaptioned = "changes.graph-captioned", Text, ["graph", "caption"];
    ChangesGraphChanged = "changes.graph-changed", Text, ["graph"];
    ChangesGraphNew = "changes.graph-new", Text, ["graph"];
    ChangesGraphRemoved = "changes.graph-removed", Text, ["graph"];
    ChangesNothing = "changes.nothing", Text, [];
    ChangesNothingElse = "changes.nothing-else", Text, [];
    ChangesLook = "changes.look", Text, ["what"];
    ChangesVersion = "changes.version", Text, [];
    ComparedNow = "compared.now", Text, [];
    ComparedAsIssued = "compared.as-issued", Text, [];
    ComparedDay = "compared.day", Text, ["date"];
    ComparedEdition = "compared.edition", Text, ["id", "date"];
    ComparedEditionNote = "compared.edition-note", Text, ["id", "date", "note"];
    ComparedProject = "compared.project", Text, ["name"];
    ComparedOfEdition = "compared.of-edition", Text, ["report", "edition"];
    ResponseOn = "response.on", Text, ["date", "event"];
    ResponseReceived = "response.received", Text, ["mechanism"];
    ResponseAmended = "response.amended", Text, ["mechanism"];
    ResponseWithdrawn = "response.withdrawn", Text, ["mechanism"];
    ResponseRemoved = "response.removed", Text, ["mechanism"];
    ResponseQuotationWithdrawn = "response.quotation-withdrawn", Text, ["mechanism"];
    ResponsePracticeWithdrawn = "response.practice-withdrawn", Text, ["mechanism"];
    ResponseUnnamed = "response.unnamed", Text, [];
    ResponseAnswered = "response.answered", Text, ["mechanism"];
    ResponseChanged = "response.changed", Text, ["mechanism"];
    ResponseWithdrew = "response.withdrew", Text, ["mechanism"];
    ResponseWithDay = "response.with-day", Text, ["event", "date"];
    ResponseWithout = "response.without", Text, ["event"];
    ResponseAnswer = "response.answer", Text, ["question", "answer"];
    ResponseAnswers = "response.answers", Text, ["question", "before", "now"];
    ResponseNone = "response.none", Text, [];
    ResponseUnanswered = "response.unanswered", Text, [];
    FigureResponded = "figure.responded", Text, [];
    FigureInvitedResponded = "figure.invited-responded", Text, [];
    FigureInvited = "figure.invited", Text, [];
    FigureResponseRate = "figure.response-rate", Text, [];
    FigureAnswered = "figure.answered", Text, [];
    FigureTied = "figure.tied", Text, ["rank"];
    FigureCount = "figure.count", Text, ["option"];
    FigureShare = "figure.share", Text, ["option"];
    WhyFigure = "why.figure", Text, ["question", "figure"];
    WhyComment = "why.comment", Text, ["figure", "from", "to", "why"];
    WhyNow = "why.now", Text, ["earlier", "formula"];
    WhyNew = "why.new", Text, ["formula"];
    WhyGone = "why.gone", Text, [];
    WhyNoAnswers = "why.no-answers", Text, [];
    WhyNotPublished = "why.not-published", Text, [];
    WhyBefore = "why.before", Text, ["formula"];
    WhyBeforeOf = "why.before-of", Text, ["count", "base"];
    WhyPrinted = "why.printed", Text, ["value"];
    WhyPrintedOf = "why.printed-of", Text, ["value", "count", "base"];
    WhyPrintedThough = "why.printed-though", Text, ["value", "count", "base", "share"];
    WhyAdopted = "why.adopted", Text, ["value"];
    WhyDays = "why.days", Text, ["reason", "days"];
    WhyReceived = "why.received", Counted, ["date"];
    WhyAmended = "why.amended", Counted, ["date"];
    WhyWithdrawn = "why.withdrawn", Counted, ["date"];
    WhyWithout = "why.without", Text, ["responses"];
    FormulaAsPublished = "formula.as-published", Text, [];
    FormulaNotPublished = "formula.not-published", Text, [];
    FormulaNotPublishedHeld = "formula.not-published-held", Text, ["held"];
    FormulaNoBase = "formula.no-base", Text, [];
    FormulaNoShare = "formula.no-share", Text, [];
    FormulaReceived = "formula.received", Text, ["n"];
    FormulaPublished = "formula.published", Text, ["n"];
    FormulaAdopted = "formula.adopted", Text, ["n", "why"];
    FormulaSumReceived = "formula.sum-received", Text, ["sum", "sign", "n"];
    FormulaSumChanged = "formula.sum-changed", Text, ["sum", "sign", "n"];
    FormulaSumWithdrawn = "formula.sum-withdrawn", Text, ["sum", "sign", "n"];
    FormulaSumIs = "formula.sum-is", Text, ["sum", "n"];
    FormulaTied = "formula.tied", Text, ["options", "rank"];
    FormulaComputed = "formula.computed", Text, ["count", "base"];
    FormulaPrinted = "formula.printed", Text, [];
    FormulaPrintedOf = "formula.printed-of", Text, ["count", "base"];
    FormulaPrintedThough = "formula.printed-though", Text, ["count", "base", "share"];
    FormulaPrintedWithout = "formula.printed-without", Text, ["formula", "held"];
    FormulaPrintedWith = "formula.printed-with", Text, ["formula", "n"];
    PlaceTitle = "place.title", Text, [];
    PlaceOpening = "place.opening", Text, [];
    PlaceHeading = "place.heading", Text, [];
    PlaceHeadingOf = "place.heading-of", Text, ["words"];
    PlaceTheHeading = "place.the-heading", Text, ["heading"];
    PlaceQuoted = "place.quoted", Text, ["words"];
    PlacePractices = "place.practices", Text, ["mechanism"];
    PlaceUnder = "place.under", Text, ["heading", "what"];
    PlaceParagraph = "place.paragraph", Text, ["number"];
    PlaceMessage = "place.message", Text, ["number"];
    PlaceItem = "place.item", Text, ["number"];
    PlaceQuotation = "place.quotation", Text, ["mechanism"];
    PlaceQuotationUnnamed = "place.quotation-unnamed", Text, [];
    PlaceFootnote = "place.footnote", Text, [];
    PlaceNote = "place.note", Text, [];
    PlaceAfter = "place.after", Text, ["place", "other"];
    PlaceRespondents = "place.respondents", Text, [];
    PlaceOverPractices = "place.over-practices", Text, [];
    PlaceUnderQuotations = "place.under-quotations", Text, [];
    PlaceOrganization = "place.organization", Text, [];
    PlaceSubject = "place.subject", Text, [];
    PlaceLanguage = "place.language", Text, [];
    PlacePageNumber = "place.page-number", Text, [];
    BearerGraph = "bearer.graph", Text, ["words"];
    BearerGraphBare = "bearer.graph-bare", Text, [];
    BearerMessage = "bearer.message", Text, ["words"];
    BearerHeading = "bearer.heading", Text, ["words"];
    BearerItem = "bearer.item", Text, ["words"];
    CorrigendumTitle = "corrigendum.title", Text, ["report"];
    CorrigendumTitleBare = "corrigendum.title-bare", Text, [];
    CorrigendumNone = "corrigendum.none", Text, [];
    CorrigendumGroupsApplied = "corrigendum.groups-applied", Text, [];
    CorrigendumGroupsProposed = "corrigendum.groups-proposed", Text, [];
    CorrigendumGroupsRejected = "corrigendum.groups-rejected", Text, [];
    CorrigendumLine = "corrigendum.line", Text, ["file", "line"];
    CorrigendumFor = "corrigendum.for", Text, ["words"];
    CorrigendumRead = "corrigendum.read", Text, ["words"];
    CorrigendumReadNothing = "corrigendum.read-nothing", Text, [];
    CorrigendumWhy = "corrigendum.why", Text, ["why"];
    CorrigendumQuoted = "corrigendum.quoted", Text, ["words"];
    CorrigendumTakenOut = "corrigendum.taken-out", Text, [];
    CorrigendumCaption = "corrigendum.caption", Text, [];
    CorrigendumColumnWhere = "corrigendum.column-where", Text, [];
    CorrigendumColumnFor = "corrigendum.column-for", Text, [];
    CorrigendumColumnRead = "corrigendum.column-read", Text, [];
    CorrigendumColumnWhy = "corrigendum.column-why", Text, [];
    CorrigendumApplied = "corrigendum.applied", Text, [];
    CorrigendumProposed = "corrigendum.proposed", Text, [];
    CorrigendumRejected = "corrigendum.rejected", Text, [];
    CorrigendumDecidedBy = "corrigendum.decided-by", Text, ["decision", "by"];
    CorrigendumDecidedOn = "corrigendum.decided-on", Text, ["decision", "date"];
    CorrigendumErratum = "corrigendum.erratum", Text, ["id", "file", "line", "decision"];
    CorrigendumNumbersGraphs = "corrigendum.numbers-graphs", Text, ["words"];
    CorrigendumNumbersMessages = "corrigendum.numbers-messages", Text, ["words"];
    CorrigendumNumbersHeadings = "corrigendum.numbers-headings", Text, ["words"];
    CorrigendumNumbersItems = "corrigendum.numbers-items", Text, ["words"];
    CorrigendumSpan = "corrigendum.span", Text, ["first", "last"];
}
