//! How deep objects are nested.

use std::collections::VecDeque;

/// The deepest that arrays and dictionaries are nested; those of good documents are a few.
const DEEPEST: usize = 500;

/// How deep objects are nested for a reader that begins anywhere.
///
/// Brackets within strings and comments do not count, and whether a bracket is within one hangs on where the reader begins.
/// All beginnings are followed together: at each place there is the deepest nesting outside of strings, the one within as
/// many parentheses, and so on.
#[derive(Default)]
pub(super) struct Nesting {
    plain: usize,
    comment: usize,
    digits: usize,
    /// Within one parenthesis, two, …
    strings: VecDeque<usize>,
    is_escaped: bool,
    before: u8,
}

impl Nesting {
    /// Goes on with `bytes`; gives whether nothing is nested too deeply.
    pub(super) fn follow(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| {
            self.step(*byte);
            self.plain <= DEEPEST
        })
    }

    fn step(&mut self, byte: u8) {
        let is_escaped = std::mem::take(&mut self.is_escaped);
        let before = std::mem::replace(&mut self.before, byte);
        match byte {
            b'\\' => self.is_escaped = !is_escaped,
            b'(' if is_escaped => self.enter(0),
            b'(' => {
                let plain = std::mem::take(&mut self.plain);
                if self.strings.len() > DEEPEST {
                    self.strings.pop_back();
                }
                self.strings.push_front(plain);
            }
            b')' if is_escaped => self.plain = 0,
            b')' => self.plain = self.strings.pop_front().unwrap_or_default(),
            b'%' => self.comment = self.comment.max(std::mem::take(&mut self.plain)),
            b'\n' | b'\r' => self.plain = self.plain.max(std::mem::take(&mut self.comment)),
            b'[' => self.plain += 1,
            b']' => self.plain = self.plain.saturating_sub(1),
            // One alone is the begin of digits, two are that of a dictionary.
            b'<' if before == b'<' => {
                self.plain = self.plain.max(std::mem::take(&mut self.digits)) + 1;
                self.before = 0;
            }
            b'<' => self.digits = self.digits.max(std::mem::take(&mut self.plain)),
            b'>' if before == b'>' => {
                self.plain = self.plain.saturating_sub(1);
                self.before = 0;
            }
            b'>' => self.plain = self.plain.max(std::mem::take(&mut self.digits)),
            _ => {}
        }
    }

    /// What is outside of strings begins one.
    fn enter(&mut self, parentheses: usize) {
        let plain = std::mem::take(&mut self.plain);
        match self.strings.get_mut(parentheses) {
            Some(string) => *string = plain.max(*string),
            None => self.strings.push_back(plain),
        }
    }
}
