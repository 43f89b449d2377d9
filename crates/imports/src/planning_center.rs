//! Planning Center Services: a ChordPro dialect with named sections, chords in brackets, and commands in capitals.

use crate::ImportError;
use crate::context::Context;
use crate::sheet::{self, Dialect, PLAIN, Position, Special};
use crate::song_text::ImportedSong;

const DIALECT: Dialect = Dialect {
    special,
    second_line: "artist",
    has_comment_headings: true,
    ..PLAIN
};

/// Imports a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    Ok(vec![sheet::read(text, &DIALECT, context).finish()])
}

/// Whether a line is a command of the editor.
pub(crate) fn is_command(line: &str) -> bool {
    matches!(special(line, Position::Body), Some(Special::Directive(_)))
}

fn special(line: &str, _: Position) -> Option<Special> {
    let line = line.trim();
    let directive = |text: &str| Some(Special::Directive(text.to_owned()));
    match line.trim_matches(['{', '}']) {
        "COLUMN_BREAK" | "COLUMN BREAK" => return directive("{column_break}"),
        "PAGE_BREAK" | "PAGE BREAK" => return directive("{new_page}"),
        _ => {}
    }
    let bare = line.trim_matches(['{', '}']);
    if let Some(amount) = bare
        .strip_prefix("TRANSPOSE KEY")
        .or_else(|| bare.strip_prefix("REDEFINE KEY"))
    {
        let amount = amount.trim_matches([' ', ':']);
        let steps: i32 = amount.trim_start_matches('+').parse().ok()?;
        return Some(Special::Directive(format!("{{transpose: {steps}}}")));
    }
    if !line.contains('<') {
        return None;
    }
    // Text styles that ChordPro has as well are kept; others are removed.
    let mut plain = line.to_owned();
    for (mark, becomes) in [
        ("<hl>", "<b>"),
        ("</hl>", "</b>"),
        ("<center>", ""),
        ("</center>", ""),
        ("<br>", ""),
        ("<br/>", ""),
    ] {
        plain = plain.replace(mark, becomes);
    }
    (plain != line).then_some(Special::Text(plain))
}
