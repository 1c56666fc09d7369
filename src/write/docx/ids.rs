//! The ids of what a text refers to. In a document with tracked changes, those of the older text differ from those of the
//! newer one.

/// The ids of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ids {
    /// What the ids of links and pictures begin with.
    pub(super) prefix: &'static str,
    /// The folder of its pictures within the folder for media.
    pub(super) folder: &'static str,
    /// How many lists that start anew, footnotes and pictures come before its own.
    pub(super) lists: usize,
    pub(super) footnotes: usize,
    pub(super) pictures: usize,
}

impl Ids {
    /// The id by which a link with that number, from 1, refers to its address.
    pub(super) fn link(self, number: usize) -> String {
        format!("{}rIdLink{number}", self.prefix)
    }

    /// The id by which a graph refers to its picture.
    pub(super) fn picture(self, graph: &str) -> String {
        format!("{}picture-{graph}", self.prefix)
    }

    /// The id by which a graph refers to its drawing.
    pub(super) fn drawing(self, graph: &str) -> String {
        format!("{}drawing-{graph}", self.prefix)
    }

    /// The path of a graph's picture from the folder of the document.
    pub(super) fn path(self, graph: &str, extension: &str) -> String {
        format!("media/{}{graph}.{extension}", self.folder)
    }
}
