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

/// The folder of a project with its pictures.
pub const FOLDER: &str = "templates/images";
/// The file extensions of pictures.
pub const EXTENSIONS: [&str; 4] = ["svg", "png", "jpg", "jpeg"];
/// The help for a file of another format.
pub const FORMATS: &str = "pictures are SVG, PNG or JPEG files: export it as one of these";
/// Scalable Vector Graphics.
pub const SVG: &str = "svg";
const PNG: &str = "png";
const JPEG: &str = "jpg";
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

/// A picture that outputs can contain.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The format, as the file extension of its outputs: `svg`, `png` or `jpg`.
    pub format: &'static str,
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
        if self.format == SVG {
            return draw_picture(&String::from_utf8_lossy(&self.bytes), fonts, size);
        }
        let [width, height] = [self.width, self.height].map(|points| (points / POINTS) as u32);
        Ok(Raster { svg: String::new(), pixels: self.bytes, width, height })
    }
}

/// The reason why a picture can't be printed, as a clause such as `it is damaged`, and the help.
pub type Fault = (String, &'static str);

fn damaged(error: impl ToString) -> Fault {
    let error = error.to_string();
    // The rest names types of a library.
    let reason = error.split(" while decoding ").next().unwrap_or_default();
    (
        format!("it is damaged ({})", reason.trim_end_matches('.')),
        "open it in an image program, and save or export it again",
    )
}

/// Reads the picture in a file with this name.
///
/// # Errors
/// If it is not of the format that its name says, is damaged or too large, or contains what outputs can't.
pub fn read(name: &str, bytes: &[u8]) -> Result<Picture, Fault> {
    let is_text =
        || bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with(b"\xEF\xBB\xBF<");
    let found = match bytes {
        [0x89, b'P', b'N', b'G', ..] => PNG,
        [0xFF, 0xD8, ..] => JPEG,
        _ if is_text() => SVG,
        _ => "something else",
    };
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let lower = extension.to_ascii_lowercase();
    if lower != found && (lower.as_str(), found) != ("jpeg", JPEG) {
        let why = format!("its name ends in `.{extension}`, but it is {}", found);
        return Err((why, "let its name end in what it is, or export it as SVG, PNG or JPEG"));
    }
    match found {
        SVG => read_svg(bytes),
        PNG => read_png(bytes),
        _ => read_jpeg(bytes),
    }
}

fn read_png(bytes: &[u8]) -> Result<Picture, Fault> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MEMORY });
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info().map_err(damaged)?;
    let size = sized(header.width as usize, header.height as usize)?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    if let Some(exif) = &reader.info().exif_metadata {
        upright(exif)?;
    }
    while reader.next_row().map_err(damaged)?.is_some() {}
    reader.finish().map_err(damaged)?;
    let bytes = without_png(bytes).ok_or_else(|| damaged("it has no end"))?;
    Ok(pixels(PNG, bytes, size))
}

fn read_jpeg(bytes: &[u8]) -> Result<Picture, Fault> {
    let options = DecoderOptions::default().set_max_width(LONGEST).set_max_height(LONGEST);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    let info = decoder.info().ok_or_else(|| damaged("it has no size"))?;
    let size = sized(info.width.into(), info.height.into())?;
    if info.components > 3 {
        let help =
            "export it in RGB: these are colours of printing ink, which programs show differently";
        return Err(("it is in CMYK".to_owned(), help));
    }
    if let Some(exif) = decoder.exif() {
        upright(exif)?;
    }
    decoder.decode().map_err(damaged)?;
    let bytes = without_jpeg(bytes).ok_or_else(|| damaged("it has no end"))?;
    Ok(pixels(JPEG, bytes, size))
}

fn pixels(format: &'static str, bytes: Vec<u8>, (width, height): (f64, f64)) -> Picture {
    Picture { format, bytes, width: width * POINTS, height: height * POINTS, words: Vec::new() }
}

/// The size of a picture, in pixels, within the limits.
fn sized(width: usize, height: usize) -> Result<(f64, f64), Fault> {
    if width == 0 || height == 0 {
        return Err(damaged("it has no pixels"));
    }
    if width.max(height) > LONGEST || width * height > MOST_PIXELS {
        let why = format!("it is too large, with {width} × {height} pixels");
        return Err((why, "make it smaller: 2,000 pixels fill the width of a page"));
    }
    Ok((width as f64, height as f64))
}

/// Refuses pictures whose EXIF data turns them: not all programs do.
fn upright(exif: &[u8]) -> Result<(), Fault> {
    let Ok(exif) = exif::Reader::new().read_raw(exif.to_vec()) else { return Ok(()) };
    let orientation = exif.get_field(Tag::Orientation, In::PRIMARY);
    match orientation.and_then(|field| field.value.get_uint(0)) {
        None | Some(0 | 1) => Ok(()),
        Some(_) => Err((
            "it is turned by its EXIF data, which some programs ignore".to_owned(),
            "turn it upright in an image program and save it, or export it as PNG",
        )),
    }
}

fn read_svg(bytes: &[u8]) -> Result<Picture, Fault> {
    let text = std::str::from_utf8(bytes).map_err(damaged)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let xml = roxmltree::Document::parse_with_options(text, options).map_err(damaged)?;
    for node in xml.descendants().filter(Node::is_element) {
        if node.ancestors().nth(DEEPEST).is_some() {
            return Err(damaged(format!("more than {DEEPEST} elements within each other")));
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
        return Err((format!("outputs can't show {what}"), help));
    }
    let drawn = xml.descendants().filter(|node| node.tag_name().name() == "text");
    let words = drawn.map(|text| {
        let words = text.descendants().filter(Node::is_text).filter_map(|node| node.text());
        words.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    });
    let (width, height) = size(text).map_err(damaged)?;
    sized(width.ceil() as usize, height.ceil() as usize)?;
    let words = words.filter(|words| !words.is_empty()).collect();
    let picture = pixels(SVG, text.as_bytes().to_vec(), (width, height));
    Ok(Picture { words, ..picture })
}

/// The chunks of a PNG that are kept.
const CHUNKS: [&[u8]; 10] =
    [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"];

/// A PNG without metadata; `None` if it has no end.
fn without_png(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut at) = (bytes.get(..8)?.to_vec(), 8);
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let chunk = bytes.get(at..at + length + 12)?;
        let kind = &chunk[4..8];
        if CHUNKS.contains(&kind) {
            out.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at += chunk.len();
    }
}

/// A JPEG without metadata; `None` if it has no end.
fn without_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut at) = (bytes.get(..2)?.to_vec(), 2);
    loop {
        let (0xFF, marker) = (*bytes.get(at)?, *bytes.get(at + 1)?) else { return None };
        if marker == 0xFF {
            at += 1;
            continue;
        }
        if marker == 0xD9 {
            out.extend_from_slice(&[0xFF, marker]);
            return Some(out);
        }
        let length = u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?);
        let mut end = at + 2 + usize::from(length);
        let content = bytes.get(at + 4..end)?;
        // The data of a scan ends before the next marker; two kinds of pairs within it are none.
        while marker == 0xDA
            && (*bytes.get(end)? != 0xFF || matches!(bytes.get(end + 1)?, 0x00 | 0xD0..=0xD7))
        {
            end += 1;
        }
        let is_kept = match marker {
            0xE0 => content.starts_with(b"JFIF\0") && content.len() == 14,
            0xE2 => content.starts_with(b"ICC_PROFILE\0"),
            0xEE => content.starts_with(b"Adobe"),
            0xE1..=0xEF | 0xFE => false,
            _ => true,
        };
        if is_kept {
            out.extend_from_slice(&bytes[at..end]);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests;
