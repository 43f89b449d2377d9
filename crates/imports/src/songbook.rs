//! SongBook (LinkeSOFT) and SongbookPro: ChordPro with additional directives.

use crate::ImportError;
use crate::chordii;
use crate::context::Context;
use crate::directive::Directive;
use crate::head::Head;
use crate::section;
use crate::sheet::{self, CHORDPRO, Dialect, Position, Special};
use crate::song_text::ImportedSong;

const DIALECT: Dialect = Dialect {
    special,
    has_headings: true,
    has_comment_headings: true,
    ..CHORDPRO
};

/// Imports a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    Ok(vec![sheet::read(text, &DIALECT, context).finish()])
}

/// Whether a directive exists only in these programs.
pub(crate) fn is_own(name: &str) -> bool {
    matches!(
        name,
        "soh" | "eoh" | "keywords" | "pause" | "rating" | "loop" | "mp3" | "autoscroll"
    ) || [
        "zoom",
        "tempo-",
        "metronome",
        "x_sbp",
        "x_spb",
        "audio",
        "video",
        "midi-",
        "scroll",
    ]
    .iter()
    .any(|start| name.starts_with(start))
}

fn special(line: &str, _: Position) -> Option<Special> {
    if let Some(definition) = chordii::definition(line) {
        return Some(Special::Directive(definition));
    }
    // Highlighting marks can stand anywhere in a line.
    if line.contains("{soh") || line.contains("{eoh}") {
        let plain = without_highlight(line);
        return Some(if plain.trim().is_empty() {
            Special::Dropped("a mark of highlighted text")
        } else {
            Special::Text(plain)
        });
    }
    let directive = Directive::parse(line)?;
    let value = directive.value;
    let meta = |name: &str| Some(Special::Heads(vec![("meta", format!("{name} {value}"))]));
    match directive.name.as_str() {
        "keywords" | "x_sbp_tags" | "x_spb_tag" | "x_sbp_tag" => meta("topic"),
        "x_sbp_notes" | "notes" => Some(Special::Comment(value.to_owned())),
        "original_key" => meta("original_key"),
        "book" => meta("book"),
        "ccli" => meta("ccli"),
        "author" => Some(Special::Heads(vec![("composer", value.to_owned())])),
        "bpm" | "metronome" => beats(value),
        // In SongBook the duration in minutes and seconds; in ChordPro a time signature.
        "time" if value.contains(':') => Some(Special::Heads(vec![("duration", value.to_owned())])),
        "capo" | "key" => Some(Special::Heads(vec![(
            if directive.name == "capo" {
                "capo"
            } else {
                "key"
            },
            value.to_owned(),
        )])),
        // Alone, these are headings; in ChordPro they recall or have no effect.
        "verse" | "bridge" if !value.is_empty() => {
            let heading = format!("[{value}]");
            section::heading(&heading).map(|(section, _)| Special::Section(section))
        }
        name if is_own(name) && !name.starts_with("x_") => {
            Some(Special::Dropped("a setting of the program"))
        }
        _ => None,
    }
}

fn beats(value: &str) -> Option<Special> {
    let digits = value
        .split(|c: char| !c.is_ascii_digit())
        .find(|digits| !digits.is_empty())?;
    Head::named("tempo", digits)?;
    Some(Special::Heads(vec![("tempo", digits.to_owned())]))
}

fn without_highlight(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        let is_mark = after.starts_with("soh") || after.starts_with("eoh");
        if is_mark && let Some((_, tail)) = after.split_once('}') {
            rest = tail;
        } else {
            plain.push('{');
            rest = after;
            // An unclosed mark is text, and so is the rest.
            if is_mark {
                break;
            }
        }
    }
    plain.push_str(rest);
    plain
}
