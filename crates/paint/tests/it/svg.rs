//! Output of the SVG painter, read back by the SVG library.
#![expect(clippy::unwrap_used, reason = "a test may say so")]

use std::sync::Arc;

use chordpro_fonts::FontBook;
use chordpro_layout::{
    Document, ItemRange, Layer, Link, PictureData, Role, SourcePlace, Tag, TagChild, TagNode,
    Target,
};
use chordpro_paint::PaintError;
use chordpro_paint::svg::{SourceLines, SvgOptions, SvgText, miniature, paint};
use chordpro_song::Budget;

use crate::sample;

fn painted(document: &Document, text: SvgText) -> String {
    let mut options = SvgOptions::default();
    options.text = text;
    let svg = paint(
        document,
        0,
        &FontBook::bundled(),
        &options,
        &Budget::unbounded_time(),
    )
    .unwrap()
    .output;
    usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap();
    svg
}

#[test]
fn a_picture_is_as_large_as_its_page() {
    let svg = painted(&sample::document(), SvgText::Outlines);
    let tree = usvg::Tree::from_str(
        &svg,
        &usvg::Options {
            dpi: 72.0,
            ..Default::default()
        },
    )
    .unwrap();
    assert_eq!((tree.size().width(), tree.size().height()), (595.0, 842.0));
}

#[test]
fn an_outline_is_written_once_however_often_it_is_used() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers = chordpro_layout::Layers::default();
    page.layers.text = sample::text("FreeSans.ttf", 12.0, (40.0, 740.0), "lll", Role::Lyrics);
    sample::tag(page);
    let svg = painted(&document, SvgText::Outlines);
    assert_eq!(svg.matches("<path id=").count(), 1);
    assert_eq!(svg.matches("<use ").count(), 3);
}

#[test]
fn text_is_written_as_text_where_that_is_asked_for() {
    let svg = painted(&sample::document(), SvgText::Text);
    assert!(svg.contains(">Only lyrics here AVAWA To.</text>"));
    assert!(!svg.contains("<use "));
}

/// A song line with two chords, set in turn, and a row of a grid.
fn rows() -> Document {
    let mut document = sample::document();
    document.info.title = None;
    let page = document.pages.first_mut().unwrap();
    page.layers = chordpro_layout::Layers::default();
    let mut set = |x, y, text: &str, role| {
        let run = sample::text("FreeSans.ttf", 10.0, (x, y), text, role);
        page.layers.text.extend(run);
    };
    set(40.0, 150.0, "C ", Role::Chord);
    set(40.0, 138.0, "Amazing ", Role::Lyrics);
    set(90.0, 150.0, "F ", Role::Chord);
    set(90.0, 138.0, "grace", Role::Lyrics);
    set(40.0, 120.0, "A", Role::Grid);
    set(90.0, 120.0, "B", Role::Grid);
    page.layers.heading_text =
        sample::text("FreeSans.ttf", 14.0, (40.0, 180.0), "Song", Role::Title);
    let items = |layer, start| TagChild::Items(ItemRange::new(layer, start..start + 1));
    let body = |start| items(Layer::Text, start);
    let row = |tag, children| TagChild::Node(TagNode::new(tag, 3, children));
    let rows = vec![
        row(Tag::ChordRow, vec![body(0), TagChild::Blank, body(2)]),
        row(Tag::Words, vec![body(1), body(3)]),
    ];
    page.structure = vec![
        TagNode::new(Tag::Title, 0, vec![items(Layer::HeadingText, 0)]),
        TagNode::new(Tag::Line, 3, rows),
        TagNode::new(Tag::GridRow, 4, vec![body(4), TagChild::Blank, body(5)]),
    ];
    document
}

#[test]
fn a_row_is_one_text_in_the_order_of_reading() {
    let document = rows();
    let svg = painted(&document, SvgText::Text);
    let mut texts = String::new();
    for part in svg.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", ""));
        texts.push_str(text);
        if tag == "/text" {
            texts.push('\n');
        }
    }
    assert_eq!(texts.trim(), "Song\nC F \nAmazing grace\nA B");
    let svg = painted(&document, SvgText::Outlines);
    let places = ["Song", "F ", "grace", "A"].map(|text| {
        let label = format!("aria-label=\"{text}\"");
        svg.find(&label).unwrap()
    });
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn lines_are_groups_that_can_say_where_they_come_from() {
    let document = rows();
    let svg = |lines| {
        let mut options = SvgOptions::default();
        options.lines = lines;
        let budget = Budget::unbounded_time();
        let painted = paint(&document, 0, &FontBook::bundled(), &options, &budget);
        painted.unwrap().output
    };
    let hidden = svg(SourceLines::Hidden);
    assert_eq!(hidden.matches("<g class=\"line\">").count(), 2);
    assert!(!hidden.contains("data-line"));
    let shown = svg(SourceLines::Shown);
    for line in [3, 4] {
        let group = format!("<g class=\"line\" data-line=\"{line}\">");
        assert_eq!(shown.matches(&group).count(), 1);
    }
}

#[test]
fn nothing_of_a_song_leaves_its_place() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers.text = sample::text(
        "FreeSans.ttf",
        12.0,
        (40.0, 740.0),
        "\"><script>\u{1}&",
        Role::Lyrics,
    );
    sample::tag(page);
    page.links = vec![Link {
        rect: [0.0; 4],
        target: Target::Uri("http://a/\"><script>".to_owned()),
    }];
    document.info.title = Some("</title><script>".to_owned());
    for text in [SvgText::Outlines, SvgText::Text] {
        assert!(!painted(&document, text).contains("<script"));
    }
}

#[test]
fn only_harmless_addresses_become_links() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.links = [
        "HTTPS://a.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " javascript:x",
    ]
    .map(|address| Link {
        rect: [0.0, 0.0, 9.0, 9.0],
        target: Target::Uri(address.to_owned()),
    })
    .into();
    let svg = painted(&document, SvgText::Outlines);
    assert_eq!(svg.matches("<a href=").count(), 1);
    assert!(svg.contains("<a href=\"HTTPS://a.example\">"));
}

#[test]
fn pictures_stand_in_the_file_once() {
    let mut document = sample::document();
    sample::place(
        &mut document,
        PictureData::Bitmap(sample::bitmap(png::BitDepth::Eight)),
        1.0,
        2.0,
    );
    sample::place(
        &mut document,
        PictureData::Bitmap(Arc::from(b"rubbish".as_slice())),
        1.0,
        2.0,
    );
    let svg = painted(&document, SvgText::Outlines);
    assert_eq!(svg.matches("data:image/png;base64,").count(), 1);
    assert_eq!(svg.matches("<image ").count(), 1);
}

#[test]
fn a_page_that_is_not_there_is_refused() {
    let error = paint(
        &sample::document(),
        1,
        &FontBook::bundled(),
        &SvgOptions::default(),
        &Budget::unbounded_time(),
    );
    assert_eq!(
        error.unwrap_err(),
        PaintError::NoSuchPage { page: 2, pages: 1 }
    );
}

#[test]
fn pieces_are_groups_that_say_where_they_come_from() {
    let mut document = rows();
    let page = document.pages.first_mut().unwrap();
    let place = |columns, recall| SourcePlace {
        input: 2,
        line: 3,
        columns,
        recall,
    };
    let mut locate = |tag: usize, row: usize, child: usize, source| {
        let Some(TagChild::Node(row)) = page.structure[tag].children.get_mut(row) else {
            panic!("a row");
        };
        if let Some(TagChild::Items(range)) = row.children.get_mut(child) {
            range.source = Some(source);
        }
    };
    locate(1, 1, 0, place(Some((4, 12)), None));
    locate(1, 1, 1, place(None, Some(9)));
    let svg = painted(&document, SvgText::Pieces);
    let lyrics = "<g class=\"lyrics\" data-song=\"2\" data-line=\"3\"";
    assert!(svg.contains(&format!(
        "{lyrics} data-column=\"4\" data-end=\"12\" data-text=\"Amazing\"><path "
    )));
    assert!(svg.contains(&format!("{lyrics} data-recall=\"9\" data-text=\"grace\">")));
    assert!(svg.contains("<g class=\"chord\" data-text=\"C\">"));
    for part in ["<use", " id=", "aria-label=\"Amazing", "class=\"line\""] {
        assert!(!svg.contains(part), "{part}: {svg}");
    }
    assert_eq!(svg.matches("<g ").count(), svg.matches("</g>").count());
    assert_eq!(svg.matches("<path ").count(), 7);
}

#[test]
fn pieces_look_as_outlines_do() {
    let picture = |text| {
        let svg = painted(&sample::document(), text);
        let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap();
        let mut pixels = resvg::tiny_skia::Pixmap::new(595, 842).unwrap();
        let scale = 595.0 / tree.size().width();
        let transform = resvg::tiny_skia::Transform::from_scale(scale, scale);
        resvg::render(&tree, transform, &mut pixels.as_mut());
        pixels.take()
    };
    let (outlines, pieces) = (picture(SvgText::Outlines), picture(SvgText::Pieces));
    let differing = outlines
        .iter()
        .zip(&pieces)
        .filter(|(one, other)| one.abs_diff(**other) > 8);
    // Glyph positions are written in tenths of a font unit.
    assert!(differing.count() < 400);
    assert!(outlines.iter().filter(|byte| **byte > 0).count() > 5_000);
}

#[test]
fn a_miniature_shows_texts_as_bars() {
    let document = sample::document();
    let svg = miniature(&document, 0, &Budget::unbounded_time()).unwrap();
    usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap();
    assert!(svg.contains("viewBox=\"0 0 595 842\""));
    assert!(!svg.contains("<text") && !svg.contains("<image"));
    assert!(svg.len() < 3 << 10, "{} bytes", svg.len());
    let missing = miniature(&document, 99, &Budget::unbounded_time());
    assert!(matches!(missing, Err(PaintError::NoSuchPage { .. })));
}
