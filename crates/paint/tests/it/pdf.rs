//! What the PDF painter writes, read back.
#![expect(clippy::unwrap_used, reason = "a test may say so")]

use std::io::Read;
use std::sync::Arc;

use chordpro_fonts::{Face, FontBook, OutlineBuilder};
use chordpro_layout::{
    Document, Item, Layers, Link, Page, PageLabels, PictureData, PlacedForm, Role, SourcePdf,
    Target, Underlay,
};
use chordpro_paint::PaintError;
use chordpro_paint::pdf::{PdfOptions, Standard, Structure, paint};
use chordpro_song::{Budget, Exceeded, Limit, Limits};
use flate2::read::ZlibDecoder;
use hayro_syntax::Pdf;

use crate::sample;

fn painted(document: &Document) -> Vec<u8> {
    let budget = Budget::unbounded_time();
    paint(
        document,
        &FontBook::bundled(),
        &PdfOptions::default(),
        &budget,
    )
    .unwrap()
    .output
}

/// The drawing commands of a page.
fn commands(bytes: Vec<u8>, page: usize) -> String {
    let pdf = Pdf::new(Arc::new(bytes)).unwrap();
    let stream = pdf
        .pages()
        .get(page)
        .unwrap()
        .page_stream()
        .unwrap()
        .to_vec();
    String::from_utf8_lossy(&stream).into_owned()
}

/// How often a text stands in a document, object streams unpacked.
fn count(bytes: &[u8], text: &str) -> usize {
    let mut all = bytes.to_vec();
    let places = |text: &str| {
        let found = bytes.windows(text.len()).enumerate();
        let text = text.to_owned();
        found.filter_map(move |(at, part)| (part == text.as_bytes()).then_some(at))
    };
    for at in places("/Type/ObjStm") {
        let start = places("stream\n").find(|start| *start > at).unwrap();
        let data = bytes.get(start + "stream\n".len()..).unwrap();
        ZlibDecoder::new(data).read_to_end(&mut all).unwrap();
    }
    all.windows(text.len())
        .filter(|part| *part == text.as_bytes())
        .count()
}

fn with_standard(document: &Document, standard: Standard) -> Result<Vec<u8>, PaintError> {
    let mut options = PdfOptions::default();
    options.standard = standard;
    paint(
        document,
        &FontBook::bundled(),
        &options,
        &Budget::unbounded_time(),
    )
    .map(|painted| painted.output)
}

#[test]
fn text_stands_at_its_pen_with_kerning_as_adjustments() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers = chordpro_layout::Layers::default();
    page.layers.text = sample::text("FreeSerif.ttf", 12.0, (40.0, 740.0), "AVA", Role::Lyrics);
    insta::assert_snapshot!(commands(painted(&document), 0));
}

#[test]
fn shapes_are_drawn_with_their_widths_and_colours() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers.text.clear();
    page.layers.heading_text.clear();
    insta::assert_snapshot!(commands(painted(&document), 0));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = sample::document();
    assert!(painted(&document) == painted(&document));
}

#[test]
fn a_drawing_used_twice_is_written_once() {
    let bytes = painted(&sample::document());
    assert_eq!(count(&bytes, "/Subtype/Form"), 1);
    assert_eq!(commands(bytes, 0).matches(" Do").count(), 2);
}

#[test]
fn text_comes_in_the_order_of_reading() {
    let mut document = Document::default();
    let mut layers = Layers::default();
    let line = |at, text, role| sample::text("FreeSans.ttf", 10.0, at, text, role);
    layers.shapes = line((10.0, 30.0), "G", Role::Diagram);
    layers
        .shapes
        .push(sample::line((0.0, 0.0), (9.0, 0.0), 1.0));
    layers.text = line((10.0, 60.0), "words", Role::Lyrics);
    layers.heading_text = line((10.0, 5.0), "foot", Role::Footer);
    layers
        .heading_text
        .extend(line((10.0, 80.0), "head", Role::Title));
    document.pages.push(Page {
        width: 100.0,
        height: 100.0,
        layers,
        ..Page::default()
    });
    let commands = commands(painted(&document), 0);
    let place = |text: &str| commands.find(text).unwrap();
    // Their heights, in the frame of the writer.
    let order = [" l", "10 20 Tm", "10 40 Tm", "10 70 Tm", "10 95 Tm"].map(place);
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn lines_that_follow_one_another_and_look_alike_are_one_path() {
    let mut document = sample::document();
    let layers = &mut document.pages.first_mut().unwrap().layers;
    layers.shapes.clear();
    for (x, width) in [(10.0, 1.0), (20.0, 1.0), (30.0, 2.0), (40.0, 1.0)] {
        let line = sample::line((x, 10.0), (x, 20.0), width);
        layers.shapes.push(line);
    }
    // A cross among them, and an upright line after it.
    for (from, to) in [(10.0, 20.0), (20.0, 10.0), (20.0, 20.0)] {
        let line = sample::line((from, 10.0), (to, 20.0), 1.0);
        layers.shapes.push(line);
    }
    let commands = commands(painted(&document), 0);
    let count = |operator| {
        commands
            .split_whitespace()
            .filter(|word| *word == operator)
            .count()
    };
    assert_eq!(count("l"), 7);
    assert_eq!(count("S"), 5);
}

#[test]
fn a_drawing_used_once_is_part_of_its_page() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    let second = page
        .layers
        .shapes
        .iter()
        .rposition(|item| matches!(item, Item::Form(_)))
        .unwrap();
    page.layers.shapes.remove(second);
    let bytes = painted(&document);
    assert_eq!(count(&bytes, "/Subtype/Form"), 0);
    // Its dots are drawn all the same.
    assert!(commands(bytes, 0).matches(" c\n").count() > 4);
}

#[test]
fn a_drawing_that_holds_itself_is_left_out() {
    let mut document = sample::document();
    let form = document.forms.first_mut().unwrap();
    form.items.push(Item::Form(PlacedForm {
        form: 0,
        x: 0.0,
        y: 0.0,
        scale_x: 1.0,
        scale_y: 1.0,
    }));
    assert_eq!(count(&painted(&document), "/Subtype/Form"), 1);
}

#[test]
fn a_dense_page_stays_small() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    for n in 0..28 {
        let y = 730.0 - 24.0 * f64::from(n);
        let lyrics = "I looked over Jordan, and what did I see, comin’ for to carry me home?";
        page.layers.text.extend(sample::text(
            "FreeSansOblique.ttf",
            10.0,
            (40.0, y + 12.0),
            "Gmaj7  C  D7sus4   Em",
            Role::Chord,
        ));
        page.layers.text.extend(sample::text(
            "FreeSerif.ttf",
            12.0,
            (40.0, y),
            lyrics,
            Role::Lyrics,
        ));
    }
    let size = painted(&document).len();
    assert!(size <= 40_000, "{size} bytes");
}

/// The commands of an outline, as text.
#[derive(Default, PartialEq, Debug)]
struct Outline(String);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push_str(&format!("m {x} {y} "));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push_str(&format!("l {x} {y} "));
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.push_str(&format!("q {x1} {y1} {x} {y} "));
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push_str(&format!("c {x1} {y1} {x2} {y2} {x} {y} "));
    }
    fn close(&mut self) {
        self.0.push('z');
    }
}

/// The data of every compressed stream of a document.
fn streams(bytes: &[u8]) -> Vec<Vec<u8>> {
    let starts = bytes.windows(7).enumerate();
    let starts = starts.filter_map(|(at, part)| (part == b"stream\n").then_some(at + 7));
    starts
        .filter_map(|at| {
            let mut data = Vec::new();
            let mut decoder = ZlibDecoder::new(bytes.get(at..)?);
            decoder.read_to_end(&mut data).ok().map(|_| data)
        })
        .collect()
}

#[test]
fn the_numbers_of_glyphs_mean_the_same_in_text_and_font() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers = Layers::default();
    // Not in the order of the face's own numbers, and with letters that are put together of others.
    let lines = [("zéA ♯", 740.0), ("büzÄ’", 700.0)];
    for (text, y) in lines {
        let text = sample::text("FreeSerif.ttf", 12.0, (40.0, y), text, Role::Lyrics);
        page.layers.text.extend(text);
    }
    let bytes = painted(&document);
    let streams = streams(&bytes);
    let font = streams.iter().find(|data| data.starts_with(&[0, 1, 0, 0]));
    let book = FontBook::bundled();
    let face = book.face(book.by_file("FreeSerif.ttf").unwrap());
    let (book, id) = book
        .with_face("embedded", font.unwrap().as_slice().into())
        .unwrap();
    let embedded = book.face(id);
    let outline = |face: &Face, glyph| {
        let mut outline = Outline::default();
        face.outline(glyph, &mut outline);
        (outline, face.advance(glyph))
    };

    let mut known = String::new();
    for data in &streams {
        let text = String::from_utf8_lossy(data);
        let Some((_, text)) = text.split_once("beginbfchar") else {
            continue;
        };
        // Lines like `<0001> <007A>`: the number of a glyph, and its character.
        for line in text.lines().take_while(|line| *line != "endbfchar") {
            let Some((glyph, character)) = line.split_once(' ') else {
                continue;
            };
            let number = |text: &str| {
                let text = text.strip_prefix('<')?.strip_suffix('>')?;
                u32::from_str_radix(text, 16).ok()
            };
            if let Some((glyph, character)) = number(glyph).zip(number(character)) {
                let character = char::from_u32(character).unwrap();
                let glyph = u16::try_from(glyph).unwrap();
                let expected = outline(face, face.glyph(character).unwrap());
                assert_eq!(outline(embedded, glyph), expected, "{character}");
                known.push(character);
            }
        }
    }
    assert_eq!(known, "zéA ♯büÄ’");
    // A font tells its length, as readers may need it.
    assert_eq!(count(&bytes, "/Length1 "), 1);
}

#[test]
fn every_standard_is_met() {
    let mut document = sample::document();
    document.info.language = Some("en".to_owned());
    sample::place(
        &mut document,
        PictureData::Bitmap(sample::bitmap(png::BitDepth::Eight)),
        400.0,
        400.0,
    );
    for standard in [Standard::PdfA2b, Standard::PdfUa1, Standard::PdfA2aUa1] {
        assert_eq!(
            with_standard(&document, standard).err(),
            None,
            "{standard:?}"
        );
    }
}

#[test]
fn fonts_do_not_list_their_glyphs_incompletely() {
    let mut document = sample::document();
    let layers = &mut document.pages.first_mut().unwrap().layers;
    // The accent is a glyph of its own within the letter.
    layers.text = sample::text("FreeSerif.ttf", 10.0, (9.0, 9.0), "\u{e9}", Role::Lyrics);
    for standard in [Standard::PdfA2b, Standard::PdfUa1] {
        let bytes = with_standard(&document, standard).unwrap();
        assert_eq!(
            count(&bytes, "/FontDescriptor"),
            count(&bytes, "/Type/FontDescriptor") * 2
        );
        assert_eq!(count(&bytes, "/CIDSet"), 0);
    }
}

#[test]
fn what_a_standard_forbids_is_said() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers.text.extend(sample::text(
        "FreeSerif.ttf",
        12.0,
        (40.0, 300.0),
        "\u{10fffd}",
        Role::Lyrics,
    ));
    let error = with_standard(&document, Standard::PdfA2b).unwrap_err();
    assert_eq!(
        error,
        PaintError::Standard("ContainsNotDefGlyph".to_owned())
    );
}

#[test]
fn a_tagged_document_has_a_heading_lines_figures_and_a_link() {
    let mut options = PdfOptions::default();
    options.structure = Structure::Tagged;
    let bytes = paint(
        &sample::document(),
        &FontBook::bundled(),
        &options,
        &Budget::unbounded_time(),
    )
    .unwrap()
    .output;
    assert_eq!(count(&bytes, "/S/H1"), 1);
    assert_eq!(count(&bytes, "/S/P/"), 3);
    assert_eq!(count(&bytes, "/S/Figure"), 2);
    assert_eq!(count(&bytes, "/S/Link"), 1);
    assert_eq!(count(&bytes, "Chord diagram: C"), 2);
}

#[test]
fn pictures_of_every_kind_are_shown_and_broken_ones_left_out() {
    let mut document = sample::document();
    for bytes in [
        sample::bitmap(png::BitDepth::Eight),
        sample::bitmap(png::BitDepth::Sixteen),
        b"\x89PNG\r\n\x1a\nrubbish".as_slice().into(),
        b"GIF89a".as_slice().into(),
        b"".as_slice().into(),
    ] {
        sample::place(&mut document, PictureData::Bitmap(bytes), 100.0, 100.0);
    }
    let svg =
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle r="5"/></svg>"#;
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
    sample::place(
        &mut document,
        PictureData::Svg(Arc::new(tree)),
        200.0,
        200.0,
    );
    let bytes = painted(&document);
    // Both bitmaps hold the same pixels, once their channels are made eight bits.
    assert_eq!(count(&bytes, "/ColorSpace/DeviceRGB"), 1);
    assert_eq!(count(&bytes, "/Subtype/Form"), 2);
}

#[test]
fn pixels_are_charged_before_they_are_decoded() {
    let mut document = sample::document();
    sample::place(
        &mut document,
        PictureData::Bitmap(sample::bitmap(png::BitDepth::Eight)),
        100.0,
        100.0,
    );
    let mut limits = Limits::default();
    limits.pixels = 1;
    let budget = Budget::new(limits, Arc::new(|| false));
    let error = paint(
        &document,
        &FontBook::bundled(),
        &PdfOptions::default(),
        &budget,
    );
    assert!(matches!(error, Err(PaintError::Exceeded(e)) if e.limit == Limit::Pixels));
}

#[test]
fn pages_of_other_documents_are_imported() {
    let mut document = sample::document();
    let cover = SourcePdf::read(&painted(&document).into(), &Budget::unbounded_time());
    let cover = cover.expect("there is time").expect("a document");
    let page = document.pages.first_mut().unwrap();
    page.underlay = Some(Underlay {
        pdf: cover.clone(),
        page: 0,
    });
    sample::place(
        &mut document,
        PictureData::Pdf(Underlay {
            pdf: cover,
            page: 7,
        }),
        0.0,
        0.0,
    );
    let bytes = painted(&document);
    assert_eq!(commands(bytes, 0).matches(" Do").count(), 3);
}

#[test]
fn links_lead_to_addresses_names_and_pages_and_dead_ones_are_left_out() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    for target in [
        Target::Named("song_1".to_owned()),
        Target::Named("nowhere".to_owned()),
        Target::Page(0),
        Target::Page(9),
        Target::Remote {
            file: "other.pdf".to_owned(),
            name: "there".to_owned(),
        },
    ] {
        page.links.push(Link {
            rect: [0.0, 0.0, 10.0, 10.0],
            target,
        });
    }
    let bytes = painted(&document);
    assert_eq!(count(&bytes, "/Subtype/Link"), 4);
    assert_eq!(count(&bytes, "/URI(https://example.org/?a=1&b=2)"), 1);
    assert_eq!(count(&bytes, "/URI(other.pdf#there)"), 1);
}

#[test]
fn pages_have_labels() {
    let mut document = sample::document();
    let page = document.pages.first().unwrap().clone();
    document.pages = vec![page; 3];
    let label = |first, is_roman, prefix: &str, start| PageLabels {
        first,
        is_roman,
        prefix: prefix.to_owned(),
        start,
    };
    document.labels = vec![
        label(0, false, "cover-", 1),
        label(0, true, "", 1),
        label(1, false, "", 5),
    ];
    let bytes = painted(&document);
    assert_eq!(count(&bytes, "/S/r"), 1);
    assert_eq!(count(&bytes, "/St 5"), 1);
    assert_eq!(count(&bytes, "cover-"), 0);
    assert_eq!(count(&bytes, "/Type/PageLabel/"), 0);
}

#[test]
fn a_viewer_is_told_how_to_lay_out_the_pages() {
    let mut document = sample::document();
    assert_eq!(count(&painted(&document), "/PageLayout/SinglePage"), 1);
    document.info.page_layout = Some(chordpro_layout::PageLayout::TwoPageLeft);
    assert_eq!(count(&painted(&document), "/PageLayout/TwoPageLeft"), 1);
}

#[test]
fn an_outline_node_without_a_page_leads_nowhere() {
    let mut document = sample::document();
    let leaf = document.outline.remove(0);
    document.outline = vec![chordpro_layout::OutlineNode {
        title: "By Title".to_owned(),
        page: None,
        children: vec![leaf],
        is_collapsed: true,
    }];
    let bytes = painted(&document);
    assert_eq!(count(&bytes, "/Title(Swing Low)/Dest "), 1);
    assert_eq!(count(&bytes, "/Title(By Title)"), 1);
    assert_eq!(count(&bytes, "/Title(By Title)/Dest "), 0);
    assert_eq!(Pdf::new(Arc::new(bytes)).unwrap().pages().len(), 1);
}

#[test]
fn absurd_places_do_no_harm() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    for value in [f64::NAN, f64::INFINITY, -1e300] {
        page.layers
            .shapes
            .push(sample::line((value, 0.0), (0.0, value), value));
        let mut runs = sample::text(
            "FreeSerif.ttf",
            12.0,
            (value, value),
            "absurd",
            Role::Lyrics,
        );
        if let Some(Item::Text(run)) = runs.first_mut() {
            run.size = value;
            run.text = "ä".to_owned();
        }
        page.layers.text.append(&mut runs);
        page.links.push(Link {
            rect: [value; 4],
            target: Target::Page(0),
        });
    }
    let bytes = painted(&document);
    assert_eq!(Pdf::new(Arc::new(bytes.clone())).unwrap().pages().len(), 1);
    let commands = commands(bytes, 0);
    let is_number = |word: &str| !["NaN", "nan", "inf", "-inf"].contains(&word);
    assert!(commands.split_whitespace().all(is_number), "{commands}");
    assert!(
        commands.contains("40 102 Tm"),
        "the rest is there: {commands}"
    );
}

#[test]
fn an_empty_page_is_a_page_and_a_page_without_size_is_refused() {
    let mut document = Document {
        pages: vec![chordpro_layout::Page {
            width: 100.0,
            height: 50.0,
            ..Default::default()
        }],
        ..Default::default()
    };
    assert_eq!(
        Pdf::new(Arc::new(painted(&document)))
            .unwrap()
            .pages()
            .len(),
        1
    );
    document.pages.push(chordpro_layout::Page::default());
    let error = paint(
        &document,
        &FontBook::bundled(),
        &PdfOptions::default(),
        &Budget::unbounded_time(),
    );
    assert_eq!(error.unwrap_err(), PaintError::Size);
}

#[test]
fn a_picture_of_many_pixels_in_few_bytes_is_charged_by_its_memory() {
    let mut document = sample::document();
    let bitmap = PictureData::Bitmap(sample::large_bitmap());
    sample::place(&mut document, bitmap, 100.0, 800.0);
    let fonts = FontBook::bundled();
    let options = PdfOptions::default();
    let memory = allocation_counter::measure(|| {
        let budget = Budget::unbounded_time();
        let error = paint(&document, &fonts, &options, &budget).unwrap_err();
        let (needed, limit) = (9900 * 9900 * 8, 512 << 20);
        let mut exceeded = Exceeded::new(Limit::Memory, limit);
        exceeded.needed = Some(needed);
        assert_eq!(error, exceeded.into());
    });
    assert!(memory.bytes_max < 64 << 20, "{} bytes", memory.bytes_max);
}
