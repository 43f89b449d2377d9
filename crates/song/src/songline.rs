//! Lyrics lines: phrases and the chords above them (`docs/spec/language.md#2`).

use std::borrow::Cow;
use std::sync::Arc;

use crate::chord_resolver::annotation;
use crate::markup::{ShortCodes, Text, balance};
use crate::memory::Recalled;
use crate::song_reader::SongReader;
use crate::text::{clipped, is_blank};
use crate::{BlockKind, ChordInfo, ChordRef, Line, Profile, Segment};

impl SongReader<'_, '_> {
    /// Reads a lyrics line that is not blank.
    pub(crate) fn lyrics_line(&mut self, line: &str) {
        self.lint(|lint| lint.check_brackets(line));
        if self.rules.has_songline_rules() {
            let line = self.preprocess_songline(line);
            self.read_lyrics(&line);
        } else {
            self.read_lyrics(line);
        }
    }

    fn read_lyrics(&mut self, line: &str) {
        let text = self.substitute(line);
        let song_line = self.decompose(text.trim_end());
        if !song_line.has_brackets && self.config.settings.flowtext {
            self.flow_on(song_line);
        } else {
            self.push(BlockKind::Line(song_line));
        }
    }

    /// Appends lyrics without chords to those of the line before, if that has none either.
    fn flow_on(&mut self, line: Line) {
        let codes = ShortCodes::of(&self.config);
        if let Some(last) = self.sections.body.last_block()
            && let BlockKind::Line(before) = &mut last.kind
            && !before.has_brackets
            && let (Some(segment), Some(next)) = (before.segments.last_mut(), line.segments.first())
        {
            let (before, after) = (segment.text.as_written(), next.text.as_written());
            segment.text = Text::new(format!("{before} {after}"), codes);
            segment.place.end_line = next.place.end_line;
            segment.place.end_column = next.place.end_column;
            segment.lyrics = segment.place;
            last.place.end_line = next.place.end_line;
            last.place.end_column = next.place.end_column;
        } else {
            self.push(BlockKind::Line(line));
        }
    }

    /// Splits a text in segments with resolved chords.
    pub(crate) fn decompose(&mut self, text: &str) -> Line {
        let has_carets = self.config.settings.memorize;
        let mut tokens = Tokens::new(text, has_carets);
        let Some((leading, mut token)) = tokens.next_token() else {
            let mut segments = vec![self.segment(None, text)];
            self.carry_markup(&mut segments);
            return Line {
                segments,
                has_brackets: false,
            };
        };
        // Most lines have a few chords; room for more than there are would be kept as long as the song.
        let begins = text.bytes().filter(|byte| matches!(byte, b'[' | b'^'));
        let room = begins.take(7).count() + usize::from(!leading.is_empty());
        let mut segments = Vec::with_capacity(room);
        if !leading.is_empty() {
            segments.push(self.segment(None, leading));
        }
        loop {
            let exact = self.source.lines.span_of(token.source);
            let mut place = exact.unwrap_or_else(|| self.source.lines.span());
            let focus = std::mem::replace(&mut self.source.focus, exact);
            let chord = self.token(token.content);
            self.source.focus = focus;
            let next = tokens.next_token();
            let lyrics = next.map_or(tokens.rest(), |(lyrics, _)| lyrics);
            let mut segment = self.segment(chord, lyrics);
            place.end_line = segment.place.end_line;
            place.end_column = segment.place.end_column;
            segment.place = place;
            segments.push(segment);
            match next {
                Some((_, next)) => token = next,
                None => break,
            }
        }
        self.carry_markup(&mut segments);
        Line {
            segments,
            has_brackets: true,
        }
    }

    /// A segment whose markup is its own.
    pub(crate) fn segment(&self, chord: Option<ChordRef>, text: &str) -> Segment {
        let place = self.source.span_of(text);
        let text = Text::new(&*self.with_brackets(text), self.short_codes());
        Segment {
            chord,
            text,
            place,
            lyrics: place,
        }
    }

    /// Carries markup on from segment to segment, up to the end of the line. The reference takes each for itself.
    fn carry_markup(&self, segments: &mut [Segment]) {
        let is_plain = |segment: &Segment| segment.text.unmarked().is_some();
        if self.session.options.profile != Profile::Complete || segments.iter().all(is_plain) {
            return;
        }
        let texts = segments.iter().map(|segment| segment.text.as_written());
        let codes = self.short_codes();
        let carried: Vec<Text> = balance(texts.clone())
            .iter()
            .zip(texts)
            .map(|(balanced, written)| Text::carried(written, balanced, codes))
            .collect();
        for (segment, text) in segments.iter_mut().zip(carried) {
            segment.text = text;
        }
    }

    /// The text with alternative brackets made real ones.
    fn with_brackets<'x>(&self, text: &'x str) -> Cow<'x, str> {
        match self.config.parser.altbrackets.0 {
            None => Cow::Borrowed(text),
            Some((open, close)) => text
                .chars()
                .map(|c| match c {
                    c if c == open => '[',
                    c if c == close => ']',
                    c => c,
                })
                .collect(),
        }
    }

    /// What stands between brackets: nothing, a recall, an annotation, or a chord.
    pub(crate) fn token(&mut self, content: &str) -> Option<ChordRef> {
        let content = self.with_brackets(content);
        self.read_token(&content)
    }

    fn read_token(&mut self, content: &str) -> Option<ChordRef> {
        if content == "^" {
            return self.recalled();
        }
        if let Some(text) = content.strip_prefix('*')
            && !text.is_empty()
        {
            return Some(self.annotation(content, text));
        }
        self.sections.memories.note(content);
        self.bare_token(content)
    }

    /// A token that is neither a recall nor an annotation with a star; nothing is memorised.
    pub(crate) fn bare_token(&mut self, content: &str) -> Option<ChordRef> {
        if content.is_empty() {
            return None;
        }
        if content == "|" || is_blank(content) {
            return Some(annotation(content, content, self.short_codes()));
        }
        if let Some(text) = content.strip_prefix('*')
            && !text.is_empty()
        {
            return Some(self.annotation(content, text));
        }
        let chord = self.resolver().chord(content);
        // What a definition makes of a chord may be far longer than the chord.
        self.charges.charge_text(chord.display.as_written().len());
        Some(chord)
    }

    fn annotation(&self, content: &str, text: &str) -> ChordRef {
        if !text.contains("%{") {
            return annotation(content, text, self.short_codes());
        }
        let variables = AnnotationVariables {
            name: content,
            text,
        };
        let separator = &self.config.metadata.separator;
        let shown = chordpro_config::format::interpolate(text, &variables, separator).text;
        annotation(content, &shown, self.short_codes())
    }

    fn recalled(&mut self) -> Option<ChordRef> {
        let complaint = if self.sections.body.name().is_empty() {
            None
        } else {
            match self.sections.memories.recall() {
                Recalled::Content(content) => {
                    self.charges.charge_text(content.len());
                    return self.bare_token(&content);
                }
                Recalled::NoMemory => None,
                Recalled::Empty => Some("No"),
                Recalled::Exhausted => Some("Not enough"),
            }
        };
        if let Some(complaint) = complaint {
            let context = clipped(self.sections.body.name(), 200).to_owned();
            self.source.warn(
                "nothing-memorized",
                format!("{complaint} chords memorized for {context}"),
            );
        }
        Some(self.resolver().chord("^"))
    }
}

struct AnnotationVariables<'a> {
    name: &'a str,
    text: &'a str,
}

impl chordpro_config::format::Variables for AnnotationVariables<'_> {
    fn values(&self, name: &str) -> Option<std::borrow::Cow<'_, [String]>> {
        let value = match name {
            "name" => self.name,
            "text" => self.text,
            _ => return None,
        };
        Some(std::borrow::Cow::Owned(vec![value.to_owned()]))
    }
}

/// What stands in brackets.
#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    /// With its brackets.
    source: &'t str,
    /// Without them.
    content: &'t str,
}

/// The bracketed tokens of a text, each with what stands before it.
struct Tokens<'t> {
    rest: &'t str,
    has_carets: bool,
    /// Whether a closing bracket may still follow: where none does, looking again each time would be quadratic.
    may_close: bool,
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str, has_carets: bool) -> Self {
        Tokens {
            rest: text,
            has_carets,
            may_close: true,
        }
    }

    /// The text before the next token, and the token's content.
    fn next_token(&mut self) -> Option<(&'t str, Token<'t>)> {
        let bytes = self.rest.as_bytes();
        let mut from = 0;
        loop {
            let is_start =
                |b: &u8| (self.may_close && *b == b'[') || (self.has_carets && *b == b'^');
            let at = from + bytes.get(from..)?.iter().position(is_start)?;
            let (before, token) = self.rest.split_at(at);
            let after = token.get(1..)?;
            if token.starts_with('^') {
                self.rest = after;
                let source = token.get(..1)?;
                let content = source;
                return Some((before, Token { source, content }));
            }
            match after.split_once(']') {
                Some((content, rest)) => {
                    self.rest = rest;
                    let source = token.get(..content.len() + 2)?;
                    return Some((before, Token { source, content }));
                }
                None => {
                    self.may_close = false;
                    from = at + 1;
                }
            }
        }
    }

    /// What follows the last token.
    fn rest(&self) -> &'t str {
        self.rest
    }
}

/// A strum of a grid.
pub(crate) fn strum(code: &str, glyph: char) -> ChordRef {
    let code: Arc<str> = Arc::from(code);
    ChordRef {
        name: Arc::clone(&code),
        display: Text::from(&*code),
        plain: code,
        format: None,
        info: ChordInfo::Strum { glyph },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::linear;

    fn tokens(text: &str, has_carets: bool) -> (Vec<(&str, &str)>, &str) {
        let mut tokens = Tokens::new(text, has_carets);
        let mut all = Vec::new();
        while let Some((before, token)) = tokens.next_token() {
            all.push((before, token.content));
        }
        (all, tokens.rest())
    }

    #[test]
    fn a_token_reaches_to_the_nearest_bracket() {
        assert_eq!(tokens("a[C]b", false), (vec![("a", "C")], "b"));
        assert_eq!(tokens("[[C]]x", false), (vec![("", "[C")], "]x"));
        assert_eq!(tokens("a [b", false), (vec![], "a [b"));
        assert_eq!(tokens("[]x[C", false), (vec![("", "")], "x[C"));
    }

    #[test]
    fn carets_are_tokens_where_asked_for() {
        assert_eq!(tokens("a^b", false), (vec![], "a^b"));
        assert_eq!(tokens("a^b[x^", true), (vec![("a", "^"), ("b[x", "^")], ""));
    }

    #[test]
    fn a_megabyte_of_open_brackets_ends_quickly() {
        let count = linear("[", 1 << 20, |text| tokens(text, true).0.len());
        assert_eq!(count, 0);
    }
}
