use ttf_parser::{Face, GlyphId, Tag};

use super::*;
use crate::{FaceBytes, FontBook};

#[derive(Default, PartialEq, Debug)]
struct Outline(Vec<String>);

impl ttf_parser::OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(format!("m {x} {y}"));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(format!("l {x} {y}"));
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.push(format!("q {x1} {y1} {x} {y}"));
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push(format!("c {x1} {y1} {x2} {y2} {x} {y}"));
    }
    fn close(&mut self) {
        self.0.push("z".to_owned());
    }
}

fn bytes(name: &str) -> &'static [u8] {
    let book = FontBook::bundled();
    let id = book.by_file(name).expect("the face is in the bundle");
    match book.face(id).bytes() {
        FaceBytes::Bundled(bytes) => bytes,
        FaceBytes::Shared(_) => unreachable!("the bundle is part of the program"),
    }
}

fn drawn(face: &Face<'_>, glyph: GlyphId) -> Outline {
    let mut outline = Outline::default();
    face.outline_glyph(glyph, &mut outline);
    outline
}

/// The numbers of the glyphs of a text, in its order, after the glyph for what a face lacks.
fn order(face: &Face<'_>, text: &str) -> Vec<u16> {
    let mut order = vec![0];
    for glyph in text
        .chars()
        .filter_map(|character| face.glyph_index(character))
    {
        if !order.contains(&glyph.0) {
            order.push(glyph.0);
        }
    }
    order
}

fn sorted(order: &[u16]) -> Vec<u16> {
    let mut glyphs = order.to_vec();
    glyphs.sort_unstable();
    glyphs
}

#[test]
fn wanted_glyphs_keep_their_outline_and_advance_in_the_order_that_is_asked_for() {
    for file in [
        "FreeSerif.ttf",
        "FreeSansOblique.ttf",
        "DroidSansFallback.ttf",
    ] {
        let whole = Face::parse(bytes(file), 0).expect("the bundle is sound");
        // Accented letters are composites of two glyphs.
        let order = order(&whole, "Aéñ ü♯山川言語");
        assert!(order.len() > 3, "{file} lacks nearly all of them");
        let excerpt = Excerpt::new(bytes(file), &sorted(&order));
        let cut = excerpt.and_then(|excerpt| excerpt.font(&order));
        let cut = cut.expect("the face can be cut down");
        let cut = Face::parse(&cut, 0).expect("what was cut down is a face");
        for (id, number) in order.iter().map(|id| GlyphId(*id)).zip(0..) {
            let number = GlyphId(number);
            assert_eq!(drawn(&cut, number), drawn(&whole, id), "{file} {id:?}");
            assert_eq!(cut.glyph_hor_advance(number), whole.glyph_hor_advance(id));
            assert_eq!(
                cut.glyph_hor_side_bearing(number),
                whole.glyph_hor_side_bearing(id)
            );
        }
        assert_eq!(cut.units_per_em(), whole.units_per_em());
    }
}

#[test]
fn a_stand_in_has_the_measures_of_the_face_and_tells_its_glyphs() {
    let whole = Face::parse(bytes("FreeSerif.ttf"), 0).expect("the bundle is sound");
    let glyphs = sorted(&order(&whole, "Aé ♯"));
    let excerpt = Excerpt::new(bytes("FreeSerif.ttf"), &glyphs).expect("it can be cut down");
    let bytes = excerpt.stand_in(7).expect("it can be stood in for");
    assert_eq!(
        Outcome::read(excerpt.font(&[0]).as_deref().unwrap_or_default()),
        None
    );
    let stand_in = Face::parse(&bytes, 0).expect("it is a face");
    for id in glyphs.iter().map(|id| GlyphId(*id)) {
        assert_eq!(stand_in.glyph_hor_advance(id), whole.glyph_hor_advance(id));
        assert_eq!(drawn(&stand_in, id), Outline::default());
    }
    assert_eq!(stand_in.capital_height(), whole.capital_height());
    assert_eq!(stand_in.italic_angle(), whole.italic_angle());
    assert_eq!(stand_in.ascender(), whole.ascender());
    let names = stand_in.names().into_iter();
    let names: Vec<_> = names.filter_map(|name| name.to_string()).collect();
    assert_eq!(names, ["FreeSerif"]);
    // Its glyphs, from the first to the last of the face that are wanted.
    let outcome = Outcome::read(&bytes).expect("it is a stand-in");
    assert_eq!(outcome.mark, 7);
    let told: Vec<u16> = outcome.order.into_iter().filter(|id| *id != 0).collect();
    let parts = told.iter().filter(|id| !glyphs.contains(id)).count();
    assert_eq!(told.len() - parts, glyphs.len() - 1);
    assert_eq!(parts, 2, "the letter with its accent has two parts");
}

#[test]
fn hinting_names_and_other_glyphs_are_gone() {
    let whole = Face::parse(bytes("FreeSerif.ttf"), 0).expect("the bundle is sound");
    let glyph = whole.glyph_index('a').expect("the face has letters");
    let excerpt = Excerpt::new(bytes("FreeSerif.ttf"), &[glyph.0]);
    let cut = excerpt.and_then(|excerpt| excerpt.font(&[0, glyph.0]));
    let cut = cut.expect("it can be cut down");
    assert!(cut.len() < 1_000, "{} bytes", cut.len());
    let cut = Face::parse(&cut, 0).expect("what was cut down is a face");
    assert_eq!(cut.number_of_glyphs(), 2);
    assert_eq!(cut.names().len(), 0);
    for tag in [b"fpgm", b"prep", b"cvt ", b"kern", b"GPOS"] {
        assert_eq!(cut.raw_face().table(Tag::from_bytes(tag)), None);
    }
}

#[test]
fn a_face_without_such_outlines_stays_whole() {
    assert!(Excerpt::new(bytes("MuseJazzText.otf"), &[1]).is_none());
}

#[test]
fn glyphs_that_are_put_together_of_themselves_are_blank() {
    let whole = Face::parse(bytes("FreeSerif.ttf"), 0).expect("the bundle is sound");
    let glyph = whole.glyph_index('é').expect("the face has accents").0;
    let mut broken = bytes("FreeSerif.ttf").to_vec();
    // Its first part becomes itself.
    let outline = whole_outline(&whole, glyph);
    let at = broken
        .windows(outline.len())
        .position(|bytes| bytes == outline)
        .expect("the glyph is somewhere in the face");
    broken[at + 12..at + 14].copy_from_slice(&glyph.to_be_bytes());
    let excerpt = Excerpt::new(&broken, &[glyph]).expect("the rest of the face is sound");
    let cut = excerpt.font(&[0, glyph]).expect("it can be cut down");
    let cut = Face::parse(&cut, 0).expect("what was cut down is a face");
    assert_ne!(drawn(&whole, GlyphId(glyph)), Outline::default());
    assert_eq!(drawn(&cut, GlyphId(1)), Outline::default());
    assert_eq!(
        cut.glyph_hor_advance(GlyphId(1)),
        whole.glyph_hor_advance(GlyphId(glyph))
    );
}

/// The bytes of a glyph of a face with places of four bytes.
fn whole_outline<'a>(face: &Face<'a>, glyph: u16) -> &'a [u8] {
    let table = |tag| face.raw_face().table(Tag::from_bytes(tag)).unwrap_or(&[]);
    let place = |index: usize| {
        let bytes = table(b"loca").get(4 * index..4 * index + 4);
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        u32::from_be_bytes(bytes.expect("four bytes")) as usize
    };
    table(b"glyf")
        .get(place(glyph.into())..place(usize::from(glyph) + 1))
        .expect("the outline is there")
}

#[test]
fn glyphs_that_the_face_does_not_have_are_blank() {
    let last = Face::parse(bytes("FreeSerif.ttf"), 0).expect("the bundle is sound");
    let beyond = last.number_of_glyphs() + 5;
    let excerpt = Excerpt::new(bytes("FreeSerif.ttf"), &[beyond]).expect("it is a face");
    assert!(excerpt.stand_in(0).is_some());
    let cut = excerpt.font(&[0, beyond]).expect("it can be cut down");
    let cut = Face::parse(&cut, 0).expect("what was cut down is a face");
    assert_eq!(drawn(&cut, GlyphId(1)), Outline::default());
}

#[test]
fn a_face_cut_off_anywhere_is_refused_or_cut_down_but_never_a_crash() {
    let all = bytes("NotoSansHebrew-Regular.ttf");
    let glyphs: Vec<u16> = (0..60).collect();
    let mut whole = 0;
    for length in (0..all.len()).step_by(37) {
        let cut = Excerpt::new(&all[..length], &glyphs);
        let cut = cut.filter(|cut| cut.stand_in(0).is_some() && cut.font(&glyphs).is_some());
        whole += usize::from(cut.is_some());
    }
    assert!(
        whole < all.len() / 37,
        "a broken face passed for a whole one"
    );
}
