//! Writes lines of text as runs that docx-rs builds: emphasis and links in Word's own character styles, figures in
//! bookmarks, and native references and footnotes.

use std::collections::{BTreeMap, HashMap};

use docx_rs::{BuildXML, Footnote, Run};

use super::names::{Bookmarks, Ids, Target, anchor_name, graph_name, line_name, targets};
use super::styles::{id, lang};
use super::xml::{Element, element, parse, slot, template, value, words};
use crate::document::{Document, Inline, Origin, Text, encoded, plain_text};

/// The formatting of the text around an inline.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting<'a> {
    /// Whether the paragraph style is bold, which Word's Strong style would toggle off.
    pub(super) bold_style: bool,
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) link: bool,
    /// Whether it is a cross-reference.
    pub(super) cross: bool,
    /// The language, if it is another one than that of the document.
    pub(super) language: Option<&'a str>,
}

impl Setting<'_> {
    /// Strong emphasis.
    pub(super) fn strong() -> Self {
        Setting { strong: true, ..Setting::default() }
    }
}

/// The state that all lines of a document share.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The bookmarks so far.
    pub(super) bookmarks: Bookmarks,
    /// The targets of links and the paths of pictures, by relationship id.
    pub(super) targets: BTreeMap<String, String>,
    links: usize,
    /// The footnotes so far.
    pub(super) footnotes: Vec<Element>,
    pub(super) ids: Ids,
    /// The number of each line of the document, by the address of its content.
    numbers: HashMap<*const Inline, usize>,
    /// The headings and messages that references refer to, by anchor.
    pub(super) numbered: BTreeMap<String, Target>,
    /// The anchor of the part that contains the current line.
    pub(super) part: Option<String>,
}

impl Lines {
    /// The initial state.
    pub(super) fn new(document: &Document, ids: Ids) -> Self {
        let numbered = targets(document);
        Lines { ids, numbered, numbers: document.line_numbers(), ..Lines::default() }
    }

    /// A paragraph with the content of a line, in the bookmark that has its number and in others.
    pub(super) fn numbered(
        &mut self,
        style: &str,
        line: &[Inline],
        mut content: Vec<Element>,
        names: impl IntoIterator<Item = String>,
    ) -> Element {
        let number = self.numbers.get(&line.as_ptr()).copied();
        for name in number.map(line_name).into_iter().chain(names) {
            content = self.bookmarked(name, content);
        }
        styled(style).children(content)
    }

    /// The runs of a line.
    pub(super) fn line(&mut self, content: &[Inline], setting: Setting<'_>) -> Vec<Element> {
        let runs = content.chunk_by(both_plain).flat_map(|pieces| match &pieces[0] {
            Inline::Text(Text { text, origin: Origin::Figure(figure, _) }) => {
                let name = self.bookmarks.figure(figure);
                self.bookmarked(name, runs(text, setting))
            }
            Inline::Text(_) => runs(&plain_text(pieces), setting),
            Inline::Emphasis(content) => self.line(content, Setting { emphasis: true, ..setting }),
            Inline::Strong(content) => self.line(content, Setting { strong: true, ..setting }),
            Inline::Link { target, content } => {
                self.links += 1;
                let rid = self.ids.link(self.links);
                self.targets.insert(rid.clone(), encoded(target));
                let children = self.line(content, Setting { link: true, ..setting });
                vec![link("r:id", &rid, children)]
            }
            Inline::Reference { graph, label } => {
                let instruction = format!(" REF {} \\h \\* MERGEFORMAT ", graph_name(graph));
                field(&instruction, label, setting)
            }
            Inline::CrossRef { anchor, label } => {
                let label = self.reference(anchor, &kept(label));
                vec![link("w:anchor", &anchor_name(anchor), label)]
            }
            Inline::Foreign { language, content } => {
                self.line(content, Setting { language: Some(language), ..setting })
            }
            Inline::Footnote(content) => {
                let id = self.ids.footnotes + self.footnotes.len() + 1;
                let text = self.line(content, Setting::default());
                let note = self.numbered("Footnote Text", content, text, None);
                self.footnotes.push(footnote(id, note));
                let reference = Footnote { id, content: Vec::new() };
                vec![built(&Run::new().add_footnote_reference(reference))]
            }
            Inline::Break => vec![line_break()],
        });
        runs.collect()
    }

    /// Wraps runs in a bookmark.
    pub(super) fn bookmarked(&mut self, name: String, inside: Vec<Element>) -> Vec<Element> {
        let mark = |name: &str, number: usize| element(name).with("w:id", number);
        let number = self.bookmarks.next();
        let start = mark("w:bookmarkStart", number).with("w:name", name);
        std::iter::once(start).chain(inside).chain([mark("w:bookmarkEnd", number)]).collect()
    }
}

/// An empty paragraph in a style.
pub(super) fn styled(style: &str) -> Element {
    // Word falls back to `Normal` when no style is set.
    let style = Some(style).filter(|style| *style != "Normal");
    let properties = style.map(|style| element("w:pPr").child(value("w:pStyle", id(style))));
    element("w:p").children(properties)
}

/// Makes a paragraph start a new page.
pub(super) fn start_page(paragraph: &mut Element) {
    paragraph.find_or_insert("w:pPr").children.push(element("w:pageBreakBefore"));
}

/// Words with non-breaking spaces between them; trailing spaces stay breakable.
fn kept(words: &str) -> String {
    let inside = words.trim_end();
    inside.replace(' ', "\u{A0}") + &words[inside.len()..]
}

/// A field, with the result that is shown until Word updates it.
pub(super) fn field(instruction: &str, result: &str, setting: Setting<'_>) -> Vec<Element> {
    let mut field = field_start(instruction, setting).to_vec();
    field.extend(runs(result, setting));
    field.push(field_mark("end", setting));
    field
}

/// A field whose result is the page number in the slot `name`.
pub(super) fn page_field(instruction: &str, name: &str) -> Vec<Element> {
    let mut field = field_start(instruction, Setting::default()).to_vec();
    field.extend([slot(name), field_mark("end", Setting::default())]);
    field
}

/// The parts of a field before its result.
pub(super) fn field_start(instruction: &str, setting: Setting<'_>) -> [Element; 3] {
    let instruction = run(words("w:instrText", instruction), setting);
    [field_mark("begin", setting), instruction, field_mark("separate", setting)]
}

/// A field character: `begin`, `separate` or `end`.
pub(super) fn field_mark(kind: &str, setting: Setting<'_>) -> Element {
    run(element("w:fldChar").with("w:fldCharType", kind), setting)
}

/// A link to a relationship (`r:id`) or a bookmark (`w:anchor`).
pub(super) fn link(kind: &str, target: &str, children: Vec<Element>) -> Element {
    element("w:hyperlink").with(kind, target).with("w:history", 1).children(children)
}

/// Plain text as runs, one for each piece of one writing direction.
pub(super) fn runs(text: &str, setting: Setting<'_>) -> Vec<Element> {
    let blank = |character: char| if matches!(character, '\n' | '\t') { ' ' } else { character };
    let pieces = pieces(text);
    let text = pieces.into_iter().map(|piece| piece.chars().map(blank).collect::<String>());
    text.map(|text| run(words("w:t", &text), setting)).collect()
}

/// A run with formatting: a character style for the outermost setting, and direct formatting for
/// inner ones.
fn run(content: Element, setting: Setting<'_>) -> Element {
    let strong = setting.strong && !setting.bold_style;
    let (style, bold, italic) = match (setting.link, strong, setting.emphasis) {
        _ if setting.cross => (Some("Cross Reference"), false, false),
        (true, strong, emphasis) => (Some("Hyperlink"), strong, emphasis),
        (false, true, emphasis) => (Some("Strong"), false, emphasis),
        (false, false, true) => (Some("Emphasis"), false, false),
        (false, false, false) => (None, false, false),
    };
    let mut run = style.map_or_else(
        || element("w:r"),
        |style| {
            let run = Run::new().style(&id(style));
            let run = if bold { run.bold() } else { run };
            built(&if italic { run.italic() } else { run })
        },
    );
    if let Some(language) = setting.language {
        run.find_or_insert("w:rPr").children.push(lang(language));
    }
    if content.text.starts_with(is_right_to_left) {
        run.find_or_insert("w:rPr").children.push(element("w:rtl"));
    }
    run.child(content)
}

/// A forced line break.
pub(super) fn line_break() -> Element {
    run(element("w:br").with("w:type", "textWrapping"), Setting::default())
}

/// A tab.
pub(super) fn tab() -> Element {
    run(element("w:tab"), Setting::default())
}

/// A run that docx-rs builds.
pub(super) fn built(run: &Run) -> Element {
    let mut run = parse(&run.build());
    run.children.retain(|child| child.name != "w:rPr" || !child.children.is_empty());
    run
}

/// Whether a character is a letter of Hebrew, Arabic or another right-to-left script; the ranges
/// are the blocks that the Unicode bidirectional algorithm (UAX 9) reserves for them.
fn is_right_to_left(character: char) -> bool {
    let block = matches!(character as u32,
        0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF);
    block && character.is_alphabetic()
}

/// A footnote with its number and its text, a paragraph.
fn footnote(number: usize, mut paragraph: Element) -> Element {
    let at = usize::from(paragraph.first("w:pPr").is_some());
    paragraph.children.splice(at..at, template(FOOTNOTE_NUMBER, &[]).children);
    element("w:footnote").with("w:id", number).child(paragraph)
}

/// The runs at the start of a footnote.
const FOOTNOTE_NUMBER: &str = r#"<w:p>
  <w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>
  <w:r><w:t xml:space="preserve"> </w:t></w:r>
</w:p>"#;

fn both_plain(a: &Inline, b: &Inline) -> bool {
    let is_figure = |text: &Text| matches!(text.origin, Origin::Figure(..));
    matches!((a, b), (Inline::Text(a), Inline::Text(b)) if !is_figure(a) && !is_figure(b))
}

/// Splits a text into pieces of one direction: Word sets a run from right to left only if it is
/// marked as such. Neutral characters between right-to-left letters
/// belong to their piece.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_right_to_left) {
        let strong = |c: char| c.is_alphabetic() && !is_right_to_left(c);
        let stretch = rest[start..].find(strong).map_or(rest.len(), |end| start + end);
        let last = rest[start..stretch].rfind(is_right_to_left).unwrap_or(0) + start;
        let width = rest[last..].chars().next().map_or(0, char::len_utf8);
        if start > 0 {
            pieces.push(&rest[..start]);
        }
        pieces.push(&rest[start..last + width]);
        rest = &rest[last + width..];
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn right_to_left_words_are_a_piece_of_their_own() {
        assert_eq!(pieces("plain"), ["plain"]);
        assert_eq!(pieces("a אב גד b"), ["a ", "אב גד", " b"]);
        assert_eq!(pieces("אב, 12 (c)"), ["אב", ", 12 (c)"]);
        assert_eq!(pieces("x א 1 ב"), ["x ", "א 1 ב"]);
    }

    #[test]
    fn no_character_is_lost() {
        let text = "سلام – שלום: hello عالم!";
        assert_eq!(pieces(text).concat(), text);
    }
}
