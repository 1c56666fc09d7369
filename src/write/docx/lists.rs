//! The lists of a document: their kinds, and a numbering instance for each list that restarts or
//! skips a number, as Word creates them.

use super::ids::Ids;

/// The number of list levels in Word.
pub(super) const LEVELS: usize = 9;

/// The kinds of lists; each is an abstract numbering definition, with an instance of the same
/// number, from 1.
pub(super) const KINDS: [Kind; 4] = [
    Kind { style: Some("List Bullet"), numbers: false },
    Kind { style: Some("List Number"), numbers: true },
    Kind { style: None, numbers: false },
    Kind { style: None, numbers: true },
];

/// A kind of list.
pub(super) struct Kind {
    /// The style of its levels; `None` within quotations.
    pub(super) style: Option<&'static str>,
    /// Whether its items are numbered.
    pub(super) numbers: bool,
}

/// The numbering instances of a document.
#[derive(Debug, Default)]
pub(super) struct Instances {
    /// The definition, the level from 1, and the first number of each instance besides those of the
    /// styles.
    pub(super) started: Vec<(usize, usize, u64)>,
    ids: Ids,
}

/// The numbers of the instances that styles refer to.
pub(super) struct Instance;

impl Instance {
    pub(super) const BULLETS: usize = 1;
    pub(super) const NUMBERS: usize = 2;
    pub(super) const QUOTED_BULLETS: usize = 3;
    const QUOTED_NUMBERS: usize = 4;
}

impl Instances {
    /// Only the instances of the styles.
    pub(super) fn new(ids: Ids) -> Self {
        Instances { started: Vec::new(), ids }
    }

    /// Creates an instance of a numbered list whose `level`, from 1, starts at `number`; returns
    /// its number.
    pub(super) fn start(&mut self, quoted: bool, level: usize, number: u64) -> usize {
        let definition = if quoted { Instance::QUOTED_NUMBERS } else { Instance::NUMBERS };
        self.started.push((definition, level, number));
        KINDS.len() + self.ids.lists + self.started.len()
    }

    /// The number of the definition that an instance belongs to.
    pub(super) fn kind(&self, instance: usize) -> usize {
        match instance.checked_sub(KINDS.len() + self.ids.lists + 1) {
            Some(started) => self.started.get(started).map_or(0, |(definition, ..)| *definition),
            None => instance,
        }
    }
}
