//! Detects font files that can't be used at all.

use crate::diagnostic::{Code, Diagnostic};

/// The maximum number of fonts in a collection; the largest ones sold have 40.
const MOST_FONTS: u32 = 256;

/// Reports a font collection whose header gives an impossible number of fonts. The header has that
/// number and four bytes for the offset of each font; font readers trust the number.
pub(super) fn fault(name: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let number = bytes.strip_prefix(b"ttcf")?.get(4..8)?;
    let number = u32::from_be_bytes(number.try_into().ok()?);
    let is_possible = number <= MOST_FONTS && bytes.len() >= 12 + 4 * number as usize;
    let message =
        format!("`fonts/{name}` can't be read: it says that it is a collection of {number} fonts");
    (!is_possible).then(|| {
        Diagnostic::error(Code::UnusableFont, message)
            .help("remove it, or get it again from where it came from")
    })
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn a_collection_has_as_many_fonts_as_it_has_places_for() {
        let collection =
            |number: u32| [b"ttcf\0\x01\0\0", number.to_be_bytes().as_slice(), &[0; 40]].concat();
        assert!(fault("a.ttf", &collection(u32::MAX)).is_some());
        assert!(fault("a.ttf", &collection(11)).is_some());
        assert!(fault("a.ttf", &collection(10)).is_none());
        assert!(fault("a.ttf", b"\0\x01\0\0").is_none());
    }
}
