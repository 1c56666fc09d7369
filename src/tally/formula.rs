//! Formulas: how figures were obtained.

use rust_decimal::Decimal;

use crate::figure::{Key, Share, Statistic, Value, rounded_percent};
use crate::model::Text;

/// How a figure was obtained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// The published value, unchanged.
    AsPublished,
    /// Unpublished.
    NotPublished {
        /// The number of later answers that would belong to it.
        pending: u32,
    },
    /// Of a group that is not shown, because it is too small or gives a small one away.
    SmallGroup,
    /// Not shown, because it is the number that one respondent gave in confidence.
    OneAnswer,
    /// A share whose base is unpublished.
    NoBase,
    /// Only received responses, because nothing is published; the number of responses.
    Received(u32),
    /// The published or adopted value, not moved by anything.
    Start(Sum),
    /// The published or adopted value, plus later changes.
    Sum(Sum),
    /// The number of options that share a rank.
    Tied {
        /// Their keys.
        options: Vec<Key>,
        /// The rank.
        rank: usize,
    },
    /// A statistic of numbers.
    Statistic {
        /// The statistic.
        statistic: Statistic,
        /// How many numbers there are.
        numbers: i64,
        /// Their sum.
        sum: Decimal,
    },
    /// A computed share.
    Computed {
        /// The count.
        count: u32,
        /// The denominator.
        base: u32,
    },
    /// The difference from the figure of an earlier round; of shares, in percentage points.
    Change {
        /// The figure now.
        now: ValueOf,
        /// The earlier figure.
        earlier: ValueOf,
        /// The name of the earlier round.
        round: String,
    },
    /// A share as printed.
    Printed {
        /// The share.
        share: Share,
        /// Its count and base, if both are known.
        parts: Option<(u32, u32)>,
    },
    /// A share as printed, without a count, so that later answers can't be added to it.
    Percentage {
        /// The number of later answers that it does not include.
        pending: u32,
        /// The number of withdrawn answers that it still includes.
        left: u32,
    },
}

/// A value, with its base, and its count if it is a share, as far as they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueOf {
    /// The value.
    pub value: Value,
    /// The count.
    pub count: Option<u32>,
    /// The base.
    pub base: Option<u32>,
}

/// The computed percentage of a count, if it differs from the printed share.
pub fn differing(share: Share, count: u32, base: u32) -> Option<u32> {
    let computed = rounded_percent(count, base).filter(|computed| *computed != share.percent);
    computed.filter(|_| share.is_exact())
}

/// A published number and its later changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The published or adopted number.
    pub published: u32,
    /// The reason for adopting it, if it was not printed.
    pub adopted: Option<Text>,
    /// The change due to responses that the publication does not count.
    pub received: i64,
    /// The change due to amendments of responses that the publication counts.
    pub changed: i64,
    /// The change due to withdrawals of responses that the publication counts.
    pub withdrawn: i64,
}

impl Sum {
    /// The current number, clamped to the range of counts.
    pub fn value(&self) -> u32 {
        let exact = i64::from(self.published) + self.received + self.changed - self.withdrawn;
        exact.clamp(0, i64::from(u32::MAX)) as u32
    }
}
