//! Font fallback: selects the face for each run of characters.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use crate::cluster::{
    Cluster, clusters, is_bidi_control, is_ignorable, is_left_out, is_pictograph, joins,
};
use crate::plain::shown;
use crate::shaping::shape_cluster;
use crate::{FaceId, FontBook};

/// A run of text in one face, set in one way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// The face.
    pub(crate) face: FaceId,
    /// The script, if the run needs the shaper.
    pub(crate) script: Option<Script>,
    /// First byte.
    pub(crate) start: usize,
    /// The byte after it.
    pub(crate) end: usize,
    /// The parts of the text that are not displayed.
    pub(crate) hidden: Vec<Range<usize>>,
    /// Characters that are in no face.
    pub(crate) missing: Vec<char>,
}

/// Whether `face` alone shows `text`, character by character, from left to right.
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
                && !joins(character)
                && (is_control(character) || lookup.glyph(character).is_some())
        })
    })
}

/// The visible characters of `text` that `face` lacks.
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

/// Whether a character belongs to a script that must not be set character by character from left to right.
pub(crate) fn must_be_shaped(character: char) -> bool {
    if character < '\u{590}' {
        return false;
    }
    needs_shaper(character.script()) || is_bidi_control(character)
}

/// Whether a character can make text run from right to left.
pub(crate) fn may_run_right_to_left(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        || is_bidi_control(character)
}

/// Whether a script needs the shaper. Scripts whose characters simply stand side by side do not.
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

/// Whether it is a control character. These are boxes and have no fallback, because other faces may show them blank.
fn is_control(character: char) -> bool {
    shown(character).is_control()
}

/// Splits `text[start..end]` into runs of one face each.
pub(crate) fn pieces(
    book: &FontBook,
    asked: FaceId,
    text: &str,
    range: Range<usize>,
) -> Vec<Piece> {
    let mut pieces = Pieces {
        book,
        asked,
        list: Vec::new(),
    };
    let start = range.start;
    for (offset, cluster) in clusters(text.get(range).unwrap_or_default()) {
        pieces.cluster(start + offset, cluster);
    }
    pieces.list
}

/// The runs of a text, built from its start.
struct Pieces<'b> {
    book: &'b FontBook,
    asked: FaceId,
    list: Vec<Piece>,
}

impl Pieces<'_> {
    /// Adds a cluster, in a single face if there is one for it.
    fn cluster(&mut self, start: usize, text: &str) {
        let mut characters = text.chars();
        let first = characters.next();
        if let (Some(character), None) = (first, characters.next()) {
            return self.character(start, character);
        }
        let kind = Cluster::of(text);
        if let Some((face, script)) = kind.and_then(|kind| self.whole(kind, text)) {
            let end = start + text.len();
            return self.add(face, Some(script), start..end, None);
        }
        for (offset, character) in text.char_indices() {
            let start = start + offset;
            if kind == Some(Cluster::Joined) && offset > 0 && is_left_out(character) {
                self.hide(start..start + character.len_utf8());
            } else {
                self.character(start, character);
            }
        }
    }

    /// The face that shows a cluster as one glyph, and the script to shape it as; `None` if faces should be selected
    /// character by character.
    fn whole(&self, kind: Cluster, text: &str) -> Option<(FaceId, Script)> {
        let (book, asked) = (self.book, self.asked);
        let is_there = |face| {
            text.chars()
                .all(|character| has(book, face, shown(character)))
        };
        if kind != Cluster::Joined && is_there(asked) {
            return None;
        }
        let script = match text.chars().next().map(|first| first.script()) {
            Some(script) if kind == Cluster::Letter => script,
            _ => Script::Common,
        };
        let emoji = book.emoji().filter(|_| kind != Cluster::Letter);
        let shows = |face: &FaceId| match kind {
            Cluster::Letter => {
                is_there(*face) || *face == asked && composes(book, *face, text, script)
            }
            Cluster::Selected | Cluster::Joined => forms(book, *face, text),
        };
        std::iter::once(asked)
            .chain(emoji)
            .chain(book.fallback(asked))
            .find(shows)
            .map(|face| (face, script))
    }

    fn character(&mut self, start: usize, character: char) {
        let end = start + character.len_utf8();
        let character = shown(character);
        if is_ignorable(character) && !has(self.book, self.asked, character) {
            return self.hide(start..end);
        }
        let own = character.script();
        if let Some(last) = self.list.last_mut()
            && last.end == start
            && own == Script::Inherited
            && has(self.book, last.face, character)
        {
            last.end = end;
            return;
        }
        let face = choose(self.book, self.asked, character);
        let script = needs_shaper(own).then_some(own);
        let missing = face.is_none().then_some(character);
        self.add(face.unwrap_or(self.asked), script, start..end, missing);
    }

    fn add(
        &mut self,
        face: FaceId,
        script: Option<Script>,
        range: Range<usize>,
        missing: Option<char>,
    ) {
        match self.list.last_mut() {
            Some(last) if last.end == range.start && last.face == face && last.script == script => {
                last.end = range.end;
                last.missing.extend(missing);
            }
            _ => self.list.push(Piece {
                face,
                script,
                start: range.start,
                end: range.end,
                hidden: Vec::new(),
                missing: missing.into_iter().collect(),
            }),
        }
    }

    /// Adds hidden text to the run before it. The shaper, which may need joiners, omits them by itself.
    fn hide(&mut self, range: Range<usize>) {
        if let Some(last) = self.list.last_mut() {
            last.end = range.end;
            if last.script.is_none() {
                last.hidden.push(range);
            }
        }
    }
}

fn has(book: &FontBook, face: FaceId, character: char) -> bool {
    book.face(face).glyph(character).is_some()
}

/// Whether a face has an emoji of several characters as one glyph.
fn forms(book: &FontBook, face: FaceId, text: &str) -> bool {
    let is_possible = text
        .chars()
        .all(|character| is_ignorable(character) || has(book, face, character));
    let glyphs = is_possible.then(|| shape_cluster(book, face, text, Script::Common));
    matches!(glyphs.flatten().as_deref(), Some([glyph]) if glyph.id != 0)
}

/// Whether a face has a letter with its marks composed, although it lacks the separate marks.
fn composes(book: &FontBook, face: FaceId, text: &str, script: Script) -> bool {
    shape_cluster(book, face, text, script)
        .is_some_and(|glyphs| glyphs.iter().all(|glyph| glyph.id != 0))
}

/// The face for a character: the requested one, else the first fallback that has it.
fn choose(book: &FontBook, asked: FaceId, character: char) -> Option<FaceId> {
    if has(book, asked, character) {
        return Some(asked);
    }
    if is_control(character) {
        return None;
    }
    let emoji = book.emoji().filter(|_| is_pictograph(character));
    emoji
        .into_iter()
        .chain(book.fallback(asked))
        .find(|face| has(book, *face, character))
}
