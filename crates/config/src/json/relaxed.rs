//! Parser for the relaxed grammar.

use super::combined::Gaps;
use super::token::{Token, TokenKind, tokens};
use super::{DEEPEST, JsonError, combined};
use crate::{Map, Value};

/// Parses a text by the relaxed grammar.
pub(super) fn parse(text: &str) -> Result<Value, JsonError> {
    if text.is_empty() {
        return Err(JsonError::at_end(
            "the string to be parsed is empty or undefined",
        ));
    }
    let mut tokens = tokens(text)?;
    let Some(first) = tokens.first() else {
        return Err(JsonError::at_end("the string to be parsed has no content"));
    };
    let has_key = first.text().is_some()
        && tokens
            .get(1)
            .is_some_and(|token| token.is_colon() || token.is('{'))
        && tokens.len() > 2;
    if has_key {
        let (begin, end) = (first.offset, tokens.last().map_or(0, |last| last.offset));
        let brace = |sign, offset| Token {
            kind: TokenKind::Sign(sign),
            offset,
        };
        tokens.insert(0, brace('{', begin));
        tokens.push(brace('}', end));
    }
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        gaps: Gaps::new(),
    };
    let value = reader.outermost()?;
    match reader.peek() {
        Some(token) => Err(token.error("the string being parsed contains more than one structure")),
        None => Ok(value),
    }
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    gaps: Gaps,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'t Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn outermost(&mut self) -> Result<Value, JsonError> {
        let Some(token) = self.next() else {
            return Err(JsonError::at_end("the string to be parsed has no content"));
        };
        self.value(token, 0)?
            .ok_or_else(|| token.error("expected opening brace or opening bracket"))
    }

    /// The value that starts with `token`; `None` if none does.
    fn value(&mut self, token: &Token, depth: usize) -> Result<Option<Value>, JsonError> {
        if depth > DEEPEST {
            return Err(token.error("too many maps and lists in each other"));
        }
        if token.is('{') {
            self.map(depth).map(Some)
        } else if token.is('[') {
            self.list(depth).map(Some)
        } else {
            Ok(token.value())
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut map = Map::new();
        loop {
            let Some(token) = self.next() else {
                return Err(JsonError::at_end("missing closing brace for hash"));
            };
            if token.is('}') {
                return Ok(map.into());
            }
            if token.is(',') {
                continue;
            }
            let Some(key) = token.text() else {
                return Err(token.error("expected string, comma, or closing brace in a hash key"));
            };
            let value = self.value_of_key(depth)?;
            if key.contains('.') {
                combined::insert(&mut map, key, value, depth, &mut self.gaps)
                    .map_err(|reason| token.error(reason))?;
            } else {
                map.insert(key.to_owned(), value);
            }
        }
    }

    fn value_of_key(&mut self, depth: usize) -> Result<Value, JsonError> {
        let Some(token) = self.peek() else {
            return Err(JsonError::at_end("missing closing brace for hash"));
        };
        if token.is(',') || token.is('}') {
            return Ok(Value::Null);
        }
        if token.is('{') {
            self.at += 1;
            return Ok(self.value(token, depth + 1)?.unwrap_or_default());
        }
        if !token.is_colon() {
            return Err(token.error("expected colon, comma or closing brace after a hash key"));
        }
        self.at += 1;
        let Some(token) = self.next() else {
            return Err(JsonError::at_end(
                "expected a value after a colon in a hash",
            ));
        };
        self.value(token, depth + 1)?
            .ok_or_else(|| token.error("expected a value after a colon in a hash"))
    }

    fn list(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut list = Vec::new();
        loop {
            let Some(token) = self.next() else {
                return Err(JsonError::at_end("missing closing brace for array"));
            };
            if token.is(']') {
                return Ok(Value::List(list));
            }
            if token.is(',') {
                continue;
            }
            match self.value(token, depth + 1)? {
                Some(value) => list.push(value),
                None => return Err(token.error("missing_comma between array elements")),
            }
        }
    }
}
