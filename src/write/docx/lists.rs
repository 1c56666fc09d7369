//! The lists of a document: their kinds, and an instance for each whose numbers start anew, or leave one out, as Word makes
//! one.

use super::ids::Ids;

/// How many levels Word has.
pub(super) const LEVELS: usize = 9;

/// The kinds of list: a definition each, with an instance of the same number from 1.
pub(super) const KINDS: [Kind; 4] = [
    Kind { style: Some("List Bullet"), numbers: false },
    Kind { style: Some("List Number"), numbers: true },
    Kind { style: None, numbers: false },
    Kind { style: None, numbers: true },
];

/// A kind of list.
pub(super) struct Kind {
    /// The style whose levels it is; none within quotations.
    pub(super) style: Option<&'static str>,
    /// Whether its items have numbers.
    pub(super) numbers: bool,
}

/// Instances of lists.
#[derive(Debug, Default)]
pub(super) struct Instances {
    /// Definition, level from 1, and first number of each instance after those that the styles have.
    pub(super) started: Vec<(usize, usize, u64)>,
    ids: Ids,
}

/// The instances that styles refer to.
pub(super) struct Instance;

impl Instance {
    pub(super) const BULLETS: usize = 1;
    pub(super) const NUMBERS: usize = 2;
    pub(super) const QUOTED_BULLETS: usize = 3;
    const QUOTED_NUMBERS: usize = 4;
}

impl Instances {
    /// Only those that the styles have.
    pub(super) fn new(ids: Ids) -> Self {
        Instances { started: Vec::new(), ids }
    }

    /// The instance of a list of numbers whose level, from 1, begins with that number.
    pub(super) fn start(&mut self, quoted: bool, level: usize, number: u64) -> usize {
        let definition = if quoted { Instance::QUOTED_NUMBERS } else { Instance::NUMBERS };
        self.started.push((definition, level, number));
        KINDS.len() + self.ids.lists + self.started.len()
    }

    /// The kind of list that an instance is: the number of its definition.
    pub(super) fn kind(&self, instance: usize) -> usize {
        match instance.checked_sub(KINDS.len() + self.ids.lists + 1) {
            Some(started) => self.started.get(started).map_or(0, |(definition, ..)| *definition),
            None => instance,
        }
    }
}
