//! Pictures of templates/images/: those that templates print, and the logo.

use sha2::{Digest, Sha256};

use super::ComposeInput;
use super::markdown::Events;
use super::resolve::{Resolver, plain};
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::document::{Block, Inline, Origin, Picture, Text, plain_text};
use crate::model::markdown::{Event, LinkType, Tag};
use crate::raster::picture::{self, EXTENSIONS, FOLDER};
use crate::text::hyphenated;

/// The maximum width and height of a picture, in points: those of a graph.
const LARGEST: (f64, f64) = (453.5, 600.0);
/// The maximum width and height of the logo, in points.
const LARGEST_LOGO: (f64, f64) = (220.0, 42.0);
/// The maximum length of the words in a name of an output, and of what a message shows of an address, in characters.
const LONGEST: usize = 40;

const HOW: &str = "put the file into templates/images/; a template prints it with `![what it shows](images/NAME.png)`";

impl Resolver<'_> {
    /// Whether the paragraph that starts here has a picture and nothing else.
    pub(super) fn is_picture(&self, events: &Events<'_>) -> bool {
        let (mut ahead, mut pictures) = (events.clone(), 0);
        ahead.step();
        loop {
            match ahead.peek() {
                Some((Event::Start(Tag::Image { .. }), _)) => {
                    pictures += 1;
                    ahead.skip();
                }
                Some((Event::Text(text), _)) if self.printed(text).is_empty() => ahead.step(),
                Some((Event::SoftBreak, _)) => ahead.step(),
                event => return pictures == 1 && matches!(event, Some((Event::End(_), _))),
            }
        }
    }

    /// The picture of a paragraph, with its title as the caption.
    pub(super) fn picture(&mut self, events: &mut Events<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, at)) = events.peek() {
            match event {
                Event::End(_) => break,
                Event::Start(Tag::Image {
                    link_type: LinkType::Inline, dest_url, title, ..
                }) => {
                    let alt = self.within(events, Self::inlines);
                    let caption = (!title.is_empty()).then(|| {
                        // A title with escapes has the place of the whole picture.
                        let start = events.parsed.text[at.clone()].rfind(&**title);
                        let range =
                            start.map(|start| at.start + start..at.start + start + title.len());
                        self.text(&title.replace('\n', " "), range.unwrap_or(at.clone()))
                    });
                    let picture = Printed { alt, caption, place: self.place(at), most: LARGEST };
                    match printed(self.input, &self.address(dest_url), picture) {
                        Ok(picture) => blocks.push(Block::Picture(picture)),
                        Err(fault) => self.diagnostics.push(fault),
                    }
                }
                Event::Start(_) => self.skip("a picture whose address is elsewhere", events),
                _ => events.step(),
            }
        }
        blocks
    }
}

/// The logo for the title block, if the project has one.
pub(super) fn logo(input: &ComposeInput<'_>) -> Result<Option<Picture>, Diagnostic> {
    let report = &input.survey.report;
    let Some(file) = report.logo.as_ref().filter(|_| !input.as_issued) else { return Ok(None) };
    let alt = report.logo_alt.as_ref().unwrap_or(&report.organization);
    let alt = vec![Inline::Text(plain(alt.clone()))];
    let logo = Printed { alt, caption: None, place: file.span, most: LARGEST_LOGO };
    printed(input, &file.value, logo).map(Some)
}

/// How a picture is printed.
struct Printed {
    alt: Vec<Inline>,
    caption: Option<Vec<Inline>>,
    /// The place that prints it.
    place: Span,
    /// The maximum width and height, in points.
    most: (f64, f64),
}

/// The picture with this name, with or without its folder.
fn printed(
    input: &ComposeInput<'_>,
    written: &str,
    Printed { alt, caption, place, most }: Printed,
) -> Result<Picture, Diagnostic> {
    let error = |code, message: String| Diagnostic::error(code, message).at(place, "");
    if plain_text(&alt).trim().is_empty() {
        let help =
            "write between the brackets what the picture shows, for readers who can't see it";
        let message = "this picture has no alternative text".to_owned();
        return Err(error(Code::PictureWithoutText, message).help(help));
    }
    let name = written.trim_start_matches("./").trim_start_matches("templates/");
    let name = name.trim_start_matches("images/").replace("%20", " ");
    let Some(bytes) = input.images.get(&name) else {
        let shown: String = written.chars().take(LONGEST).collect();
        let message = match name.contains([':', '/', '\\']) {
            true => format!("a picture can't be read from `{shown}`, only from {FOLDER}/"),
            false => format!("there is no picture `{shown}` in {FOLDER}/"),
        };
        let known = input.images.keys().map(String::as_str);
        let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let help = match EXTENSIONS.contains(&extension.as_str()) {
            false => picture::FORMATS.to_owned(),
            true => did_you_mean(&name, known, || HOW.to_owned()),
        };
        return Err(error(Code::PictureNotFound, message).help(help));
    };
    let read = picture::read(&name, bytes).map_err(|(why, help)| {
        error(Code::PictureUnfit, format!("`{name}` can't be printed: {why}")).help(help)
    })?;
    let scale = (most.0 / read.width).min(most.1 / read.height);
    // Pixels would be seen in a larger picture; a drawn logo has any size.
    let is_logo_drawing = most == LARGEST_LOGO && read.format == picture::SVG;
    let scale = if is_logo_drawing { scale } else { scale.min(1.0) };
    let length = |natural: f64| ((natural * scale * 10.0).round() / 10.0).max(1.0);
    let drawn = read.words.iter().map(|words| {
        let origin = Origin::Computed(place);
        vec![Inline::Text(Text { text: words.clone(), origin })]
    });
    Ok(Picture {
        key: format!("{}_{}", slug(&name), &format!("{:x}", Sha256::digest(&read.bytes))[..8]),
        file: name,
        extension: read.format.to_owned(),
        alt,
        caption,
        drawn: drawn.collect(),
        width: length(read.width),
        height: length(read.height),
    })
}

/// The words of a file name, which are safe on every file system.
fn slug(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_ascii_lowercase();
    hyphenated(&stem).chars().take(LONGEST).collect()
}
