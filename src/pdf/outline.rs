//! Reads the bookmarks and pictures of a PDF with their pages.

use std::collections::BTreeMap;

use hayro_syntax::object::{
    Array, Dict, MaybeRef, ObjRef, Object, ObjectIdentifier, String as PdfString,
};

/// A bookmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The title.
    pub title: String,
    /// The one-based number of its target page.
    pub page: usize,
}

/// The pages, bookmarks and pictures of a PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The number of pages.
    pub pages: usize,
    /// The bookmarks in document order, parents before children; these are the headings. Bookmarks
    /// without a target page are omitted.
    pub bookmarks: Vec<Bookmark>,
    /// The pictures with alternative texts, in document order, as text and page number.
    pub pictures: Vec<(String, usize)>,
}

/// Reads the outline of a PDF; an unreadable file yields one with no pages.
pub(super) fn read(bytes: &[u8]) -> Outline {
    let Ok(pdf) = hayro_syntax::Pdf::new(bytes.to_vec()) else { return Outline::default() };
    let pages = pdf.pages();
    let ids = pages.iter().enumerate();
    let numbers = ids.filter_map(|(index, page)| Some((page.raw().obj_id()?, index + 1))).collect();
    let outline = Outline { pages: pages.len(), ..Outline::default() };
    // Guards against cycles: a valid tree has no more entries than the file has objects.
    let mut reader = Reader { numbers, tags: pdf.len(), entries: pdf.len(), outline };
    let root: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    let part = |name: &str| root.as_ref().and_then(|root| root.get::<Dict<'_>>(name));
    if let Some(tree) = part("StructTreeRoot") {
        reader.pictures(&tree);
    }
    if let Some(outlines) = part("Outlines") {
        reader.bookmarks(&outlines);
    }
    reader.outline
}

/// The state of reading an outline.
struct Reader {
    /// The page number of each page object.
    numbers: BTreeMap<ObjectIdentifier, usize>,
    /// The maximum number of tags and entries still to be read.
    tags: usize,
    entries: usize,
    outline: Outline,
}

impl Reader {
    /// Reads the bookmarks below an entry.
    fn bookmarks(&mut self, parent: &Dict<'_>) {
        let mut next: Option<Dict<'_>> = parent.get("First");
        while let Some(entry) = next {
            let Some(fewer) = self.entries.checked_sub(1) else { return };
            self.entries = fewer;
            let title = entry.get::<PdfString<'_>>("Title");
            if let (Some(title), Some(page)) = (title, self.number(target(&entry))) {
                self.outline.bookmarks.push(Bookmark { title: decode(title.as_bytes()), page });
            }
            self.bookmarks(&entry);
            next = entry.get("Next");
        }
    }

    /// Reads the pictures in a tree of tags, with their pages.
    fn pictures(&mut self, tag: &Dict<'_>) {
        let Some(fewer) = self.tags.checked_sub(1) else { return };
        self.tags = fewer;
        if let Some(text) = tag.get::<PdfString<'_>>("Alt") {
            let page = self.number(page_of_tag(tag));
            self.outline.pictures.extend(page.map(|page| (decode(text.as_bytes()), page)));
            return;
        }
        kids(tag).iter().for_each(|kid| self.pictures(kid));
    }

    fn number(&self, page: Option<ObjRef>) -> Option<usize> {
        self.numbers.get(&page?.into()).copied()
    }
}

/// The child tags and content items of a tag, except items given only by number.
fn kids<'a>(tag: &Dict<'a>) -> Vec<Dict<'a>> {
    match tag.get::<Object<'_>>("K") {
        Some(Object::Array(kids)) => {
            let kids = kids.iter::<Object<'_>>();
            kids.filter_map(|kid| if let Object::Dict(kid) = kid { Some(kid) } else { None })
                .collect()
        }
        Some(Object::Dict(kid)) => vec![kid],
        _ => Vec::new(),
    }
}

/// The page of a tag: its own, or that of its first child with a page.
fn page_of_tag(tag: &Dict<'_>) -> Option<ObjRef> {
    tag.get_ref("Pg").or_else(|| kids(tag).iter().find_map(|kid| kid.get_ref("Pg")))
}

/// The target page of a bookmark. Its destination is an array, directly or within a dictionary or
/// an action.
fn target(entry: &Dict<'_>) -> Option<ObjRef> {
    let action = || entry.get::<Dict<'_>>("A")?.get("D");
    let list: Array<'_> = match entry.get::<Object<'_>>("Dest").or_else(action)? {
        Object::Array(list) => list,
        Object::Dict(destination) => destination.get("D")?,
        _ => return None,
    };
    match list.raw_iter().next()? {
        MaybeRef::Ref(page) => Some(page),
        MaybeRef::NotRef(_) => None,
    }
}

/// The characters for the bytes from 0x80 in PDFDocEncoding (ISO 32000-1, annex D.2); the bytes
/// after these are Latin-1.
const OWN: [char; 31] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™',
    'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
];

/// Decodes a PDF text string: UTF-16 after a byte order mark, otherwise PDFDocEncoding, whose first
/// half is ASCII.
fn decode(bytes: &[u8]) -> String {
    match bytes.strip_prefix(b"\xFE\xFF") {
        Some(rest) => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        None => {
            let own = |byte: u8| OWN.get(usize::from(byte).wrapping_sub(0x80)).copied();
            bytes.iter().map(|byte| own(*byte).unwrap_or(char::from(*byte))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bookmark, Outline, decode, read};

    /// A PDF with two pages. `outline` contains its objects from number 5; the first one is the
    /// outline root.
    fn pdf(outline: &[&str]) -> Vec<u8> {
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>",
            "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
        ];
        objects.extend(outline);
        let (mut file, mut places) = (String::from("%PDF-1.7\n"), String::new());
        for (index, object) in objects.iter().enumerate() {
            places.push_str(&format!("{:010} 00000 n \n", file.len()));
            file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
        }
        let (start, size) = (file.len(), objects.len() + 1);
        file.push_str(&format!("xref\n0 {size}\n0000000000 65535 f \n{places}"));
        file.push_str(&format!(
            "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        ));
        file.into_bytes()
    }

    fn bookmark(title: &str, page: usize) -> Bookmark {
        Bookmark { title: title.to_owned(), page }
    }

    #[test]
    fn bookmarks_come_in_the_order_of_the_document() {
        let file = pdf(&[
            "<</First 6 0 R/Last 8 0 R/Count 2>>",
            "<</Title(One)/Dest[3 0 R/XYZ 0 9 0]/First 7 0 R/Last 7 0 R/Next 8 0 R>>",
            "<</Title(Under one)/Dest 9 0 R>>",
            "<</Title(Two)/A<</S/GoTo/D[4 0 R/Fit]>>>>",
            "[4 0 R/XYZ 0 5 0]",
        ]);
        let bookmarks = vec![bookmark("One", 1), bookmark("Under one", 2), bookmark("Two", 2)];
        assert_eq!(read(&file), Outline { pages: 2, bookmarks, pictures: Vec::new() });
    }

    #[test]
    fn an_entry_that_leads_nowhere_is_left_out_and_one_that_leads_back_ends() {
        let file = pdf(&[
            "<</First 6 0 R>>",
            "<</Title(A)/Dest[99 0 R]/Next 7 0 R>>",
            "<</Title(B)/Dest[4 0 R]/Next 6 0 R>>",
        ]);
        let found = read(&file).bookmarks;
        assert!(
            found.len() < 9 && found.iter().all(|found| *found == bookmark("B", 2)),
            "{found:?}"
        );
    }

    #[test]
    fn what_is_no_pdf_has_no_pages() {
        assert_eq!(read(b"no"), Outline::default());
    }

    #[test]
    fn titles_may_be_utf_16() {
        assert_eq!(decode(b"\xFE\xFF\x05\xD0\x00A"), "אA");
        assert_eq!(decode(b"Part 1 \x85 a"), "Part 1 – a");
    }
}
