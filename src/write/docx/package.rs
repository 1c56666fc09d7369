//! The ZIP package: parts with their content types and relationships, in a fixed order and with a
//! fixed date.

use std::io::{Cursor, Write};
use std::mem;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Pages;
use super::xml::{Element, SLOT, element, template};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument";

/// The compression level of parts; it takes a sixth of the time of the default level 6.
const LEVEL: i64 = 1;

/// A Word document that lacks the page numbers only.
#[derive(Debug)]
pub struct Unpaged {
    /// The package with all files but these.
    zip: ZipWriter<Cursor<Vec<u8>>>,
    /// The names of the files with page numbers, and their XML with slots.
    paged: Vec<(String, String)>,
}

/// A package under construction.
pub(super) struct Package {
    /// Names and roots of the files, in order.
    files: Vec<(String, Element)>,
    /// The content types of the files.
    types: Element,
    /// The paths of pictures with their contents; their content types follow from their extensions.
    pub(super) media: Vec<(String, Vec<u8>)>,
}

/// A part of the document, with its relationships.
pub(super) struct Part {
    /// Its path in the folder `word`, without its extension; the last component is its relationship
    /// id, and without its number the kind of the part.
    pub(super) name: &'static str,
    /// Its content.
    pub(super) root: Element,
    /// Its relationships to targets that are not parts.
    pub(super) relations: Vec<Element>,
}

impl Part {
    /// Its relationship id.
    fn id(&self) -> &'static str {
        self.name.rsplit('/').next().unwrap_or(self.name)
    }

    /// Its kind, such as `styles`.
    fn kind(&self) -> &'static str {
        self.id().trim_end_matches(|c: char| c.is_ascii_digit())
    }
}

impl Package {
    /// A package with the document properties.
    pub(super) fn new(core: Element, app: Element) -> Self {
        let relations = template(include_str!("parts/rels.xml"), &[]);
        let files =
            [("_rels/.rels", relations), ("docProps/core.xml", core), ("docProps/app.xml", app)];
        let files = files.map(|(name, root)| (name.to_owned(), root)).to_vec();
        let types = template(include_str!("parts/types.xml"), &[]);
        Package { files, types, media: Vec::new() }
    }

    /// Adds a custom document property.
    pub(super) fn add_property(&mut self, name: &str, value: &str) {
        let part = template(include_str!("parts/custom.xml"), &[("name", name), ("value", value)]);
        let custom = "docProps/custom.xml";
        self.files[0].1.children.push(relation("rId4", "custom-properties", custom));
        self.files.push((custom.to_owned(), part));
        let kind = format!("{TYPES}.custom-properties+xml");
        let part = element("Override").with("PartName", format!("/{custom}"));
        self.types.children.push(part.with("ContentType", kind));
    }

    /// Adds the document and the parts that it refers to by name.
    pub(super) fn add_document(&mut self, mut document: Part, parts: Vec<Part>) {
        let to_part = |part: &Part| relation(part.id(), part.kind(), &format!("{}.xml", part.name));
        document.relations.splice(0..0, parts.iter().map(to_part));
        self.add_part(document);
        parts.into_iter().for_each(|part| self.add_part(part));
    }

    fn add_part(&mut self, part: Part) {
        let kind = match part.kind() {
            "theme" => "theme".to_owned(),
            "document" => "wordprocessingml.document.main".to_owned(),
            kind => format!("wordprocessingml.{kind}"),
        };
        let Part { name, root, relations } = part;
        let part = element("Override").with("PartName", format!("/word/{name}.xml"));
        self.types.children.push(part.with("ContentType", format!("{TYPES}.{kind}+xml")));
        self.files.push((format!("word/{name}.xml"), root));
        if !relations.is_empty() {
            let root = element("Relationships").with("xmlns", RELATIONSHIPS).children(relations);
            self.files.push((format!("word/_rels/{name}.xml.rels"), root));
        }
    }

    /// Packs all files that have no page numbers into a ZIP file.
    pub(super) fn packed(self) -> Unpaged {
        let mut types = self.types;
        if self.media.iter().any(|(name, _)| name.ends_with(".jpg")) {
            let jpeg = element("Default").with("Extension", "jpg");
            types.children.insert(0, jpeg.with("ContentType", "image/jpeg"));
        }
        let types = ("[Content_Types].xml".to_owned(), types);
        let parts = [types].into_iter().chain(self.files).map(|(name, root)| (name, root.part()));
        let (paged, ready): (Vec<_>, Vec<_>) = parts.partition(|(_, xml)| xml.contains(SLOT));
        let mut unpaged = Unpaged { zip: ZipWriter::new(Cursor::new(Vec::new())), paged };
        ready.iter().for_each(|(name, xml)| unpaged.pack(name, xml.as_bytes()));
        self.media.iter().for_each(|(name, bytes)| unpaged.pack(name, bytes));
        unpaged
    }
}

impl Unpaged {
    /// Packs the other files with their page numbers, and ends the ZIP file.
    pub fn finish(mut self, pages: &Pages) -> Vec<u8> {
        for (name, xml) in mem::take(&mut self.paged) {
            self.pack(&name, pages.fill(&xml).as_bytes());
        }
        self.zip.finish().expect("writing into memory can't fail").into_inner()
    }

    fn pack(&mut self, name: &str, bytes: &[u8]) {
        // PNG and JPEG data is already compressed.
        let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
        let options = match name.ends_with(".png") || name.ends_with(".jpg") {
            true => options.compression_method(CompressionMethod::Stored),
            false => options.compression_level(Some(LEVEL)),
        };
        self.zip.start_file(name, options).expect("writing into memory can't fail");
        self.zip.write_all(bytes).expect("writing into memory can't fail");
    }
}

/// Sorts the children of an element in the order that the WordprocessingML schema (ECMA-376, part 1,
/// annex A) requires; unknown ones come last. docx-rs uses its own order, and Word may report a
/// document in the wrong order as unreadable.
pub(super) fn sort(element: &mut Element) {
    let order = |known: &&'static str| known.strip_prefix(&element.name)?.strip_prefix(' ');
    let Some(order) = ORDERS.iter().find_map(order) else { return };
    let place = |child: &Element| {
        let name = child.name.strip_prefix("w:").unwrap_or(&child.name);
        order.split(' ').position(|known| known == name).unwrap_or(usize::MAX)
    };
    element.children.sort_by_key(place);
}

/// Elements whose children are not written in schema order, each followed by the names of its children
/// in this order.
const ORDERS: [&str; 4] = [
    "w:pPr pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers \
     pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE \
     autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents \
     suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr \
     sectPr pPrChange",
    "w:rPr ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline \
     shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs \
     highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "w:style name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed \
     qFormat locked pPr rPr tblPr trPr tcPr tblStylePr",
    "w:tblPr tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc \
     tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
];

/// A relationship of a part to a file, by its path relative to the folder of the part, or to a URL.
pub(super) fn relation(id: &str, kind: &str, target: &str) -> Element {
    element("Relationship")
        .with("Id", id)
        .with("Type", format!("{OFFICE}/relationships/{kind}"))
        .with("Target", target)
}
