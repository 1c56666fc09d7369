//! Converts drawings for programs that lack their fonts or do not support SVG: letters become
//! outlines, or the whole drawing pixels. [`picture`] reads the pictures of a project.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Source};
use resvg::usvg::{FontResolver, ImageHrefResolver, Options, Tree, WriteOptions};
use ttf_parser::Face;

mod areas;
mod outlines;
pub mod picture;

/// Pixels per inch.
pub const DPI: f64 = 200.0;

/// Points per inch.
const POINTS: f64 = 72.0;
/// Pixels per inch of SVGs whose sizes have no unit.
const PIXELS: f64 = 96.0;
/// Inches per metre, for the resolution stored in the PNG.
const INCHES: f64 = 1.0 / 0.0254;

/// The fonts for drawing text; no other fonts are used.
#[derive(Clone)]
pub struct Fonts(Arc<Database>);

impl Fonts {
    /// Reads fonts from the bytes of their files; files that are not fonts are skipped.
    pub fn read<'f>(files: impl IntoIterator<Item = &'f Arc<Vec<u8>>>) -> Self {
        let mut database = Database::new();
        for bytes in files {
            database.load_font_source(Source::Binary(Arc::clone(bytes) as _));
        }
        // Words in a font that is not among these are drawn in the first one.
        let first = database.faces().next().and_then(|face| face.families.first());
        if let Some((family, _)) = first.cloned() {
            database.set_serif_family(family);
        }
        Fonts(Arc::new(database))
    }
}

/// A drawing without text elements, as SVG and as PNG; or a picture that consists of pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// The drawing as SVG, with letters as outlines; empty for a picture that consists of pixels.
    pub svg: String,
    /// The drawing as PNG, on white, at [`DPI`]; or the picture, a PNG or JPEG file.
    pub pixels: Vec<u8>,
    /// The width of the file, in pixels.
    pub width: u32,
    /// The height of the file, in pixels.
    pub height: u32,
}

impl Raster {
    /// The file extension of its pixels.
    pub fn extension(&self) -> &'static str {
        if self.pixels.starts_with(b"\xFF\xD8") { "jpg" } else { "png" }
    }
}

/// Draws SVGs whose sizes are in points, in parallel on all processors but one, which compiles the
/// PDF meanwhile. Returns a result for each, in order; errors give the reason.
pub fn draw_all(svgs: &[&str], fonts: &Fonts) -> Vec<Result<Raster, String>> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = (processors - 1).clamp(1, svgs.len().max(1));
    let drawn = |svgs: &[&str]| svgs.iter().map(|svg| draw(svg, fonts)).collect::<Vec<_>>();
    thread::scope(|scope| {
        let shares = svgs.chunks(svgs.len().div_ceil(threads).max(1));
        let workers: Vec<_> = shares.map(|share| scope.spawn(move || drawn(share))).collect();
        let workers = workers.into_iter();
        workers.flat_map(|worker| worker.join().expect("drawing does not panic")).collect()
    })
}

/// Draws an SVG whose size is in points.
fn draw(svg: &str, fonts: &Fonts) -> Result<Raster, String> {
    let tree = tree(svg, fonts, POINTS)?;
    let size = tree.size().to_int_size().scale_by((DPI / POINTS) as f32).ok_or("it has no size")?;
    rasterized(&tree, (size.width(), size.height()))
}

/// Draws a picture of a project: its shapes only, for a `width` and `height` in points. Scripts, links, comments and
/// metadata are left out, and no file or address that it names is read.
///
/// # Errors
/// If it can't be drawn; the error gives the reason.
fn draw_picture(svg: &str, fonts: &Fonts, size: (f64, f64)) -> Result<Raster, String> {
    let tree = tree(svg, fonts, PIXELS)?;
    let pixels = |points: f64| (points * DPI / POINTS).round().max(1.0) as u32;
    rasterized(&tree, (pixels(size.0), pixels(size.1)))
}

/// The size of an SVG, in pixels of 1/96 inch.
fn size(svg: &str) -> Result<(f64, f64), String> {
    let size = tree(svg, &Fonts::read([]), PIXELS)?.size();
    Ok((size.width().into(), size.height().into()))
}

/// The shapes of an SVG; no file or address that it names is read.
fn tree(svg: &str, fonts: &Fonts, dpi: f64) -> Result<Tree, String> {
    let select_fallback =
        Box::new(|c, used: &[ID], fonts: &mut Arc<Database>| fallback(c, used, fonts));
    let options = Options {
        fontdb: Arc::clone(&fonts.0),
        font_resolver: FontResolver { select_fallback, ..FontResolver::default() },
        dpi: dpi as f32,
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| error.to_string())
}

/// Draws pixels for the whole `tree`, and outlines.
fn rasterized(tree: &Tree, (width, height): (u32, u32)) -> Result<Raster, String> {
    let (across, down) = (width as f32 / tree.size().width(), height as f32 / tree.size().height());
    let scale = Transform::from_scale(across, down);
    let areas = outlines::areas(tree);
    let canvas = areas.as_ref().and_then(|areas| areas::draw(areas, scale, (width, height)));
    let pixels = match &canvas {
        Some(canvas) => encode((width, height), &canvas.pixels, Some(canvas.palette.concat())),
        None => {
            let mut canvas = Pixmap::new(width, height).ok_or("it has no size")?;
            canvas.fill(Color::WHITE);
            resvg::render(tree, scale, &mut canvas.as_mut());
            let rgb = canvas.pixels().iter().flat_map(|it| [it.red(), it.green(), it.blue()]);
            encode((width, height), &rgb.collect::<Vec<_>>(), None)
        }
    };
    let svg = areas.map_or_else(
        || tree.to_string(&WriteOptions::default()),
        |areas| outlines::svg(tree, &areas),
    );
    Ok(Raster { svg, pixels: pixels.map_err(|error| error.to_string())?, width, height })
}

/// The font for a character that the fonts used so far lack: the nearest to the first one in style and
/// weight, as in the PDF.
fn fallback(character: char, used: &[ID], fonts: &Database) -> Option<ID> {
    let base = fonts.face(*used.first()?)?;
    let has_character = |data: &[u8], index| {
        Face::parse(data, index).is_ok_and(|face| face.glyph_index(character).is_some())
    };
    let fits = |face: &&FaceInfo| {
        !used.contains(&face.id) && fonts.with_face_data(face.id, has_character) == Some(true)
    };
    let distance = |face: &&FaceInfo| {
        (
            face.style != base.style,
            face.weight.0.abs_diff(base.weight.0),
            face.stretch != base.stretch,
        )
    };
    fonts.faces().filter(fits).min_by_key(distance).map(|face| face.id)
}

/// Encodes pixels as a PNG: indexes of a palette if there is one, otherwise red, green and blue.
fn encode(
    (width, height): (u32, u32),
    pixels: &[u8],
    palette: Option<Vec<u8>>,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_compression(png::Compression::Fast);
    let per_metre = (DPI * INCHES).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    encoder.set_color(png::ColorType::Rgb);
    if let Some(palette) = palette {
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(palette);
        // One filter for all rows instead of a choice for each, because most rows equal the one above.
        encoder.set_filter(png::Filter::Up);
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{DPI, Fonts, Raster, draw_all};

    const CARLITO: &[u8] = include_bytes!("../fonts/Carlito-Regular.ttf");

    fn draw(svg: &str, fonts: &Fonts) -> Raster {
        draw_all(&[svg], fonts).remove(0).expect("a drawing")
    }

    /// The colours of the pixels, row by row.
    fn pixels(drawing: &Raster) -> Vec<[u8; 3]> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(drawing.pixels.as_slice()));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut bytes).expect("pixels");
        bytes.chunks_exact(3).map(|colour| [colour[0], colour[1], colour[2]]).collect()
    }

    const SQUARE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"72pt\" height=\"36pt\" \
        viewBox=\"0 0 720 360\"><rect x=\"0\" y=\"0\" width=\"360\" height=\"360\" fill=\"#1F5A96\"/></svg>";

    fn fonts<const N: usize>(files: [&[u8]; N]) -> Fonts {
        Fonts::read(&files.map(|file| Arc::new(file.to_vec())))
    }

    #[test]
    fn sizes_are_points_and_the_ground_is_white() {
        let drawn = draw(SQUARE, &Fonts::read([]));
        assert_eq!((f64::from(drawn.width), f64::from(drawn.height)), (DPI, DPI / 2.0));
        let pixels = pixels(&drawn);
        assert_eq!((pixels[0], pixels[199]), ([0x1F, 0x5A, 0x96], [0xFF, 0xFF, 0xFF]));
    }

    #[test]
    fn a_drawing_of_many_colours_keeps_them() {
        let stripe = |n: u32| {
            format!("<rect x=\"{n}\" width=\"1\" height=\"9\" fill=\"#{:06x}\"/>", n * 97 + 5)
        };
        let stripes: String = (0..300).map(stripe).collect();
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300pt\" height=\"9pt\">{stripes}</svg>"
        );
        let drawn = draw(&svg, &Fonts::read([]));
        let colours: std::collections::BTreeSet<[u8; 3]> = pixels(&drawn).into_iter().collect();
        assert!(colours.len() > 256, "{}", colours.len());
        assert!(colours.contains(&[0, 0x4B, 0xCD]), "the colour of stripe 200");
    }

    #[test]
    fn text_is_drawn_in_the_given_fonts_and_in_no_other() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"72pt\" height=\"36pt\">\
            <text x=\"5\" y=\"20\" font-family=\"'Carlito'\" font-size=\"12\">Text</text></svg>";
        let is_blank = |drawn: &Raster| pixels(drawn).iter().all(|pixel| *pixel == [0xFF; 3]);
        let (with, without) = (draw(svg, &fonts([CARLITO])), draw(svg, &Fonts::read([])));
        assert!(!is_blank(&with) && with.svg.contains("<path") && !with.svg.contains("<text"));
        assert!(is_blank(&without));
    }

    #[test]
    fn a_letter_of_another_font_has_the_weight_of_the_text() {
        let folder = std::path::Path::new("/usr/share/fonts/truetype/dejavu");
        let read = |name: &str| std::fs::read(folder.join(name));
        let (Ok(bold), Ok(regular)) = (read("DejaVuSans-Bold.ttf"), read("DejaVuSans.ttf")) else {
            return;
        };
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"72pt\" height=\"36pt\">\
            <text x=\"5\" y=\"20\" font-family=\"'Carlito'\" font-size=\"12\">שלום</text></svg>";
        let both = draw(svg, &fonts([CARLITO, &bold, &regular]));
        assert!(both == draw(svg, &fonts([CARLITO, &regular])));
        assert!(both != draw(svg, &fonts([CARLITO, &bold])));
    }

    #[test]
    fn an_area_is_an_outline_in_whole_relative_coordinates() {
        let square = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"72pt\" height=\"36pt\" \
            viewBox=\"0 0 7200 3600\">\n<path fill=\"#1f5a96\" d=\"m0 0l3600 0l0 3600l-3600 0z\"/>\n</svg>\n";
        assert_eq!(draw(SQUARE, &Fonts::read([])).svg, square);
    }

    #[test]
    fn each_drawing_has_its_place_and_what_is_none_says_why() {
        let fonts = fonts([CARLITO]);
        let drawn = draw_all(&[SQUARE, "<svg", SQUARE, SQUARE], &fonts);
        assert_eq!(drawn.len(), 4);
        assert!(drawn[1].as_ref().is_err_and(|why| !why.is_empty()));
        assert!(drawn[0] == drawn[2] && drawn[2] == drawn[3], "the same bytes each time");
    }
}
