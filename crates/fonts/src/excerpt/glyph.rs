//! Outlines of a face, glyph by glyph, for subsets.

use std::collections::BTreeMap;
use std::ops::Range;

use super::table::{number, set};

/// The outline of each glyph as a byte range.
pub(super) type Places = BTreeMap<u16, Range<usize>>;

/// The maximum nesting depth of composite glyphs; faces have two or three.
const DEEPEST: usize = 16;

/// The outline tables of a face.
pub(crate) struct Source<'a> {
    pub(crate) loca: &'a [u8],
    pub(crate) glyf: &'a [u8],
    pub(crate) is_long: bool,
    pub(crate) count: u16,
}

impl<'a> Source<'a> {
    /// The bytes of a glyph; empty for a blank glyph, and for one that the face does not have.
    pub(crate) fn glyph(&self, glyph: u16) -> Option<&'a [u8]> {
        if glyph >= self.count {
            return Some(&[]);
        }
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

    /// The outlines, without hinting, of some glyphs and their components, with the byte range of each.
    pub(super) fn outlines(&self, wanted: &[u16]) -> Option<(Vec<u8>, Places)> {
        // The first glyph is the one for missing characters, and is always included.
        let mut open: Vec<u16> = [0].into_iter().chain(wanted.iter().copied()).collect();
        let mut outlines = Vec::new();
        let mut places = BTreeMap::new();
        let mut compounds = BTreeMap::new();
        while let Some(glyph) = open.pop() {
            if places.contains_key(&glyph) {
                continue;
            }
            let bytes = self.glyph(glyph)?;
            let start = outlines.len();
            unhinted(bytes, &mut outlines)?;
            places.insert(glyph, start..outlines.len());
            let parts = parts(bytes)?;
            if !parts.is_empty() {
                open.extend(&parts);
                compounds.insert(glyph, parts);
            }
        }
        for glyph in endless(compounds) {
            places.insert(glyph, 0..0);
        }
        Some((outlines, places))
    }
}

/// The glyphs that contain themselves, or are nested more deeply than any reader follows.
fn endless(mut compounds: BTreeMap<u16, Vec<u16>>) -> impl Iterator<Item = u16> {
    for _ in 0..DEEPEST {
        let is_sound = |parts: &[u16]| !parts.iter().any(|part| compounds.contains_key(part));
        let sound: Vec<u16> = compounds
            .iter()
            .filter(|(_, parts)| is_sound(parts))
            .map(|(glyph, _)| *glyph)
            .collect();
        if sound.is_empty() {
            break;
        }
        compounds.retain(|glyph, _| sound.binary_search(glyph).is_err());
    }
    compounds.into_keys()
}

/// Flags of a component: its arguments take two bytes each, it has its own scale, another component follows …
mod mark {
    pub(super) const WORDS: u16 = 0x0001;
    pub(super) const SCALE: u16 = 0x0008;
    pub(super) const MORE: u16 = 0x0020;
    pub(super) const TWO_SCALES: u16 = 0x0040;
    pub(super) const MATRIX: u16 = 0x0080;
    pub(super) const HINTED: u16 = 0x0100;
}

/// The size of a glyph header: number of contours and bounding box.
const HEADER: usize = 10;

fn is_compound(glyph: &[u8]) -> bool {
    glyph.first().is_some_and(|byte| *byte >= 0x80)
}

/// The length of a component in a composite glyph.
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

/// The component glyphs of a glyph.
fn parts(glyph: &[u8]) -> Option<Vec<u16>> {
    let mut parts = Vec::new();
    collect_parts(glyph, &mut parts)?;
    Some(parts)
}

/// The component glyphs of a glyph, as far as they can be parsed.
pub(crate) fn readable_parts(glyph: &[u8]) -> Vec<u16> {
    let mut parts = Vec::new();
    // A malformed component ends the list, as it does for readers.
    let _ = collect_parts(glyph, &mut parts);
    parts
}

fn collect_parts(glyph: &[u8], parts: &mut Vec<u16>) -> Option<()> {
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
    Some(())
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

/// Copies a glyph, with its components renumbered.
pub(super) fn renumbered(
    glyph: &[u8],
    numbers: &BTreeMap<u16, u16>,
    out: &mut Vec<u8>,
) -> Option<()> {
    let start = out.len();
    out.extend(glyph);
    if is_compound(glyph) {
        let mut at = HEADER;
        loop {
            let marks = number(glyph, at)?;
            let part = numbers.get(&number(glyph, at + 2)?)?;
            set(out, start + at + 2, *part)?;
            at += length(marks);
            if marks & mark::MORE == 0 {
                break;
            }
        }
    }
    Some(())
}
