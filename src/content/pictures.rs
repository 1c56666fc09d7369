//! Pictures of templates/images/: those that templates print, and the logo.

use std::ops::Range;

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
                    let raw = (!title.is_empty()).then(|| title_range(events.parsed.text, at));
                    let caption = raw.map(|at| self.text(&title.replace('\n', " "), at));
                    let (name, place) = (self.address(dest_url), self.place(at));
                    match printed(self.input, &name, alt, place, LARGEST) {
                        Ok(picture) => blocks.push(Block::Picture(Picture { caption, ..picture })),
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

/// The range of the title of an image, without its quotation marks.
fn title_range(text: &str, at: &Range<usize>) -> Range<usize> {
    let inner = text[at.clone()].trim_end_matches(')').trim_end();
    // The title may be in parentheses.
    let inner = if inner.ends_with(['"', '\'']) { inner } else { &text[at.start..at.end - 1] };
    let body = &inner[..inner.len() - 1];
    let open = if inner.ends_with(')') { "(" } else { &inner[body.len()..] };
    let mut starts = body.rmatch_indices(open).map(|(start, _)| start);
    let start = starts.find(|start| !body[..*start].ends_with('\\')).unwrap_or(0);
    at.start + start + 1..at.start + body.len()
}

/// The logo for the title block, if the project has one.
pub(super) fn logo(input: &ComposeInput<'_>) -> Result<Option<Picture>, Diagnostic> {
    let report = &input.survey.report;
    let Some(file) = report.logo.as_ref().filter(|_| !input.as_issued) else { return Ok(None) };
    let alt = report.logo_alt.as_ref().unwrap_or(&report.organization);
    let alt = vec![Inline::Text(plain(alt.clone()))];
    printed(input, &file.value, alt, file.span, LARGEST_LOGO).map(Some)
}

/// The picture with this name, with or without its folder, that something at `place` prints; `most` is its
/// maximum width and height, in points.
fn printed(
    input: &ComposeInput<'_>,
    written: &str,
    alt: Vec<Inline>,
    place: Span,
    most: (f64, f64),
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
        if name.contains([':', '/', '\\']) {
            let message = format!("a picture can't be read from `{shown}`, only from {FOLDER}/");
            return Err(error(Code::PictureNotFound, message).help(HOW));
        }
        let message = format!("there is no picture `{shown}` in {FOLDER}/");
        let known = input.images.keys().map(String::as_str);
        let lower = name.to_ascii_lowercase();
        let help = match EXTENSIONS.iter().any(|known| lower.ends_with(&format!(".{known}"))) {
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
        caption: None,
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
