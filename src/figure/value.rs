//! Values of figures, and shares in per cent, rounded half up in integer arithmetic.

use std::fmt;

/// The value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// How many.
    Count(u32),
    /// What share.
    Share(Share),
}

impl Value {
    /// The number of a count.
    pub fn count(self) -> Option<u32> {
        match self {
            Value::Count(count) => Some(count),
            Value::Share(_) => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Count(count) => count.fmt(f),
            Value::Share(share) => share.fmt(f),
        }
    }
}

/// How a printed share relates to its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is that number, rounded.
    Equal,
    /// It is more.
    MoreThan,
    /// It is less.
    LessThan,
}

/// A share in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Per cent, rounded.
    pub percent: u32,
    /// How the share relates to that number.
    pub relation: Relation,
}

impl Share {
    /// A share that is that number, rounded.
    pub fn equal(percent: u32) -> Self {
        Share { percent, relation: Relation::Equal }
    }
}
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.relation {
            Relation::Equal => {}
            Relation::MoreThan => f.write_str("more than ")?,
            Relation::LessThan => f.write_str("less than ")?,
        }
        write!(f, "{}%", self.percent)
    }
}

/// `count` of `base` in per cent, rounded half up; none of nothing.
pub fn rounded_percent(count: u32, base: u32) -> Option<u32> {
    let (count, base) = (u64::from(count), u64::from(base));
    (200 * count + base).checked_div(2 * base).map(|percent| percent as u32)
}

#[cfg(test)]
mod tests {
    use super::rounded_percent;

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!(rounded_percent(15, 24), Some(63), "62.5");
        assert_eq!(rounded_percent(14, 24), Some(58), "58.33");
        assert_eq!(rounded_percent(10, 13), Some(77), "76.9");
        assert_eq!(rounded_percent(1, 200), Some(1), "0.5");
        assert_eq!(rounded_percent(0, 13), Some(0));
        assert_eq!(rounded_percent(0, 0), None);
    }
}
