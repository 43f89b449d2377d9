//! Outline limits: vetting of untrusted fonts whose outlines would take too much work.
//!
//! Glyphs can be composed of other glyphs, and their programs can call subroutines, so a file of a few hundred bytes can
//! require unlimited time and memory. The work is calculated before
//! anything is drawn.

mod cff;
mod compound;

use ttf_parser::{RawFace, Tag};

/// The maximum number of outline bytes read for one glyph, including its components. Elaborate glyphs of good
/// fonts need about ten thousand.
const MOST_PER_GLYPH: usize = 128 << 10;

/// Whether the outlines of a font file can be drawn with reasonable work. Programs that cannot be parsed here might be
/// parsed by other readers, and are rejected.
pub(crate) fn is_reasonable(bytes: &[u8]) -> bool {
    let Ok(raw) = RawFace::parse(bytes, 0) else {
        return true;
    };
    let table = |tag: &[u8; 4]| raw.table(Tag::from_bytes(tag));
    let compounds = match (
        table(b"glyf"),
        table(b"loca"),
        table(b"head"),
        table(b"maxp"),
    ) {
        (Some(glyf), Some(loca), Some(head), Some(maxp)) => {
            compound::is_reasonable(glyf, loca, head, maxp)
        }
        _ => true,
    };
    compounds && table(b"CFF ").is_none_or(|table| cff::is_reasonable(table) == Some(true))
}

#[cfg(test)]
mod tests;
