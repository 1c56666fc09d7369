//! The ZIP package of a document: which kind of file it is, and its parts, each up to a size limit.

use std::io::{Cursor, Read};

use encoding_rs::UTF_8;
use zip::ZipArchive;

use super::Reading;
use super::xml::{self, Node, attribute, elements};

/// The maximum size of a part, unpacked, in bytes: 1,000 pages have 30 million.
const LARGEST_PART: u64 = 64 << 20;

const AS_DOCX: &str = "open it in Word or LibreOffice and save it as a Word document (.docx)";
const AS_TEXT: &str =
    "ask for the Word document, or copy the text into a file KEY.txt and receive that";
const RIGHT_FILE: &str = "look whether it is the right file, or ask for it again";
const LOCKED: &str = "open it in Word, take the password or the label off, and save it again";

/// First bytes of files that are no package, with what they are and what to do.
const OTHER_FILES: [(&[u8], &str, &str); 9] = [
    (b"{\\rtf", "it is in rich text format (.rtf)", AS_DOCX),
    (b"%PDF", "it is a PDF", AS_TEXT),
    (b"<!DOCTYPE html", "it is a web page", AS_DOCX),
    (b"<html", "it is a web page", AS_DOCX),
    (b"<?xml", "it is XML outside a package", AS_DOCX),
    (b"[InternetShortcut]", "it is a link to a file", "open the link and download the file"),
    (b"{\"url\"", "it is a link to a file", "open the link and download the file"),
    (b"\x89PNG", "it is a picture", AS_TEXT),
    (b"\xFF\xD8\xFF", "it is a picture", AS_TEXT),
];

/// What old Word documents and encrypted ones begin with.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Whether a file of Office is locked by a password or a label.
pub fn is_locked(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND) && has_entry(bytes, "EncryptedPackage")
}

/// Whether an old Office file, or an encrypted one, has an entry of this name.
fn has_entry(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// An open package.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Package<'b> {
    /// Opens a package, or says what else the file is.
    pub(super) fn open(name: &str, bytes: &'b [u8]) -> Reading<Self> {
        let begins = |start: &[u8]| {
            bytes.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
        };
        let other = OTHER_FILES.iter().find(|(start, ..)| begins(start));
        let (why, help) = if bytes.is_empty() {
            ("it is empty", RIGHT_FILE)
        } else if name.starts_with("~$") {
            ("Word keeps it while a document is open", "receive the document itself")
        } else if let Some((_, why, help)) = other {
            (*why, *help)
        } else if !begins(COMPOUND) {
            match ZipArchive::new(Cursor::new(bytes)) {
                Ok(archive) => return Ok(Package { archive }),
                Err(_) => ("it is no Word document, or it is not complete", RIGHT_FILE),
            }
        } else if is_locked(bytes) {
            ("it is locked by a password or a label", LOCKED)
        } else if has_entry(bytes, "WordDocument") {
            ("it is in the old format of Word (.doc)", AS_DOCX)
        } else {
            ("it is no Word document", AS_DOCX)
        };
        Err((why.to_owned(), help))
    }

    /// The path and the text of the main part of a Word document; `None` for an OpenDocument text.
    pub(super) fn main(&mut self) -> Reading<Option<(String, String)>> {
        let (why, help) = if let Some(kind) = self.text("mimetype")? {
            let manifest = self.text("META-INF/manifest.xml")?.unwrap_or_default();
            if !kind.starts_with("application/vnd.oasis.opendocument.text") {
                ("it is no text document", AS_DOCX)
            } else if manifest.contains("encryption-data") {
                ("it is locked by a password", LOCKED)
            } else {
                return Ok(None);
            }
        } else if let Some(main) = self.related("", "officeDocument")?.pop() {
            return Ok(Some(main));
        } else if self.archive.index_for_name("Index/Document.iwa").is_some() {
            ("it is a document of Apple Pages", AS_DOCX)
        } else {
            ("it is no Word document", RIGHT_FILE)
        };
        Err((why.to_owned(), help))
    }

    /// The paths and texts of the parts with this kind of relationship to `part`, or to the package for an empty path. Targets
    /// outside the package are left out.
    pub(super) fn related(&mut self, part: &str, kind: &str) -> Reading<Vec<(String, String)>> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let path = format!("{folder}/_rels/{file}.rels");
        let text = self.text(path.trim_start_matches('/'))?.unwrap_or_default();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let relations = xml::parse(&path, &text)?;
        let is_wanted = |relation: &Node<'_, '_>| {
            let ending = attribute(*relation, "Type").and_then(|own| own.rsplit('/').next());
            ending == Some(kind) && attribute(*relation, "TargetMode") != Some("External")
        };
        let mut parts = Vec::new();
        for relation in elements(relations.root_element()).filter(is_wanted) {
            let target = attribute(relation, "Target").unwrap_or_default();
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("{folder}/{target}").trim_start_matches('/').to_owned(),
            };
            parts.extend(self.text(&path)?.map(|text| (path, text)));
        }
        Ok(parts)
    }

    /// The text of a part; `None` if there is none.
    pub(super) fn text(&mut self, path: &str) -> Reading<Option<String>> {
        let broken = |why: String| (format!("its part {path} {why}"), RIGHT_FILE);
        let Some(index) = self.archive.index_for_name(path) else { return Ok(None) };
        let file =
            self.archive.by_index(index).map_err(|error| broken(format!("is broken: {error}")))?;
        let mut bytes = Vec::new();
        let read = file.take(LARGEST_PART + 1).read_to_end(&mut bytes);
        read.map_err(|error| broken(format!("is broken: {error}")))?;
        match bytes.len() as u64 > LARGEST_PART {
            true => Err(broken(format!("unpacks to more than {} MiB", LARGEST_PART >> 20))),
            false => Ok(Some(UTF_8.decode(&bytes).0.into_owned())),
        }
    }
}
