//! Tokens of the relaxed grammar.

use super::JsonError;
use crate::{Value, number};

/// A token and its position.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// The kind of token.
    pub(super) kind: TokenKind,
    /// Its 0-based offset in characters.
    pub(super) offset: usize,
}

/// The kinds of tokens.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// One of `[ ] { } : , =`.
    Sign(char),
    /// A quoted string.
    Quoted(String),
    /// An unquoted string.
    Bare(String),
    /// A number, as written.
    Number(String),
    /// A quote that is not closed.
    Unclosed(char),
}

impl Token {
    /// The text of a string or a number, for use as a key.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Quoted(text) | TokenKind::Bare(text) | TokenKind::Number(text) => Some(text),
            TokenKind::Sign(_) | TokenKind::Unclosed(_) => None,
        }
    }

    /// The value of a string, a number or a word.
    pub(super) fn value(&self) -> Option<Value> {
        match &self.kind {
            TokenKind::Quoted(text) => Some(Value::String(text.clone())),
            TokenKind::Number(text) => number::parse(text).map(Value::Number),
            TokenKind::Bare(text) => Some(match text.as_str() {
                "true" | "on" => Value::Bool(true),
                "false" | "off" => Value::Bool(false),
                "null" => Value::Null,
                text => Value::from(text),
            }),
            TokenKind::Sign(_) | TokenKind::Unclosed(_) => None,
        }
    }

    /// Whether it is the given sign.
    pub(super) fn is(&self, sign: char) -> bool {
        self.kind == TokenKind::Sign(sign)
    }

    /// Whether it separates a key from its value.
    pub(super) fn is_colon(&self) -> bool {
        self.is(':') || self.is('=')
    }

    /// An error at this token.
    pub(super) fn error(&self, reason: &str) -> JsonError {
        let before = match &self.kind {
            TokenKind::Sign(sign) | TokenKind::Unclosed(sign) => sign.to_string(),
            TokenKind::Quoted(text) | TokenKind::Bare(text) | TokenKind::Number(text) => {
                text.chars().take(40).collect()
            }
        };
        JsonError {
            reason: reason.to_owned(),
            place: Some((self.offset, before)),
        }
    }
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, JsonError> {
    let mut scanner = Scanner {
        letters: text.chars().collect(),
        at: 0,
        tokens: Vec::new(),
        bare: None,
        joining: Joining::Not,
    };
    scanner.scan()?;
    Ok(scanner.tokens)
}

/// The character of a surrogate pair.
pub(super) fn surrogates(high: u32, low: u32) -> Option<char> {
    let high = high.checked_sub(0xD800).filter(|high| *high < 0x400)?;
    let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
    char::from_u32(0x10000 + (high << 10) + low)
}

struct Scanner {
    letters: Vec<char>,
    at: usize,
    tokens: Vec<Token>,
    /// An unquoted string that may continue.
    bare: Option<(usize, String)>,
    joining: Joining,
}

/// Whether the last quoted string continues in the next one: it does after a backslash at the end of a line, up to the
/// last string that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joining {
    Not,
    /// Only blanks since the last string.
    AfterString,
    Begun,
}

impl Scanner {
    fn letter(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn scan(&mut self) -> Result<(), JsonError> {
        let mut is_line_start = true;
        while let Some(letter) = self.letter(0) {
            let begin = self.at;
            let was_line_start = std::mem::replace(&mut is_line_start, false);
            let joining = std::mem::replace(&mut self.joining, Joining::Not);
            match (letter, self.letter(1)) {
                ('\n' | '\r', _) => {
                    self.joining = joining;
                    self.end_bare();
                    self.at += 1;
                    is_line_start = true;
                }
                ('\\', Some('\n')) => {
                    if joining != Joining::Not {
                        self.joining = Joining::Begun;
                    }
                    self.end_bare();
                    self.at += 2;
                    is_line_start = true;
                }
                (letter, _) if letter.is_whitespace() => {
                    self.joining = joining;
                    self.end_bare();
                    self.at += 1;
                    is_line_start = was_line_start;
                }
                ('\\', _) => {
                    let letter = self.escape(Escapes::Bare);
                    self.push_bare(begin, &letter.map(String::from).unwrap_or_default());
                }
                ('/', Some('/')) => {
                    self.end_bare();
                    self.skip_line();
                }
                ('/', Some('*')) => {
                    self.end_bare();
                    self.skip_comment()?;
                }
                ('#', _) if was_line_start => self.skip_line(),
                ('=', _) if self.is_lone_equals() => self.push_sign(letter),
                ('=', _) => {
                    self.at += 1;
                    self.push_bare(begin, "=");
                }
                ('[' | ']' | '{' | '}' | ':' | ',', _) => self.push_sign(letter),
                ('"' | '\'' | '`', _) => self.quoted(letter, joining),
                _ => self.piece(),
            }
        }
        self.end_bare();
        Ok(())
    }

    fn is_lone_equals(&self) -> bool {
        let is_blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
        let before = self.at.checked_sub(1).and_then(|at| self.letters.get(at));
        is_blank(before.copied()) && is_blank(self.letter(1))
    }

    fn push(&mut self, kind: TokenKind, offset: usize) {
        self.tokens.push(Token { kind, offset });
    }

    fn push_sign(&mut self, sign: char) {
        self.end_bare();
        self.push(TokenKind::Sign(sign), self.at);
        self.at += 1;
    }

    fn push_bare(&mut self, begin: usize, text: &str) {
        match &mut self.bare {
            Some((_, bare)) => bare.push_str(text),
            None => self.bare = Some((begin, text.to_owned())),
        }
    }

    fn end_bare(&mut self) {
        if let Some((offset, text)) = self.bare.take() {
            self.push(TokenKind::Bare(text), offset);
        }
    }

    /// A piece of other text: a number is a token by itself, anything else joins its neighbours.
    fn piece(&mut self) {
        let begin = self.at;
        let mut text = String::new();
        while let Some(letter) = self.letter(0) {
            let is_comment = letter == '/' && matches!(self.letter(1), Some('/' | '*'));
            if letter.is_whitespace() || "\\[]{}:,=\"'`".contains(letter) || is_comment {
                break;
            }
            text.push(letter);
            self.at += 1;
        }
        if number::parse(&text).is_some() {
            self.end_bare();
            self.push(TokenKind::Number(text), begin);
        } else {
            self.push_bare(begin, &text);
        }
    }

    fn quoted(&mut self, quote: char, joining: Joining) {
        self.end_bare();
        let begin = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.letter(0) {
                None => {
                    let last = self.at.saturating_sub(1);
                    self.push(TokenKind::Unclosed(quote), last);
                    return;
                }
                Some('\\') => text.extend(self.escape(Escapes::Quoted)),
                Some(letter) => {
                    self.at += 1;
                    if letter == quote {
                        self.push_quoted(text, begin, joining);
                        return;
                    }
                    text.push(letter);
                }
            }
        }
    }

    fn push_quoted(&mut self, text: String, begin: usize, joining: Joining) {
        if joining == Joining::Begun
            && let Some(Token {
                kind: TokenKind::Quoted(before),
                ..
            }) = self.tokens.last_mut()
        {
            before.push_str(&text);
            self.joining = Joining::Begun;
        } else {
            self.push(TokenKind::Quoted(text), begin);
            self.joining = Joining::AfterString;
        }
    }

    /// The character of the escape at this position.
    fn escape(&mut self, escapes: Escapes) -> Option<char> {
        self.at += 1;
        let letter = self.letter(0)?;
        self.at += 1;
        if letter == 'u' {
            return Some(self.code_point().unwrap_or('u'));
        }
        Some(match (escapes, letter) {
            (Escapes::Quoted, 'n') => '\n',
            (Escapes::Quoted, 't') => '\t',
            (Escapes::Quoted, 'r') => '\r',
            (Escapes::Quoted, 'b') => '\u{8}',
            (Escapes::Quoted, 'f') => '\u{c}',
            (_, letter) => letter,
        })
    }

    /// The code point after `\u`; the position does not change if there is none.
    fn code_point(&mut self) -> Option<char> {
        if self.letter(0) == Some('{') {
            let digits: String = self
                .letters
                .get(self.at + 1..)?
                .iter()
                .take(9)
                .take_while(|letter| letter.is_ascii_hexdigit())
                .collect();
            let end = self.at + 1 + digits.len();
            let code = u32::from_str_radix(&digits, 16).ok()?;
            if self.letters.get(end) != Some(&'}') {
                return None;
            }
            self.at = end + 1;
            return Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let first = self.hex(0)?;
        let is_pair = self.letter(4) == Some('\\') && self.letter(5) == Some('u');
        if let Some(letter) = self
            .hex(6)
            .filter(|_| is_pair)
            .and_then(|second| surrogates(first, second))
        {
            self.at += 10;
            return Some(letter);
        }
        self.at += 4;
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&self, ahead: usize) -> Option<u32> {
        let begin = self.at + ahead;
        let digits: String = self.letters.get(begin..begin + 4)?.iter().collect();
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(&digits, 16).ok()
    }

    fn skip_line(&mut self) {
        while self
            .letter(0)
            .is_some_and(|letter| letter != '\n' && letter != '\r')
        {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) -> Result<(), JsonError> {
        self.at += 2;
        while let Some(letter) = self.letter(0) {
            if letter == '*' && self.letter(1) == Some('/') {
                self.at += 2;
                return Ok(());
            }
            self.at += 1;
        }
        Err(JsonError::at_end(
            "a comment was started with /* but was never closed",
        ))
    }
}

/// The escapes that are recognised.
#[derive(Clone, Copy)]
enum Escapes {
    /// `\n`, `\t`, … and code points.
    Quoted,
    /// Code points only.
    Bare,
}
