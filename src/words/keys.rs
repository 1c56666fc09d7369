//! The keys of the words.

use std::fmt;
use std::sync::LazyLock;

use serde::Serialize;

use crate::figure::Statistic;

macro_rules! words {
    ($($word:ident)+) => {
        /// A word, named after its table and key in `english.toml`: `DateForm` is `form` in `[date]`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "english.toml explains them")]
        pub enum Word {
            $($word,)+
        }

        impl Word {
            /// All words, table by table.
            pub(super) const ALL: &[Word] = &[$(Word::$word,)+];
        }
    };
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl Word {
    /// The name of a statistic in running text.
    pub fn of_statistic(statistic: Statistic) -> Word {
        match statistic {
            Statistic::Mean => Word::FigureMean,
            Statistic::Median => Word::FigureMedian,
            Statistic::Least => Word::FigureLeast,
            Statistic::Greatest => Word::FigureGreatest,
            Statistic::Sum => Word::FigureSum,
        }
    }

    /// The table and key of the word, such as `date.form`.
    pub(super) fn path(self) -> &'static str {
        static PATHS: LazyLock<Vec<String>> = LazyLock::new(|| {
            Word::ALL.iter().map(|word| word.to_string().replacen('-', ".", 1)).collect()
        });
        &PATHS[self as usize]
    }

    /// The table that contains the word, and its key there.
    pub(super) fn parts(self) -> (&'static str, &'static str) {
        self.path().split_once('.').expect("a word belongs to a table")
    }
}

words! {
    ListBetween ListLast ListBetweenLong
    DateForm DateMonths
    NumbersShare NumbersMoreThan NumbersLessThan NumbersPoint NumbersWords
    CountMechanisms CountResponses CountUnnamed CountHeld CountHeldEach
    CountSuppressed
    EditionNumber EditionDraft EditionDated EditionReplaces EditionReceived EditionSubmission
    EditionOccasions EditionMandate EditionDocumentNumber
    ContentsHeading ContentsGraphs
    ReferencePoint ReferenceLonePoint ReferenceMessage ReferenceLoneMessage ReferenceContinued
    AbbreviationsHeading AbbreviationsShort AbbreviationsFull
    LinksHeading LinksWords LinksAddress
    IndexHeading IndexMechanism IndexStatements IndexPractices IndexPart IndexPoints
    PageNumber
    QuestionnaireHeading QuestionnaireDeadline QuestionnaireHow QuestionnaireRespondent
    QuestionnaireOne QuestionnaireOneEach QuestionnaireSeveral QuestionnaireAtMost QuestionnaireRank
    QuestionnaireRankMost QuestionnaireOnlyIf QuestionnaireNone QuestionnaireOther
    QuestionnaireAnswer QuestionnaireUnit QuestionnaireStatements QuestionnaireStatementsHow
    QuestionnairePractices QuestionnairePracticesHow
    QuotationOpen QuotationClose QuotationTranslated QuotationTranslatedBare
    LanguageAr LanguageDe LanguageEn LanguageEs LanguageFa LanguageFr LanguageHi LanguageIt
    LanguageJa LanguagePt LanguageRu LanguageSw LanguageTr LanguageZh
    OptionName OptionFigures OptionNotIncluding OptionNamed OptionNamedHeld
    ChartBars ChartStacked ChartGrouped ChartDots ChartAll ChartNoAnswers ChartNoFigures ChartNamed ChartNamedOption
    ChartNotPublished ChartNotPublishedHeld ChartAdopted ChartNotCounted ChartNoAnswersOf
    ChartRanking ChartScale ChartWithheld
    BaseLine BaseLineAdopted BaseLineNone BaseSentence BaseAdopted BaseAdoptedLater
    BaseAdoptedWithdrawn
    AlternativeOpening AlternativeBase AlternativeBaseAdopted AlternativeBaseNone
    AlternativeOptions AlternativeFiguresBetween AlternativeEach AlternativeAdopted
    AlternativeMeanRank
    TableCaption TableLabel TableSource TableOptions TableMechanisms TableResponses TableShare TableRemark
    TableNotPublished TableFirst TableMeanRank TableMeanRankOf TableNotCounted TableGroup TableChange
    TableChangeNumbers TableChangeBoth
    TableItems TableStatistic TableValue TableAnswers TableUnit TableSeveral TableRounded TableUnanswered
    ChangesTitle ChangesCompared ChangesFrom ChangesTo ChangesFromReport ChangesToReport
    ChangesResponses ChangesMessages ChangesFigures ChangesGraphs ChangesNames
    ChangesQuotations ChangesPractices ChangesTexts ChangesNumbers ChangesFor ChangesRead
    ChangesWhere ChangesWhy ChangesMore ChangesCaption ChangesColumnWhat ChangesColumnFor
    ChangesColumnRead ChangesColumnWhy ChangesAbsent ChangesOrder ChangesMoved ChangesNew
    ChangesTakenOut ChangesBefore ChangesNow ChangesNowAt ChangesOnlySpaces
    ChangesNotPublished ChangesNotShown ChangesStill ChangesGraphCaptioned ChangesGraphChanged ChangesGraphNew
    ChangesGraphRemoved ChangesNothing ChangesNothingElse ChangesLook ChangesVersion ChangesWithheld
    ComparedNow ComparedAsIssued ComparedDay ComparedEdition
    ComparedProject ComparedOfEdition
    ResponseOn ResponseReceived ResponseAmended ResponseWithdrawn ResponseRemoved
    ResponseQuotationWithdrawn ResponsePracticeWithdrawn ResponseUnnamed ResponseAnswered
    ResponseChanged ResponseWithdrew ResponseWithDay ResponseWithout ResponseAnswer
    ResponseAnswers ResponseNone ResponseUnanswered
    FigureResponded FigureInvitedResponded FigureInvited FigureResponseRate FigureAnswered
    FigureTied FigureCount FigureShare FigureFirst FigureMeanRank FigureMean FigureMedian
    FigureLeast FigureGreatest FigureSum FigureOfGroup FigureChange FigureChangeOf FigureAnsweredBoth
    RoundUp RoundDown RoundMore RoundLess RoundSame RoundChange RoundShare RoundNumber RoundAnsweredBoth
    WhyFigure WhyComment WhyNow WhyNew WhyGone WhyNoAnswers WhyNotPublished WhyBefore
    WhyBeforeOf WhyPrinted WhyPrintedOf WhyPrintedThough WhyAdopted WhyDays WhyReceived
    WhyAmended WhyWithdrawn WhyWithout
    FormulaAsPublished FormulaNotPublished FormulaNotPublishedHeld FormulaSmallGroup FormulaOneAnswer FormulaNoBase FormulaNoShare
    FormulaReceived FormulaPublished FormulaAdopted FormulaSumReceived FormulaSumChanged
    FormulaSumWithdrawn FormulaSumIs FormulaTied FormulaComputed FormulaMean FormulaMedian
    FormulaLeast FormulaGreatest FormulaSum FormulaPrinted
    FormulaPrintedOf FormulaPrintedThough FormulaPrintedWithout FormulaPrintedWith FormulaChange FormulaShareOf FormulaNumberOf
    PlaceTitle PlaceOpening PlaceHeading PlaceHeadingOf PlaceTheHeading PlaceQuoted
    PlacePractices PlaceUnder PlaceParagraph PlacePicture PlaceMessage PlaceMessageOf PlaceItem PlaceQuotation
    PlaceQuotationUnnamed PlaceFootnote PlaceNote PlaceAfter PlaceRespondents
    PlaceOverPractices PlaceUnderQuotations PlaceOrganization PlaceSubject PlaceLanguage
    PlacePageNumber
    BearerGraph BearerGraphBare BearerMessage BearerHeading BearerItem
    ClearanceTitle ClearanceAsk ClearanceReceived ClearanceFrom ClearanceReference
    ClearanceAnswers ClearanceQuestion ClearanceCame ClearanceRecorded ClearanceUnanswered ClearancePrinted
    ClearanceDecision ClearanceCode ClearanceStatement ClearanceMark ClearanceAgreed
    ClearanceChanges ClearanceDay
    EditsTitle EditsTo EditsJoint EditsThanks EditsNumber EditsPlace EditsEdit EditsReaction EditsReason
    EditsBefore EditsAfter EditsRemoved EditsAdded EditsNewParagraph EditsMoved EditsSplit
    EditsJoined EditsPrinted EditsOpen EditsAccepted EditsInPart
    EditsInOtherWords EditsNotAccepted EditsNoted
    CorrigendumTitle CorrigendumTitleBare CorrigendumNone CorrigendumGroupsApplied
    CorrigendumGroupsProposed CorrigendumGroupsRejected CorrigendumLine CorrigendumFor
    CorrigendumRead CorrigendumReadNothing CorrigendumWhy CorrigendumQuoted CorrigendumTakenOut
    CorrigendumCaption CorrigendumColumnWhere CorrigendumColumnFor CorrigendumColumnRead
    CorrigendumColumnWhy CorrigendumApplied CorrigendumProposed CorrigendumRejected
    CorrigendumDecidedBy CorrigendumDecidedOn CorrigendumErratum CorrigendumNumbersGraphs
    CorrigendumNumbersMessages CorrigendumNumbersHeadings CorrigendumNumbersItems
    CorrigendumSpan
}
