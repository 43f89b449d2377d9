//! Splitting of a text into lines.

use std::borrow::Cow;

use crate::chords_over_lyrics::line::split;

/// A line without its line end and tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line<'t> {
    /// The 1-based line number in the source.
    pub(crate) number: u32,
    pub(crate) text: Cow<'t, str>,
}

/// The lines of a text, which end at CRLF, LF or a lone CR. `tabstop` is the tab width; 0 keeps tabs.
pub(crate) fn lines(text: &str, tabstop: usize) -> impl Iterator<Item = Line<'_>> {
    split(text).zip(1..).map(move |(line, number)| Line {
        number,
        text: cleaned(line, tabstop),
    })
}

/// A line with tabs and no-break spaces replaced by spaces; invisible characters are removed.
fn cleaned(line: &str, tabstop: usize) -> Cow<'_, str> {
    let is_odd = |c: char| {
        c == '\t' && tabstop > 0
            || matches!(
                c,
                '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{feff}' | '\u{200b}' | '\u{c}'
            )
    };
    if !line.contains(is_odd) {
        return Cow::Borrowed(line);
    }
    let mut clean = String::with_capacity(line.len());
    let mut column = 0_usize;
    for c in line.chars() {
        match c {
            '\t' if tabstop > 0 => {
                let width = tabstop.saturating_sub(column.checked_rem(tabstop).unwrap_or(0));
                clean.extend(std::iter::repeat_n(' ', width));
                column += width;
            }
            '\u{feff}' | '\u{200b}' | '\u{c}' => {}
            '\u{a0}' | '\u{2007}' | '\u{202f}' => {
                clean.push(' ');
                column += 1;
            }
            c => {
                clean.push(c);
                column += 1;
            }
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_and_cleaned() {
        let all: Vec<(u32, String)> = lines("a\r\n\tb\rc\u{a0}d\n\n", 8)
            .map(|line| (line.number, line.text.into_owned()))
            .collect();
        let expected = [(1, "a"), (2, "        b"), (3, "c d"), (4, "")];
        assert_eq!(all.len(), expected.len());
        for (line, (number, text)) in all.iter().zip(expected) {
            assert_eq!((line.0, line.1.as_str()), (number, text));
        }
    }
}
