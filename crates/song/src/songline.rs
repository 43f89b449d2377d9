//! Lyrics lines: phrases and the chords above them (`docs/spec/language.md#2`).

use std::sync::Arc;

use crate::memory::Recalled;
use crate::resolve::annotation;
use crate::song_reader::SongReader;
use crate::text::{clipped, is_blank};
use crate::{ChordInfo, ChordRef, ElementKind, SongLine};

impl SongReader<'_, '_> {
    /// Reads a lyrics line that is not blank.
    pub(crate) fn lyrics_line(&mut self, line: &str) {
        if self.rules.has_songline_rules() {
            let line = self.preprocess_songline(line);
            self.read_lyrics(&line);
        } else {
            self.read_lyrics(line);
        }
    }

    fn read_lyrics(&mut self, line: &str) {
        let text = self.substitute(line);
        let original = (text != line).then(|| line.to_owned());
        let mut song_line = self.decompose(text.trim_end());
        song_line.original = original;
        if song_line.chords.is_none()
            && self.config.settings.flowtext
            && let Some(last) = self.song.body.last_mut()
            && let ElementKind::SongLine(SongLine {
                phrases,
                chords: None,
                ..
            }) = &mut last.kind
            && let (Some(before), Some(phrase)) = (phrases.last_mut(), song_line.phrases.first())
        {
            before.push(' ');
            before.push_str(phrase);
            return;
        }
        self.push(ElementKind::SongLine(song_line));
    }

    /// Splits a text in phrases and resolved chords.
    pub(crate) fn decompose(&mut self, text: &str) -> SongLine {
        let has_carets = self.config.settings.memorize;
        let mut tokens = Tokens::new(text, has_carets);
        let Some((leading, mut token)) = tokens.next_token() else {
            return SongLine {
                phrases: vec![self.with_brackets(text)],
                chords: None,
                original: None,
            };
        };
        // Most lines have a few chords; room for more than there are would be kept as long as the song.
        let begins = text.bytes().filter(|byte| matches!(byte, b'[' | b'^'));
        let room = begins.take(7).count() + usize::from(!leading.is_empty());
        let mut phrases = Vec::with_capacity(room);
        let mut chords = Vec::with_capacity(room);
        if !leading.is_empty() {
            phrases.push(self.with_brackets(leading));
            chords.push(None);
        }
        loop {
            chords.push(self.token(token));
            if let Some((phrase, next)) = tokens.next_token() {
                phrases.push(self.with_brackets(phrase));
                token = next;
            } else {
                phrases.push(self.with_brackets(tokens.rest()));
                break;
            }
        }
        SongLine {
            phrases,
            chords: Some(chords),
            original: None,
        }
    }

    /// The text with alternative brackets made real ones.
    fn with_brackets(&self, text: &str) -> String {
        match self.config.parser.altbrackets.0 {
            None => text.to_owned(),
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
        if self.config.parser.altbrackets.0.is_some() {
            let content = self.with_brackets(content);
            self.read_token(&content)
        } else {
            self.read_token(content)
        }
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
        self.memories.note(content);
        self.bare_token(content)
    }

    /// A token that is neither a recall nor an annotation with a star; nothing is memorised.
    pub(crate) fn bare_token(&mut self, content: &str) -> Option<ChordRef> {
        if content.is_empty() {
            return None;
        }
        if content == "|" || is_blank(content) {
            return Some(annotation(content, content));
        }
        if let Some(text) = content.strip_prefix('*')
            && !text.is_empty()
        {
            return Some(self.annotation(content, text));
        }
        let chord = self.chord(content);
        // What a definition makes of a chord may be far longer than the chord.
        self.charge_text(chord.display.len());
        Some(chord)
    }

    fn annotation(&self, content: &str, text: &str) -> ChordRef {
        if !text.contains("%{") {
            return annotation(content, text);
        }
        let variables = AnnotationVariables {
            name: content,
            text,
        };
        let separator = &self.config.metadata.separator;
        let shown = chordpro_config::format::interpolate(text, &variables, separator).text;
        annotation(content, &shown)
    }

    fn recalled(&mut self) -> Option<ChordRef> {
        let complaint = if self.context.is_empty() {
            None
        } else {
            match self.memories.recall() {
                Recalled::Content(content) => {
                    self.charge_text(content.len());
                    return self.bare_token(&content);
                }
                Recalled::NoMemory => None,
                Recalled::Empty => Some("No"),
                Recalled::Exhausted => Some("Not enough"),
            }
        };
        if let Some(complaint) = complaint {
            let context = clipped(&self.context, 200).to_owned();
            self.warn(
                "nothing-memorized",
                format!("{complaint} chords memorized for {context}"),
            );
        }
        Some(self.chord("^"))
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
    fn next_token(&mut self) -> Option<(&'t str, &'t str)> {
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
                return Some((before, "^"));
            }
            match after.split_once(']') {
                Some((content, rest)) => {
                    self.rest = rest;
                    return Some((before, content));
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

/// Whether a chord of a line counts for the song's appearance, that is, whether there is one.
pub(crate) fn chords_of(line: &mut SongLine) -> impl Iterator<Item = &mut ChordRef> {
    line.chords.iter_mut().flatten().flatten()
}

/// A strum of a grid.
pub(crate) fn strum(code: &str, glyph: char) -> ChordRef {
    let code: Arc<str> = Arc::from(code);
    ChordRef {
        name: Arc::clone(&code),
        display: Arc::clone(&code),
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
        while let Some(token) = tokens.next_token() {
            all.push(token);
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
