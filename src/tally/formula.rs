//! How figures came about, in words that can be read to people who ask.

use std::fmt;

use super::{Share, rounded_percent};
use crate::model::Relation;

/// A published number and what moved it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// What is published, or adopted.
    pub(super) published: u32,
    /// Why it was adopted, if it was not printed.
    pub(super) adopted: Option<String>,
    /// What the responses add that the publication does not count.
    pub(super) received: i64,
    /// What those that it counts changed.
    pub(super) changed: i64,
    /// What was taken back of those that it counts.
    pub(super) withdrawn: i64,
}

impl Sum {
    /// The number as it is now. Where more was taken back than published, which is reported elsewhere, it is 0.
    pub(super) fn value(&self) -> u32 {
        let now = i64::from(self.published) + self.received + self.changed - self.withdrawn;
        u32::try_from(now.max(0)).expect("a sum of counts fits")
    }

    /// How it came about if nothing moved it.
    pub(super) fn start(&self) -> String {
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

/// A share that is computed.
pub(super) fn computed_share(count: u32, base: u32) -> String {
    match base {
        0 => "there is no share of nothing".to_owned(),
        _ => format!("{count} of {base}, rounded half up"),
    }
}

/// A share that stands as printed.
pub(super) fn printed_share(share: Share, count: Option<u32>, base: Option<u32>) -> String {
    let Some((count, base)) = count.zip(base) else { return "as printed".to_owned() };
    let computed = rounded_percent(count, base);
    match computed.filter(|computed| *computed != share.percent) {
        Some(computed) if share.relation == Relation::Equal => {
            format!("as printed, though {count} of {base} is {computed}%")
        }
        _ => format!("as printed, {count} of {base}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Sum, computed_share, printed_share};
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
        assert_eq!(computed_share(13, 14), "13 of 14, rounded half up");
        assert_eq!(computed_share(0, 0), "there is no share of nothing");
        assert_eq!(printed_share(Share::equal(92), Some(12), Some(13)), "as printed, 12 of 13");
        assert_eq!(
            printed_share(Share::equal(83), Some(10), Some(13)),
            "as printed, though 10 of 13 is 77%"
        );
        assert_eq!(printed_share(Share::equal(76), None, None), "as printed");
    }
}
