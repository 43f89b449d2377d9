//! Song reports for players and programs: keys, capo advice, chords, sections.

use std::collections::BTreeMap;

use chordpro_chords::{
    CapoAdvice, Chord, Key, KeyNaming, KeyShift, MinorKeys, Notation, Note, Strictness,
    capo_advice_with, detect_key,
};
use chordpro_song::{
    BlockKind, Book, ChordInfo, ChordRef, Diagnostic, Edit, Fix, GridToken, SectionKind, Severity,
    Song, Span, StyleProperty, SubCell,
};
use indexmap::IndexMap;
use serde::Serialize;

use crate::known_shapes::KnownShapes;

/// Chords by the name that is shown, each with how often it is.
type Uses = IndexMap<String, (Chord, u32)>;

/// How many frets the advice names.
const MAX_ADVICE: usize = 3;
/// The minimum confidence in the detected key for reporting that it differs from the stated one.
const SURE: f32 = 0.3;

/// A report about a song.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SongReport {
    /// The title.
    pub title: Option<String>,
    /// The metadata: a map from names to values.
    pub metadata: BTreeMap<String, Vec<String>>,
    /// The keys.
    pub key: KeyReport,
    /// The frets at which a capo makes the shapes easiest, best first; empty for keyboards, and for songs without chords.
    pub capo: Vec<CapoReport>,
    /// The chords as displayed, in order of first use.
    pub chords: Vec<UsedChord>,
    /// The sections, in order.
    pub sections: Vec<SectionReport>,
    /// The number of lines with lyrics, chords, a tab or a grid.
    pub lines: usize,
    /// The duration, as stated in the song.
    pub duration: Option<String>,
    /// The resources that the song needs besides its text.
    pub needs: Needs,
}

/// The keys of a song.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyReport {
    /// The first key stated in the song.
    pub stated: Option<String>,
    /// The key detected from the chords.
    pub detected: Option<String>,
    /// The confidence in the detected key, from 0 (a tie) to 1.
    pub confidence: f32,
    /// The sounding key, with transposition and capo.
    pub sounding: Option<String>,
}

/// Advice on a capo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CapoReport {
    /// The fret; 0 means no capo.
    pub fret: u8,
    /// The chord shapes as fingered.
    pub shapes: Vec<String>,
    /// The reasons for this fret.
    pub reasons: Vec<String>,
}

/// A chord that the song uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UsedChord {
    /// Its name.
    pub name: String,
    /// The number of times it occurs in the song.
    pub count: u32,
    /// The degree in Nashville numbers, in the stated or else the detected key; minor keys count from the relative major.
    pub degree: Option<String>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SectionReport {
    /// `verse`, `chorus`, …
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// The 1-based line where it begins.
    pub line: u32,
    /// The number of blocks: lines, comments, images.
    pub length: usize,
}

/// The resources that a song needs besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Needs {
    /// The fonts named by directives of the song.
    pub fonts: Vec<String>,
    /// The number of images.
    pub pictures: usize,
}

impl SongReport {
    /// The report of a song.
    pub(crate) fn of(song: &Song) -> SongReport {
        let uses = uses(song);
        let common = Notation::common();
        let key = keys(song, &uses);
        let counted = key
            .stated
            .as_deref()
            .or(key.detected.as_deref())
            .and_then(|name| tonic(name, &common));
        let nashville = Notation::builtin("nashville");
        let degree = |chord: &Chord| {
            let (tonic, to) = (counted.as_ref()?, nashville.as_ref()?);
            (!song.is_movable).then(|| chord.counted_from(tonic, &common, to).name)
        };
        let chords = uses
            .iter()
            .map(|(name, (chord, count))| UsedChord {
                name: name.clone(),
                count: *count,
                degree: degree(chord),
            })
            .collect();
        let is_public = |name: &str| !name.starts_with(['_']) && !name.contains('.');
        SongReport {
            title: song.title.clone(),
            metadata: song
                .meta
                .items
                .iter()
                .filter(|(name, _)| is_public(name))
                .map(|(name, values)| (name.clone(), values.clone()))
                .collect(),
            capo: advice(song, &uses, &key),
            key,
            chords,
            sections: sections(song),
            lines: blocks(song).filter(|kind| is_line(kind)).count(),
            duration: song.meta.first("duration").map(str::to_owned),
            needs: needs(song),
        }
    }
}

/// The findings that songs state other keys than their chords show.
pub(crate) fn key_differences(book: &Book) -> Vec<Diagnostic> {
    let songs = book.songs.iter().enumerate();
    songs
        .filter_map(|(index, song)| key_difference(index, song))
        .collect()
}

/// Offers the keys that chords show to songs that state none.
pub(crate) fn offer_keys(book: &Book, findings: &mut [Diagnostic]) {
    for finding in findings {
        let song = finding.song.and_then(|index| book.songs.get(index));
        let (Some(song), Some(line)) = (song, finding.end_line) else {
            continue;
        };
        if finding.code != "missing-key" {
            continue;
        }
        let key = keys(song, &uses(song));
        if let Some(detected) = key.detected.filter(|_| key.confidence >= SURE) {
            let behind_title = Span {
                line,
                column: finding.end_column.unwrap_or(1),
                end_line: line,
                end_column: finding.end_column.unwrap_or(1),
            };
            let edit = Edit::replace(behind_title, format!("\n{{key: {detected}}}"));
            let fix = Fix::new(format!("Add {{key: {detected}}}"), vec![edit]);
            finding.fixes.push(fix);
        }
    }
}

fn key_difference(index: usize, song: &Song) -> Option<Diagnostic> {
    let key = keys(song, &uses(song));
    let (stated, detected) = (key.stated?, key.detected?);
    let common = Notation::common();
    let signature = |name: &str| {
        let key = Key::parse(name, &common)?;
        Some((key.ordinal + if key.is_minor { 3 } else { 0 }) % 12)
    };
    let differs = signature(&stated)? != signature(&detected)?;
    (differs && key.confidence >= SURE && song.transposed == 0).then(|| {
        let message =
            format!("The song is said to be in {stated}, its chords are those of {detected}");
        let mut diagnostic = Diagnostic::new("key-differs", Severity::Info, message);
        diagnostic.source = Some(song.source.name.clone());
        diagnostic.song = Some(index);
        let mut places = blocks_with_place(song);
        // A key that the request states stands nowhere.
        if let Some((_, place)) = places.find(|(kind, _)| matches!(kind, BlockKind::Key(_)))
            && place.line > 0
        {
            diagnostic.set_place(place);
            // The whole line is the directive.
            let edit = Edit::replace(place, format!("{{key: {detected}}}"));
            let fix = Fix::new(format!("Change to {{key: {detected}}}"), vec![edit]);
            diagnostic.fixes.push(fix);
        }
        diagnostic
    })
}

/// The chords as shown, with how often each is, in order of first use.
fn uses(song: &Song) -> Uses {
    let mut uses = Uses::new();
    visit_chords(song, |place| {
        if let ChordInfo::Chord(chord) = &place.info {
            let entry = uses
                .entry(chord.name.clone())
                .or_insert_with(|| (Chord::clone(chord), 0));
            entry.1 = entry.1.saturating_add(1);
        }
    });
    uses
}

/// What stands in the brackets of the lyrics and in the cells of the grids, in order.
pub(crate) fn visit_chords(song: &Song, mut take: impl FnMut(&ChordRef)) {
    for kind in blocks(song) {
        match kind {
            BlockKind::Line(line) => line.chords().for_each(&mut take),
            BlockKind::GridRow(row) => {
                for token in &row.tokens {
                    match token {
                        GridToken::Chord(chord) => take(chord),
                        GridToken::Chords(cells) => {
                            for cell in cells {
                                if let SubCell::Chord(chord) = cell {
                                    take(chord);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn naming() -> KeyNaming {
    KeyNaming {
        minor: MinorKeys::Relative,
        ..KeyNaming::default()
    }
}

fn keys(song: &Song, uses: &Uses) -> KeyReport {
    let repeated = uses.values().flat_map(|(chord, count)| {
        std::iter::repeat_n(chord, usize::try_from((*count).min(64)).unwrap_or(1))
    });
    let in_order = in_order(song);
    let detected = if in_order.is_empty() {
        detect_key(repeated)
    } else {
        detect_key(&in_order)
    };
    let common = Notation::common();
    KeyReport {
        stated: song.meta.first("key").map(str::to_owned),
        detected: detected.map(|key| Key::on(key.tonic, key.is_minor, &common, naming()).name),
        confidence: detected.map_or(0.0, |key| key.confidence),
        sounding: song.meta.values("key_sound").last().cloned(),
    }
}

/// The chords of the lyrics in playing order.
fn in_order(song: &Song) -> Vec<Chord> {
    blocks(song)
        .filter_map(|kind| match kind {
            BlockKind::Line(line) => Some(line.chords()),
            _ => None,
        })
        .flatten()
        .filter_map(|place| match &place.info {
            ChordInfo::Chord(chord) => Some(Chord::clone(chord)),
            _ => None,
        })
        .collect()
}

fn blocks(song: &Song) -> impl Iterator<Item = &BlockKind> {
    blocks_with_place(song).map(|(kind, _)| kind)
}

fn blocks_with_place(song: &Song) -> impl Iterator<Item = (&BlockKind, Span)> {
    let blocks = song.sections.iter().flat_map(|section| &section.blocks);
    blocks.map(|block| (&block.kind, block.place))
}

/// The note that degrees count from.
fn tonic(key: &str, notation: &Notation) -> Option<Note> {
    let chord = notation.parse(key, Strictness::Strict)?;
    let is_minor = chord.is_minor();
    let root = chord.root?;
    Some(if is_minor {
        root.relative_major(notation)
    } else {
        root
    })
}

/// The frets that make the shapes of a song easiest, the best first, and the key as it sounds.
pub(crate) fn capo_choices(song: &Song, shapes: &KnownShapes) -> (Vec<CapoAdvice>, Option<Key>) {
    let uses = uses(song);
    choices(song, &uses, &keys(song, &uses), shapes)
}

fn advice(song: &Song, uses: &Uses, key: &KeyReport) -> Vec<CapoReport> {
    let (advice, _) = choices(song, uses, key, &KnownShapes::default());
    advice
        .into_iter()
        .map(|advice| {
            let all = advice.shapes.len();
            let barres = match advice.barres {
                0 => "no barre".to_owned(),
                1 => format!("one of {all} shapes has a barre"),
                barres => format!("{barres} of {all} shapes have a barre"),
            };
            CapoReport {
                fret: advice.fret,
                reasons: vec![
                    barres,
                    format!("{} of {all} shapes have open strings", advice.open),
                ],
                shapes: advice.shapes,
            }
        })
        .collect()
}

fn choices(
    song: &Song,
    uses: &Uses,
    key: &KeyReport,
    shapes: &KnownShapes,
) -> (Vec<CapoAdvice>, Option<Key>) {
    if song.is_movable {
        return (Vec::new(), None);
    }
    let common = Notation::common();
    let capo: i32 = song
        .meta
        .first("capo")
        .and_then(|capo| capo.parse().ok())
        .filter(|capo| (0..=24).contains(capo))
        .unwrap_or(0);
    let shift = KeyShift::without_key(capo);
    let sounding: Vec<(Chord, u32)> = uses
        .values()
        .map(|(chord, count)| (chord.transposed_in_key(&shift, &common), *count))
        .collect();
    if sounding.is_empty() {
        return (Vec::new(), None);
    }
    let key = key
        .sounding
        .as_deref()
        .or(key.detected.as_deref().filter(|_| capo == 0))
        .and_then(|name| Key::parse(name, &common));
    let tuning = song.config.library.tuning();
    let advice = shapes.with(tuning, |shapes| {
        capo_advice_with(shapes, &sounding, key.as_ref(), &common)
    });
    let mut advice = advice.unwrap_or_default();
    advice.truncate(MAX_ADVICE);
    (advice, key)
}

fn is_line(kind: &BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Line(_) | BlockKind::Tab(_) | BlockKind::GridRow(_)
    )
}

fn sections(song: &Song) -> Vec<SectionReport> {
    song.sections
        .iter()
        .filter(|section| section.kind != SectionKind::Bare)
        .map(|section| SectionReport {
            name: section.kind.name().to_owned(),
            label: section.heading().map(|text| text.as_written().to_owned()),
            line: section.place.line,
            length: section.blocks.len(),
        })
        .collect()
}

fn needs(song: &Song) -> Needs {
    let mut needs = Needs::default();
    for kind in blocks(song) {
        match kind {
            BlockKind::Picture(_) => needs.pictures += 1,
            BlockKind::Change(change) if change.property == StyleProperty::Font => {
                if let Some(font) = change.value.as_deref().filter(|font| !font.is_empty())
                    && !needs.fonts.iter().any(|known| known == font)
                {
                    needs.fonts.push(font.to_owned());
                }
            }
            _ => {}
        }
    }
    needs
}
