//! What a figure measures.

use std::fmt;

use super::{Key, UNFIT};

/// The prefix of figures about ties.
const RANK: &str = "rank";
/// The measure of those that answered in two rounds.
const ANSWERED_BOTH: &str = "answered-both.count";
/// The measure of the change of an option's share.
const CHANGE: &str = "change";
/// The end of the measure of any other change.
const CHANGE_OF: &str = "-change";

/// The measure of a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// The denominator of shares.
    Base,
    /// The number that responded.
    Count,
    /// The share that responded.
    Share,
    /// A figure of the option with this key.
    Option(Key, Part),
    /// The number of options that share this rank.
    Tied(usize),
    /// A statistic of the numbers given in answers.
    Statistic(Statistic),
    /// The number that answered in an earlier round and in this one.
    AnsweredBoth,
    /// How much another measure differs from that of an earlier round; a share, in percentage points.
    Change(Box<Measure>),
}

/// What summarizes a set of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statistic {
    /// The arithmetic mean.
    Mean,
    /// The middle number, or the mean of the two in the middle.
    Median,
    /// The least number.
    Least,
    /// The greatest number.
    Greatest,
    /// The sum.
    Sum,
}

impl Statistic {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Statistic; 5] =
        [Statistic::Mean, Statistic::Median, Statistic::Least, Statistic::Greatest, Statistic::Sum];

    /// Its name in the text form of figures.
    pub fn name(self) -> &'static str {
        ["mean", "median", "least", "greatest", "sum"][self as usize]
    }
}

/// The figures of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The number that chose it.
    Count,
    /// That number as a share of the base.
    Share,
    /// In a ranking, the mean of the ranks that it was given.
    Mean,
}

impl Part {
    const ALL: [Part; 3] = [Part::Count, Part::Share, Part::Mean];

    fn name(self) -> &'static str {
        ["count", "share", "mean"][self as usize]
    }
}

impl Measure {
    /// Whether it is a share.
    pub fn is_share(&self) -> bool {
        matches!(self, Measure::Share | Measure::Option(_, Part::Share))
    }

    /// How much this measure differs from that of an earlier round; `None` if that is not computed.
    pub fn change(&self) -> Option<Measure> {
        let is_compared =
            matches!(self, Measure::Statistic(_) | Measure::Option(_, Part::Share | Part::Mean));
        is_compared.then(|| Measure::Change(Box::new(self.clone())))
    }

    /// The measure of which this one is the change; itself if it is none.
    pub fn compared(&self) -> &Measure {
        if let Measure::Change(of) = self { of } else { self }
    }

    /// Parses the measure of a question, in an earlier round if `is_earlier`.
    pub(super) fn parse(text: &str, is_earlier: bool) -> Option<Measure> {
        let statistic = Statistic::ALL.into_iter().find(|statistic| statistic.name() == text);
        if text == ANSWERED_BOTH && is_earlier {
            return Some(Measure::AnsweredBoth);
        } else if text == "base" {
            return Some(Measure::Base);
        } else if let Some(statistic) = statistic {
            return Some(Measure::Statistic(statistic));
        } else if let Some(of) = text.strip_suffix(CHANGE_OF) {
            let change = Measure::parse(of, is_earlier)?.change();
            return change.filter(|change| change.to_string() == text);
        }
        let (key, part) = text.rsplit_once('.')?;
        if part == CHANGE {
            return Measure::Option(Key::new(key)?, Part::Share).change();
        }
        let part = Part::ALL.into_iter().find(|one| one.name() == part)?;
        match tied_rank(key) {
            Some(rank) => (part == Part::Count).then_some(Measure::Tied(rank)),
            None => Some(Measure::Option(Key::new(key)?, part)),
        }
    }
}

/// The reason why an option can't have this key; `None` if it can.
pub fn unfit_option(key: &str) -> Option<&'static str> {
    tied_rank(key).map(|_| UNFIT)
}

/// The rank of the tie with this name, such as `rank.3`.
fn tied_rank(name: &str) -> Option<usize> {
    let digits = name.strip_prefix(RANK)?.strip_prefix('.')?;
    digits.parse().ok().filter(|_| digits.bytes().all(|digit| digit.is_ascii_digit()))
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measure::Base => f.write_str("base"),
            Measure::Count => f.write_str("count"),
            Measure::Share => f.write_str("share"),
            Measure::Option(key, part) => write!(f, "{key}.{}", part.name()),
            Measure::Statistic(statistic) => f.write_str(statistic.name()),
            Measure::AnsweredBoth => f.write_str(ANSWERED_BOTH),
            Measure::Tied(rank) => write!(f, "{RANK}.{rank}.count"),
            Measure::Change(of) => match &**of {
                Measure::Option(key, Part::Share) => write!(f, "{key}.{CHANGE}"),
                of => write!(f, "{of}{CHANGE_OF}"),
            },
        }
    }
}
