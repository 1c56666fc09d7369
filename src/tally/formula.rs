//! How figures came about, in words that can be read to people who ask.

use std::fmt;

use super::{Share, rounded_percent};
use crate::model::Relation;

/// How a figure came about; shown, it is in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// It stands as it was published.
    AsPublished,
    /// It is not published; `held` of the answers received since would belong to it.
    NotPublished {
        /// How many.
        held: u32,
    },
    /// It is a share of what is not published.
    NoBase,
    /// Nothing is published of it: so many were received.
    Received(u32),
    /// What is published or adopted: nothing moved it.
    Start(Sum),
    /// What is published or adopted, and what moved it.
    Sum(Sum),
    /// How many options have the same rank.
    Tied {
        /// Their keys.
        options: Vec<String>,
        /// The rank.
        rank: usize,
    },
    /// A share that is computed.
    Computed {
        /// The count.
        count: u32,
        /// What it is a share of.
        base: u32,
    },
    /// A share that stands as printed.
    Printed {
        /// The share.
        share: Share,
        /// Its count and base, where both are known.
        parts: Option<(u32, u32)>,
    },
    /// A share that stands as printed and has no count, so that later answers can't be added to it.
    Percentage {
        /// How many of the answers received since it does not include.
        held: u32,
        /// How many it still includes that were taken back since.
        left: u32,
    },
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Formula::AsPublished => f.write_str("as published"),
            Formula::NotPublished { held: 0 } => f.write_str("not published"),
            Formula::NotPublished { held } => {
                write!(f, "not published; {held} of the answers received since")
            }
            Formula::NoBase => f.write_str("the base is not published"),
            Formula::Received(number) => write!(f, "{number} received"),
            Formula::Start(sum) => f.write_str(&sum.start()),
            Formula::Sum(sum) => sum.fmt(f),
            Formula::Tied { options, rank } => {
                write!(f, "{} are tied for rank {rank}", options.join(", "))
            }
            Formula::Computed { base: 0, .. } => f.write_str("there is no share of nothing"),
            Formula::Computed { count, base } => write!(f, "{count} of {base}, rounded half up"),
            Formula::Printed { share, parts } => match parts {
                None => f.write_str("as printed"),
                Some((count, base)) => match differing(*share, *count, *base) {
                    None => write!(f, "as printed, {count} of {base}"),
                    Some(percent) => {
                        write!(f, "as printed, though {count} of {base} is {percent}%")
                    }
                },
            },
            Formula::Percentage { held, left } => {
                f.write_str("as printed")?;
                if *held > 0 {
                    write!(f, ", not including {held} of the answers received since")?;
                }
                if *left > 0 {
                    write!(f, ", still including {left} taken back since")?;
                }
                Ok(())
            }
        }
    }
}

/// What a count of a base is in per cent, where a printed share says something else.
pub fn differing(share: Share, count: u32, base: u32) -> Option<u32> {
    let computed = rounded_percent(count, base).filter(|computed| *computed != share.percent);
    computed.filter(|_| share.relation == Relation::Equal)
}

/// A published number and what moved it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// What is published, or adopted.
    pub published: u32,
    /// Why it was adopted, if it was not printed.
    pub adopted: Option<String>,
    /// What the responses add that the publication does not count.
    pub received: i64,
    /// What those that it counts changed.
    pub changed: i64,
    /// What was taken back of those that it counts.
    pub withdrawn: i64,
}

impl Sum {
    /// The number as it is now. Where more was taken back than published, which is reported elsewhere, it is 0.
    pub fn value(&self) -> u32 {
        let now = i64::from(self.published) + self.received + self.changed - self.withdrawn;
        u32::try_from(now.max(0)).expect("a sum of counts fits")
    }

    /// How it came about if nothing moved it.
    fn start(&self) -> String {
        match &self.adopted {
            Some(why) => format!("{} adopted ({why})", self.published),
            None => format!("{} published", self.published),
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.start())?;
        let signed = |number: i64| if number < 0 { '−' } else { '+' };
        if self.received != 0 || (self.changed == 0 && self.withdrawn == 0) {
            write!(f, " {} {} received since", signed(self.received), self.received.abs())?;
        }
        if self.changed != 0 {
            write!(f, " {} {} changed since", signed(self.changed), self.changed.abs())?;
        }
        if self.withdrawn != 0 {
            write!(f, " − {} withdrawn since", self.withdrawn)?;
        }
        write!(f, " = {}", self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::{Formula, Sum};
    use crate::tally::Share;

    #[test]
    fn a_sum_reads_from_what_is_published_to_what_it_is_now() {
        let sum = Sum { published: 12, received: 1, ..Sum::default() };
        assert_eq!(sum.to_string(), "12 published + 1 received since = 13");
        let sum = Sum { published: 12, ..Sum::default() };
        assert_eq!(sum.to_string(), "12 published + 0 received since = 12");
        let adopted = Some("62% of 13: no other count fits".to_owned());
        let sum = Sum { published: 8, adopted, received: 2, changed: -1, withdrawn: 1 };
        assert_eq!(
            sum.to_string(),
            "8 adopted (62% of 13: no other count fits) + 2 received since − 1 changed since \
             − 1 withdrawn since = 8"
        );
        let sum = Sum { published: 3, changed: 1, ..Sum::default() };
        assert_eq!(sum.to_string(), "3 published + 1 changed since = 4");
    }

    #[test]
    fn a_share_says_of_what_and_whether_it_fits() {
        let computed = |count, base| Formula::Computed { count, base }.to_string();
        assert_eq!(computed(13, 14), "13 of 14, rounded half up");
        assert_eq!(computed(0, 0), "there is no share of nothing");
        let printed =
            |percent, parts| Formula::Printed { share: Share::equal(percent), parts }.to_string();
        assert_eq!(printed(92, Some((12, 13))), "as printed, 12 of 13");
        assert_eq!(printed(83, Some((10, 13))), "as printed, though 10 of 13 is 77%");
        assert_eq!(printed(76, None), "as printed");
    }
}
