//! Fonts that ask for more work than there is, and fonts that do not.

use super::*;
use crate::{Face, FontError};

/// A table of outlines, and where each is.
fn glyf(glyphs: &[Vec<u8>]) -> (Vec<u8>, Vec<u8>) {
    let mut outlines = Vec::new();
    let mut places = vec![0_u32];
    for glyph in glyphs {
        outlines.extend(glyph);
        places.push(u32::try_from(outlines.len()).expect("it is short"));
    }
    let places = places.into_iter().flat_map(u32::to_be_bytes).collect();
    (outlines, places)
}

/// A composite glyph.
fn compound(parts: &[u16]) -> Vec<u8> {
    let mut glyph = vec![0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0];
    for (number, part) in parts.iter().enumerate() {
        let more = if number + 1 < parts.len() { 0x20 } else { 0 };
        glyph.extend([0, more]);
        glyph.extend(part.to_be_bytes());
        glyph.extend([0, 0]);
    }
    glyph
}

fn is_fine(glyphs: &[Vec<u8>]) -> bool {
    let (outlines, places) = glyf(glyphs);
    let mut head = vec![0; 54];
    head[51] = 1;
    let mut maxp = vec![0; 6];
    let count = u16::try_from(glyphs.len()).expect("they are few");
    maxp[4..].copy_from_slice(&count.to_be_bytes());
    compound::is_reasonable(&outlines, &places, &head, &maxp)
}

#[test]
fn glyphs_of_a_few_others_are_fine() {
    let dot = vec![0; 20];
    assert!(is_fine(&[
        dot.clone(),
        compound(&[0, 0]),
        compound(&[1, 0, 9])
    ]));
    assert!(is_fine(&[dot]));
}

#[test]
fn glyphs_of_glyphs_of_glyphs_are_too_much() {
    let bomb = |parts: usize, depth: u16| {
        let mut glyphs = vec![vec![0; 20]];
        glyphs.extend((0..depth).map(|part| compound(&vec![part; parts])));
        glyphs
    };
    assert!(is_fine(&bomb(10, 3)));
    assert!(!is_fine(&bomb(10, 5)));
    assert!(!is_fine(&bomb(10, 25)));
    assert!(!is_fine(&bomb(60_000, 1)));
    // The last part is cut off, which does not stop readers.
    let mut cut = bomb(10, 25);
    for glyph in &mut cut {
        glyph.truncate(10 + 9 * 6);
    }
    assert!(!is_fine(&cut));
}

#[test]
fn glyphs_that_contain_themselves_are_too_much() {
    assert!(!is_fine(&[compound(&[0])]));
    assert!(!is_fine(&[compound(&[1]), compound(&[0])]));
}

/// A list of a table of programs.
fn index(items: &[Vec<u8>]) -> Vec<u8> {
    let count = u16::try_from(items.len()).expect("they are few");
    let mut bytes = count.to_be_bytes().to_vec();
    if items.is_empty() {
        return bytes;
    }
    bytes.push(4);
    let mut offset = 1_u32;
    bytes.extend(offset.to_be_bytes());
    for item in items {
        offset += u32::try_from(item.len()).expect("it is short");
        bytes.extend(offset.to_be_bytes());
    }
    bytes.extend(items.concat());
    bytes
}

/// A number in a dictionary.
fn offset(number: usize) -> Vec<u8> {
    let number = i32::try_from(number).expect("it is small");
    [vec![29], number.to_be_bytes().to_vec()].concat()
}

/// A table of programs with these subroutines for all glyphs, and these for one font.
fn cff(glyphs: &[Vec<u8>], global: &[Vec<u8>], local: &[Vec<u8>]) -> Vec<u8> {
    let glyphs = index(glyphs);
    let subroutines = [vec![139 + 2, 19], index(local)].concat();
    let head = |at: usize| {
        let top = [
            offset(at),
            vec![17],
            offset(2),
            offset(at + glyphs.len()),
            vec![18],
        ]
        .concat();
        [
            vec![1, 0, 4, 4],
            index(&[b"A".to_vec()]),
            index(&[top]),
            index(&[]),
            index(global),
        ]
        .concat()
    };
    let length = head(0).len();
    [head(length), glyphs, subroutines].concat()
}

/// A program that calls one subroutine so many times, and returns.
fn calls(number: u8, times: usize) -> Vec<u8> {
    // Subroutines of a short list are counted from -107.
    [[139 - 107 + number, 10].repeat(times), vec![11]].concat()
}

#[test]
fn programs_with_subroutines_are_fine() {
    let line = vec![140, 140, 5, 11];
    let glyph = vec![140, 140, 21, 139 - 107, 10, 139 - 107, 29, 14];
    let table = cff(
        &[glyph],
        std::slice::from_ref(&line),
        std::slice::from_ref(&line),
    );
    assert_eq!(cff::is_reasonable(&table), Some(true));
}

#[test]
fn subroutines_of_subroutines_are_too_much() {
    let bomb = |times: usize, depth: u8| {
        let mut local: Vec<Vec<u8>> = (1..depth).map(|next| calls(next, times)).collect();
        local.push(vec![140, 140, 5, 11]);
        cff::is_reasonable(&cff(&[calls(0, 1)], &[], &local))
    };
    assert_eq!(bomb(10, 4), Some(true));
    assert_eq!(bomb(40, 10), Some(false));
    // Each calls itself.
    let table = cff(&[calls(0, 1)], &[], &[calls(0, 2)]);
    assert_eq!(cff::is_reasonable(&table), Some(false));
}

#[test]
fn many_glyphs_that_each_take_long_are_too_much() {
    let local = [calls(1, 100), calls(2, 100), vec![140, 140, 5, 11]];
    assert_eq!(
        cff::is_reasonable(&cff(&[calls(0, 1)], &[], &local)),
        Some(true)
    );
    let glyphs = vec![calls(0, 1); 2_000];
    assert_eq!(cff::is_reasonable(&cff(&glyphs, &[], &local)), Some(false));
}

#[test]
fn what_readers_could_take_differently_is_too_much() {
    for glyph in [
        // A subroutine by a number with a point.
        vec![255, 0, 0, 0, 0, 10, 14],
        // Hints after the mask that has a bit for each.
        vec![140, 140, 18, 19, 0, 140, 140, 18, 19, 0, 14],
        // Two other glyphs.
        vec![140, 140, 140, 140, 14],
    ] {
        let table = cff(std::slice::from_ref(&glyph), &[], &[vec![11]]);
        assert_eq!(cff::is_reasonable(&table), Some(false), "{glyph:?}");
    }
    // What ends everywhere is fine.
    for glyph in [
        vec![10, 14],
        vec![140, 10, 14],
        vec![28],
        vec![12, 0],
        vec![13],
        vec![19],
    ] {
        let table = cff(std::slice::from_ref(&glyph), &[], &[vec![11]]);
        assert_eq!(cff::is_reasonable(&table), Some(true), "{glyph:?}");
    }
}

#[test]
fn fonts_of_the_bundle_are_fine() {
    let book = crate::FontBook::bundled();
    let core = if cfg!(feature = "freefont") {
        "FreeSerif.ttf"
    } else {
        "DejaVuSans.ttf"
    };
    for name in [core, "MuseJazzText.otf", "DroidSansFallback.ttf"] {
        let face = book.by_file(name).expect(name);
        assert!(is_reasonable(book.face(face).bytes().as_ref()), "{name}");
    }
}

#[test]
fn a_font_that_is_too_much_is_refused() {
    let book = crate::FontBook::bundled();
    let face = book
        .by_file("MuseJazzText.otf")
        .expect("it is in the bundle");
    let mut bytes = book.face(face).bytes().as_ref().to_vec();
    assert!(Face::checked("Mine.otf", bytes.clone().into()).is_ok());
    let raw = RawFace::parse(&bytes, 0).expect("a font");
    let table = raw.table(Tag::from_bytes(b"CFF ")).expect("programs");
    let start = table.as_ptr().addr() - bytes.as_ptr().addr();
    let bomb = cff(&[calls(0, 1)], &[], &[calls(0, 40)]);
    bytes[start..start + bomb.len()].copy_from_slice(&bomb);
    let refused = Face::checked("Mine.otf", bytes.into()).err();
    assert_eq!(refused, Some(FontError::TooElaborate));
}
