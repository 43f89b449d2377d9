//! A page with one of everything, for the tests and benchmarks of the painters.

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_fonts::FontBook;
use chordpro_layout::{
    Cap, Circle, Color, Document, Form, Info, Item, ItemRange, Layer, Layers, Line, Link, Origin,
    OutlineNode, Page, PageLabels, Path, Picture, PictureData, PlacedForm, PlacedImage, Pt, Rect,
    Role, Segment, Stroke, Tag, TagChild, TagNode, Target, TextRun,
};

/// Text in a bundled face.
pub(crate) fn text(file: &str, size: Pt, (x, y): (Pt, Pt), text: &str, role: Role) -> Vec<Item> {
    let book = FontBook::bundled();
    let face = book.by_file(file).expect("a face of the bundle");
    let mut pen = x;
    book.shape(face, text)
        .into_iter()
        .map(|run| {
            let start = pen;
            pen += run.width() * size / 1000.0;
            Item::Text(TextRun {
                x: start,
                y,
                face: run.face,
                size,
                color: Color::BLACK,
                glyphs: run.glyphs,
                text: run.text,
                role,
            })
        })
        .collect()
}

/// A rough chord diagram.
pub(crate) fn diagram() -> Form {
    let black = Color::BLACK;
    let mut items = Vec::new();
    for n in 0..5 {
        let y = -6.0 * f64::from(n);
        items.push(line((0.0, y), (30.0, y), 0.6));
    }
    for n in 0..6 {
        let x = 6.0 * f64::from(n);
        items.push(line((x, 0.0), (x, -24.0), 0.6));
    }
    for (x, y) in [(6.0, -3.0), (18.0, -9.0), (24.0, -15.0)] {
        items.push(Item::Circle(Circle {
            center: (x, y),
            radius: 2.4,
            fill: Some(black),
            stroke: None,
        }));
    }
    items.push(Item::Circle(Circle {
        center: (0.0, 3.0),
        radius: 1.6,
        fill: None,
        stroke: Some(Stroke {
            width: 0.6,
            color: black,
            cap: Cap::Butt,
        }),
    }));
    items.extend(text("FreeSans.ttf", 4.8, (4.7, -4.6), "1", Role::Diagram));
    Form {
        bounds: [-2.4, -25.0, 32.4, 6.0],
        items,
        alternative: "Chord diagram: C".to_owned(),
    }
}

/// A line.
pub(crate) fn line(from: (Pt, Pt), to: (Pt, Pt), width: Pt) -> Item {
    Item::Line(Line {
        from,
        to,
        width,
        color: Color::BLACK,
        cap: Cap::Butt,
    })
}

/// Tags every text by its role, and every drawing and image: titles first, then the body, drawings, and footers. The first
/// link covers the lyrics.
pub(crate) fn tag(page: &mut Page) {
    let mut parts: [Vec<TagNode>; 4] = Default::default();
    for layer in Layer::ALL {
        for (start, item) in page.layers.of(layer).iter().enumerate() {
            let (turn, tag) = match item {
                Item::Text(run) => match run.role {
                    Role::Title => (0, Tag::Title),
                    Role::Footer => (3, Tag::Footer),
                    Role::Diagram => (2, Tag::Diagram),
                    Role::Chord => (1, Tag::ChordRow),
                    _ => (1, Tag::Words),
                },
                Item::Form(_) => (2, Tag::Diagram),
                Item::Image(_) => (2, Tag::Figure),
                _ => continue,
            };
            let items = ItemRange::new(layer, start..start + 1);
            let mut children = vec![TagChild::Items(items)];
            let is_lyrics = matches!(item, Item::Text(run) if run.role == Role::Lyrics);
            if is_lyrics && !page.links.is_empty() {
                let link = TagNode::new(Tag::Link(0), 0, children);
                children = vec![TagChild::Node(link)];
            }
            if let Some(part) = parts.get_mut(turn) {
                part.push(TagNode::new(tag, 0, children));
            }
        }
    }
    page.structure = parts.into_iter().flatten().collect();
}

/// One page with text, shapes, a drawing used twice, and a link.
pub(crate) fn document() -> Document {
    let mut document = untagged();
    document.pages.iter_mut().for_each(tag);
    document
}

fn untagged() -> Document {
    let mut layers = Layers::default();
    layers.shapes.push(Item::Rect(Rect {
        x0: 39.0,
        y0: 523.4,
        x1: 135.13,
        y1: 539.8,
        fill: Some(Color {
            r: 229,
            g: 229,
            b: 229,
        }),
        stroke: None,
    }));
    layers.shapes.push(line((35.0, 600.0), (35.0, 700.0), 1.0));
    layers.shapes.push(Item::Path(Path {
        segments: vec![
            Segment::Move(300.0, 300.0),
            Segment::Line(340.0, 300.0),
            Segment::Curve(340.0, 320.0, 320.0, 340.0, 300.0, 340.0),
            Segment::Close,
        ],
        fill: Some(Color { r: 255, g: 0, b: 0 }),
        stroke: Some(Stroke {
            width: 2.0,
            color: Color { r: 0, g: 0, b: 255 },
            cap: Cap::Round,
        }),
    }));
    for x in [93.7, 150.0] {
        layers.shapes.push(Item::Form(PlacedForm {
            form: 0,
            x,
            y: 64.0,
            scale_x: 1.0,
            scale_y: 1.0,
        }));
    }
    let body = &mut layers.text;
    body.extend(text(
        "FreeSansOblique.ttf",
        10.0,
        (40.0, 753.0),
        "Gmaj7",
        Role::Chord,
    ));
    body.extend(text(
        "FreeSerif.ttf",
        12.0,
        (40.0, 740.0),
        "Only lyrics here AVAWA To.",
        Role::Lyrics,
    ));
    body.extend(text(
        "FreeSans.ttf",
        12.0,
        (40.0, 528.0),
        "This is a comment",
        Role::Comment,
    ));
    layers.heading_text.extend(text(
        "FreeSerifBold.ttf",
        14.0,
        (220.0, 809.4),
        "Swing Low Sweet Chariot",
        Role::Title,
    ));
    layers
        .heading_text
        .extend(text("FreeSerif.ttf", 7.2, (40.0, 20.0), "1", Role::Footer));
    Document {
        pages: vec![Page {
            width: 595.0,
            height: 842.0,
            layers,
            links: vec![Link {
                rect: [40.0, 736.0, 180.0, 751.0],
                target: Target::Uri("https://example.org/?a=1&b=2".to_owned()),
            }],
            ..Page::default()
        }],
        forms: vec![diagram()],
        outline: vec![OutlineNode {
            title: "Swing Low".to_owned(),
            page: Some(0),
            children: Vec::new(),
            is_collapsed: false,
        }],
        destinations: BTreeMap::from([("song_1".to_owned(), 0)]),
        labels: vec![PageLabels {
            first: 0,
            is_roman: false,
            prefix: String::new(),
            start: 1,
        }],
        info: Info {
            title: Some("Swing Low".to_owned()),
            ..Info::default()
        },
        ..Document::default()
    }
}

/// Adds a picture to the first page of a document.
pub(crate) fn place(document: &mut Document, data: PictureData, x: Pt, y: Pt) {
    let picture = document.pictures.len();
    document.pictures.push(Picture {
        data,
        alternative: "A picture".to_owned(),
        origin: Origin::default(),
    });
    let page = document.pages.first_mut().expect("a page");
    page.layers.shapes.push(Item::Image(PlacedImage {
        picture,
        x,
        y,
        width: 40.0,
        height: 20.0,
    }));
    tag(page);
}

/// A bitmap of two by one pixels, red and half transparent blue, as PNG of `depth` bits a channel.
pub(crate) fn bitmap(depth: png::BitDepth) -> Arc<[u8]> {
    let pixels = [255_u8, 0, 0, 255, 0, 0, 255, 128];
    let data: Vec<u8> = match depth {
        png::BitDepth::Sixteen => pixels.iter().flat_map(|value| [*value, *value]).collect(),
        _ => pixels.to_vec(),
    };
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 2, 1);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&data).expect("all pixels");
    writer.finish().expect("an end");
    out.into()
}

/// A black picture of 98 million pixels of one bit, in a few kilobytes.
pub(crate) fn large_bitmap() -> Arc<[u8]> {
    const SIDE: u32 = 9900;
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, SIDE, SIDE);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().expect("a header");
    let length = SIDE.div_ceil(8) * SIDE;
    writer
        .write_image_data(&vec![0; length as usize])
        .expect("all pixels");
    writer.finish().expect("an end");
    out.into()
}
