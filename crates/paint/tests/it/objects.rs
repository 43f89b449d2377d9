//! Snapshots of whole PDFs as text, for `insta`: catalog, pages, outline, tags, fonts and contents, as readers see them.

use std::fmt::Write as _;
use std::sync::Arc;

use chordpro_fonts::FontBook;
use chordpro_layout::{Document, OutlineNode, PageLabels, PictureData};
use chordpro_paint::pdf::{PdfOptions, Standard, Structure, paint};
use chordpro_song::Budget;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier, Stream};

use crate::sample;

/// The objects of a painted document, by number.
fn objects(document: &Document, options: &PdfOptions) -> String {
    let budget = Budget::unbounded_time();
    let painted = paint(document, &FontBook::bundled(), options, &budget);
    let bytes = painted.expect("the document is painted").output;
    let pdf = Pdf::new(Arc::new(bytes)).expect("a document");
    let mut text = String::new();
    let mut found = 0;
    // Object streams and cross-reference streams have numbers, too, and are left out.
    for number in 1..=2 * i32::try_from(pdf.len()).expect("there are few objects") {
        let id = ObjectIdentifier::new(number, 0);
        let Some(object) = pdf.xref().get::<Object<'_>>(id) else {
            continue;
        };
        if is_container(&object) {
            continue;
        }
        found += 1;
        writeln!(text, "{number}: {}", shown(&object, 0)).expect("a string takes it");
    }
    assert!(found > 5, "only {found} objects were found");
    writeln!(text, "root: {}", pdf.xref().root_id().obj_number).expect("a string takes it");
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

/// Whether an object only contains or locates other objects.
fn is_container(object: &Object<'_>) -> bool {
    let Object::Stream(stream) = object else {
        return false;
    };
    let kind = stream.dict().get::<Object<'_>>(b"Type");
    let Some(Object::Name(kind)) = kind else {
        return false;
    };
    ["ObjStm", "XRef"].contains(&kind.as_str())
}

fn shown(object: &Object<'_>, depth: usize) -> String {
    match object {
        Object::Null(_) => "null".to_owned(),
        Object::Boolean(value) => value.to_string(),
        Object::Number(number) => number.as_f64().to_string(),
        Object::String(string) => text_string(string.as_bytes()),
        Object::Name(name) => format!("/{}", name.as_str()),
        Object::Dict(dict) => dictionary(dict, depth),
        Object::Array(array) => list(array, depth),
        Object::Stream(stream) => with_data(stream, depth),
    }
}

fn value(value: &MaybeRef<Object<'_>>, depth: usize) -> String {
    match value {
        MaybeRef::Ref(reference) => format!("-> {}", reference.obj_number),
        MaybeRef::NotRef(object) => shown(object, depth),
    }
}

/// A text string as text if it is one, else its bytes in hexadecimal.
fn text_string(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains(char::is_control) => format!("({text})"),
        _ => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("<{digits}>")
        }
    }
}

/// A dictionary, one entry per line; the length of compressed data is left out, because it depends on the compressor.
fn dictionary(dict: &Dict<'_>, depth: usize) -> String {
    let indent = "  ".repeat(depth + 1);
    let entries = dict
        .entries()
        .filter(|(key, _)| !["Length", "Filter"].contains(&key.as_str()))
        .map(|(key, entry)| format!("{indent}{}: {}\n", key.as_str(), value(&entry, depth + 1)));
    let entries: String = entries.collect();
    if entries.is_empty() {
        return "{}".to_owned();
    }
    format!("{{\n{entries}{}}}", "  ".repeat(depth))
}

fn list(array: &Array<'_>, depth: usize) -> String {
    let items: Vec<String> = array
        .raw_iter()
        .map(|item| value(&item, depth + 1))
        .collect();
    format!("[{}]", items.join(", "))
}

/// A dictionary with its data: texts line by line, anything else by its length and checksum.
fn with_data(stream: &Stream<'_>, depth: usize) -> String {
    let data = stream.decoded().expect("the data can be unpacked");
    let is_text = |text: &str| !text.contains(|c: char| c.is_control() && c != '\n');
    let dictionary = dictionary(stream.dict(), depth);
    match std::str::from_utf8(&data) {
        Ok(text) if is_text(text) => {
            let lines = text.lines().map(|line| format!("\n  | {line}"));
            format!("{dictionary} stream{}", lines.collect::<String>())
        }
        _ => {
            let mut sum = flate2::Crc::new();
            sum.update(&data);
            format!("{dictionary} {} bytes, sum {:08x}", data.len(), sum.sum())
        }
    }
}

/// Two words on a small page, so that document-level objects stand out.
fn small() -> Document {
    let mut document = sample::document();
    let page = document.pages.first_mut().expect("a page");
    (page.width, page.height) = (200.0, 100.0);
    page.links.clear();
    page.layers = chordpro_layout::Layers {
        text: sample::text(
            "FreeSerif.ttf",
            12.0,
            (20.0, 50.0),
            "Row AVA",
            chordpro_layout::Role::Lyrics,
        ),
        ..chordpro_layout::Layers::default()
    };
    sample::tag(page);
    document.forms.clear();
    document
}

#[test]
fn a_page_of_words_is_a_font_and_its_contents() {
    insta::assert_snapshot!(objects(&small(), &PdfOptions::default()));
}

#[test]
fn a_tagged_page_has_a_tree_of_what_is_read() {
    let mut options = PdfOptions::default();
    options.structure = Structure::Tagged;
    insta::assert_snapshot!(objects(&sample::document(), &options));
}

#[test]
fn a_book_has_an_outline_labels_and_places_to_go_to() {
    let mut document = small();
    let page = document.pages.first().expect("a page").clone();
    document.pages = vec![page; 3];
    let leaf = |title: &str, page| OutlineNode {
        title: title.to_owned(),
        page: Some(page),
        children: Vec::new(),
        is_collapsed: false,
    };
    document.outline = vec![
        OutlineNode {
            title: "By title".to_owned(),
            page: None,
            children: vec![leaf("One", 1), leaf("Zwölf", 2)],
            is_collapsed: true,
        },
        leaf("Contents", 0),
    ];
    let label = |first, is_roman, start| PageLabels {
        first,
        is_roman,
        prefix: String::new(),
        start,
    };
    document.labels = vec![label(0, true, 1), label(1, false, 5)];
    document.destinations = [("song_1".to_owned(), 1), ("song_2".to_owned(), 2)].into();
    insta::assert_snapshot!(objects(&document, &PdfOptions::default()));
}

#[test]
fn an_archived_page_has_a_profile_of_colours_and_a_picture() {
    let mut document = small();
    let bitmap = PictureData::Bitmap(sample::bitmap(png::BitDepth::Eight));
    sample::place(&mut document, bitmap, 100.0, 20.0);
    let mut options = PdfOptions::default();
    options.standard = Standard::PdfA2b;
    insta::assert_snapshot!(objects(&document, &options));
}
