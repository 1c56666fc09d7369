//! Values of figures, including percentages rounded half up in integer arithmetic.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

/// The value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number of items.
    Count(u32),
    /// A percentage.
    Share(Share),
    /// An amount, a mean or another statistic; its scale is the number of decimals displayed.
    Number(Decimal),
}

impl Value {
    /// The count, if the value is one.
    pub fn count(self) -> Option<u32> {
        if let Value::Count(count) = self { Some(count) } else { None }
    }

    /// The percentage, if the value is one.
    pub fn share(self) -> Option<Share> {
        if let Value::Share(share) = self { Some(share) } else { None }
    }

    /// Whether it is certainly greater than another value of its kind, as far as both are displayed.
    pub fn exceeds(self, other: Value) -> bool {
        match (self, other) {
            (Value::Share(one), Value::Share(other)) => one.exceeds(other),
            _ => self.number() > other.number(),
        }
    }

    /// The number as printed; of a share, the percentage.
    pub fn number(self) -> Decimal {
        match self {
            Value::Count(count) => count.into(),
            Value::Share(share) => share.percent.into(),
            Value::Number(number) => number,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Count(count) => count.fmt(f),
            Value::Share(share) => share.fmt(f),
            Value::Number(number) => number.fmt(f),
        }
    }
}

/// How the exact share relates to the printed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It rounds to that number.
    Equal,
    /// It is greater.
    MoreThan,
    /// It is smaller.
    LessThan,
}

/// A percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The percentage, rounded to a whole number.
    pub percent: u32,
    /// How the exact share relates to the number.
    pub relation: Relation,
}

impl Share {
    /// A share that rounds to `percent`.
    pub fn equal(percent: u32) -> Self {
        Share { percent, relation: Relation::Equal }
    }

    /// Whether the exact share rounds to the printed number.
    pub fn is_exact(self) -> bool {
        self.relation == Relation::Equal
    }

    /// Whether it is certainly greater than another share.
    fn exceeds(self, other: Share) -> bool {
        let least = if self.relation == Relation::LessThan { 0 } else { self.percent };
        let most = if other.relation == Relation::MoreThan { 100 } else { other.percent };
        least > most
    }

    /// `count` as a share of `base`; `None` if `base` is 0. A few are less than 1%, not none, and
    /// nearly all are more than 99%.
    pub fn of(count: u32, base: u32) -> Option<Self> {
        Some(match rounded_percent(count, base)? {
            0 if count > 0 => Share { percent: 1, relation: Relation::LessThan },
            100 if count < base => Share { percent: 99, relation: Relation::MoreThan },
            percent => Share::equal(percent),
        })
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relation = match self.relation {
            Relation::Equal => "",
            Relation::MoreThan => "more than ",
            Relation::LessThan => "less than ",
        };
        write!(f, "{relation}{}%", self.percent)
    }
}

/// `count` as a percentage of `base`, rounded half up; `None` if `base` is 0.
pub fn rounded_percent(count: u32, base: u32) -> Option<u32> {
    let (count, base) = (u64::from(count), u64::from(base));
    (200 * count + base).checked_div(2 * base).map(|percent| percent as u32)
}

/// A number with this many decimals, rounded half up, away from zero.
pub fn rounded(number: Decimal, decimals: u32) -> Decimal {
    let strategy = RoundingStrategy::MidpointAwayFromZero;
    let mut number = number.round_dp_with_strategy(decimals, strategy);
    number.rescale(decimals);
    number
}

#[cfg(test)]
mod tests {
    use super::{Share, rounded_percent};

    #[test]
    fn few_are_not_none_and_nearly_all_are_not_all() {
        let share = |count, base| Share::of(count, base).map(|share| share.to_string());
        assert_eq!(share(1, 201).as_deref(), Some("less than 1%"));
        assert_eq!(share(200, 201).as_deref(), Some("more than 99%"));
        assert_eq!(share(1, 200).as_deref(), Some("1%"));
        assert_eq!([share(0, 201), share(201, 201)].map(Option::unwrap), ["0%", "100%"]);
        assert_eq!(share(0, 0), None);
    }

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
