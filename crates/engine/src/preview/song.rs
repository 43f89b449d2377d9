//! What an editor is told of a song: its keys, the chords that suit it, and where it stands on the pages.

use chordpro_chords::{
    Chord, ChordTones, Key, KeyNaming, KeyShift, MinorKeys, Notation, Strictness, detect_key,
};
use chordpro_layout::Document;
use chordpro_song::{Book, ChordInfo, ChordRef, Diagnostic, Song, markup};
use indexmap::IndexMap;
use serde::Serialize;

use crate::known_shapes::KnownShapes;
use crate::song_report::{capo_choices, visit_chords};

/// What a song is like.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PreviewSong {
    /// The place of its input among all, from 0.
    pub input: usize,
    /// The title, without markup.
    pub title: Option<String>,
    /// The first subtitle, without markup.
    pub subtitle: Option<String>,
    /// Its first and its last page, from 1; `None` where it has none.
    pub pages: Option<(usize, usize)>,
    /// The line of the input at which it begins, from 1.
    pub line: u32,
    /// Its keys.
    pub key: PreviewKey,
    /// The capo that the song states, or that was asked for; 0 for none.
    pub capo: u8,
    /// Where a capo makes the shapes easiest, the best first; empty for keyboards, and where there is no chord.
    pub advice: Vec<PreviewCapo>,
    /// The chords that it uses, in order of first use.
    pub chords: Vec<PreviewChord>,
    /// The triads of its key as it is written, from the tonic up; empty where the key is not known.
    pub palette: Vec<String>,
    /// How long it takes, in seconds, as the song says.
    pub seconds: Option<u32>,
    /// What keeps it from being converted.
    pub problem: Option<Diagnostic>,
}

/// The keys of a song.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PreviewKey {
    /// As the song states it first.
    pub stated: Option<String>,
    /// As the chords show it that the song is written with.
    pub detected: Option<String>,
    /// How sure the detected key is, from 0 (a tie) to 1.
    pub confidence: f32,
    /// As it is printed, with transposition.
    pub printed: Option<String>,
    /// As it sounds, with the capo too.
    pub sounds: Option<String>,
}

/// Advice on a capo.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PreviewCapo {
    /// The fret; 0 is none.
    pub capo: u8,
    /// The key that is played.
    pub key: Option<String>,
    /// What is fingered, in order of first use.
    pub chords: Vec<String>,
    /// How hard that is on average, from 0 (open strings, no barre) to 1.
    pub effort: f64,
}

/// A chord that a song uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PreviewChord {
    /// As the song writes it.
    pub name: String,
    /// As it is printed.
    pub printed: String,
    /// How often it stands in the song.
    pub count: u32,
    /// Whether it is a chord at all.
    pub known: bool,
    /// The degree of its root in the key, from 1 to 7; `None` for roots that are not in the key.
    pub degree: Option<u8>,
}

impl PreviewSong {
    /// An input that cannot be converted.
    pub(super) fn unusable(input: usize, problem: Diagnostic) -> Self {
        PreviewSong {
            input,
            line: 1,
            problem: Some(problem),
            ..PreviewSong::default()
        }
    }

    fn of(song: &Song, pages: Option<(usize, usize)>, shapes: &KnownShapes) -> Self {
        let common = Notation::common();
        let used = Used::of(song);
        let stated = song.meta.first("key").map(str::to_owned);
        let found = detect_key(&used.in_order);
        let detected = found.map(|key| Key::on(key.tonic, key.is_minor, &common, naming()));
        let key = stated.as_deref().and_then(|name| key(name, song));
        let key = key.or_else(|| detected.clone());
        let (choices, sounding) = capo_choices(song, shapes);
        let plays: u32 = used.in_order.len().try_into().unwrap_or(u32::MAX);
        let last = |name: &str| song.meta.values(name).last().cloned();
        PreviewSong {
            input: song.source.input,
            title: plain(song.title.as_deref()),
            subtitle: plain(song.subtitles.first().map(String::as_str)),
            pages,
            line: song.source.line,
            key: PreviewKey {
                printed: last("key_print").or_else(|| moved(detected.as_ref(), song.transposed)),
                sounds: last("key_sound").or_else(|| sounding.as_ref().map(|key| key.name.clone())),
                stated,
                detected: detected.map(|key| key.name),
                confidence: found.map_or(0.0, |key| key.confidence),
            },
            capo: song
                .meta
                .first("capo")
                .and_then(|capo| capo.parse().ok())
                .unwrap_or(0),
            advice: choices
                .into_iter()
                .map(|choice| PreviewCapo {
                    capo: choice.fret,
                    key: moved(sounding.as_ref(), -i32::from(choice.fret)),
                    chords: choice.shapes,
                    effort: effort(choice.cost, plays),
                })
                .collect(),
            chords: used.chords(key.as_ref()),
            palette: key.map_or(Vec::new(), |key| palette(&key, song)),
            seconds: song.meta.first("duration").and_then(seconds),
            problem: None,
        }
    }
}

/// All songs of a book that is laid out.
pub(super) fn all(book: &Book, document: &Document, shapes: &KnownShapes) -> Vec<PreviewSong> {
    let mut pages = vec![None; book.songs.len()];
    for song in &document.songs {
        if let Some(pages) = pages.get_mut(song.song) {
            *pages = Some((song.first + 1, song.first + song.count));
        }
    }
    let songs = book.songs.iter().zip(pages);
    songs
        .map(|(song, pages)| PreviewSong::of(song, pages, shapes))
        .collect()
}

fn plain(text: Option<&str>) -> Option<String> {
    text.map(|text| markup::plain(text).into_owned())
}

fn naming() -> KeyNaming {
    KeyNaming {
        minor: MinorKeys::Relative,
        ..KeyNaming::default()
    }
}

/// The key that the song calls so.
fn key(name: &str, song: &Song) -> Option<Key> {
    let notation = &song.config.notes;
    let chord = notation.parse(name, Strictness::Strict)?;
    let chord = chord.transcoded(notation, &Notation::common(), None);
    Key::of(&chord, &Notation::common(), naming())
}

/// The key by so many semitones higher.
fn moved(key: Option<&Key>, semitones: i32) -> Option<String> {
    let key = key?;
    let tonic = (i32::from(key.ordinal) + semitones).rem_euclid(12);
    let tonic = u8::try_from(tonic).ok()?;
    Some(Key::on(tonic, key.is_minor, &Notation::common(), naming()).name)
}

/// What a shape costs at most, that is played at all with ease: a barre with a stretch, far up the neck.
const HARDEST: f64 = 100.0;

/// How hard shapes are on average that cost so much together.
fn effort(cost: u64, plays: u32) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "costs are sums of small numbers"
    )]
    let cost = cost as f64;
    let mean = cost / f64::from(plays.max(1)) / HARDEST;
    (mean.min(1.0) * 100.0).round() / 100.0
}

/// The chord as the song writes it.
fn written(mut chord: &Chord) -> &Chord {
    while let Some(before) = chord.untranscoded.as_ref().or(chord.untransposed.as_ref()) {
        chord = before;
    }
    chord
}

/// The chords of a song by the names that it writes.
struct Used {
    in_order: Vec<Chord>,
    by_name: IndexMap<String, (PreviewChord, Option<u8>)>,
}

impl Used {
    fn of(song: &Song) -> Self {
        let mut used = Used {
            in_order: Vec::new(),
            by_name: IndexMap::new(),
        };
        visit_chords(song, |place| used.take(place));
        used
    }

    fn take(&mut self, place: &ChordRef) {
        let (name, root, known) = match &place.info {
            ChordInfo::Chord(chord) => {
                let written = written(chord);
                self.in_order.push(written.clone());
                let root = written.root.as_ref().map(|root| root.ordinal);
                let known = written.fingering.is_some() || ChordTones::of(written).is_some();
                (written.name.as_str(), root, known)
            }
            // A text without a star that is neither a bar nor blank was meant as a chord.
            ChordInfo::Annotation => {
                let name = place.name.trim();
                if name.is_empty() || name == "|" || name.starts_with('*') {
                    return;
                }
                (name, None, false)
            }
            _ => return,
        };
        let entry = self.by_name.entry(name.to_owned());
        let (chord, _) = entry.or_insert_with(|| {
            let chord = PreviewChord {
                name: name.to_owned(),
                printed: markup::plain(place.display.as_written()).into_owned(),
                count: 0,
                known,
                degree: None,
            };
            (chord, root)
        });
        chord.count = chord.count.saturating_add(1);
    }

    fn chords(self, key: Option<&Key>) -> Vec<PreviewChord> {
        let chords = self.by_name.into_values();
        chords
            .map(|(chord, root)| PreviewChord {
                degree: root.zip(key).and_then(|(root, key)| degree(root, key)),
                ..chord
            })
            .collect()
    }
}

/// Semitones of the degrees above the tonic.
fn scale(is_minor: bool) -> [u8; 7] {
    if is_minor {
        [0, 2, 3, 5, 7, 8, 10]
    } else {
        [0, 2, 4, 5, 7, 9, 11]
    }
}

fn degree(root: u8, key: &Key) -> Option<u8> {
    let above = (root + 12 - key.ordinal % 12) % 12;
    let degrees = (1..).zip(scale(key.is_minor));
    degrees
        .filter(|(_, semitones)| *semitones == above)
        .map(|(degree, _)| degree)
        .next()
}

/// The triads of a key, in the notation of the song.
fn palette(key: &Key, song: &Song) -> Vec<String> {
    let notation = &song.config.notes;
    if notation.is_movable() {
        return Vec::new();
    }
    let common = Notation::common();
    let (tonic, names) = if key.is_minor {
        (9, ["Am", "Bdim", "C", "Dm", "Em", "F", "G"])
    } else {
        (0, ["C", "Dm", "Em", "F", "G", "Am", "Bdim"])
    };
    let plain = Key::on(tonic, key.is_minor, &common, naming());
    let amount = i32::from(key.ordinal) - i32::from(tonic);
    let shift = KeyShift::between(&plain, key, amount);
    names
        .iter()
        .filter_map(|name| common.parse(name, Strictness::Strict))
        .map(|chord| chord.transposed_in_key(&shift, &common))
        .map(|chord| chord.transcoded(&common, notation, None).name)
        .collect()
}

/// A duration such as `3:24` in seconds.
fn seconds(duration: &str) -> Option<u32> {
    let mut total: u32 = 0;
    for part in duration.trim().split(':') {
        total = total
            .checked_mul(60)?
            .checked_add(part.trim().parse().ok()?)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_seconds() {
        assert_eq!(seconds("3:24"), Some(204));
        assert_eq!(seconds("1:00:01"), Some(3601));
        assert_eq!(seconds("45"), Some(45));
        assert_eq!(seconds("long"), None);
    }

    #[test]
    fn degrees_are_those_of_the_scale() {
        let key = |name| Key::parse(name, &Notation::common()).expect("a key");
        assert_eq!(degree(7, &key("G")), Some(1));
        assert_eq!(degree(6, &key("G")), Some(7));
        assert_eq!(degree(8, &key("G")), None);
        assert_eq!(degree(0, &key("Am")), Some(3));
    }
}
