//! Reads inputs into a book of songs (`docs/spec/language.md#0.1`, `#1.9`).

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use chordpro_config::Config;

use crate::decode::{decode, decode_lenient};
use crate::lines::Lines;
use crate::song_reader::{SongReader, SongStart};
use crate::{
    Asset, AssetContent, Assets, Block, BlockKind, Book, Budget, Diagnostic, Profile, ReadError,
    ReadOptions, Severity, Song, SongInput, Surroundings,
};

/// What a song counts in elements, however short it is.
const SONG: u64 = 10;
/// What a song takes in memory beside its body: its metadata, and its maps of chords and pictures.
const SONG_SIZE: u64 = 2 << 10;

/// What all songs of a book share while it is read.
pub(crate) struct Session<'s> {
    pub(crate) options: &'s ReadOptions,
    pub(crate) assets: &'s dyn Assets,
    pub(crate) budget: &'s Budget,
    pub(crate) surroundings: Arc<Surroundings>,
    /// How many anonymous pictures there are so far.
    pub(crate) images: Cell<u32>,
    /// How many `{chord}`s there are so far.
    pub(crate) inline_chords: Cell<u32>,
}

/// What PDF documents begin with; no song does.
const PDF: &[u8] = b"%PDF-";

/// Reads all songs of all inputs. An input that is a PDF document becomes a song that has its pages.
///
/// What is merely odd about a song becomes a diagnostic of that song.
///
/// # Errors
/// [`ReadError::Exceeded`] when a limit is exceeded, [`ReadError::Song`] for what the reference too refuses to read.
pub fn read_book(
    inputs: &[SongInput],
    config: &Arc<Config>,
    options: &ReadOptions,
    assets: &dyn Assets,
    budget: &Budget,
) -> Result<Book, ReadError> {
    let (user_name, user_full_name) = options.user.clone().unwrap_or_default();
    let session = Session {
        options,
        assets,
        budget,
        surroundings: Arc::new(Surroundings {
            today: options.today.unwrap_or(0),
            user_name,
            user_full_name,
        }),
        images: Cell::new(0),
        inline_chords: Cell::new(0),
    };
    let mut book = Book::default();
    let mut missing = None;
    for (index, input) in inputs.iter().enumerate() {
        if input.content.starts_with(PDF) {
            let song = read_document(&session, index, input, config, book.songs.len() + 1)
                .map_err(|error| error.of_input(index))?;
            book.songs.push(song);
        } else {
            let song = read_input(&session, index, input, config, &mut book)
                .map_err(|error| error.of_input(index))?;
            missing = missing.or(song);
        }
    }
    if book.songs.is_empty() {
        // Pages need a song to be about.
        book.songs.extend(missing);
    }
    budget.at_song(0);
    Ok(book)
}

/// How much is said about a song that is dropped because it has no body.
const MOST_SAID_OF_DROPPED: usize = 20;

/// Reads the songs of one input. One in which there is none gives no song: it is handed back instead.
fn read_input(
    session: &Session<'_>,
    input_index: usize,
    input: &SongInput,
    config: &Arc<Config>,
    book: &mut Book,
) -> Result<Option<Song>, ReadError> {
    let text = match session.options.profile {
        Profile::Reference => decode(&input.content),
        Profile::Complete => decode_lenient(&input.content),
    };
    let mut lines = Lines::new(Arc::clone(&input.name), text);
    let first = book.songs.len();
    let bookmark = format!("song_{}", first.saturating_add(1));
    let mut is_first = true;
    while is_first || !lines.is_at_end() {
        session.budget.at_song(book.songs.len() + 1);
        session.budget.check_time().map_err(ReadError::Exceeded)?;
        let charged = session.budget.charge_elements(SONG);
        charged.map_err(ReadError::Exceeded)?;
        let charged = session.budget.charge_memory(SONG_SIZE);
        charged.map_err(ReadError::Exceeded)?;
        let start = SongStart {
            input,
            input_index,
            bookmark: &bookmark,
            is_first,
        };
        let is_blank = lines.is_at_end();
        let mut song = SongReader::new(session, &mut lines, Arc::clone(config), &start)?.read()?;
        if is_blank {
            book.diagnostics.push(no_songs(input, input_index));
            song.is_missing = true;
            song.is_blank = true;
            song.index = 1;
            return Ok(Some(song));
        }
        if is_first && lines.is_at_end() && is_no_song(&song, session, book) {
            book.diagnostics.push(no_songs(input, input_index));
            let said = std::mem::take(&mut song.diagnostics).into_iter();
            book.diagnostics.extend(said.take(MOST_SAID_OF_DROPPED));
            song.is_blank = true;
            song.index = 1;
            return Ok(Some(song));
        }
        let is_dropped = !is_first && lines.is_at_end() && has_no_body(&song);
        is_first = false;
        if is_dropped {
            // What was said about it is worth knowing all the same: its only line may have become its title.
            if let Some(before) = book.songs.last_mut() {
                let said = song.diagnostics.into_iter();
                before.diagnostics.extend(said.take(MOST_SAID_OF_DROPPED));
            }
        } else {
            song.index = book.songs.len().saturating_add(1);
            lend_assets(book, &mut song, session.budget)?;
            keep_persistent_assets(book, &song);
            book.songs.push(song);
        }
    }
    Ok(None)
}

/// A document in the place of the song that is `place`th in its book.
fn read_document(
    session: &Session<'_>,
    input_index: usize,
    input: &SongInput,
    config: &Arc<Config>,
    place: usize,
) -> Result<Song, ReadError> {
    let mut lines = Lines::new(Arc::clone(&input.name), Cow::Borrowed(""));
    let start = SongStart {
        input,
        input_index,
        bookmark: &format!("song_{place}"),
        is_first: true,
    };
    let mut song = SongReader::new(session, &mut lines, Arc::clone(config), &start)?.read()?;
    song.document = Some(Arc::clone(&input.content));
    song.index = place;
    Ok(song)
}

fn no_songs(input: &SongInput, index: usize) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        "no-songs",
        Severity::Warning,
        format!("Warning: No songs found in {}", input.name),
    );
    diagnostic.source = Some(Arc::clone(&input.name));
    diagnostic.input = Some(index);
    diagnostic
}

/// Whether the only song of an input is none: it has neither a title nor anything that a page could show. In the
/// reference's profile lines that mean nothing make a song, unless another comes before it.
fn is_no_song(song: &Song, session: &Session<'_>, book: &Book) -> bool {
    let counts_lines = session.options.profile == Profile::Reference && book.songs.is_empty();
    song.title.is_none()
        && song.subtitles.is_empty()
        && song.spread_image.is_none()
        && has_no_body(song)
        && (song.sections.is_empty() || !counts_lines)
}

fn has_no_body(song: &Song) -> bool {
    song.sections.iter().all(|section| {
        let is_ignored = |block: &Block| matches!(block.kind, BlockKind::Ignored(_));
        !section.has_start() && section.end.is_none() && section.blocks.iter().all(is_ignored)
    })
}

/// Gives a song what earlier songs let persist, unless it has its own of that name.
fn lend_assets(book: &Book, song: &mut Song, budget: &Budget) -> Result<(), ReadError> {
    for (id, asset) in &book.assets {
        if song.assets.contains_key(id) {
            continue;
        }
        let lines = match &asset.content {
            AssetContent::Delegated { data, .. } => data.as_slice(),
            _ => &[],
        };
        let length: usize = lines.iter().map(String::len).sum();
        let count = length / 64 + lines.len() + 1;
        let charged = budget.charge_elements(u64::try_from(count).unwrap_or(u64::MAX));
        charged.map_err(ReadError::Exceeded)?;
        let lent = Asset {
            line: 0,
            ..asset.clone()
        };
        song.assets.insert(id.clone(), lent);
    }
    Ok(())
}

/// Makes the assets marked `persist` known to later songs.
fn keep_persistent_assets(book: &mut Book, song: &Song) {
    for (id, asset) in &song.assets {
        if asset
            .options
            .get("persist")
            .is_some_and(|value| crate::truth::is_set(value))
        {
            book.assets.insert(id.clone(), asset.clone());
        }
    }
}
