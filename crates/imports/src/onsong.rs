//! OnSong: two title lines, named headers, sections with a colon, chords in brackets or above; also archives of songs.

use crate::archive;
use crate::context::Context;
use crate::sheet::{self, Dialect, PLAIN, Position, Special};
use crate::song_text::ImportedSong;
use crate::{ImportError, SheetFormat};

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

/// Whether a file in an archive is a song.
pub(crate) fn is_song(name: &str) -> bool {
    let lower = name.to_lowercase();
    let is_hidden = lower.starts_with("__macosx")
        || lower
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with('.'));
    let is_text = [
        ".onsong",
        ".txt",
        ".cho",
        ".chordpro",
        ".chopro",
        ".pro",
        ".crd",
    ]
    .iter()
    .any(|suffix| lower.ends_with(suffix));
    is_text && !is_hidden
}

/// Imports the songs of an archive.
pub(crate) fn read_archive(
    content: &[u8],
    context: &Context<'_>,
) -> Result<Vec<ImportedSong>, ImportError> {
    let mut songs = Vec::new();
    for file in archive::files(content, SheetFormat::OnSong, is_song)? {
        let text = crate::text::decoded(&file.content, SheetFormat::OnSong)?;
        for mut song in read(&text, context)? {
            song.name = Some(file.name.clone());
            songs.push(song);
        }
    }
    if songs.is_empty() {
        return Err(ImportError::malformed(
            SheetFormat::OnSong,
            "the archive has no song: no file is called .onsong, .txt or .cho",
        ));
    }
    Ok(songs)
}

/// Markup of the format: line styles and stage commands.
fn special(line: &str, position: Position) -> Option<Special> {
    let trimmed = line.trim();
    // Colours and styles of lines: `>yellow: text`, `&blue: text`, `*text`, `/text`.
    if let Some(rest) = trimmed.strip_prefix(['>', '&']) {
        let text = match rest.split_once(':') {
            Some((colour, text)) if is_colour(colour) => text.trim_start(),
            _ => rest.trim_start(),
        };
        return Some(Special::Text(text.to_owned()));
    }
    if let Some(rest) = trimmed.strip_prefix(['*', '/', '!', '_'])
        && rest.starts_with(char::is_alphanumeric)
    {
        return Some(Special::Text(rest.to_owned()));
    }
    let (name, value) = trimmed.trim_matches(['{', '}']).split_once(':')?;
    if position == Position::Top
        && name.trim().eq_ignore_ascii_case("artist")
        && value.contains(';')
    {
        let artists = value
            .split(';')
            .map(|artist| ("artist", artist.trim().to_owned()));
        return Some(Special::Heads(artists.collect()));
    }
    if name.trim().eq_ignore_ascii_case("flow") && trimmed.starts_with('{') {
        return Some(Special::Heads(vec![(
            "meta",
            format!("flow {}", value.trim()),
        )]));
    }
    let is_stage = matches!(
        name.trim().to_lowercase().as_str(),
        "backing track" | "backingtrack" | "restrictions" | "keyboard" | "scroll" | "scene"
    );
    is_stage.then_some(Special::Dropped("a setting of the program"))
}

fn is_colour(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 20
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
}
