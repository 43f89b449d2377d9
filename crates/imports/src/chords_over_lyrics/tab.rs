//! Tablature lines: string pieces such as `e|--1--2--|` at the start of a line.

/// Whether the line starts with string pieces, at least one of them longer than eight characters.
pub(super) fn begins_with_strings(text: &str) -> bool {
    let mut rest = text;
    while let Some((length, after)) = piece(rest) {
        if length > 8 {
            return true;
        }
        rest = after;
    }
    false
}

/// The length of the leading piece in characters, and the rest: blanks, a letter or bar, bars, frets, bars.
fn piece(text: &str) -> Option<(usize, &str)> {
    let body = text
        .trim_start()
        .strip_prefix(|first| matches!(first, 'A'..='G' | 'a'..='g' | '|'))?;
    let after_bars = body.trim_start_matches(is_bar);
    if after_bars.len() == body.len() {
        return None;
    }
    let after_frets = after_bars.trim_start_matches(|fret: char| !is_bar(fret) && is_fret(fret));
    let after = after_frets.trim_start_matches(is_bar);
    let after = if after.len() < after_frets.len() {
        after
    } else if body.len().saturating_sub(after_bars.len()) > 1 {
        // Without a bar at the end, the last of several bars at the start ends the piece.
        after_bars
    } else {
        return None;
    };
    let used = text.len().saturating_sub(after.len());
    Some((text.get(..used)?.chars().count(), after))
}

fn is_bar(character: char) -> bool {
    matches!(character, ':' | '|')
}

fn is_fret(character: char) -> bool {
    matches!(
        character,
        '-' | 'b' | 'p' | 'h' | 'x' | 'B' | 'P' | 'H' | 'X' | '0'..='9' | '/' | '\\' | '(' | ')'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_ends_in_a_bar() {
        assert_eq!(piece("e|--1--|rest"), Some((8, "rest")));
        assert_eq!(piece("  ||--"), None);
        assert_eq!(piece("|||--"), Some((3, "--")));
        assert_eq!(piece("h|--|"), None);
    }

    #[test]
    fn one_long_piece_makes_a_tab() {
        assert!(begins_with_strings("e|--1--2-|"));
        assert!(begins_with_strings("e|-|B|--1--2-| text"));
        assert!(!begins_with_strings("e|-|B|-|"));
    }
}
