//! Reads the bookmarks and pictures of a PDF that Typst wrote, with their pages.

use std::collections::BTreeMap;

use encoding_rs::UTF_16BE;
use hayro_syntax::Pdf;
use hayro_syntax::object::{
    Array, Dict, MaybeRef, ObjRef, Object, ObjectIdentifier, String as PdfString,
};

/// The pages, bookmarks and pictures of a PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The number of pages.
    pub pages: usize,
    /// The bookmarks in document order, parents before children, as titles and page numbers; these are the headings.
    pub bookmarks: Vec<(String, usize)>,
    /// The pictures with alternative texts, in document order, as texts and page numbers.
    pub pictures: Vec<(String, usize)>,
}

/// Reads the outline of a PDF; an unreadable file yields one with no pages.
pub(super) fn read(bytes: &[u8]) -> Outline {
    let Ok(pdf) = Pdf::new(bytes.to_vec()) else { return Outline::default() };
    let pages = pdf.pages();
    let ids = pages.iter().enumerate();
    let ids = ids.filter_map(|(index, page)| Some((page.raw().obj_id()?, index + 1)));
    let pages = Pages(ids.collect());
    let mut outline = Outline { pages: pdf.pages().len(), ..Outline::default() };
    let root: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    if let Some(tags) = root.as_ref().and_then(|root| root.get("StructTreeRoot")) {
        pages.pictures(&tags, &mut outline.pictures);
    }
    if let Some(outlines) = root.as_ref().and_then(|root| root.get("Outlines")) {
        pages.bookmarks(&outlines, &mut outline.bookmarks);
    }
    outline
}

/// The page number of each page object.
struct Pages(BTreeMap<ObjectIdentifier, usize>);

impl Pages {
    /// Reads the bookmarks below an entry.
    fn bookmarks(&self, parent: &Dict<'_>, found: &mut Vec<(String, usize)>) {
        let mut next: Option<Dict<'_>> = parent.get("First");
        while let Some(entry) = next {
            let page =
                entry.get::<Array<'_>>("Dest").and_then(|place| match place.raw_iter().next()? {
                    MaybeRef::Ref(page) => self.number(page),
                    MaybeRef::NotRef(_) => None,
                });
            found.extend(text(&entry, "Title").zip(page));
            self.bookmarks(&entry, found);
            next = entry.get("Next");
        }
    }

    /// Reads the pictures in a tree of tags. The page of one is its own, or that of its first child with a page.
    fn pictures(&self, tag: &Dict<'_>, found: &mut Vec<(String, usize)>) {
        let Some(text) = text(tag, "Alt") else {
            return kids(tag).iter().for_each(|kid| self.pictures(kid, found));
        };
        let page = tag.get_ref("Pg");
        let page = page.or_else(|| kids(tag).iter().find_map(|kid| kid.get_ref("Pg")));
        found.extend(page.and_then(|page| Some((text, self.number(page)?))));
    }

    fn number(&self, page: ObjRef) -> Option<usize> {
        self.0.get(&page.into()).copied()
    }
}

/// The child tags and content items of a tag, except items given only by number.
fn kids<'a>(tag: &Dict<'a>) -> Vec<Dict<'a>> {
    let kids = match tag.get::<Object<'_>>("K") {
        Some(Object::Array(kids)) => kids.iter::<Object<'_>>().collect(),
        kid => Vec::from_iter(kid),
    };
    kids.into_iter().filter_map(|kid| kid.into_dict()).collect()
}

/// A text string: UTF-16 after a byte order mark, otherwise ASCII.
fn text(dict: &Dict<'_>, key: &str) -> Option<String> {
    let text = dict.get::<PdfString<'_>>(key)?;
    Some(match text.as_bytes().strip_prefix(b"\xFE\xFF") {
        Some(utf_16) => UTF_16BE.decode_without_bom_handling(utf_16).0.into_owned(),
        None => String::from_utf8_lossy(text.as_bytes()).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Outline, read};

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

    #[test]
    fn bookmarks_come_in_the_order_of_the_document() {
        let file = pdf(&[
            "<</First 6 0 R/Last 8 0 R/Count 2>>",
            "<</Title(One)/Dest[3 0 R/XYZ 0 9 0]/First 7 0 R/Last 7 0 R/Next 8 0 R>>",
            "<</Title(Under one)/Dest 9 0 R>>",
            "<</Title<FEFF05D00041>/Dest[4 0 R/Fit]/Next 10 0 R>>",
            "[4 0 R/XYZ 0 5 0]",
            "<</Title(Nowhere)/Dest[99 0 R]>>",
        ]);
        let bookmarks = [("One", 1), ("Under one", 2), ("אA", 2)];
        let bookmarks = bookmarks.map(|(title, page)| (title.to_owned(), page)).to_vec();
        assert_eq!(read(&file), Outline { pages: 2, bookmarks, pictures: Vec::new() });
    }

    #[test]
    fn what_is_no_pdf_has_no_pages() {
        assert_eq!(read(b"no"), Outline::default());
    }
}
