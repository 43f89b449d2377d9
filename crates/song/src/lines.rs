//! Physical and logical lines of a song and of what it includes
//! (`docs/spec/language.md#1.2`, `#1.4`, `#1.5`).

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::Span;
use crate::escapes::unescape;
use crate::line_origin::{LineOrigin, Piece};
use crate::text::offset_in;

/// A line after continuation, escapes and tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogicalLine<'t> {
    /// The line, without tabs.
    pub(crate) text: Cow<'t, str>,
    /// The line with its tabs, where it has any.
    pub(crate) with_tabs: Option<String>,
    /// Whether rules have been applied to it before.
    pub(crate) is_preprocessed: bool,
}

impl LogicalLine<'_> {
    /// The line as messages show it.
    pub(crate) fn shown(&self) -> &str {
        self.with_tabs.as_deref().unwrap_or(&self.text)
    }
}

/// A text that lines come from.
struct Origin<'t> {
    name: Arc<str>,
    text: Cow<'t, str>,
    position: usize,
    number: u32,
    line_number: u32,
    /// The last physical line that was taken, in bytes of the text.
    physical: (usize, usize),
    /// Where each physical line of the current line begins, in bytes, and its number.
    physical_lines: Vec<(usize, u32)>,
    /// A place in one of these lines whose column is known, so that columns are counted once: byte and column.
    cursor: Cell<(usize, u32)>,
}

/// The lines of a text, of what it includes, and of what rules put in front.
pub(crate) struct Lines<'t> {
    origins: Vec<Origin<'t>>,
    queue: VecDeque<(String, bool)>,
    /// How the current line was put together, where it is not a part of the text itself.
    assembled: Option<LineOrigin>,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(name: Arc<str>, text: Cow<'t, str>) -> Self {
        Lines {
            origins: vec![Origin::new(name, text)],
            queue: VecDeque::new(),
            assembled: None,
        }
    }

    /// The name of the text that the current line comes from.
    pub(crate) fn name(&self) -> Option<&Arc<str>> {
        self.origins.last().map(|origin| &origin.name)
    }

    /// The number of the first physical line of the current line.
    pub(crate) fn number(&self) -> u32 {
        self.origins.last().map_or(0, |origin| origin.line_number)
    }

    /// Where the current line stands.
    pub(crate) fn span(&self) -> Span {
        let Some(origin) = self.origins.last() else {
            return Span::default();
        };
        Span {
            line: origin.line_number,
            column: 1,
            end_line: origin.number.max(origin.line_number),
            end_column: origin
                .place(origin.physical.1)
                .map_or(1, |(_, column)| column),
        }
    }

    /// Where a part of the current line stands; `None` where rules or metadata made it, so that it stands nowhere.
    pub(crate) fn span_of(&self, part: &str) -> Option<Span> {
        let origin = self.origins.last()?;
        let start = offset_in(&origin.text, part);
        let (start, end) =
            match start.and_then(|start| Some((start, start.checked_add(part.len())?))) {
                Some((start, end)) => {
                    let first = origin.physical_lines.first()?.0;
                    (start >= first && end <= origin.physical.1).then_some((start, end))?
                }
                None => self.assembled.as_ref()?.source_of(part)?,
            };
        let (line, column) = origin.place(start)?;
        let (end_line, end_column) = origin.place(end)?;
        Some(Span {
            line,
            column,
            end_line,
            end_column,
        })
    }

    /// The current line was rewritten: where its parts come from is not known any more.
    pub(crate) fn forget_places(&mut self) {
        self.assembled = None;
    }

    /// How many texts are open: 1 for the song, more within includes.
    pub(crate) fn depth(&self) -> usize {
        self.origins.len()
    }

    /// Reads `text` before the rest of the current one.
    pub(crate) fn include(&mut self, name: Arc<str>, text: String) {
        self.origins.push(Origin::new(name, Cow::Owned(text)));
    }

    /// Reads `line` before anything else; it does not count as a line of the text.
    pub(crate) fn queue_front(&mut self, line: String) {
        self.queue.push_front((line, false));
    }

    /// Reads `line`, to which rules have been applied, once more.
    pub(crate) fn put_back(&mut self, line: String) {
        self.queue.push_front((line, true));
    }

    /// The number of the line that comes next.
    pub(crate) fn upcoming_number(&self) -> u32 {
        let number = self.origins.last().map_or(0, |origin| origin.number);
        if self.queue.is_empty() {
            number.saturating_add(1)
        } else {
            number
        }
    }

    /// The text that is still to be read, without what rules put in front of it.
    pub(crate) fn upcoming_text(&self) -> &str {
        let origin = self.origins.last();
        origin
            .and_then(|origin| origin.text.get(origin.position..))
            .unwrap_or_default()
    }

    /// Whether nothing is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        if !self.queue.is_empty() {
            return false;
        }
        while self.origins.len() > 1 && self.origins.last().is_some_and(Origin::is_at_end) {
            self.origins.pop();
        }
        self.origins.last().is_none_or(Origin::is_at_end)
    }

    /// The directly following lines of the form `# text`, without the mark (`docs/spec/language.md#1.7`).
    pub(crate) fn take_data_lines(&mut self) -> Vec<String> {
        let mut data = Vec::new();
        let Some(origin) = self.origins.last_mut() else {
            return data;
        };
        while let Some(text) = origin
            .peek()
            .and_then(|line| line.strip_prefix("# "))
            .filter(|text| !text.is_empty())
        {
            let text = text.to_owned();
            origin.skip_physical();
            data.push(text);
        }
        data
    }

    /// Takes the next physical line if `test` makes something of it.
    pub(crate) fn next_line_matching<T>(
        &mut self,
        test: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if !self.queue.is_empty() {
            return None;
        }
        let origin = self.origins.last_mut()?;
        let found = test(origin.peek()?)?;
        origin.skip_physical();
        Some(found)
    }

    /// The next line, or `None` at the end.
    pub(crate) fn next_line(&mut self) -> Option<LogicalLine<'t>> {
        self.assembled = None;
        if let Some((text, is_preprocessed)) = self.queue.pop_front() {
            return Some(without_tabs(Cow::Owned(text), is_preprocessed));
        }
        if self.is_at_end() {
            return None;
        }
        let origin = self.origins.last_mut()?;
        origin.physical_lines.clear();
        let mut line = origin.take_physical()?;
        origin.line_number = origin.number;
        let mut joined = Vec::new();
        if matches!(line, Cow::Owned(_)) || line.ends_with('\\') {
            joined.push(Piece::new(0, origin.physical.0, line.len()));
        }
        while line.ends_with('\\')
            && let Some(next) = origin.take_physical()
        {
            let text = line.to_mut();
            text.pop();
            if let Some(last) = joined.last_mut() {
                Piece::shorten(last);
            }
            let rest = next.trim_start();
            let start = origin.physical.1.saturating_sub(rest.len());
            joined.push(Piece::new(text.len(), start, rest.len()));
            text.push_str(rest);
        }
        let mut escapes = Vec::new();
        if line.contains('\\')
            && let Some((plain, pieces)) = unescape(&line)
        {
            if joined.is_empty() {
                joined.push(Piece::new(0, origin.physical.0, line.len()));
            }
            line = Cow::Owned(plain);
            escapes = pieces;
        }
        let start = origin.physical.0;
        let line = without_tabs(line, false);
        if let Cow::Owned(text) = &line.text {
            if joined.is_empty() {
                joined.push(Piece::new(0, start, text.len()));
            }
            self.assembled = Some(LineOrigin::new(text, joined, escapes));
        }
        Some(line)
    }
}

impl<'t> Origin<'t> {
    fn new(name: Arc<str>, text: Cow<'t, str>) -> Self {
        Origin {
            name,
            text,
            position: 0,
            number: 0,
            line_number: 0,
            physical: (0, 0),
            physical_lines: Vec::new(),
            cursor: Cell::new((0, 1)),
        }
    }

    fn is_at_end(&self) -> bool {
        self.position >= self.text.len()
    }

    /// The line and the column of a byte of the current line.
    fn place(&self, byte: usize) -> Option<(u32, u32)> {
        let count = self
            .physical_lines
            .partition_point(|(start, _)| *start <= byte);
        let (start, number) = *self.physical_lines.get(count.checked_sub(1)?)?;
        let known = self.cursor.get().0;
        let (low, high) = (known.min(byte), known.max(byte));
        let is_other_line = low < start
            || self
                .physical_lines
                .get(count)
                .is_some_and(|(next, _)| high >= *next);
        if is_other_line {
            self.cursor.set((start, 1));
        }
        Some((number, self.column(byte)))
    }

    /// The column of a byte of the line that the cursor is in.
    fn column(&self, byte: usize) -> u32 {
        let (known, column) = self.cursor.get();
        let between = self.text.get(known.min(byte)..known.max(byte));
        let count = between.unwrap_or_default().chars().count();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let column = if byte < known {
            column.saturating_sub(count)
        } else {
            column.saturating_add(count)
        };
        self.cursor.set((byte, column));
        column
    }

    /// The end of the physical line that begins here, and where the next one begins.
    fn bounds(&self) -> Option<(usize, usize)> {
        if self.is_at_end() {
            return None;
        }
        let rest = self.text.as_bytes().get(self.position..)?;
        let Some(length) = rest.iter().position(|b| matches!(b, b'\n' | b'\r')) else {
            return Some((self.text.len(), self.text.len()));
        };
        let end = self.position.saturating_add(length);
        let is_pair = rest.get(length) == Some(&b'\r') && rest.get(length + 1) == Some(&b'\n');
        Some((end, end.saturating_add(if is_pair { 2 } else { 1 })))
    }

    fn peek(&self) -> Option<&str> {
        let (end, _) = self.bounds()?;
        self.text.get(self.position..end)
    }

    fn skip_physical(&mut self) {
        if let Some((_, next)) = self.bounds() {
            self.position = next;
            self.number = self.number.saturating_add(1);
        }
    }

    fn take_physical(&mut self) -> Option<Cow<'t, str>> {
        let (end, next) = self.bounds()?;
        let start = std::mem::replace(&mut self.position, next);
        self.number = self.number.saturating_add(1);
        self.physical = (start, end);
        self.physical_lines.push((start, self.number));
        self.cursor.set((start, 1));
        match &self.text {
            Cow::Borrowed(text) => text.get(start..end).map(Cow::Borrowed),
            Cow::Owned(text) => text.get(start..end).map(|line| Cow::Owned(line.to_owned())),
        }
    }
}

fn without_tabs(line: Cow<'_, str>, is_preprocessed: bool) -> LogicalLine<'_> {
    if line.contains('\t') {
        LogicalLine {
            text: Cow::Owned(line.replace('\t', " ")),
            with_tabs: Some(line.into_owned()),
            is_preprocessed,
        }
    } else {
        LogicalLine {
            text: line,
            with_tabs: None,
            is_preprocessed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u32, String)> {
        let mut lines = Lines::new("song".into(), Cow::Borrowed(text));
        let mut all = Vec::new();
        while let Some(line) = lines.next_line() {
            all.push((lines.number(), line.text.into_owned()));
        }
        all
    }

    fn texts(text: &str) -> Vec<String> {
        lines(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn all_terminators_end_a_line() {
        assert_eq!(texts("a\r\nb\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(texts("a\n\n\n"), ["a", "", ""]);
        assert_eq!(texts("a\nb"), texts("a\nb\n"));
        assert_eq!(texts("a\u{c}b"), ["a\u{c}b"]);
    }

    #[test]
    fn a_backslash_at_the_end_continues() {
        assert_eq!(
            lines("ab\\\n   cd\ne"),
            [(1, "abcd".into()), (3, "e".into())]
        );
        assert_eq!(texts("x\\\\\ny"), ["x\\y"]);
        assert_eq!(texts("x\\"), ["x\\"]);
    }

    #[test]
    fn escapes_become_characters() {
        assert_eq!(texts(r"\u0041\U0062"), ["Ab"]);
        assert_eq!(texts(r"\uD83D\uDE00"), ["😀"]);
        assert_eq!(texts(r"\u{1F600}x"), ["😀x"]);
        assert_eq!(texts(r"\uD83Dx"), ["\u{FFFD}x"]);
        assert_eq!(texts(r"\u12 \u{} \u{g} \n"), [r"\u12 \u{} \u{g} \n"]);
    }

    #[test]
    fn tabs_become_blanks_but_are_shown() {
        let mut lines = Lines::new("song".into(), Cow::Borrowed("a\tb"));
        let line = lines.next_line().expect("one line");
        assert_eq!((line.text.as_ref(), line.shown()), ("a b", "a\tb"));
    }

    #[test]
    fn queued_and_included_lines_come_first() {
        let mut lines = Lines::new("song".into(), Cow::Borrowed("a\nb"));
        lines.next_line();
        lines.include("other".into(), "x\ny\n".to_owned());
        lines.queue_front("q".to_owned());
        let mut all = Vec::new();
        while let Some(line) = lines.next_line() {
            let name = lines.name().expect("a name").to_string();
            all.push(format!("{name}:{}:{}", lines.number(), line.text));
        }
        assert_eq!(all, ["other:0:q", "other:1:x", "other:2:y", "song:2:b"]);
    }

    #[test]
    fn columns_are_characters_of_the_line_as_written() {
        let text = "a\nb\u{e9}[C]d\nx\\\ny";
        let mut lines = Lines::new("song".into(), Cow::Borrowed(text));
        lines.next_line();
        let line = lines.next_line().expect("a line");
        let Cow::Borrowed(line) = line.text else {
            panic!("the line is as it was written");
        };
        let place = |span: Span| (span.line, span.column, span.end_line, span.end_column);
        let part = |start: usize, end| line.get(start..end).expect("a part");
        assert_eq!(lines.span_of(part(3, 6)).map(place), Some((2, 3, 2, 6)));
        assert_eq!(lines.span_of(part(0, 1)).map(place), Some((2, 1, 2, 2)));
        assert_eq!(lines.span_of("other"), None);
        assert_eq!(place(lines.span()), (2, 1, 2, 7));
        lines.next_line();
        assert_eq!(place(lines.span()), (3, 1, 4, 2));
    }

    #[test]
    fn columns_of_lines_that_were_put_together_are_those_of_the_source() {
        let text = "a [C]x \\\n  \\u00e9 [D\\u{6d}]y\nt\t[E]";
        let mut lines = Lines::new("song".into(), Cow::Borrowed(text));
        let place = |lines: &Lines<'_>, line: &str, part: &str| {
            let at = line.find(part).expect("a part");
            let span = lines.span_of(line.get(at..at + part.len()).expect("a part"));
            span.map(|span| (span.line, span.column, span.end_line, span.end_column))
        };
        let line = lines.next_line().expect("a line").text;
        assert_eq!(line, "a [C]x é [Dm]y");
        assert_eq!(place(&lines, &line, "[Dm]"), Some((2, 10, 2, 19)));
        assert_eq!(place(&lines, &line, "[C]"), Some((1, 3, 1, 6)));
        assert_eq!(place(&lines, &line, "é"), Some((2, 3, 2, 9)));
        assert_eq!(place(&lines, &line, "x é"), Some((1, 6, 2, 9)));
        let line = lines.next_line().expect("a line").text;
        assert_eq!(place(&lines, &line, "[E]"), Some((3, 3, 3, 6)));
        lines.include("other".into(), "[F]\nü[G]".to_owned());
        lines.next_line();
        let line = lines.next_line().expect("a line").text;
        assert_eq!(place(&lines, &line, "[G]"), Some((2, 2, 2, 5)));
    }

    #[test]
    fn data_lines_are_counted() {
        let mut lines = Lines::new("song".into(), Cow::Borrowed("##x\n# a\n# b\n#c\nd"));
        lines.next_line();
        assert_eq!(lines.take_data_lines(), ["a", "b"]);
        lines.next_line();
        assert_eq!(lines.number(), 4);
    }
}
