use super::*;

const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="80" height="60">"#;

fn read(inside: &str) -> Result<usvg::Tree, SvgError> {
    let fonts = FontBook::bundled();
    let budget = Budget::unbounded_time();
    SvgReader::new(&fonts).read(&format!("{HEAD}{inside}</svg>"), &budget)
}

#[test]
fn a_pixel_is_a_point() {
    let tree = read("<rect width='1pt' height='10'/>").expect("a picture");
    assert_eq!((tree.size().width(), tree.size().height()), (80.0, 60.0));
    let bounds = tree.root().abs_bounding_box();
    assert_eq!((bounds.width(), bounds.height()), (1.0, 10.0));
}

#[test]
fn texts_are_set_in_the_bundle() {
    let tree = read("<text x='5' y='20' font-family='sans-serif' font-size='10'>Hello</text>")
        .expect("a picture");
    assert!(tree.root().has_children());
    assert!((tree.root().abs_bounding_box().width() - 21.8).abs() < 1.5);
}

#[test]
fn references_that_grow_without_bound_are_refused() {
    let mut inside = String::from("<g id='a0'><rect width='1' height='1'/></g>");
    for level in 1..12 {
        let reference = format!("<use xlink:href='#a{}'/>", level - 1);
        inside += &format!("<g id='a{level}'>{}</g>", reference.repeat(10));
    }
    assert_eq!(read(&inside).err(), Some(SvgError::TooLarge));
}

#[test]
fn elements_nested_without_end_are_refused() {
    let inside = "<g>".repeat(100_000) + &"</g>".repeat(100_000);
    assert_eq!(read(&inside).err(), Some(SvgError::TooLarge));
    let cycle = "<g id='a'><use xlink:href='#a'/></g>";
    assert_eq!(read(cycle).err(), Some(SvgError::TooLarge));
}

#[test]
fn markers_count_for_every_vertex() {
    let rects = "<rect width='1' height='1'/>".repeat(100);
    let inside = format!(
        "<marker id='m'>{rects}</marker><path marker-mid='url(#m)' d='M0 0{}'/>",
        "h1v1".repeat(2_000)
    );
    assert_eq!(read(&inside).err(), Some(SvgError::TooLarge));
}

#[test]
fn texts_and_style_sheets_that_take_long_are_refused() {
    let text = |length: usize| read(&format!("<text>{}</text>", "a".repeat(length)));
    assert!(text(1_000).is_ok());
    assert_eq!(text(500_000).err(), Some(SvgError::TooLarge));
    let used = format!(
        "<text id='t'><tspan>{}</tspan></text>{}",
        "a".repeat(1_000),
        "<use xlink:href='#t'/>".repeat(100)
    );
    assert_eq!(read(&used).err(), Some(SvgError::TooLarge));
    let styled = |count: usize| {
        let rules = "g rect:first-child[x='1']{fill:red}".repeat(count);
        let shapes = "<rect width='1' height='1'/>".repeat(count);
        read(&format!("<style>{rules}</style>{shapes}"))
    };
    assert!(styled(100).is_ok());
    assert_eq!(styled(10_000).err(), Some(SvgError::TooLarge));
}

#[test]
fn nothing_outside_is_reached() {
    let tree = read("<image width='9' height='9' xlink:href='/etc/hostname'/>");
    assert!(!tree.expect("a picture").root().has_children());
    let nested = "<image width='9' height='9' xlink:href='data:image/svg+xml;base64,PHN2Zy8+'/>";
    assert!(!read(nested).expect("a picture").root().has_children());
}

#[test]
fn filters_are_left_out() {
    let tree = read(
        "<filter id='f'><feGaussianBlur stdDeviation='1000'/></filter>\
         <rect width='9' height='9' filter='url(#f)'/>",
    )
    .expect("a picture");
    assert!(tree.filters().is_empty());
}

#[test]
fn what_is_not_svg_is_told() {
    assert!(matches!(
        read("<rect x='2'").err(),
        Some(SvgError::Malformed(_))
    ));
}

#[test]
fn texts_of_very_many_spans_are_refused() {
    let spans = |count: usize| {
        let spans = "<tspan fill='red'>a</tspan>".repeat(count);
        read(&format!("<text>{spans}</text>"))
    };
    assert!(spans(100).is_ok());
    assert_eq!(spans(4_000).err(), Some(SvgError::TooLarge));
    // Many texts are fine, as long as each is short.
    let texts = "<text><tspan fill='red'>a</tspan></text>".repeat(4_000);
    assert!(read(&texts).is_ok());
}

#[test]
fn curves_and_shapes_of_any_size_are_refused() {
    for inside in [
        "<circle r='1e38'/>",
        "<circle r='1E+20%'/>",
        "<ellipse rx='100000000' ry='5'/>",
        "<rect width='9' height='9' rx='1e30'/>",
        "<path d='M0 0A1e20-3 5 0 0 1 5 5'/>",
        "<svg viewBox='0 0 1e30 1e30'><circle r='50%'/></svg>",
        "<g font-size='1e30'><circle r='1em'/></g>",
        "<g style='fill:red;font-size:1e30px'><circle r='1em'/></g>",
        "<style>g{font-size:1e30px}</style><g><circle r='1em'/></g>",
        "<path d='M0 0H99999999'/>",
        "<rect width='9' height='9' transform='scale(1e9)'/>",
        "<rect width='9' height='9' stroke='red' stroke-width='1e9'/>",
        "<clipPath id='c'><rect width='9999999' height='9'/></clipPath><rect width='9' height='9' clip-path='url(#c)'/>",
    ] {
        assert_eq!(read(inside).err(), Some(SvgError::TooLarge), "{inside}");
    }
    for inside in [
        "<circle r='1e3'/>",
        "<circle cx='5' r='0.123456789012'/>",
        "<path d='M0 0L123456.7.00000000001 1e-30' stroke='#1e9999'/>",
        "<path d='M00000000001 0H5'/>",
        "<g style='font-size:12px;fill:#1e99ff'><circle r='1em'/></g>",
    ] {
        assert!(read(inside).is_ok(), "{inside}");
    }
}
