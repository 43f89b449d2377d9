//! Wraps lines with chords into parts (`docs/spec/pages.md#8.2`).

use super::part::{Pair, Setting};
use crate::composer::Composer;
use crate::element_font::{ElementFont, FontElement};
use crate::error::LayoutError;
use crate::page::Pt;
use crate::wrap::unspaced::is_unspaced;
use crate::wrap::{cut_span, is_as_written};

/// How far further parts of a line with chords are indented: by a text in the face of lyrics, but as large as the letters
/// that were set last. So it is in the reference.
pub(super) fn further_indent(composer: &mut Composer<'_, '_>) -> Pt {
    let lyrics = composer.font(FontElement::Text);
    let font = ElementFont {
        size: composer.style.last_size.unwrap_or(lyrics.size),
        ..lyrics
    };
    let text = composer.style.config.settings.wrapindent.clone();
    composer.width(&text, &font)
}

/// Cuts a line into parts that are no wider than the column: by its lyrics, chords do not count but by themselves.
/// Further parts begin at `indent`.
pub(super) fn wrapped<'l>(
    composer: &mut Composer<'_, '_>,
    line: Vec<Pair<'l>>,
    setting: &Setting,
    indent: Pt,
) -> Result<Vec<Vec<Pair<'l>>>, LayoutError> {
    // By the column that it begins in, be it that all of it comes to the next one.
    let measure = composer
        .resumed
        .map_or(composer.measure, |(started, _)| started);
    let start = measure.left + composer.indent;
    let right = measure.right;
    let mut parts = Vec::new();
    let mut part: Vec<Pair<'l>> = Vec::new();
    let mut x = start;
    for pair in line {
        let mut chord = pair.chord;
        let mut phrase = pair.phrase;
        let mut lyrics = pair.lyrics;
        let is_exact = is_as_written(phrase, lyrics);
        loop {
            composer.book.budget.tick()?;
            // A chord at the end of the line, without lyrics, is never moved.
            let is_chord_too_wide = !part.is_empty()
                && !phrase.is_empty()
                && chord.is_some_and(|chord| {
                    composer.width(chord.display.as_written(), &setting.chords) > right - x
                });
            let overflow = if is_chord_too_wide {
                phrase
            } else {
                let (head, rest) = crate::wrap::cut(phrase, right - x, |head| {
                    composer.width(head, &setting.lyrics)
                });
                let width = composer.width(head, &setting.lyrics);
                if width > right - x && part.len() > 1 {
                    phrase
                } else {
                    let (of_head, of_rest) = if is_exact && !rest.is_empty() {
                        cut_span(lyrics, head, rest)
                    } else {
                        (lyrics, lyrics)
                    };
                    lyrics = of_rest;
                    part.push(Pair {
                        chord: chord.take(),
                        phrase: head,
                        is_hyphenated: false,
                        brackets: pair.brackets,
                        lyrics: of_head,
                    });
                    x += width;
                    rest
                }
            };
            if overflow.is_empty() && chord.is_none() {
                break;
            }
            if chord.is_some()
                && overflow.starts_with(is_hyphenated)
                && let Some(last) = part.last_mut()
            {
                last.is_hyphenated = last.phrase.ends_with(is_hyphenated);
            }
            parts.push(std::mem::take(&mut part));
            x = start + indent;
            phrase = overflow;
        }
    }
    if !part.is_empty() || parts.is_empty() {
        parts.push(part);
    }
    Ok(parts)
}

/// Whether words of a character's script take a hyphen where they are cut.
fn is_hyphenated(character: char) -> bool {
    character.is_alphabetic() && !is_unspaced(character)
}
