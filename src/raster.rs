//! Drawings for programs that lack their fonts, or show no SVG at all: letters as outlines, and pixels.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Indent, Options, Tree, WriteOptions};

/// Pixels to an inch.
pub const DPI: f64 = 220.0;

/// Decimals of the coordinates of outlines; charts are drawn in tenths of a point.
const PRECISION: u8 = 1;
/// Points to an inch.
const POINTS: f64 = 72.0;
/// Inches to a metre, for the resolution that a PNG states.
const INCHES: f64 = 1.0 / 0.0254;

/// The fonts that draw text; no others are ever used.
#[derive(Clone)]
pub struct Fonts(Arc<Database>);

impl Fonts {
    /// Reads fonts from the bytes of their files; a file that is no font is left out.
    pub fn read<'f>(files: impl IntoIterator<Item = &'f [u8]>) -> Self {
        let mut database = Database::new();
        for bytes in files {
            database.load_font_source(Source::Binary(Arc::new(bytes.to_vec())));
        }
        Fonts(Arc::new(database))
    }
}

/// A drawing without text, and the same in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// The drawing as SVG, with outlines for letters.
    pub svg: String,
    /// The drawing as PNG, on white, at [`DPI`].
    pub png: Vec<u8>,
    /// Width of the PNG, in pixels.
    pub width: u32,
    /// Height of the PNG, in pixels.
    pub height: u32,
}

/// Draws SVGs whose sizes are in points, as many at once as the machine has processors; each gives its result in its
/// place, or says why it can't be drawn.
pub fn draw_all(svgs: &[&str], fonts: &Fonts) -> Vec<Result<Raster, String>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(svgs.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut drawn = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(svg) = svgs.get(index) else { return drawn };
            drawn.push((index, draw(svg, fonts)));
        }
    };
    let mut drawn: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let drawn =
            workers.into_iter().map(|worker| worker.join().expect("drawing does not panic"));
        drawn.flatten().collect()
    });
    drawn.sort_by_key(|(index, _)| *index);
    drawn.into_iter().map(|(_, drawn)| drawn).collect()
}

/// Draws an SVG whose size is in points.
fn draw(svg: &str, fonts: &Fonts) -> Result<Raster, String> {
    let options =
        Options { fontdb: Arc::clone(&fonts.0), dpi: POINTS as f32, ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let scale = (DPI / POINTS) as f32;
    let size = tree.size().to_int_size().scale_by(scale).ok_or("it has no size")?;
    let (width, height) = (size.width(), size.height());
    let mut pixels = Pixmap::new(width, height).ok_or("it has no size")?;
    pixels.fill(Color::WHITE);
    let (across, down) = (width as f32 / tree.size().width(), height as f32 / tree.size().height());
    resvg::render(&tree, Transform::from_scale(across, down), &mut pixels.as_mut());
    let png = encode(&pixels).map_err(|error| error.to_string())?;
    let write = WriteOptions {
        preserve_text: false,
        coordinates_precision: PRECISION,
        transforms_precision: PRECISION,
        indent: Indent::None,
        ..WriteOptions::default()
    };
    Ok(Raster { svg: tree.to_string(&write), png, width, height })
}

/// The pixels, all of them opaque, as a PNG without transparency.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let rgb: Vec<u8> = pixels
        .pixels()
        .iter()
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let per_metre = (DPI * INCHES).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(bytes)
}
