//! chordii and its predecessors: ChordPro with chord definitions as rows of numbers.

use crate::ImportError;
use crate::context::Context;
use crate::directive::Directive;
use crate::sheet::{self, CHORDPRO, Dialect, Position, Special};
use crate::song_text::ImportedSong;

const DIALECT: Dialect = Dialect {
    special,
    ..CHORDPRO
};

/// Imports a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    Ok(vec![sheet::read(text, &DIALECT, context).finish()])
}

fn special(line: &str, _: Position) -> Option<Special> {
    definition(line).map(Special::Directive)
}

/// Converts `{define G 1 3 2 0 0 0 3}` to ChordPro: name, base fret, and one fret per string, counted from the base.
pub(crate) fn definition(line: &str) -> Option<String> {
    let line = line.trim();
    if !line.starts_with('{') {
        return None;
    }
    let directive = Directive::parse(line)?;
    if directive.name != "define" && directive.name != "d" {
        return None;
    }
    let (name, rest) = directive
        .value
        .split_once(|c: char| c.is_whitespace() || c == ':')?;
    let mut words = rest
        .split(|c: char| c.is_whitespace() || c == ':')
        .filter(|word| !word.is_empty());
    let base: u32 = words.next()?.parse().ok().filter(|base| *base < 24)?;
    let frets: Vec<String> = words
        .map(|word| match word {
            "-" | "x" | "X" | "-1" => Some("x".to_owned()),
            digits => digits
                .parse::<u32>()
                .ok()
                .filter(|fret| *fret < 25)
                .map(|fret| fret.to_string()),
        })
        .collect::<Option<_>>()?;
    // Old songs have six strings, for other instruments four or five.
    if !(4..=7).contains(&frets.len()) {
        return None;
    }
    let base = base.max(1);
    Some(format!(
        "{{define: {name} base-fret {base} frets {}}}",
        frets.join(" ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_numbers_become_definitions() {
        for (line, expected) in [
            (
                "{define G 1 3 2 0 0 0 3}",
                "{define: G base-fret 1 frets 3 2 0 0 0 3}",
            ),
            (
                "{define: D 0 X 0 0 2 3 2}",
                "{define: D base-fret 1 frets x 0 0 2 3 2}",
            ),
            (
                "{define C: 3 - 1 3 3 3 1}",
                "{define: C base-fret 3 frets x 1 3 3 3 1}",
            ),
        ] {
            assert_eq!(definition(line).as_deref(), Some(expected), "{line}");
        }
        for line in [
            "{define: G base-fret 1 frets 3 2 0 0 0 3}",
            "{define G}",
            "{define G 1 2 3}",
            "{title: define G 1 3 2 0 0 0 3}",
            "define G 1 3 2 0 0 0 3",
        ] {
            assert_eq!(definition(line), None, "{line}");
        }
    }
}
