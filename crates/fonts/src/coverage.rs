//! Which face shows which character: fallback, by run.

use unicode_script::{Script, UnicodeScript};

use crate::plain::shown;
use crate::{FaceId, FontBook};

/// A piece of text for one face and one way of setting.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// The face.
    pub(crate) face: FaceId,
    /// The script, where the shaper has to set it.
    pub(crate) script: Option<Script>,
    /// First byte.
    pub(crate) start: usize,
    /// The byte after it.
    pub(crate) end: usize,
    /// Characters that no face has.
    pub(crate) missing: Vec<char>,
}

/// Whether `text` is shown by `face` alone, character by character, from left to right.
pub(crate) fn is_plain(book: &FontBook, face: FaceId, text: &str) -> bool {
    let face = book.face(face);
    if text.chars().all(|character| character < '\u{250}') {
        return text
            .chars()
            .all(|character| is_control(character) || face.glyph(shown(character)).is_some());
    }
    face.with_tables(|lookup| {
        text.chars().all(|character| {
            let character = shown(character);
            !must_be_shaped(character)
                && (is_control(character) || lookup.glyph(character).is_some())
        })
    })
}

/// The characters of `text` that `face` lacks, but for those that are not to be seen.
pub(crate) fn lacking(book: &FontBook, face: FaceId, text: &str) -> Vec<char> {
    book.face(face).with_tables(|lookup| {
        text.chars()
            .filter(|character| {
                !is_control(*character)
                    && !is_ignorable(*character)
                    && lookup.glyph(shown(*character)).is_none()
            })
            .collect()
    })
}

/// Whether a character belongs to a script that is wrong when set character by character from left to right.
pub(crate) fn must_be_shaped(character: char) -> bool {
    if character < '\u{590}' {
        return false;
    }
    needs_shaper(character.script()) || is_bidi_control(character)
}

/// Whether a character may make text run from right to left.
pub(crate) fn may_run_right_to_left(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        || is_bidi_control(character)
}

fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a script needs the shaper. Scripts that stand character beside character do not.
fn needs_shaper(script: Script) -> bool {
    !matches!(
        script,
        Script::Latin
            | Script::Greek
            | Script::Cyrillic
            | Script::Common
            | Script::Inherited
            | Script::Unknown
            | Script::Armenian
            | Script::Georgian
            | Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Bopomofo
            | Script::Hangul
            | Script::Cherokee
            | Script::Ethiopic
            | Script::Canadian_Aboriginal
            | Script::Runic
            | Script::Ogham
            | Script::Gothic
            | Script::Coptic
            | Script::Braille
            | Script::Yi
            | Script::Glagolitic
            | Script::Vai
            | Script::Lisu
    )
}

/// Characters that only direct others and are not shown where the face lacks them.
fn is_ignorable(character: char) -> bool {
    is_bidi_control(character)
        || matches!(character,
            '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Control characters are boxes; no other face is asked for them, since theirs may be blank.
fn is_control(character: char) -> bool {
    shown(character).is_control()
}

/// Cuts `text[start..end]` into pieces, each for one face.
pub(crate) fn pieces(
    book: &FontBook,
    asked: FaceId,
    text: &str,
    range: std::ops::Range<usize>,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let start = range.start;
    for (offset, character) in text.get(range).unwrap_or_default().char_indices() {
        let start = start + offset;
        let end = start + character.len_utf8();
        let character = shown(character);
        let last = pieces.last_mut();
        if is_ignorable(character) && book.face(asked).glyph(character).is_none() {
            // Joiners belong to what is around them, for the shaper; elsewhere they are dropped.
            if let Some(last) = last
                && last.script.is_some()
            {
                last.end = end;
            }
            continue;
        }
        let own = character.script();
        let is_extending = own == Script::Inherited;
        if let Some(last) = last
            && last.end == start
            && is_extending
            && has(book, last.face, character)
        {
            last.end = end;
            continue;
        }
        let face = choose(book, asked, character);
        let script = needs_shaper(own).then_some(own);
        let missing = face.is_none().then_some(character);
        let face = face.unwrap_or(asked);
        match pieces.last_mut() {
            Some(last) if last.end == start && last.face == face && last.script == script => {
                last.end = end;
                last.missing.extend(missing);
            }
            _ => pieces.push(Piece {
                face,
                script,
                start,
                end,
                missing: missing.into_iter().collect(),
            }),
        }
    }
    pieces
}

fn has(book: &FontBook, face: FaceId, character: char) -> bool {
    book.face(face).glyph(character).is_some()
}

/// The face for a character: the asked one, else the first of its fallbacks that has it.
fn choose(book: &FontBook, asked: FaceId, character: char) -> Option<FaceId> {
    if has(book, asked, character) {
        return Some(asked);
    }
    if is_control(character) {
        return None;
    }
    book.fallback(asked)
        .find(|face| has(book, *face, character))
}
