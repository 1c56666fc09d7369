//! Tests of the source for each kind of block.

use super::page::{LIBRARY, definitions};
use super::typst;
use crate::document::{
    About, Block, Column, Contents, Document, Generated, Graph, Heading, HeadingKind, Inline, Item,
    Label, List, Node, Origin, PageNumber, Quotation, Row, Table, Text,
};

/// Checks the source of one block, which follows the page design and the properties.
#[track_caller]
fn block(block: Block, expected: &str) {
    let source = typst(&document(vec![block]), "", "typst compile a.typ").text;
    let (_, report) = source.split_once("#show: report.with(").expect("a report");
    let (_, body) = report.split_once("\n)\n\n").expect("a report has properties");
    assert_eq!(body, expected);
}

fn document(blocks: Vec<Block>) -> Document {
    let about = About {
        title: "The \"Survey\"".into(),
        subject: None,
        organization: "IOM".into(),
        language: "en".into(),
        edition: None,
        page_number: vec![PageNumber::Words("p. ".into()), PageNumber::Page],
    };
    Document { about, blocks: blocks.into_iter().map(Node::text).collect() }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Inline::tool(text)])
}

fn item(number: Option<u64>, blocks: Vec<Block>) -> Item {
    Item { number, key_message: false, anchor: None, blocks }
}

#[test]
fn a_report_opens_with_its_command_and_its_page_design() {
    let mut report = document(vec![paragraph("a"), paragraph("b")]);
    report.about.edition = Some("Second\nedition".into());
    let opening = r#"// The "Survey"
//
// Compile this file with:
// typst compile a.typ

// The built-in look; templates/page.typ replaces parts of it.
"#;
    let expected = r#"#show: report.with(
  title: "The \"Survey\"",
  subject: none,
  organization: "IOM",
  language: "en",
  edition: "Second\nedition",
  page-number: (page, pages) => "p. " + page,
)

a

b
"#;
    let page = "// #let graph() = 1\n#let part-opening (body) = {\n  let messages() = 1\n}\n#let report = 1\n";
    let source = typst(&report, page, "typst compile a.typ");
    assert!(source.text.starts_with(opening), "{}", source.text);
    assert!(source.text.ends_with(&format!("}}\n\n{expected}")), "{}", source.text);
    assert_eq!(&source.text[source.page.clone()], page);
    let library = &source.text[source.page.end..source.design_end];
    let has = |name: &str| library.contains(&format!("\n#let {name}("));
    assert_eq!(["part-opening", "report"].map(has), [false; 2], "the project's own replace them");
    assert_eq!(["graph", "messages", "register"].map(has), [true; 3]);
    assert!(source.text.find("#let accent").is_some_and(|at| at < source.page.start));
}

#[test]
fn a_page_design_that_defines_all_is_left_as_it_is() {
    let page: String = definitions(LIBRARY)
        .into_iter()
        .flat_map(|(names, _)| names)
        .map(|name| format!("#let {name}() = 1\n"))
        .collect();
    let source = typst(&document(Vec::new()), &page, "typst compile a.typ");
    assert!(
        source.text.contains(&format!("typst compile a.typ\n\n{page}\n#show: ")),
        "{}",
        source.text
    );
}

#[test]
fn a_title_of_several_lines_stays_a_comment() {
    let mut report = document(Vec::new());
    report.about.title = "a\n#read(\"b\")".into();
    assert!(typst(&report, "", "c").text.starts_with("// a #read(\"b\")\n//\n"));
}

#[test]
fn title_edition_and_contents_are_calls() {
    block(Block::Title(vec![Inline::tool("A #1")]), "#title[A \\#1]\n");
    block(
        Block::Generated(Generated::Edition(vec!["Second".into(), "- 3".into()])),
        "#edition-lines(\n  [Second],\n  [\\- 3],\n)\n",
    );
    let contents = Contents { heading: "Contents".into(), starts_page: true };
    block(
        Block::Generated(Generated::Contents(contents)),
        "#pagebreak(weak: true)\n\n#contents[Contents]\n",
    );
}

#[test]
fn a_heading_stays_on_its_line() {
    let content = vec![Inline::tool("a"), Inline::Break, Inline::tool("b")];
    block(
        Block::Heading(Heading { starts_page: true, ..Heading::new(2, content.clone()) }),
        "#pagebreak(weak: true)\n\n== a \\ b\n",
    );
    let anchor = Some("part-a".into());
    let part = Heading { kind: HeadingKind::Part, anchor, ..Heading::new(2, content) };
    block(Block::Heading(part), "#part-opening(level: 2)[a \\ b] <part-a>\n");
}

#[test]
fn a_heading_with_a_note_or_a_link_is_its_plain_words_elsewhere() {
    let link = Inline::Link { target: "https://iom.int".into(), content: vec![Inline::tool("b")] };
    let note = Inline::Footnote(vec![Inline::tool("c")]);
    let content = vec![Inline::tool("a "), link, note];
    block(
        Block::Heading(Heading { anchor: Some("point-a".into()), ..Heading::new(3, content) }),
        "#[\n  #show std.heading: block[a #link(\"https://iom.int\")[b]#footnote[c]]\n  \
         === a b <point-a>\n]\n",
    );
}

#[test]
fn inlines_are_calls_that_the_next_text_does_not_continue() {
    let text = |text: &str| vec![Inline::tool(text)];
    let target = "https://iom.int/\"a\"".into();
    block(
        Block::Paragraph(vec![
            Inline::Emphasis(text("- a")),
            Inline::tool("(b) "),
            Inline::Strong(vec![Inline::Emphasis(text("c"))]),
            Inline::tool(";"),
            Inline::Break,
            Inline::Link { target, content: text("d") },
            Inline::tool(". E"),
        ]),
        r##"#emph[\- a]\(b) #strong[#emph[c]]\; \
#link("https://iom.int/%22a%22")[d]. E
"##,
    );
}

#[test]
fn pieces_of_text_do_not_join_to_a_dash() {
    let pieces = ["a-", "-", "5"].map(Inline::tool);
    block(Block::Paragraph(pieces.into()), "a-\\-5\n");
}

#[test]
fn a_list_shows_its_numbers_and_its_nesting() {
    let bullets = Block::List(List { items: vec![item(None, vec![paragraph("c")])] });
    let broken = vec![Inline::tool("d"), Inline::Break, Inline::tool("e")];
    block(
        Block::List(List {
            items: vec![
                item(Some(5), vec![paragraph("a")]),
                item(Some(7), vec![paragraph("b"), bullets]),
                item(Some(8), vec![Block::Paragraph(broken)]),
            ],
        }),
        "\
#enum(
  enum.item(5)[a],
  enum.item(7)[
    b

    #list(
      [c],
    )
  ],
  enum.item(8)[d \\
  e],
)
",
    );
}

#[test]
fn a_quotation_names_its_source_if_it_has_one() {
    let blocks = vec![paragraph("“a"), paragraph("b”")];
    let quotation = Quotation { blocks, source: vec![Inline::tool("RCM")] };
    block(Block::Quotation(quotation), "#quotation(source: [RCM])[\n  “a\n\n  b”\n]\n");
    let anonymous = Quotation { blocks: vec![paragraph("a")], source: Vec::new() };
    block(Block::Quotation(anonymous), "#quotation(source: none)[\n  a\n]\n");
}

#[test]
fn a_graph_has_its_label_caption_and_size() {
    let graph = Graph {
        continues: None,
        key: "sdg".into(),
        label: Label::Issued(Text { text: "Graph X.".into(), origin: Origin::Tool }),
        caption: Some(vec![Inline::tool("What *it* shows")]),
        note: None,
        drawn: Vec::new(),
        alt: vec![Inline::tool("SDG 8: 12")],
        svg: "<svg/>".into(),
        width: 450.0,
        height: 260.5,
    };
    block(
        Block::Graph(graph),
        r#"#graph(
  "charts/sdg.svg",
  alt: "SDG 8: 12",
  label: "Graph X. ",
  caption: [What \*it\* shows],
  note: none,
  width: 450pt,
  height: 260.5pt,
) <graph-sdg>
"#,
    );
}

#[test]
fn a_table_has_its_header_and_its_notes() {
    let text = |text: &str| vec![Inline::tool(text)];
    let column = |title: &str, numbers| Column { title: text(title), numbers };
    let reference = Inline::Reference { graph: "sdg".into(), label: "Graph 1".into() };
    let table = Table {
        graph: "sdg".into(),
        caption: vec![Inline::tool("Figures of "), reference],
        columns: vec![column("Goal", false), column("Share", true)],
        rows: vec![Row { cells: vec![text("SDG 8"), text("92%")] }],
        notes: vec![text("Base: 13")],
        splits: false,
        data: None,
    };
    block(
        Block::Table(table),
        r#"#figures-table(
  caption: [Figures of #link(<graph-sdg>)[Graph 1]],
  numbers: (false,true,),
  header: ([Goal],[Share],),
  notes: (
    [Base: 13],
  ),
  [SDG 8], [92%],
)
"#,
    );
}

#[test]
fn a_key_message_and_a_footnote_are_calls() {
    let note = Inline::Footnote(vec![Inline::tool("b [c]")]);
    let message = Block::Paragraph(vec![Inline::tool("a"), note]);
    let anchor = Some("message-a".into());
    let items = vec![Item { number: Some(1), key_message: true, anchor, blocks: vec![message] }];
    block(
        Block::List(List { items }),
        "#messages(\n  enum.item(1)[#key-message[\n    a#footnote[b \\[c\\]]\n  ] <message-a>],\n)\n",
    );
}
