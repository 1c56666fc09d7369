//! The ZIP package of a document: which kind of file it is, and its parts, each up to a size limit.

use std::io::{Cursor, Read};

use encoding_rs::UTF_8;
use zip::ZipArchive;

use super::Refusal;
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

/// An open package.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

/// The kind of a document.
pub(super) enum Kind {
    /// A Word document, with the path and the text of its main part.
    Word(String, String),
    /// An OpenDocument text.
    OpenDocument,
}

impl<'b> Package<'b> {
    /// Opens a package, or says what else the file is.
    pub(super) fn open(name: &str, bytes: &'b [u8]) -> Result<Self, Refusal> {
        let refused = |why: &str, help| Err((why.to_owned(), help));
        let begins = |start: &[u8]| {
            bytes.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
        };
        let has_name = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.windows(name.len()).any(|window| window == name)
        };
        if bytes.is_empty() {
            return refused("it is empty", RIGHT_FILE);
        }
        if name.starts_with("~$") {
            return refused(
                "Word keeps it while a document is open",
                "receive the document itself",
            );
        }
        if let Some((_, why, help)) = OTHER_FILES.iter().find(|(start, ..)| begins(start)) {
            return refused(why, help);
        }
        if begins(COMPOUND) {
            return match has_name("EncryptedPackage") {
                true => refused("it is locked by a password or a label", LOCKED),
                false if has_name("WordDocument") => {
                    refused("it is in the old format of Word (.doc)", AS_DOCX)
                }
                false => refused("it is no Word document", AS_DOCX),
            };
        }
        let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
            return refused("it is no Word document, or it is not complete", RIGHT_FILE);
        };
        Ok(Package { archive })
    }

    /// Which kind of document it is.
    pub(super) fn kind(&mut self) -> Result<Kind, Refusal> {
        let refused = |why: &str, help| Err((why.to_owned(), help));
        if let Some(kind) = self.bytes("mimetype")? {
            let is_text = kind.starts_with(b"application/vnd.oasis.opendocument.text");
            let is_locked = match self.bytes("META-INF/manifest.xml")? {
                Some(manifest) => String::from_utf8_lossy(&manifest).contains("encryption-data"),
                None => false,
            };
            return match (is_text, is_locked) {
                (true, false) => Ok(Kind::OpenDocument),
                (true, true) => refused("it is locked by a password", LOCKED),
                (false, _) => refused("it is no text document", AS_DOCX),
            };
        }
        match self.related("", "officeDocument")?.into_iter().next() {
            Some((main, text)) => Ok(Kind::Word(main, text)),
            None if self.archive.index_for_name("Index/Document.iwa").is_some() => {
                refused("it is a document of Apple Pages", AS_DOCX)
            }
            None => refused("it is no Word document", RIGHT_FILE),
        }
    }

    /// The paths and texts of the parts with this kind of relationship to `part`, or to the package for an empty path. Targets
    /// outside the package are left out.
    pub(super) fn related(
        &mut self,
        part: &str,
        kind: &str,
    ) -> Result<Vec<(String, String)>, Refusal> {
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
    pub(super) fn text(&mut self, path: &str) -> Result<Option<String>, Refusal> {
        Ok(self.bytes(path)?.map(|bytes| UTF_8.decode(&bytes).0.into_owned()))
    }

    fn bytes(&mut self, path: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let broken = |why: String| (format!("its part {path} {why}"), RIGHT_FILE);
        let Some(index) = self.archive.index_for_name(path) else { return Ok(None) };
        let file =
            self.archive.by_index(index).map_err(|error| broken(format!("is broken: {error}")))?;
        let mut bytes = Vec::new();
        let read = file.take(LARGEST_PART + 1).read_to_end(&mut bytes);
        read.map_err(|error| broken(format!("is broken: {error}")))?;
        match bytes.len() as u64 > LARGEST_PART {
            true => Err(broken(format!("unpacks to more than {} MiB", LARGEST_PART >> 20))),
            false => Ok(Some(bytes)),
        }
    }
}
