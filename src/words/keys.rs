//! The keys of `templates/words.toml`.

macro_rules! words {
    ($($table:literal { $($variant:ident $name:literal,)+ })+) => {
        /// A text of `templates/words.toml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Word {
            $($(#[doc = concat!("`", $table, ".", $name, "`")] $variant,)+)+
        }

        impl Word {
            /// All words, table by table.
            pub(super) const ALL: &[Word] = &[$($(Word::$variant,)+)+];

            /// Its table and its name, such as `date.form`.
            pub(super) fn path(self) -> &'static str {
                match self {
                    $($(Word::$variant => concat!($table, ".", $name),)+)+
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
    "list" {
        ListBetween "between", ListLast "last", ListBetweenLong "between-long",
    }
    "date" {
        DateForm "form",
    }
    "numbers" {
        NumbersShare "share", NumbersMoreThan "more-than", NumbersLessThan "less-than",
    }
    "count" {
        CountMechanisms "mechanisms", CountResponses "responses", CountHeld "held",
        CountHeldEach "held-each",
    }
    "edition" {
        EditionNumber "number", EditionDated "dated", EditionReplaces "replaces",
        EditionReceived "received", EditionSubmission "submission", EditionOccasions "occasions",
        EditionMandate "mandate", EditionDocumentNumber "document-number",
    }
    "contents" {
        ContentsHeading "heading", ContentsGraphs "graphs",
    }
    "reference" {
        ReferencePoint "point", ReferenceLonePoint "lone-point", ReferenceMessage "message",
        ReferenceLoneMessage "lone-message",
    }
    "abbreviations" {
        AbbreviationsHeading "heading", AbbreviationsShort "short", AbbreviationsFull "full",
    }
    "links" {
        LinksHeading "heading", LinksWords "words", LinksAddress "address",
    }
    "index" {
        IndexHeading "heading", IndexMechanism "mechanism", IndexStatements "statements",
        IndexPractices "practices", IndexPart "part", IndexPoints "points",
    }
    "page" {
        PageNumber "number",
    }
    "quotation" {
        QuotationOpen "open", QuotationClose "close",
    }
    "option" {
        OptionName "name", OptionFigures "figures", OptionNotIncluding "not-including",
        OptionNamed "named", OptionNamedHeld "named-held",
    }
    "chart" {
        ChartBars "bars", ChartStacked "stacked", ChartNoAnswers "no-answers",
        ChartNoFigures "no-figures", ChartNamed "named", ChartNamedOption "named-option",
        ChartNotPublished "not-published", ChartNotPublishedHeld "not-published-held",
        ChartAdopted "adopted",
    }
    "base" {
        BaseLine "line", BaseLineAdopted "line-adopted", BaseLineNone "line-none",
        BaseSentence "sentence", BaseAdopted "adopted", BaseAdoptedLater "adopted-later",
        BaseAdoptedWithdrawn "adopted-withdrawn",
    }
    "alternative" {
        AlternativeOpening "opening", AlternativeBase "base", AlternativeBaseAdopted "base-adopted",
        AlternativeBaseNone "base-none", AlternativeOptions "options",
        AlternativeFiguresBetween "figures-between", AlternativeEach "each",
        AlternativeAdopted "adopted",
    }
    "table" {
        TableCaption "caption", TableOptions "options", TableMechanisms "mechanisms",
        TableResponses "responses", TableShare "share", TableRemark "remark",
        TableNotPublished "not-published",
    }
    "changes" {
        ChangesTitle "title", ChangesCompared "compared", ChangesFrom "from", ChangesTo "to",
        ChangesFromReport "from-report", ChangesToReport "to-report", ChangesResponses "responses",
        ChangesMessages "messages", ChangesFigures "figures", ChangesGraphs "graphs",
        ChangesNames "names", ChangesQuotations "quotations", ChangesPractices "practices",
        ChangesTexts "texts", ChangesNumbers "numbers", ChangesFor "for", ChangesRead "read",
        ChangesWhere "where", ChangesWhy "why", ChangesMore "more", ChangesCaption "caption",
        ChangesColumnWhat "column-what", ChangesColumnFor "column-for",
        ChangesColumnRead "column-read", ChangesColumnWhy "column-why", ChangesAbsent "absent",
        ChangesOrder "order", ChangesMoved "moved", ChangesNew "new", ChangesTakenOut "taken-out",
        ChangesBefore "before", ChangesNow "now", ChangesNowAt "now-at",
        ChangesOnlySpaces "only-spaces", ChangesNotPublished "not-published", ChangesStill "still",
        ChangesGraphCaptioned "graph-captioned", ChangesGraphChanged "graph-changed",
        ChangesGraphNew "graph-new", ChangesGraphRemoved "graph-removed", ChangesNothing "nothing",
        ChangesNothingElse "nothing-else", ChangesLook "look", ChangesVersion "version",
    }
    "compared" {
        ComparedNow "now", ComparedAsIssued "as-issued", ComparedDay "day",
        ComparedEdition "edition", ComparedEditionNote "edition-note", ComparedProject "project",
        ComparedOfEdition "of-edition",
    }
    "response" {
        ResponseOn "on", ResponseReceived "received", ResponseAmended "amended",
        ResponseWithdrawn "withdrawn", ResponseRemoved "removed",
        ResponseQuotationWithdrawn "quotation-withdrawn",
        ResponsePracticeWithdrawn "practice-withdrawn", ResponseUnnamed "unnamed",
        ResponseAnswered "answered", ResponseChanged "changed", ResponseWithdrew "withdrew",
        ResponseWithDay "with-day", ResponseWithout "without", ResponseAnswer "answer",
        ResponseAnswers "answers", ResponseNone "none", ResponseUnanswered "unanswered",
    }
    "figure" {
        FigureResponded "responded", FigureInvitedResponded "invited-responded",
        FigureInvited "invited", FigureResponseRate "response-rate", FigureAnswered "answered",
        FigureTied "tied", FigureCount "count", FigureShare "share",
    }
    "why" {
        WhyFigure "figure", WhyComment "comment", WhyNow "now", WhyNew "new", WhyGone "gone",
        WhyNoAnswers "no-answers", WhyNotPublished "not-published", WhyBefore "before",
        WhyBeforeOf "before-of", WhyPrinted "printed", WhyPrintedOf "printed-of",
        WhyPrintedThough "printed-though", WhyAdopted "adopted", WhyDays "days",
        WhyReceived "received", WhyAmended "amended", WhyWithdrawn "withdrawn",
        WhyWithout "without",
    }
    "formula" {
        FormulaAsPublished "as-published", FormulaNotPublished "not-published",
        FormulaNotPublishedHeld "not-published-held", FormulaNoBase "no-base",
        FormulaNoShare "no-share", FormulaReceived "received", FormulaPublished "published",
        FormulaAdopted "adopted", FormulaSumReceived "sum-received",
        FormulaSumChanged "sum-changed", FormulaSumWithdrawn "sum-withdrawn", FormulaSumIs "sum-is",
        FormulaTied "tied", FormulaComputed "computed", FormulaPrinted "printed",
        FormulaPrintedOf "printed-of", FormulaPrintedThough "printed-though",
        FormulaPrintedWithout "printed-without", FormulaPrintedWith "printed-with",
    }
    "place" {
        PlaceTitle "title", PlaceOpening "opening", PlaceHeading "heading",
        PlaceHeadingOf "heading-of", PlaceTheHeading "the-heading", PlaceQuoted "quoted",
        PlacePractices "practices", PlaceUnder "under", PlaceParagraph "paragraph",
        PlaceMessage "message", PlaceItem "item", PlaceQuotation "quotation",
        PlaceQuotationUnnamed "quotation-unnamed", PlaceFootnote "footnote", PlaceNote "note",
        PlaceAfter "after", PlaceRespondents "respondents", PlaceOverPractices "over-practices",
        PlaceUnderQuotations "under-quotations", PlaceOrganization "organization",
        PlaceSubject "subject", PlaceLanguage "language", PlacePageNumber "page-number",
    }
    "bearer" {
        BearerGraph "graph", BearerGraphBare "graph-bare", BearerMessage "message",
        BearerHeading "heading", BearerItem "item",
    }
    "corrigendum" {
        CorrigendumTitle "title", CorrigendumTitleBare "title-bare", CorrigendumNone "none",
        CorrigendumGroupsApplied "groups-applied", CorrigendumGroupsProposed "groups-proposed",
        CorrigendumGroupsRejected "groups-rejected", CorrigendumLine "line", CorrigendumFor "for",
        CorrigendumRead "read", CorrigendumReadNothing "read-nothing", CorrigendumWhy "why",
        CorrigendumQuoted "quoted", CorrigendumTakenOut "taken-out", CorrigendumCaption "caption",
        CorrigendumColumnWhere "column-where", CorrigendumColumnFor "column-for",
        CorrigendumColumnRead "column-read", CorrigendumColumnWhy "column-why",
        CorrigendumApplied "applied", CorrigendumProposed "proposed",
        CorrigendumRejected "rejected", CorrigendumDecidedBy "decided-by",
        CorrigendumDecidedOn "decided-on", CorrigendumErratum "erratum",
        CorrigendumNumbersGraphs "numbers-graphs", CorrigendumNumbersMessages "numbers-messages",
        CorrigendumNumbersHeadings "numbers-headings", CorrigendumNumbersItems "numbers-items",
        CorrigendumSpan "span",
    }
}
