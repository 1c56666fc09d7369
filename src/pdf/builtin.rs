//! The built-in engine: Typst as a library, with in-memory access to the job's files only.

use std::collections::BTreeMap;
use std::sync::Arc;

use typst::diag::{FileError, FileResult, PackageError, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{Compiled, Job, Message, Pdf, Place};
use crate::diagnostic::{MachineError, Severity};

/// The number of compilations after which unused cached results are dropped.
const KEPT_FOR: usize = 10;

/// Compiles `job`. Fails only if the job itself is invalid.
pub(super) fn compile(job: &Job<'_>) -> Result<Compiled, MachineError> {
    comemo::evict(KEPT_FOR);
    let world = JobWorld::new(job)?;
    let options = pdf_options(job.timestamp)?;
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
    let (pdf, errors) = match output.and_then(|document| typst_pdf::pdf(&document, &options)) {
        Ok(bytes) => (Some(Pdf::new(bytes)), Vec::new()),
        Err(errors) => (None, errors.to_vec()),
    };
    let messages = errors.iter().chain(&warnings).map(|found| message(&world, found)).collect();
    Ok(Compiled { pdf, messages })
}

/// The Typst world: the files, the fonts and the date of a job.
struct JobWorld<'a> {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: BTreeMap<&'a str, Bytes>,
    timestamp: i64,
}

impl<'a> JobWorld<'a> {
    fn new(job: &Job<'a>) -> Result<Self, MachineError> {
        let path = VirtualPath::new(job.name)
            .map_err(|_| MachineError::new(format!("`{}` is not a file name", job.name)))?;
        let main = RootedPath::new(VirtualRoot::Project, path).intern();
        let fonts = job.fonts.iter();
        let fonts: Vec<Font> = fonts
            .flat_map(|(_, bytes)| Font::iter(Bytes::new(FontFile(Arc::clone(bytes)))))
            .collect();
        let files = job.files.iter().map(|(path, data)| (path.as_str(), Bytes::new(data.clone())));
        Ok(JobWorld {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(main, job.source.to_owned()),
            files: files.collect(),
            timestamp: job.timestamp,
        })
    }
}

/// A font that Typst shares with the job.
struct FontFile(Arc<Vec<u8>>);

impl AsRef<[u8]> for FontFile {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl World for JobWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        let bytes = self.file(id)?;
        Ok(Source::new(id, bytes.as_str()?.to_owned()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.main.id() {
            return Ok(Bytes::from_string(self.main.clone()));
        }
        if let VirtualRoot::Package(_) = id.root() {
            let why = "a report is compiled without packages";
            return Err(FileError::Package(PackageError::Other(Some(why.into()))));
        }
        let path = id.vpath().get_without_slash();
        self.files.get(path).cloned().ok_or_else(|| FileError::NotFound(path.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, offset: Option<Duration>) -> Option<Datetime> {
        let seconds = offset.map_or(0, |offset| offset.seconds() as i64);
        let local = utc(self.timestamp.checked_add(seconds)?)?;
        Datetime::from_ymd(local.year()?, local.month()?, local.day()?)
    }
}

/// PDF options equivalent to those in [`command`](super::command).
fn pdf_options(timestamp: i64) -> Result<PdfOptions, MachineError> {
    let date = utc(timestamp)
        .ok_or_else(|| MachineError::new(format!("no date is {timestamp} seconds from 1970")))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .expect("PDF/UA-1 and PDF/A-2a go together");
    Ok(PdfOptions { timestamp: Some(Timestamp::new_utc(date)), standards, ..PdfOptions::default() })
}

/// Converts a Unix timestamp to a date and time in UTC.
fn utc(timestamp: i64) -> Option<Datetime> {
    let time = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_second(timestamp).ok()?);
    let part = |number: i8| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        time.year().into(),
        part(time.month())?,
        part(time.day())?,
        part(time.hour())?,
        part(time.minute())?,
        part(time.second())?,
    )
}

fn message(world: &JobWorld<'_>, found: &SourceDiagnostic) -> Message {
    let place = found.span.id().and_then(|file| {
        if file == world.main() {
            world.range(found.span).map(Place::Source)
        } else {
            Some(Place::File(file.vpath().get_without_slash().to_owned()))
        }
    });
    Message {
        severity: match found.severity {
            typst::diag::Severity::Error => Severity::Error,
            typst::diag::Severity::Warning => Severity::Warning,
        },
        text: found.message.to_string(),
        place,
        hints: found.hints.iter().map(|hint| hint.v.to_string()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::{compile, utc};
    use crate::diagnostic::Severity;
    use crate::pdf::{Compiled, Job, Message, Pdf, Place};

    const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
        <rect width='5' height='5'/></svg>";

    fn compile_source(source: &str) -> Compiled {
        let files = BTreeMap::from([
            ("charts/good.svg".to_owned(), SVG.into()),
            ("charts/bad.svg".to_owned(), b"bad".to_vec()),
        ]);
        let job = Job {
            name: "x.typ",
            source,
            files: &files,
            fonts: &[],
            timestamp: 951_782_400,
            time_limit: Duration::ZERO,
        };
        compile(&job).unwrap()
    }

    fn error(source: &str) -> Message {
        let outcome = compile_source(source);
        assert!(outcome.pdf.is_none());
        outcome.messages.into_iter().next().unwrap()
    }

    #[test]
    fn a_pdf_is_the_same_each_time_and_bears_its_date() {
        let source = "#set document(title: \"x\")\n#image(\"charts/good.svg\", alt: \"a\")\n\
            #assert.eq(datetime.today(), datetime(year: 2000, month: 2, day: 29))\n\
            #assert.eq(datetime.today(offset: -1).day(), 28)";
        let outcome = compile_source(source);
        assert_eq!(outcome.messages, []);
        let Pdf { bytes, .. } = outcome.pdf.unwrap();
        let date = b"D:20000229000000Z";
        assert!(bytes.windows(date.len()).any(|piece| piece == date));
        assert_eq!(bytes, compile_source(source).pdf.unwrap().bytes);
    }

    #[test]
    fn an_error_has_its_place_in_the_source() {
        let message = error("\u{fc} #two");
        assert_eq!(message.text, "unknown variable: two");
        assert_eq!(message.severity, Severity::Error);
        assert_eq!(message.place, Some(Place::Source(4..7)));
    }

    #[test]
    fn an_error_in_another_file_names_it() {
        let message = error("#image(\"charts/bad.svg\", alt: \"a\")");
        assert_eq!(message.place, Some(Place::File("charts/bad.svg".into())));
    }

    #[test]
    fn a_file_outside_the_job_is_not_found() {
        assert_eq!(error("#read(\"y.txt\")").text, "file not found (searched at y.txt)");
    }

    #[test]
    fn a_package_is_not_loaded() {
        let message = error("#import \"@preview/a:1.0.0\": b");
        let expected = "failed to load package (a report is compiled without packages)";
        assert_eq!(message.text, expected);
    }

    #[test]
    fn a_warning_comes_with_the_pdf() {
        let outcome = compile_source("#set document(title: \"x\")\n#set text(font: \"Nope\")");
        assert!(outcome.pdf.is_some());
        assert_eq!(outcome.messages[0].severity, Severity::Warning);
        assert_eq!(outcome.messages[0].text, "unknown font family: nope");
    }

    #[test]
    fn no_date_is_out_of_the_calendar() {
        assert!(utc(i64::MAX).is_none());
        assert!(utc(0).is_some());
    }
}
