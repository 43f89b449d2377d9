//! A part of a song line: its chords and phrases, and how they stand (`docs/spec/pages.md#4.1`, `#4.3`).

use std::borrow::Cow;

use chordpro_song::{ChordRef, Line, Span, markup};

use crate::composer::Composer;
use crate::element_font::{ElementFont, FontElement};
use crate::page::Pt;

/// A chord, if any, and the phrase that follows it.
#[derive(Debug, Clone)]
pub(super) struct Pair<'l> {
    pub(super) chord: Option<&'l ChordRef>,
    pub(super) phrase: &'l str,
    /// Whether the phrase was cut within a word: a hyphen is drawn after it.
    pub(super) is_hyphenated: bool,
    /// Where the chord stands in the source.
    pub(super) brackets: Span,
    /// Where the phrase stands in the source.
    pub(super) lyrics: Span,
}

/// The most repetitions of a split marker.
pub(super) const MOST_MARKERS: usize = 1000;

/// How chords and lyrics of a line stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Lyrics alone.
    Lyrics,
    /// Chords in a column of their own.
    Column,
    /// Chords among the lyrics.
    Inline,
    /// Chords below.
    Under,
    /// Chords above.
    Above,
}

/// A line with all that its drawing needs.
pub(super) struct Setting {
    pub(super) mode: Mode,
    pub(super) lyrics: ElementFont,
    pub(super) chords: ElementFont,
    pub(super) annotations: ElementFont,
    pub(super) height: Pt,
    pub(super) is_chorus: bool,
    /// Whether the whole line runs from right to left; `None` where nothing in it does.
    pub(super) is_backward: Option<bool>,
}

/// The pairs of a line, whose phrases are given with their markup balanced.
pub(super) fn pairs<'l>(line: &'l Line, phrases: &'l [Cow<'l, str>]) -> Vec<Pair<'l>> {
    line.segments
        .iter()
        .zip(phrases)
        .map(|(segment, phrase)| Pair {
            chord: segment.chord.as_ref(),
            phrase,
            is_hyphenated: false,
            brackets: segment.brackets(),
            lyrics: segment.lyrics,
        })
        .collect()
}

pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

pub(super) fn line_setting(
    composer: &Composer<'_, '_>,
    line: &[Pair<'_>],
    is_chorus: bool,
) -> Setting {
    let settings = &composer.style.config.settings;
    let spacing = &composer.style.config.pdf.spacing;
    let lyrics = composer.font(lyrics_element(is_chorus));
    let chords = composer.font(FontElement::Chord);
    let has_chords = line
        .iter()
        .filter_map(|pair| pair.chord)
        .any(|chord| !is_blank(chord.display.as_written()));
    let mode = if settings.lyrics_only || (!has_chords && settings.suppress_empty_chords) {
        Mode::Lyrics
    } else if composer.style.config.pdf.chordscolumn != 0.0 {
        Mode::Column
    } else if settings.inline_chords.template().is_some() {
        Mode::Inline
    } else if settings.chords_under {
        Mode::Under
    } else {
        Mode::Above
    };
    let is_lyrics_blank = line.iter().all(|pair| is_blank(pair.phrase));
    let text_height = lyrics.size * spacing.lyrics;
    let chord_height = chords.size * spacing.chords;
    let height = match mode {
        Mode::Lyrics | Mode::Column => text_height,
        Mode::Inline if is_lyrics_blank => chord_height,
        Mode::Inline => text_height.max(chord_height),
        Mode::Under | Mode::Above if is_lyrics_blank && settings.suppress_empty_lyrics => {
            chord_height
        }
        Mode::Under | Mode::Above => text_height + chord_height,
    };
    Setting {
        mode,
        lyrics,
        chords,
        annotations: composer.font(FontElement::Annotation),
        height,
        is_chorus,
        is_backward: None,
    }
}

/// The font of what stands in brackets.
pub(super) fn chord_font(chord: &ChordRef, setting: &Setting) -> ElementFont {
    if chord.is_annotation() {
        setting.annotations
    } else {
        setting.chords
    }
}

/// The font of lyrics.
pub(super) fn lyrics_element(is_chorus: bool) -> FontElement {
    if is_chorus {
        FontElement::Chorus
    } else {
        FontElement::Text
    }
}

/// The lyrics of a part without its chords.
pub(super) fn lyrics(part: &[Pair<'_>]) -> String {
    let mut text = String::new();
    for pair in part {
        text.push_str(pair.phrase);
        if pair.is_hyphenated {
            text.push('-');
        }
    }
    text
}

/// The phrases of a part, with hyphens where a word was cut.
pub(super) fn hyphenated<'l>(part: &[Pair<'l>]) -> Vec<Cow<'l, str>> {
    let mut phrases: Vec<Cow<'l, str>> =
        part.iter().map(|pair| Cow::Borrowed(pair.phrase)).collect();
    for (phrase, pair) in phrases.iter_mut().zip(part) {
        if pair.is_hyphenated {
            phrase.to_mut().push('-');
        }
    }
    phrases
}

/// Where the lyrics of a part stand in the source.
pub(super) fn source_of(part: &[Pair<'_>]) -> Span {
    let first = part.first().map_or(Span::default(), |pair| pair.lyrics);
    let last = part.last().map_or(first, |pair| pair.lyrics);
    Span {
        end_line: last.end_line,
        end_column: last.end_column,
        ..first
    }
}

/// Whether a syllable goes on in the next phrase.
pub(super) fn is_split(phrase: &str, next: &str) -> bool {
    !markup::plain(phrase).ends_with(char::is_whitespace)
        && !markup::plain(next).starts_with(char::is_whitespace)
}
