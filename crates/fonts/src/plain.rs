//! Setting text character by character, as the reference does with every font that does not request shaping.

use crate::face::Lookup;
use crate::glyph::Glyph;

/// The character displayed for `character`: C1 controls are read as Windows Latin-1 (`docs/spec/pages.md#1.5`).
pub(crate) fn shown(character: char) -> char {
    match character {
        '\u{80}' => '€',
        '\u{82}' => '‚',
        '\u{83}' => 'ƒ',
        '\u{84}' => '„',
        '\u{85}' => '…',
        '\u{86}' => '†',
        '\u{87}' => '‡',
        '\u{88}' => 'ˆ',
        '\u{89}' => '‰',
        '\u{8a}' => 'Š',
        '\u{8b}' => '‹',
        '\u{8c}' => 'Œ',
        '\u{8e}' => 'Ž',
        '\u{91}' => '‘',
        '\u{92}' => '’',
        '\u{93}' => '“',
        '\u{94}' => '”',
        '\u{95}' => '•',
        '\u{96}' => '–',
        '\u{97}' => '—',
        '\u{98}' => '˜',
        '\u{99}' => '™',
        '\u{9a}' => 'š',
        '\u{9b}' => '›',
        '\u{9c}' => 'œ',
        '\u{9e}' => 'ž',
        '\u{9f}' => 'Ÿ',
        other => other,
    }
}

/// The width of `text` in thousandths of the em.
pub(crate) fn width(lookup: &Lookup<'_>, text: &str) -> f64 {
    let mut total = 0.0;
    set(lookup, text, |kerning, _, advance, _, _| {
        total += kerning + advance;
    });
    total
}

/// The glyphs of `text`; `.notdef` for characters that the face lacks.
pub(crate) fn glyphs(lookup: &Lookup<'_>, text: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(text.len());
    set(lookup, text, |x_offset, id, advance, start, end| {
        glyphs.push(Glyph {
            id,
            advance,
            x_offset,
            y_offset: 0.0,
            start,
            end,
        });
    });
    glyphs
}

/// Calls `each` with kerning, glyph, advance, start byte and end byte of each character.
fn set(lookup: &Lookup<'_>, text: &str, mut each: impl FnMut(f64, u16, f64, u32, u32)) {
    // Kerning starts with glyph 0 (`docs/spec/pages.md#1.3`), and does not cross fragments.
    let mut previous: Option<(char, u16)> = None;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        let character = shown(character);
        let (glyph, advance) = lookup.glyph_and_advance(character);
        let kerning = match previous {
            Some(previous) => lookup.character_kerning(previous, (character, glyph)),
            None => lookup.kerning(0, glyph),
        };
        previous = Some((character, glyph));
        each(kerning, glyph, advance, offset(start), offset(end));
    }
}

/// A byte offset as a glyph stores it; the texts of runs are far below 4 GB.
pub(crate) fn offset(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}
