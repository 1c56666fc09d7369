//! Pictures of a project. Reads the size and the words of a picture, refuses what an output can't contain, and removes
//! metadata, such as the author or the place of a photograph, which readers must not get.

use std::io::Cursor;

use exif::{In, Tag};
use png::Limits;
use resvg::usvg::roxmltree::{self, Node, ParsingOptions};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{Fonts, Raster, draw_picture, size};

mod metadata;

/// The folder of a project with its pictures.
pub const FOLDER: &str = "templates/images";
/// The file extensions of pictures.
pub const EXTENSIONS: [&str; 4] = ["svg", "png", "jpg", "jpeg"];
/// The maximum width and height, in pixels.
const LONGEST: usize = 20_000;
/// The maximum number of pixels; photographs have up to 50 million.
const MOST_PIXELS: usize = 60_000_000;
/// The maximum memory for reading a PNG, in bytes; its pixels are read row by row.
const MEMORY: usize = 256 << 20;
/// The maximum nesting depth of elements in an SVG; reading and drawing one recurses for each.
const DEEPEST: usize = 100;
/// Points per pixel, at 96 pixels per inch.
const POINTS: f64 = 0.75;

/// The format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
}

impl Format {
    /// The file extension of its outputs.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Png => "png",
            Format::Jpeg => "jpg",
        }
    }

    /// The format of a file with this name; `None` if pictures can't have it.
    pub fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "svg" => Some(Format::Svg),
            "png" => Some(Format::Png),
            "jpg" | "jpeg" => Some(Format::Jpeg),
            _ => None,
        }
    }
}

/// A picture that outputs can contain.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The format.
    pub format: Format,
    /// The file, without metadata if it consists of pixels. An SVG is unchanged: [`Picture::raster`] writes its shapes only.
    pub bytes: Vec<u8>,
    /// The natural width in points, at 96 pixels per inch.
    pub width: f64,
    /// The natural height in points.
    pub height: f64,
    /// The texts that an SVG draws.
    pub words: Vec<String>,
}

impl Picture {
    /// The files of the picture for outputs; an SVG is drawn with `fonts` for a width and height in points.
    ///
    /// # Errors
    /// If it can't be drawn; the error gives the reason.
    pub fn raster(self, fonts: &Fonts, size: (f64, f64)) -> Result<Raster, String> {
        let text = match self.format {
            Format::Svg => String::from_utf8(self.bytes).map_err(|error| error.to_string())?,
            Format::Png | Format::Jpeg => {
                let [width, height] = [self.width, self.height].map(|it| (it / POINTS) as u32);
                return Ok(Raster { svg: String::new(), pixels: self.bytes, width, height });
            }
        };
        draw_picture(&text, fonts, size)
    }
}

/// The reason why a picture can't be printed, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The reason, as a clause such as `it is damaged`.
    pub why: String,
    /// The help.
    pub help: &'static str,
}

impl Fault {
    fn new(why: impl Into<String>, help: &'static str) -> Self {
        Fault { why: why.into(), help }
    }

    fn damaged(error: impl ToString) -> Self {
        let why = format!("it is damaged ({})", error.to_string().trim_end_matches('.'));
        Fault::new(why, "open it in an image program, and save or export it again")
    }
}

/// Reads the picture in a file with this name.
///
/// # Errors
/// If it is not of the format that its name says, is damaged or too large, or contains what outputs can't.
pub fn read(name: &str, bytes: &[u8]) -> Result<Picture, Fault> {
    let export = "pictures are SVG, PNG or JPEG files: export it as one of these";
    let format = Format::of(name).ok_or_else(|| Fault::new("its format is not known", export))?;
    let found = found_format(bytes);
    if found != Some(format) {
        let is = found.map_or("something else", Format::extension);
        let why = format!("its name ends like that of another format: it is {is}");
        return Err(Fault::new(why, export));
    }
    match format {
        Format::Svg => read_svg(bytes),
        Format::Png => read_png(bytes),
        Format::Jpeg => read_jpeg(bytes),
    }
}

/// The format of a file, by its first bytes.
fn found_format(bytes: &[u8]) -> Option<Format> {
    let is_text = || {
        let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        start.starts_with(b"<")
    };
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(Format::Png),
        [0xFF, 0xD8, ..] => Some(Format::Jpeg),
        _ => is_text().then_some(Format::Svg),
    }
}

fn read_png(bytes: &[u8]) -> Result<Picture, Fault> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MEMORY });
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info().map_err(Fault::damaged)?;
    let size = sized(header.width as usize, header.height as usize)?;
    let mut reader = decoder.read_info().map_err(Fault::damaged)?;
    if let Some(exif) = &reader.info().exif_metadata {
        upright(exif)?;
    }
    while reader.next_row().map_err(Fault::damaged)?.is_some() {}
    reader.finish().map_err(Fault::damaged)?;
    let bytes = metadata::without_png(bytes).ok_or_else(|| Fault::damaged("it has no end"))?;
    Ok(pixels(Format::Png, bytes, size))
}

fn read_jpeg(bytes: &[u8]) -> Result<Picture, Fault> {
    let options = DecoderOptions::default().set_max_width(LONGEST).set_max_height(LONGEST);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(Fault::damaged)?;
    let info = decoder.info().ok_or_else(|| Fault::damaged("it has no size"))?;
    let size = sized(info.width.into(), info.height.into())?;
    if info.components > 3 {
        let help =
            "export it in RGB: these are colours of printing ink, which programs show differently";
        return Err(Fault::new("it is in CMYK", help));
    }
    if let Some(exif) = decoder.exif() {
        upright(exif)?;
    }
    decoder.decode().map_err(Fault::damaged)?;
    let bytes = metadata::without_jpeg(bytes).ok_or_else(|| Fault::damaged("it has no end"))?;
    Ok(pixels(Format::Jpeg, bytes, size))
}

fn pixels(format: Format, bytes: Vec<u8>, (width, height): (f64, f64)) -> Picture {
    Picture { format, bytes, width: width * POINTS, height: height * POINTS, words: Vec::new() }
}

/// The size of a picture, in pixels, within the limits.
fn sized(width: usize, height: usize) -> Result<(f64, f64), Fault> {
    if width == 0 || height == 0 {
        return Err(Fault::damaged("it has no pixels"));
    }
    if width.max(height) > LONGEST || width * height > MOST_PIXELS {
        let why = format!("it is too large, with {width} × {height} pixels");
        return Err(Fault::new(why, "make it smaller: 2,000 pixels fill the width of a page"));
    }
    Ok((width as f64, height as f64))
}

/// Refuses pictures whose EXIF data turns them: not all programs do.
fn upright(exif: &[u8]) -> Result<(), Fault> {
    let Ok(exif) = exif::Reader::new().read_raw(exif.to_vec()) else { return Ok(()) };
    let orientation = exif.get_field(Tag::Orientation, In::PRIMARY);
    match orientation.and_then(|field| field.value.get_uint(0)) {
        None | Some(0 | 1) => Ok(()),
        Some(_) => Err(Fault::new(
            "it is turned by a note in its EXIF data, which some programs ignore",
            "turn it in an image program until it is upright, or export it as PNG",
        )),
    }
}

fn read_svg(bytes: &[u8]) -> Result<Picture, Fault> {
    let text = std::str::from_utf8(bytes).map_err(Fault::damaged)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let xml = roxmltree::Document::parse_with_options(text, options).map_err(Fault::damaged)?;
    for node in xml.descendants().filter(Node::is_element) {
        if node.ancestors().nth(DEEPEST).is_some() {
            return Err(Fault::damaged(format!("more than {DEEPEST} elements within each other")));
        }
        let is_in_switch = node.parent().is_some_and(|parent| parent.has_tag_name("switch"));
        let mut addresses = node.attributes().filter(|attribute| attribute.name() == "href");
        let is_outside = addresses.any(|address| !address.value().trim().starts_with('#'));
        let what = match node.tag_name().name() {
            "image" | "feImage" => "a picture within it",
            "foreignObject" if !is_in_switch => "HTML within it",
            "use" if is_outside => "a part of another file",
            _ => continue,
        };
        let help = "export it from its program as PNG, or with shapes and text only";
        return Err(Fault::new(format!("outputs can't show {what}"), help));
    }
    let drawn = xml.descendants().filter(|node| node.tag_name().name() == "text");
    let words = drawn.map(|text| {
        let words = text.descendants().filter(Node::is_text).filter_map(|node| node.text());
        words.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    });
    let (width, height) = size(text).map_err(Fault::damaged)?;
    sized(width.ceil() as usize, height.ceil() as usize)?;
    let words = words.filter(|words| !words.is_empty()).collect();
    let picture = pixels(Format::Svg, text.as_bytes().to_vec(), (width, height));
    Ok(Picture { words, ..picture })
}

#[cfg(test)]
mod tests;
