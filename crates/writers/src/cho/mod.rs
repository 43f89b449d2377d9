//! Normalised ChordPro output (`docs/spec/outputs.md#3`).

mod body;
mod data;
mod definition;
mod grid;
mod head;

use chordpro_song::{Block, BlockKind, Book, Budget, Exceeded, Section, Song};

use crate::{Variant, WriteOptions, Written};
use body::Body;
use definition::Keys;

/// Writes all songs of `book`.
///
/// # Errors
/// A limit of the budget was exceeded.
pub fn write(book: &Book, options: &WriteOptions, budget: &Budget) -> Result<Written, Exceeded> {
    let mut out = String::with_capacity(4096);
    for (at, song) in book.songs.iter().enumerate() {
        if at > 0 && options.is_tidy() {
            out.push('\n');
        }
        push_new_song(&mut out, song, at, options);
        write_song(&mut out, song, options, budget)?;
    }
    budget.check_bytes(out.len() as u64)?;
    Ok(Written {
        text: out,
        diagnostics: Vec::new(),
    })
}

/// Writes `{new_song}` between songs, with the song's option for tables of contents.
fn push_new_song(out: &mut String, song: &Song, at: usize, options: &WriteOptions) {
    let toc = song.meta.first("_TOC").filter(|_| options.is_complete());
    if let Some(toc) = toc {
        out.push_str("{new_song toc=\"");
        out.push_str(toc);
        out.push_str("\"}\n");
    } else if at > 0 {
        out.push_str("{new_song}\n");
    }
}

fn write_song(
    out: &mut String,
    song: &Song,
    options: &WriteOptions,
    budget: &Budget,
) -> Result<(), Exceeded> {
    budget.at_song(song.index);
    head::write(out, song, options);
    if options.is_complete() {
        data::push_assets(out, song, budget)?;
    }
    Body::new(out, song, options, budget).song(trailing_diagrams(song, options))?;
    if options.variant == Variant::ChordPro {
        push_diagram_comments(out, song, options);
    }
    Ok(())
}

/// Diagrams at the very end of the song, which the reference moves to the start of the body.
fn trailing_diagrams<'a>(
    song: &'a Song,
    options: &WriteOptions,
) -> Option<(&'a Section, &'a Block)> {
    let section = song.sections.last()?;
    let block = section.blocks.last()?;
    let is_moved = !options.is_complete()
        && section.end.is_none()
        && matches!(block.kind, BlockKind::Diagrams(_));
    is_moved.then_some((section, block))
}

/// Writes the chords of the diagrams as comment lines after the song.
fn push_diagram_comments(out: &mut String, song: &Song, options: &WriteOptions) {
    // They are not part of the song, so normalised output omits them.
    let Some(list) = song.diagrams.as_ref().filter(|_| !options.is_complete()) else {
        return;
    };
    if song.is_movable || list.chords.is_empty() {
        return;
    }
    out.push('\n');
    let without_keys = definition::names_without_keys(song);
    for name in &list.chords {
        if let Some(chord) = song.chords.get(name) {
            let keys = if without_keys.contains(name.as_str()) {
                Keys::LeftOut
            } else {
                Keys::Written
            };
            definition::push_comment(out, chord, song, keys);
        }
    }
}
