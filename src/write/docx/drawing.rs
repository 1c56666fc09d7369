//! What finishing and redlines know of a picture of the body.

use crate::raster::Raster;

/// A graph, a picture or the logo in the body.
pub(super) struct Drawing<'a> {
    /// The key of its files.
    pub(super) key: &'a str,
    /// Its name, unique in the document.
    pub(super) name: String,
    /// Its alternative text.
    pub(super) alternative: String,
    /// Its files.
    pub(super) raster: &'a Raster,
}
