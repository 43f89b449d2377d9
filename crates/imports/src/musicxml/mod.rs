//! MusicXML lead sheets: chords and lyrics, without the notes; sheets without lyrics become grids.

mod events;
mod grid;
mod harmony;
mod heads;
mod words;

use crate::archive;
use crate::context::Context;
use crate::song_text::{ImportedSong, SongText};
use crate::xml::{self, Xml};
use crate::{ImportError, SheetFormat};

const FORMAT: SheetFormat = SheetFormat::MusicXml;

/// Imports a score.
pub(crate) fn read(text: &str, _: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    let text = xml::prepared(text, FORMAT)?;
    let xml = Xml::parse(&text, FORMAT)?;
    let root = xml.root();
    match root.tag_name().name() {
        "score-partwise" => {}
        "score-timewise" => {
            return Err(ImportError::malformed(
                FORMAT,
                "its parts stand within measures (score-timewise); save it as score-partwise",
            ));
        }
        _ => {
            return Err(ImportError::malformed(
                FORMAT,
                "its root is not \"score-partwise\"",
            ));
        }
    }
    let score = events::read(&xml)
        .ok_or_else(|| ImportError::malformed(FORMAT, "it has neither chord symbols nor lyrics"))?;
    let mut song = SongText::new();
    heads::write(&xml, &score, &mut song);
    if score.has_lyrics() {
        words::write(&score, &mut song);
    } else {
        grid::write(&score, &mut song);
    }
    score.report(&mut song);
    Ok(vec![song.finish()])
}

/// Whether a file in an archive is a score.
pub(crate) fn is_score(name: &str) -> bool {
    let lower = name.to_lowercase();
    !lower.starts_with("meta-inf/")
        && !lower.starts_with("__macosx")
        && [".xml", ".musicxml"]
            .iter()
            .any(|suffix| lower.ends_with(suffix))
}

/// Reads the score of a compressed file.
pub(crate) fn read_archive(
    content: &[u8],
    context: &Context<'_>,
) -> Result<Vec<ImportedSong>, ImportError> {
    let files = archive::files(content, FORMAT, is_score)?;
    let file = files
        .first()
        .ok_or_else(|| ImportError::malformed(FORMAT, "the archive has no score"))?;
    let text = crate::text::decoded(&file.content, FORMAT)?;
    let mut songs = read(&text, context)?;
    for song in &mut songs {
        song.name = Some(file.name.clone());
    }
    Ok(songs)
}
