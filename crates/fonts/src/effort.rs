//! How much work the outlines of a font from outside are.
//!
//! Glyphs may be put together of others, and their programs may call each other, so that a file of some hundred bytes can
//! ask for more work than there is time and more memory than there is. What a font would ask for is reckoned before
//! anything is drawn.

mod cff;
mod compound;

use ttf_parser::{RawFace, Tag};

/// The most bytes of outlines that are read for one glyph, with all that it is put together of. Elaborate glyphs of good
/// fonts take some ten thousand.
const MOST_PER_GLYPH: usize = 128 << 10;

/// Whether the outlines of a font file can be drawn with a reasonable effort. Programs that cannot be read here could be
/// read by others, and count as too much.
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
