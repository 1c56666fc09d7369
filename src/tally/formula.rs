//! How figures came about.

use crate::figure::{Key, Relation, Share, rounded_percent};

/// How a figure came about.
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
        options: Vec<Key>,
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
    /// The number as it is now. Where more was taken back than published, or it is greater than any count, which is
    /// reported elsewhere, it is the nearest one that there is.
    pub fn value(&self) -> u32 {
        self.exact().clamp(0, i64::from(u32::MAX)) as u32
    }

    /// Whether it is greater than any count can be.
    pub fn is_too_great(&self) -> bool {
        self.exact() > i64::from(u32::MAX)
    }

    fn exact(&self) -> i64 {
        i64::from(self.published) + self.received + self.changed - self.withdrawn
    }
}
