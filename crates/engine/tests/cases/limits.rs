//! Songs that need much more memory or work than their size end at a limit, with an error that names it.

use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chordpro_engine::{ConfigSource, Engine, Error, Format, Limit, Limits, Request};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use libtest_mimic::{Failed, Trial};

/// Creates a hostile request.
type Maker = fn() -> Request;

/// The memory limit of a conversion, and the tolerance above it.
const LIMIT: u64 = 64 << 20;
const BESIDE: u64 = 96 << 20;

/// The title is in the footer of each page.
fn long_title() -> Request {
    let title = "x".repeat(60_000);
    let pages = "{np}\nx\n".repeat(1900);
    Request::new(format!("{{title: {title}}}\n{pages}"), Format::Pdf)
}

/// The footer is many times the title.
fn footer_of_titles() -> Request {
    let title = "x".repeat(120);
    let pages = "{np}\nx\n".repeat(1500);
    let footer = "%{title}".repeat(500);
    let settings =
        format!(r#"{{"pdf": {{"formats": {{"default": {{"footer": ["", "{footer}", ""]}}}}}}}}"#);
    Request::new(format!("{{title: {title}}}\n{pages}"), Format::Pdf)
        .config(ConfigSource::text("mine.json", &settings))
}

/// A PDF with these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[Vec<u8>]) -> Request {
    let mut document = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", document.len()).expect("a string takes it");
        document.extend(format!("{number} 0 obj\n").bytes());
        document.extend_from_slice(object);
        document.extend(b"\nendobj\n");
    }
    let (start, count) = (document.len(), objects.len() + 1);
    document.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{table}").bytes());
    let trailer = format!("trailer\n<</Root 1 0 R/Size {count}>>\nstartxref\n{start}\n%%EOF");
    document.extend(trailer.bytes());
    Request::new(document, Format::Pdf)
}

/// A catalog, a tree of so many pages that have these entries, and whatever follows as object 3.
fn pages(count: usize, entries: &str, third: Vec<u8>) -> Request {
    let kids: String = (4..count + 4)
        .map(|number| format!("{number} 0 R "))
        .collect();
    let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]{entries}>>");
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {count}/Kids[{kids}]>>").into_bytes(),
        third,
    ];
    objects.extend(std::iter::repeat_n(page.into_bytes(), count));
    pdf(&objects)
}

fn blanks(length: usize) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&vec![b' '; length]).expect("it is packed");
    let packed = packed.finish().expect("it is packed");
    let mut stream =
        format!("<</Filter/FlateDecode/Length {}>>stream\n", packed.len()).into_bytes();
    stream.extend(packed);
    stream.extend(b"\nendstream");
    stream
}

/// Pages that share their content stream, which is unpacked for each of them.
fn shared_stream() -> Request {
    pages(20, "/Contents 3 0 R/Resources<<>>", blanks(16 << 20))
}

/// Pages whose content repeats one stream.
fn repeated_stream() -> Request {
    let contents = format!("/Contents[{}]/Resources<<>>", "3 0 R ".repeat(200));
    pages(1, &contents, blanks(1 << 20))
}

/// Pages that share a long resource list, which is written for each of them.
fn shared_resources() -> Request {
    let mut fonts = String::from("<<");
    for number in 0..4_000 {
        write!(fonts, "/F{number} 1 0 R").expect("a string takes it");
    }
    fonts += ">>";
    pages(1_500, "/Resources<</Font 3 0 R>>", fonts.into_bytes())
}

/// A chord on each line.
fn chord_lines() -> Request {
    Request::new("[C]\n".repeat(249_990), Format::Html)
}

fn svg(inside: &str, format: Format) -> Request {
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"5000\" height=\"5000\">";
    let song = format!("{{title: x}}\n{{start_of_svg}}\n{head}{inside}</svg>\n{{end_of_svg}}\n");
    Request::new(song, format)
}

/// Each clip is a layer of the size of the page, with a mask of that size.
fn clips() -> Request {
    let clip = "<defs><clipPath id=\"c\"><circle r=\"2000\"/></clipPath></defs>";
    let clipped = "<g clip-path=\"url(#c)\"><rect width=\"5000\" height=\"5000\"/></g>";
    svg(&format!("{clip}{}", clipped.repeat(9000)), Format::Png)
}

/// Nested layers, which exist at the same time.
fn nested_layers() -> Request {
    let layers = "<g opacity=\".9\">".repeat(60);
    let inside = format!(
        "{layers}<rect width=\"5000\" height=\"5000\"/>{}",
        "</g>".repeat(60)
    );
    svg(&inside, Format::Png)
}

/// A pattern tile of enormous size.
fn giant_tile() -> Request {
    let tile = "<pattern id=\"p\" width=\"900000\" height=\"900000\" patternUnits=\"userSpaceOnUse\"><rect width=\"1\" height=\"1\"/></pattern>";
    svg(
        &format!("{tile}<rect fill=\"url(#p)\" width=\"9\" height=\"9\"/>"),
        Format::Png,
    )
}

/// A bitmap that is decoded each time it is shown.
fn repeated_bitmap(format: Format) -> Request {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 2048, 2048);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().expect("it is written");
    let written = writer.write_image_data(&vec![0; 2048 * 2048 / 8]);
    written.expect("it is written");
    writer.finish().expect("it is written");
    let data = STANDARD.encode(file);
    let image = format!(
        "<defs><image id=\"i\" width=\"2048\" height=\"2048\" xlink:href=\"data:image/png;base64,{data}\"/></defs>"
    );
    svg(
        &format!("{image}{}", "<use xlink:href=\"#i\"/>".repeat(9000)),
        format,
    )
}

fn bitmap_to_png() -> Request {
    repeated_bitmap(Format::Png)
}

fn bitmap_to_pdf() -> Request {
    repeated_bitmap(Format::Pdf)
}

/// Many drawings, each of which expands to thousands of elements by references.
fn growing_drawings() -> Request {
    let mut one = String::from("<g id='a'><rect width='1' height='1'/></g>");
    for (name, below) in [('b', 'a'), ('c', 'b'), ('d', 'c'), ('e', 'd')] {
        let uses = format!("<use href='#{below}'/>").repeat(8);
        write!(one, "<g id='{name}'>{uses}</g>").expect("a string takes it");
    }
    let drawing = format!(
        "{{start_of_svg}}\n<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><defs>{one}</defs><use href='#e'/></svg>\n{{end_of_svg}}\n"
    );
    Request::new(format!("{{title: x}}\n{}", drawing.repeat(60)), Format::Pdf)
}

fn check(make: Maker, limit: Limit) -> Result<(), Failed> {
    let engine = Engine::new();
    let mut request = make();
    let mut limits = Limits::default();
    limits.memory = LIMIT;
    request.limits = limits;
    let mut result = None;
    let memory = allocation_counter::measure(|| result = Some(engine.convert(&request)));
    match result {
        Some(Err(Error::Exceeded(exceeded))) if exceeded.limit == limit => {}
        Some(Err(other)) => return Err(format!("another error: {other}").into()),
        _ => return Err("no error".into()),
    }
    if memory.bytes_max > LIMIT + BESIDE {
        return Err(format!("takes {} MiB", memory.bytes_max >> 20).into());
    }
    Ok(())
}

/// The tests: one for each kind.
pub(crate) fn tests() -> Vec<Trial> {
    let kinds: [(&str, Maker, Limit); 12] = [
        ("a long title on every page", long_title, Limit::Memory),
        ("a footer of many titles", footer_of_titles, Limit::Memory),
        (
            "pdf pages that share a stream",
            shared_stream,
            Limit::Memory,
        ),
        (
            "a pdf page of one stream, often",
            repeated_stream,
            Limit::Memory,
        ),
        (
            "pdf pages that share resources",
            shared_resources,
            Limit::Memory,
        ),
        ("a chord on each line", chord_lines, Limit::Memory),
        ("svg clips to png", clips, Limit::Painting),
        (
            "svg layers within layers to png",
            nested_layers,
            Limit::Memory,
        ),
        ("a giant svg tile to png", giant_tile, Limit::Painting),
        (
            "a bitmap in svg, often, to png",
            bitmap_to_png,
            Limit::Painting,
        ),
        (
            "a bitmap in svg, often, to pdf",
            bitmap_to_pdf,
            Limit::Painting,
        ),
        ("svg drawings that grow", growing_drawings, Limit::Memory),
    ];
    kinds
        .into_iter()
        .map(|(name, make, limit)| {
            Trial::test(format!("limits/{name}"), move || check(make, limit))
        })
        .collect()
}
