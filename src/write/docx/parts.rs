//! The parts of the package with metadata: properties, settings, fonts and theme.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::styles::{W, hexadecimal};
use super::xml::{Element, element, value};
use crate::design::{Design, STYLES};
use crate::document::About;

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PROPERTIES: &str = "http://schemas.openxmlformats.org/officeDocument/2006";

/// docProps/core.xml: the document properties, with the organization as the author.
pub(super) fn core(about: &About, timestamp: i64) -> Element {
    let date = |name: &str| {
        let time = Timestamp::from_second(timestamp).unwrap_or(Timestamp::UNIX_EPOCH);
        element(name).with("xsi:type", "dcterms:W3CDTF").text(time.to_string())
    };
    let text = |name: &str, text: &str| element(name).text(text);
    element("cp:coreProperties")
        .with("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties")
        .with("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .with("xmlns:dcterms", "http://purl.org/dc/terms/")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .child(text("dc:title", &about.title))
        .children(about.subject.as_ref().map(|subject| text("dc:subject", subject)))
        .child(text("dc:creator", &about.organization))
        .children(about.edition.as_ref().map(|edition| text("dc:description", edition)))
        .child(text("cp:lastModifiedBy", &about.organization))
        .child(date("dcterms:created"))
        .child(date("dcterms:modified"))
        .child(text("dc:language", &about.language))
}

/// docProps/app.xml: the organization and the program.
pub(super) fn app(about: &About) -> Element {
    element("Properties")
        .with("xmlns", format!("{PROPERTIES}/extended-properties"))
        .child(element("Application").text(env!("CARGO_PKG_NAME")))
        .child(element("Company").text(&about.organization))
}

/// word/settings.xml: settings of the current Word version, so that Word opens the document without
/// prompts.
pub(super) fn settings(language: &str) -> Element {
    let note = |id: i32| element("w:footnote").with("w:id", id);
    let settings = [
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
    ];
    let settings = settings.map(|(name, setting)| {
        element("w:compatSetting")
            .with("w:name", name)
            .with("w:uri", "http://schemas.microsoft.com/office/word")
            .with("w:val", setting)
    });
    element("w:settings")
        .with("xmlns:w", W)
        .child(element("w:zoom").with("w:percent", 100))
        .child(value("w:defaultTabStop", 720))
        .child(value("w:characterSpacingControl", "doNotCompress"))
        .child(element("w:footnotePr").child(note(-1)).child(note(0)))
        .child(element("w:compat").children(settings))
        .child(value("w:themeFontLang", language))
        .child(colour_map())
        .child(value("w:decimalSymbol", "."))
        .child(value("w:listSeparator", ","))
}

/// The roles of the theme colours, as in every new document.
fn colour_map() -> Element {
    let mut map = element("w:clrSchemeMapping")
        .with("w:bg1", "light1")
        .with("w:t1", "dark1")
        .with("w:bg2", "light2")
        .with("w:t2", "dark2");
    for number in 1..=6 {
        map.set(&format!("w:accent{number}"), format!("accent{number}"));
    }
    map.with("w:hyperlink", "hyperlink").with("w:followedHyperlink", "followedHyperlink")
}

/// word/fontTable.xml: the fonts that the styles use.
pub(super) fn fonts(design: &Design) -> Element {
    let names: BTreeSet<String> =
        STYLES.iter().filter_map(|style| design.look(style).font).collect();
    let font =
        |name: String| element("w:font").with("w:name", name).child(value("w:pitch", "variable"));
    element("w:fonts").with("xmlns:w", W).children(names.into_iter().map(font))
}

/// word/theme/theme1.xml: the fonts and colours that Word offers in its palettes, taken from the
/// design. Styles do not refer to it.
pub(super) fn theme(design: &Design) -> Element {
    let font = design.look("Normal").font.unwrap_or_else(|| "Calibri".to_owned());
    let colour = |style: &str| design.look(style).colour.map(|colour| hexadecimal(&colour));
    let accent = colour("Heading 1").unwrap_or_else(|| "1F1F1F".to_owned());
    let grey = colour("Subtitle").unwrap_or_else(|| "595959".to_owned());
    let link = colour("Hyperlink").unwrap_or_else(|| accent.clone());
    let rgb = |name: &str, colour: &str| {
        element(&format!("a:{name}")).child(element("a:srgbClr").with("val", colour))
    };
    let base = [("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", &accent), ("lt2", "F2F2F2")];
    let accents = (1..=6).map(|number| {
        rgb(&format!("accent{number}"), if number % 2 == 1 { &accent } else { &grey })
    });
    let colours = element("a:clrScheme")
        .with("name", "Report")
        .children(base.map(|(name, colour)| rgb(name, colour)))
        .children(accents)
        .children(["hlink", "folHlink"].map(|name| rgb(name, &link)));
    let face = |name: &str, face: &str| element(name).with("typeface", face);
    let fonts = |name: &str| {
        element(name).child(face("a:latin", &font)).child(face("a:ea", "")).child(face("a:cs", ""))
    };
    let fonts = element("a:fontScheme")
        .with("name", "Report")
        .child(fonts("a:majorFont"))
        .child(fonts("a:minorFont"));
    let elements = element("a:themeElements").child(colours).child(fonts).child(formats());
    element("a:theme").with("xmlns:a", DRAWING).with("name", "Report").child(elements)
}

/// Plain fills, lines and effects of shapes; three of each, because the schema requires three.
fn formats() -> Element {
    let plain = || {
        let colour = element("a:schemeClr").with("val", "phClr");
        element("a:solidFill").child(colour)
    };
    let three =
        |name: &str, one: &dyn Fn() -> Element| element(name).children([one(), one(), one()]);
    element("a:fmtScheme")
        .with("name", "Report")
        .child(three("a:fillStyleLst", &plain))
        .child(three("a:lnStyleLst", &|| element("a:ln").with("w", 6350).child(plain())))
        .child(three("a:effectStyleLst", &|| {
            element("a:effectStyle").child(element("a:effectLst"))
        }))
        .child(three("a:bgFillStyleLst", &plain))
}
