//! A face cut down to what a document shows of it.
//!
//! Only outlines and measures are left: no hinting, which no reader of PDF needs and which is most of a face of the
//! bundle, no names but the one that a PDF refers to, and nothing of the glyphs that are not wanted. The numbers of
//! the glyphs stay as they are.

use std::collections::BTreeSet;

use ttf_parser::{RawFace, Tag, name_id};

/// Tables whose glyphs are more than outlines: what cannot be cut down.
const COLORED: [&[u8; 4]; 4] = [b"CBDT", b"COLR", b"SVG ", b"sbix"];

/// Cuts a face down to some glyphs and what they are put together of; `None` where the face has no TrueType outlines,
/// has coloured glyphs, or contradicts itself.
pub(crate) fn excerpt(bytes: &[u8], glyphs: &BTreeSet<u16>) -> Option<Vec<u8>> {
    let raw = RawFace::parse(bytes, 0).ok()?;
    let table = |tag: &[u8; 4]| raw.table(Tag::from_bytes(tag));
    if COLORED.into_iter().any(|tag| table(tag).is_some()) {
        return None;
    }
    let mut head = table(b"head")?.get(..54)?.to_vec();
    let mut hhea = table(b"hhea")?.get(..36)?.to_vec();
    let mut maxp = table(b"maxp")?.get(..32)?.to_vec();
    let places = Places {
        loca: table(b"loca")?,
        glyf: table(b"glyf")?,
        is_long: number(&head, 50)? != 0,
        count: number(&maxp, 4)?,
    };
    let (outlines, offsets) = places.outlines(glyphs)?;
    let count = u16::try_from(offsets.len().checked_sub(1)?).ok()?;

    let (metrics, measured) = metrics(table(b"hmtx")?, number(&hhea, 34)?, count)?;
    set(&mut head, 50, 1)?;
    set(&mut hhea, 34, measured)?;
    set(&mut maxp, 4, count)?;
    // Storage, functions, instructions and the stack that hinting would need.
    for place in [16, 18, 20, 22, 24, 26] {
        set(&mut maxp, place, 0)?;
    }
    let mut tables = vec![
        (*b"glyf", outlines),
        (*b"head", head),
        (*b"hhea", hhea),
        (*b"hmtx", metrics),
        (
            *b"loca",
            offsets.iter().flat_map(|at| at.to_be_bytes()).collect(),
        ),
        (*b"maxp", maxp),
        (*b"name", name(table(b"name").unwrap_or(&[]))),
    ];
    if let Some(weights) = table(b"OS/2") {
        tables.insert(0, (*b"OS/2", weights.to_vec()));
    }
    if let Some(post) = table(b"post").and_then(|post| post.get(4..32)) {
        // Version 3: without the names of glyphs.
        tables.push((*b"post", [&[0, 3, 0, 0], post].concat()));
    }
    assembled(&tables)
}

/// Where the outlines of a face are.
struct Places<'a> {
    loca: &'a [u8],
    glyf: &'a [u8],
    is_long: bool,
    count: u16,
}

impl<'a> Places<'a> {
    /// The bytes of a glyph; none of them for a blank one.
    fn glyph(&self, glyph: u16) -> Option<&'a [u8]> {
        let at = |index: usize| -> Option<usize> {
            if self.is_long {
                let bytes = self.loca.get(index * 4..index * 4 + 4)?;
                usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
            } else {
                Some(usize::from(number(self.loca, index * 2)?) * 2)
            }
        };
        let index = usize::from(glyph);
        self.glyf.get(at(index)?..at(index + 1)?)
    }

    /// The outlines of some glyphs with those that they are put together of, and where each begins, up to the last one.
    fn outlines(&self, glyphs: &BTreeSet<u16>) -> Option<(Vec<u8>, Vec<u32>)> {
        // The first glyph stands for what a face lacks, and is always there.
        let mut wanted = BTreeSet::from([0]);
        let mut open: Vec<u16> = glyphs
            .iter()
            .copied()
            .filter(|id| *id < self.count)
            .collect();
        wanted.extend(&open);
        open.push(0);
        while let Some(glyph) = open.pop() {
            for part in parts(self.glyph(glyph)?)? {
                if part < self.count && wanted.insert(part) {
                    open.push(part);
                }
            }
        }
        let mut outlines = Vec::new();
        let mut offsets = vec![0];
        for glyph in wanted {
            // All glyphs before it that are not wanted are blank.
            let start = *offsets.last()?;
            offsets.resize(usize::from(glyph) + 1, start);
            unhinted(self.glyph(glyph)?, &mut outlines)?;
            outlines.resize(outlines.len().next_multiple_of(4), 0);
            offsets.push(u32::try_from(outlines.len()).ok()?);
        }
        Some((outlines, offsets))
    }
}

/// Marks in a part of a glyph: its places take two bytes each, it has its own scale, there is another part after it …
mod mark {
    pub(super) const WORDS: u16 = 0x0001;
    pub(super) const SCALE: u16 = 0x0008;
    pub(super) const MORE: u16 = 0x0020;
    pub(super) const TWO_SCALES: u16 = 0x0040;
    pub(super) const MATRIX: u16 = 0x0080;
    pub(super) const HINTED: u16 = 0x0100;
}

/// The header of a glyph: how many contours, and a box.
const HEADER: usize = 10;

fn is_compound(glyph: &[u8]) -> bool {
    glyph.first().is_some_and(|byte| *byte >= 0x80)
}

/// The length of a part of a compound glyph.
fn length(marks: u16) -> usize {
    let places = if marks & mark::WORDS != 0 { 4 } else { 2 };
    let scale = if marks & mark::SCALE != 0 {
        2
    } else if marks & mark::TWO_SCALES != 0 {
        4
    } else if marks & mark::MATRIX != 0 {
        8
    } else {
        0
    };
    4 + places + scale
}

/// The glyphs that a glyph is put together of.
fn parts(glyph: &[u8]) -> Option<Vec<u16>> {
    let mut parts = Vec::new();
    if is_compound(glyph) {
        let mut at = HEADER;
        loop {
            let marks = number(glyph, at)?;
            parts.push(number(glyph, at + 2)?);
            at += length(marks);
            if marks & mark::MORE == 0 {
                break;
            }
        }
    }
    Some(parts)
}

/// Copies a glyph without its hinting.
fn unhinted(glyph: &[u8], out: &mut Vec<u8>) -> Option<()> {
    if glyph.is_empty() {
        return Some(());
    }
    if is_compound(glyph) {
        out.extend(glyph.get(..HEADER)?);
        let mut at = HEADER;
        loop {
            let marks = number(glyph, at)?;
            out.extend((marks & !mark::HINTED).to_be_bytes());
            out.extend(glyph.get(at + 2..at + length(marks))?);
            at += length(marks);
            if marks & mark::MORE == 0 {
                return Some(());
            }
        }
    }
    let ends = HEADER + 2 * usize::from(number(glyph, 0)?);
    let instructions = usize::from(number(glyph, ends)?);
    out.extend(glyph.get(..ends)?);
    out.extend([0, 0]);
    out.extend(glyph.get(ends + 2 + instructions..)?);
    Some(())
}

/// Advances and bearings of the first `count` glyphs, and how many of them have an advance of their own.
fn metrics(hmtx: &[u8], measured: u16, count: u16) -> Option<(Vec<u8>, u16)> {
    let own = measured.min(count);
    let length = 4 * usize::from(own) + 2 * usize::from(count - own);
    let mut metrics = hmtx.get(..4 * usize::from(own))?.to_vec();
    // Some faces leave out the last bearings.
    let rest = hmtx.get(metrics.len()..).unwrap_or_default();
    metrics.extend(rest.iter().take(length - metrics.len()));
    metrics.resize(length, 0);
    Some((metrics, own))
}

/// A table of names with the one name that a PDF refers to, where there is one.
fn name(table: &[u8]) -> Vec<u8> {
    let found = ttf_parser::name::Table::parse(table).and_then(|names| {
        let mut named = names.names.into_iter();
        named.find_map(|name| {
            (name.name_id == name_id::POST_SCRIPT_NAME)
                .then(|| name.to_string())
                .flatten()
        })
    });
    let text: Vec<u8> = found
        .iter()
        .flat_map(|name| name.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    // Windows, Unicode, American English.
    let record =
        u16::try_from(text.len()).map(|length| [3, 1, 0x409, name_id::POST_SCRIPT_NAME, length, 0]);
    let numbers = match record {
        Ok(record) if !text.is_empty() => [[0, 1, 18].as_slice(), &record].concat(),
        _ => vec![0, 0, 6],
    };
    let mut bytes: Vec<u8> = numbers.into_iter().flat_map(u16::to_be_bytes).collect();
    bytes.extend(text);
    bytes
}

/// A font file of some tables, in the order of their names. Nobody checks the sums, so they stay zero.
fn assembled(tables: &[([u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let power = 1 << count.checked_ilog2()?;
    let mut bytes = vec![0, 1, 0, 0];
    let search = [
        count,
        power * 16,
        count.ilog2().try_into().ok()?,
        (count - power) * 16,
    ];
    bytes.extend(search.into_iter().flat_map(u16::to_be_bytes));
    let mut at = bytes.len() + 16 * tables.len();
    for (tag, table) in tables {
        bytes.extend(tag);
        let place = [0, u32::try_from(at).ok()?, u32::try_from(table.len()).ok()?];
        bytes.extend(place.into_iter().flat_map(u32::to_be_bytes));
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        bytes.extend(table);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    Some(bytes)
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn set(bytes: &mut [u8], at: usize, value: u16) -> Option<()> {
    bytes
        .get_mut(at..at + 2)?
        .copy_from_slice(&value.to_be_bytes());
    Some(())
}

#[cfg(all(test, feature = "freefont"))]
mod tests {
    use ttf_parser::{Face, GlyphId};

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

    #[test]
    fn wanted_glyphs_keep_their_number_outline_and_advance() {
        for file in [
            "FreeSerif.ttf",
            "FreeSansOblique.ttf",
            "DroidSansFallback.ttf",
        ] {
            let whole = Face::parse(bytes(file), 0).expect("the bundle is sound");
            // Accented letters are put together of two glyphs.
            let glyphs: BTreeSet<u16> = "Aéñ ü♯山川言語"
                .chars()
                .filter_map(|character| whole.glyph_index(character).map(|id| id.0))
                .collect();
            assert!(glyphs.len() > 2, "{file} lacks nearly all of them");
            let cut = excerpt(bytes(file), &glyphs).expect("the face can be cut down");
            let cut = Face::parse(&cut, 0).expect("what was cut down is a face");
            for id in glyphs.iter().map(|id| GlyphId(*id)).chain([GlyphId(0)]) {
                assert_eq!(drawn(&cut, id), drawn(&whole, id), "{file} {id:?}");
                assert_eq!(cut.glyph_hor_advance(id), whole.glyph_hor_advance(id));
            }
            assert_eq!(cut.units_per_em(), whole.units_per_em());
            assert_eq!(cut.capital_height(), whole.capital_height());
            assert_eq!(cut.italic_angle(), whole.italic_angle());
        }
    }

    #[test]
    fn hinting_names_and_other_glyphs_are_gone() {
        let whole = Face::parse(bytes("FreeSerif.ttf"), 0).expect("the bundle is sound");
        let glyph = whole.glyph_index('a').expect("the face has letters");
        let cut = excerpt(bytes("FreeSerif.ttf"), &BTreeSet::from([glyph.0]))
            .expect("it can be cut down");
        assert!(cut.len() < 2_000, "{} bytes", cut.len());
        let cut = Face::parse(&cut, 0).expect("what was cut down is a face");
        let names: Vec<_> = cut
            .names()
            .into_iter()
            .filter_map(|name| name.to_string())
            .collect();
        assert_eq!(names, ["FreeSerif"]);
        let other = GlyphId(glyph.0 - 1);
        assert_ne!(drawn(&whole, other), Outline::default());
        assert_eq!(drawn(&cut, other), Outline::default());
        for tag in [b"fpgm", b"prep", b"cvt ", b"kern", b"GPOS"] {
            assert_eq!(cut.raw_face().table(Tag::from_bytes(tag)), None);
        }
    }

    #[test]
    fn a_face_without_such_outlines_stays_whole() {
        assert_eq!(
            excerpt(bytes("MuseJazzText.otf"), &BTreeSet::from([1])),
            None
        );
    }

    #[test]
    fn a_face_cut_off_anywhere_is_refused_or_cut_down_but_never_a_crash() {
        let all = bytes("NotoSansHebrew-Regular.ttf");
        let glyphs: BTreeSet<u16> = (0..60).collect();
        let mut whole = 0;
        for length in (0..all.len()).step_by(37) {
            whole += usize::from(excerpt(&all[..length], &glyphs).is_some());
        }
        assert!(
            whole < all.len() / 37,
            "a broken face passed for a whole one"
        );
    }
}
