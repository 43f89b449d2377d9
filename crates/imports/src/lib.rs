//! Import of song sheets: converts text and files of other programs to ChordPro text.
//!
//! Each format has its own file in this crate. A conversion returns [`ImportedSong`]s: the ChordPro text, the source line of each of
//! its lines, and a report that classifies every line of the source. [`detect()`] recognises formats by their
//! content, with a confidence; no guess goes unreported.

// clippy.toml lists what a pure library must not use.
#![cfg_attr(
    not(test),
    deny(
        clippy::disallowed_macros,
        clippy::disallowed_methods,
        clippy::disallowed_types,
        clippy::iter_over_hash_type
    )
)]

mod archive;
mod chord_line;
mod chord_name;
mod chordii;
pub mod chords_over_lyrics;
mod context;
mod detect;
mod directive;
mod error;
mod format;
#[cfg(test)]
#[path = "../../../tests/growth.rs"]
mod growth;
mod head;
mod ireal;
mod limits;
mod musicxml;
mod onsong;
mod openlyrics;
mod opensong;
mod placement;
mod plain_sheet;
mod planning_center;
mod presenter;
mod report;
mod section;
mod sheet;
mod song_text;
mod songbook;
mod songselect;
mod tab_line;
mod text;
mod ultimate;
mod xml;

use context::Context;

pub use context::ImportOptions;
pub use detect::{Confidence, Detection};
pub use error::ImportError;
pub use format::SheetFormat;
pub use report::{ReportLine, Taken};
pub use song_text::ImportedSong;

/// The result of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Import {
    /// The format with its confidence and reason. A requested format is certain.
    pub detection: Detection,
    /// The songs; at least one.
    pub songs: Vec<ImportedSong>,
}

/// Detects the format of a sheet.
///
/// # Errors
/// [`ImportError::Unknown`] for bytes that are neither text nor an archive of songs.
pub fn detect(content: &[u8], options: &ImportOptions) -> Result<Detection, ImportError> {
    if archive::is_archive(content) {
        return detect::archived(content).ok_or(ImportError::Unknown {
            what: "an archive without songs",
        });
    }
    let text = text::decoded(content, SheetFormat::ChordPro)?;
    Ok(detect::detected(&text, &Context::new(options).names))
}

/// Detects a format that is certainly not ChordPro; `None` for ChordPro, if it is uncertain, and for unreadable content. For songs in
/// ChordPro it costs next to nothing.
pub fn detect_foreign(content: &[u8], options: &ImportOptions) -> Option<Detection> {
    if archive::is_archive(content) {
        return detect::archived(content).filter(Detection::is_certainly_foreign);
    }
    let text = text::decoded(content, SheetFormat::ChordPro).ok()?;
    detect::certainly_foreign(&text, &Context::new(options).names)
}

/// Converts a sheet to ChordPro, from the given format or else the detected one.
///
/// ```
/// use chordpro_imports::{ImportOptions, SheetFormat, import};
///
/// let sheet = b"Key: D\n\nD         G\nSwing low sweet chariot\n";
/// let made = import(sheet, None, &ImportOptions::default())?;
/// assert_eq!(made.detection.format, SheetFormat::ChordsOverLyrics);
/// assert_eq!(made.songs[0].text, "{key: D}\n\n[D]Swing low [G]sweet chariot\n");
/// # Ok::<(), chordpro_imports::ImportError>(())
/// ```
///
/// # Errors
/// See [`ImportError`].
pub fn import(
    content: &[u8],
    format: Option<SheetFormat>,
    options: &ImportOptions,
) -> Result<Import, ImportError> {
    let detection = match format {
        Some(format) => Detection {
            format,
            confidence: Confidence::Certain,
            reason: "asked for",
        },
        None => detect(content, options)?,
    };
    let songs = read(content, detection.format, &Context::new(options))?;
    Ok(Import { detection, songs })
}

fn read(
    content: &[u8],
    format: SheetFormat,
    context: &Context<'_>,
) -> Result<Vec<ImportedSong>, ImportError> {
    if archive::is_archive(content) {
        return match format {
            SheetFormat::OnSong => onsong::read_archive(content, context),
            SheetFormat::MusicXml => musicxml::read_archive(content, context),
            format => Err(ImportError::malformed(format, "it is an archive")),
        };
    }
    let text = text::decoded(content, format)?;
    let text = text.as_ref();
    text::check_lines(text, format)?;
    match format {
        SheetFormat::ChordPro => Ok(vec![unchanged(text)]),
        SheetFormat::ChordsOverLyrics => plain_sheet::read(text, context),
        SheetFormat::UltimateGuitar => ultimate::read(text, context),
        SheetFormat::OnSong => onsong::read(text, context),
        SheetFormat::OpenSong => opensong::read(text, context),
        SheetFormat::OpenLyrics => openlyrics::read(text, context),
        SheetFormat::SongSelect => songselect::read(text, context),
        SheetFormat::ProPresenter => presenter::read(text, context),
        SheetFormat::PlanningCenter => planning_center::read(text, context),
        SheetFormat::IRealPro => ireal::read(text, context),
        SheetFormat::MusicXml => musicxml::read(text, context),
        SheetFormat::Chordii => chordii::read(text, context),
        SheetFormat::SongBook => songbook::read(text, context),
    }
}

/// A ChordPro song, which needs no conversion.
fn unchanged(text: &str) -> ImportedSong {
    let mut song = ImportedSong::default();
    for line in sheet::lines(text, 0) {
        song.text.push_str(&line.text);
        song.text.push('\n');
        song.places.push(line.number);
    }
    song
}
