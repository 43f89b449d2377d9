//! Cleaning of lines: tabs, quoted-printable residue, `[ch]` marks.

/// A cleaned line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CleanLine {
    pub(super) text: String,
    /// Whether there were `[ch]…[/ch]` marks, which make it a chord line.
    pub(super) has_marks: bool,
}

/// The lines of a text, which end at CRLF, LF or a lone CR; text after the last line end is a line unless it is empty.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (line, tail) = rest.split_at_checked(end)?;
        rest = tail
            .strip_prefix("\r\n")
            .or_else(|| tail.strip_prefix(['\n', '\r']))
            .unwrap_or("");
        Some(line)
    })
}

/// Cleans a line.
pub(super) fn clean(line: &str, tabstop: usize) -> CleanLine {
    let text = expand_tabs(line, tabstop).replace("=3D", "=");
    match without_marks(&text) {
        Some(text) => CleanLine {
            text,
            has_marks: true,
        },
        None => CleanLine {
            text,
            has_marks: false,
        },
    }
}

fn expand_tabs(line: &str, tabstop: usize) -> String {
    if tabstop == 0 || !line.contains('\t') {
        return line.to_owned();
    }
    let mut expanded = String::with_capacity(line.len());
    let mut column = 0usize;
    for character in line.chars() {
        if character == '\t' {
            let used = column.checked_rem(tabstop).unwrap_or(0);
            let width = tabstop.saturating_sub(used);
            expanded.extend(std::iter::repeat_n(' ', width));
            column = column.saturating_add(width);
        } else {
            expanded.push(character);
            column = column.saturating_add(1);
        }
    }
    expanded
}

/// The text with the marks of each `[ch]X[/ch]` removed, if there are any.
fn without_marks(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = text;
    let mut has_marks = false;
    while let Some((before, marked)) = rest.split_once("[ch]") {
        let Some((inner, after)) = marked.split_once("[/ch]") else {
            break;
        };
        plain.push_str(before);
        plain.push_str(inner);
        rest = after;
        has_marks = true;
    }
    has_marks.then(|| {
        plain.push_str(rest);
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> String {
        clean(line, 8).text
    }

    #[test]
    fn lines_end_in_three_ways() {
        assert_eq!(
            split("a\r\nb\rc\n\nd").collect::<Vec<_>>(),
            ["a", "b", "c", "", "d"]
        );
        assert_eq!(split("a\n").count(), 1);
    }

    #[test]
    fn tabs_reach_to_the_next_stop() {
        assert_eq!(text("\tC\tG"), "        C       G");
        assert_eq!(clean("\tC", 0).text, "\tC");
    }

    #[test]
    fn marked_chords_are_unmarked() {
        let line = clean("[ch]C[/ch]  [ch]G[/ch] [ch]A", 8);
        assert_eq!(line.text, "C  G [ch]A");
        assert!(line.has_marks);
        assert!(!clean("[ch]A", 8).has_marks);
    }

    #[test]
    fn equal_signs_of_mails_are_restored() {
        assert_eq!(text("a=3Db=3Dc=20"), "a=b=c=20");
    }
}
