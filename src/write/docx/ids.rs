//! The ids that a text uses for its references. In a document with tracked changes, the older text
//! uses other ids than the newer one.

/// The ids of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ids {
    /// The prefix of the ids of links and pictures.
    pub(super) prefix: &'static str,
    /// The folder of its pictures within the media folder.
    pub(super) folder: &'static str,
    /// The number of lists with restarted numbering that precede its own.
    pub(super) lists: usize,
    pub(super) footnotes: usize,
    pub(super) pictures: usize,
}

impl Ids {
    /// The relationship id of a link, by its number from 1.
    pub(super) fn link(self, number: usize) -> String {
        format!("{}rIdLink{number}", self.prefix)
    }

    /// The relationship id of a graph's PNG picture.
    pub(super) fn picture(self, graph: &str) -> String {
        format!("{}picture-{graph}", self.prefix)
    }

    /// The relationship id of a graph's SVG drawing.
    pub(super) fn drawing(self, graph: &str) -> String {
        format!("{}drawing-{graph}", self.prefix)
    }

    /// The path of a graph's picture relative to the folder of the document.
    pub(super) fn path(self, graph: &str, extension: &str) -> String {
        format!("media/{}{graph}.{extension}", self.folder)
    }
}
