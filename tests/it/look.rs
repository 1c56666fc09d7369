//! How pages look: eight telling ones as pictures in tests/pictures/pages, compared with tolerance. With
//! `RAPPORTEUR_BLESS=1` they are drawn anew; look at them before they are kept.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::support::{has_tool, messages, rapporteur, repository, survey_2023};

/// Pictures at this many pixels to an inch show where things are and how dark they are.
const RESOLUTION: &str = "40";
/// Squares of so many pixels are compared: the edges of letters differ from machine to machine.
const SQUARE: usize = 6;
/// How much lighter or darker a square may be, of 255.
const TOLERANCE: f64 = 26.0;

/// Names of pages, each with words by which it is found.
const PAGES: [(&str, &str); 8] = [
    ("title", "Document number"),
    ("messages", "ISCMs proposed the following points to the attention of COP 28:"),
    ("contents", "Graph 5. GCM Objectives considered"),
    ("part-and-chart", "Figures of Graph 1"),
    ("quotations", "Message 3 of the summary"),
    ("practices", "The EU-funded projects"),
    ("charts", "Figures of Graph 3"),
    ("index", "Index of mechanisms\n"),
];

/// A page in grey.
#[derive(Clone, Debug, PartialEq)]
struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn read(path: &Path) -> Self {
        let file = fs::File::open(path).unwrap_or_else(|_| panic!("there is no {path:?}"));
        let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().expect("PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("pixels");
        assert_eq!(info.color_type, png::ColorType::Grayscale, "{path:?}");
        Picture { width: info.width as usize, pixels }
    }

    /// A page of a PDF.
    fn draw(pdf: &Path, page: usize) -> Self {
        let page = page.to_string();
        let output = Command::new("pdftoppm")
            .args(["-gray", "-r", RESOLUTION, "-f", &page, "-l", &page])
            .arg(pdf)
            .output()
            .expect("pdftoppm runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // A portable grey map: `P5`, width and height, the greatest value, and the pixels.
        let mut rest = output.stdout.as_slice();
        let mut word = || {
            let end = rest.iter().position(u8::is_ascii_whitespace).expect("a head");
            let word = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            word
        };
        let head = [word(), word(), word(), word()];
        assert_eq!([head[0].as_str(), head[3].as_str()], ["P5", "255"]);
        Picture { width: head[1].parse().expect("a number"), pixels: rest.to_vec() }
    }

    fn write(&self, path: &Path) {
        let file = fs::File::create(path).expect("a file");
        let number = |pixels: usize| u32::try_from(pixels).expect("a small picture");
        let height = self.pixels.len() / self.width;
        let mut encoder = png::Encoder::new(file, number(self.width), number(height));
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().expect("a head");
        writer.write_image_data(&self.pixels).expect("pixels");
    }

    /// How dark each square is on average.
    fn squares(&self) -> Vec<f64> {
        let height = self.pixels.len() / self.width;
        let (columns, rows) = (self.width / SQUARE, height / SQUARE);
        let square = |at: usize| {
            let (left, top) = (at % columns * SQUARE, at / columns * SQUARE);
            let lines = (top..top + SQUARE).map(|row| row * self.width + left);
            let pixels = lines.flat_map(|start| &self.pixels[start..start + SQUARE]);
            pixels.map(|pixel| f64::from(*pixel)).sum::<f64>() / (SQUARE * SQUARE) as f64
        };
        (0..columns * rows).map(square).collect()
    }

    /// How many squares differ from those of another picture.
    fn difference(&self, other: &Picture) -> usize {
        assert_eq!((self.width, self.pixels.len()), (other.width, other.pixels.len()), "the size");
        let pairs = self.squares().into_iter().zip(other.squares());
        pairs.filter(|(one, two)| (one - two).abs() > TOLERANCE).count()
    }
}

#[test]
fn telling_pages_look_as_they_were_approved() {
    if !has_tool("pdftoppm", "-v") || !has_tool("pdftotext", "-v") {
        return;
    }
    let project = survey_2023();
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let pdf = project.path().join("out/iscm-survey-2023-edition-2.pdf");
    let text = Command::new("pdftotext").arg(&pdf).arg("-").output().expect("pdftotext runs");
    let text = String::from_utf8(text.stdout).expect("UTF-8");
    let drawn: Vec<(&str, Picture)> = PAGES
        .iter()
        .map(|(name, words)| {
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            let found = text.split('\u{c}').position(|page| match words.strip_suffix('\n') {
                Some(line) => page.lines().any(|own| own == line),
                None => squeezed(page).contains(&squeezed(words)),
            });
            let number = found.unwrap_or_else(|| panic!("no page says `{words}`")) + 1;
            (*name, Picture::draw(&pdf, number))
        })
        .collect();
    let mut failures = Vec::new();
    for (name, picture) in &drawn {
        let kept = repository().join(format!("tests/pictures/pages/{name}.png"));
        if std::env::var_os("RAPPORTEUR_BLESS").is_some() {
            fs::create_dir_all(kept.parent().expect("a folder")).expect("a folder");
            picture.write(&kept);
        }
        let differing = Picture::read(&kept).difference(picture);
        if differing > 0 {
            failures.push(format!("{name}: {differing} places"));
        }
    }
    assert!(failures.is_empty(), "pages that look otherwise: {failures:?}");
    // The comparison distinguishes pages, and notices a missing line.
    let title = &drawn[0].1;
    assert!(title.difference(&drawn[1].1) > 100);
    let mut without = title.clone();
    let height = title.pixels.len() / title.width;
    let (from, to) = (height / 2 * title.width, (height / 2 + 20) * title.width);
    without.pixels[from..to].fill(255);
    assert!(title.difference(&without) > 0);
}

/// How much lighter one of two colours is than the other, as the Web Content Accessibility Guidelines (2.2, 1.4.3) measure
/// it.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let digits = colour.trim_start_matches('#');
        let part = |at: usize| {
            let part = u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits");
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_of_the_pdf_can_be_read_on_what_is_behind_it() {
    for design in ["templates/page.typ", "src/write/typst/tokens.typ"] {
        assert_readable(&fs::read_to_string(repository().join(design)).expect("a design"));
    }
}

/// Fails where a page design gives text a colour that can't be read on what is behind it.
fn assert_readable(design: &str) {
    let token = |name: &str| {
        let found = design.split(&format!("#let {name} = rgb(\"")).nth(1);
        found.unwrap_or_else(|| panic!("there is no token {name}"))[..7].to_owned()
    };
    let white = "#FFFFFF".to_owned();
    for behind in [&white, &token("tint")] {
        for text in ["ink", "accent", "practice", "grey"] {
            let contrast = contrast(&token(text), behind);
            assert!(contrast >= 4.5, "{text} on {behind}: {contrast:.2}");
        }
    }
    assert!(contrast(&white, &token("accent")) >= 4.5);
    // The measure itself: black on white, and a grey that is known to fail.
    assert!((contrast("#000000", &white) - 21.0).abs() < 0.01);
    assert!(contrast("#777777", &white) < 4.5);
}

#[test]
fn text_of_the_word_document_can_be_read_on_what_is_behind_it() {
    let design = fs::read_to_string(repository().join("templates/word.toml")).expect("a design");
    let styles: toml_edit::DocumentMut = design.parse().expect("TOML");
    let colour = |style: &toml_edit::Item, key: &str| Some(style.get(key)?.as_str()?.to_owned());
    let ink = "#000000".to_owned();
    let mut read = 0;
    for (name, style) in styles.iter() {
        let text = colour(style, "colour").unwrap_or_else(|| ink.clone());
        let behind = colour(style, "fill").unwrap_or_else(|| "#FFFFFF".to_owned());
        let contrast = contrast(&text, &behind);
        assert!(contrast >= 4.5, "{name}: {text} on {behind}: {contrast:.2}");
        read += usize::from(style.get("colour").is_some());
    }
    assert!(read > 8, "{read} styles have a colour");
}
