//! From text to placed glyphs: directions, fallback, and the shaper where it is needed.

use std::ops::Range;

use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_script::Script;

use crate::coverage::{self, Piece};
use crate::glyph::{Glyph, ShapedRun};
use crate::{Face, FaceId, FontBook, plain};

/// How text becomes glyphs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Shaping {
    /// Character by character with the pairs of the `kern` table, as the reference sets fonts that do not ask for
    /// more. Scripts that are unreadable that way are shaped nevertheless.
    #[default]
    Plain,
    /// With the font's own rules: ligatures, marks, its kerning (`shaping` in `pdf.fontconfig`).
    Full {
        /// Which way the text runs.
        direction: Direction,
        /// The language, as a BCP 47 tag.
        language: Option<String>,
    },
}

/// Which way text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// As its characters say.
    #[default]
    Auto,
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

/// The width of `text` in thousandths.
pub(crate) fn width(book: &FontBook, face: FaceId, text: &str, shaping: &Shaping) -> f64 {
    if is_set_plainly(book, face, text, shaping) {
        return book
            .face(face)
            .with_tables(|lookup| plain::width(lookup, text));
    }
    shape(book, face, text, shaping)
        .iter()
        .map(ShapedRun::width)
        .sum()
}

/// Whether `text` is set character by character, in one face: where that face can, and where no other may help it.
fn is_set_plainly(book: &FontBook, face: FaceId, text: &str, shaping: &Shaping) -> bool {
    *shaping == Shaping::Plain && (!book.has_fallback() || coverage::is_plain(book, face, text))
}

/// The runs of `text`, in visual order.
pub(crate) fn shape(
    book: &FontBook,
    face: FaceId,
    text: &str,
    shaping: &Shaping,
) -> Vec<ShapedRun> {
    if text.is_empty() {
        return Vec::new();
    }
    if is_set_plainly(book, face, text, shaping) {
        return vec![ShapedRun {
            face,
            glyphs: book
                .face(face)
                .with_tables(|lookup| plain::glyphs(lookup, text)),
            text: text.to_owned(),
            missing: if book.has_fallback() {
                Vec::new()
            } else {
                coverage::lacking(book, face, text)
            },
        }];
    }
    directions(text, shaping)
        .into_iter()
        .flat_map(|(range, is_backward)| shape_part(book, face, text, range, is_backward, shaping))
        .collect()
}

/// The runs of a part of `text` that runs one way, in visual order.
pub(crate) fn shape_part(
    book: &FontBook,
    face: FaceId,
    text: &str,
    range: Range<usize>,
    is_backward: bool,
    shaping: &Shaping,
) -> Vec<ShapedRun> {
    let mut pieces = coverage::pieces(book, face, text, range);
    if is_backward {
        pieces.reverse();
    }
    pieces
        .into_iter()
        .map(|piece| set(book, text, piece, is_backward, shaping))
        .collect()
}

/// The parts of a text that run one way, in visual order, and whether they run backward.
fn directions(text: &str, shaping: &Shaping) -> Vec<(Range<usize>, bool)> {
    let asked = match shaping {
        Shaping::Plain => Direction::Auto,
        Shaping::Full { direction, .. } => *direction,
    };
    let base = match asked {
        Direction::Auto if text.chars().any(coverage::may_run_right_to_left) => None,
        Direction::Auto | Direction::LeftToRight => return vec![(0..text.len(), false)],
        Direction::RightToLeft => Some(Level::rtl()),
    };
    let info = ParagraphBidiInfo::new(text, base);
    let (levels, runs) = info.visual_runs(0..text.len());
    runs.into_iter()
        .map(|run| {
            let is_backward = levels.get(run.start).is_some_and(Level::is_rtl);
            (run, is_backward)
        })
        .collect()
}

/// Sets one piece.
fn set(
    book: &FontBook,
    text: &str,
    piece: Piece,
    is_backward: bool,
    shaping: &Shaping,
) -> ShapedRun {
    let around = [
        text.get(..piece.start).unwrap_or_default(),
        text.get(piece.end..).unwrap_or_default(),
    ];
    let text = text.get(piece.start..piece.end).unwrap_or_default();
    let face = book.face(piece.face);
    let shaped = (piece.script.is_some() || is_backward || *shaping != Shaping::Plain)
        .then(|| shaped_glyphs(face, text, around, piece.script, is_backward, shaping))
        .flatten();
    let glyphs = shaped.unwrap_or_else(|| face.with_tables(|lookup| plain::glyphs(lookup, text)));
    ShapedRun {
        face: piece.face,
        glyphs,
        text: text.to_owned(),
        missing: piece.missing,
    }
}

/// What the shaper makes of `text`, which stands between two others; `None` where it cannot read the face.
fn shaped_glyphs(
    face: &Face,
    text: &str,
    around: [&str; 2],
    script: Option<Script>,
    is_backward: bool,
    shaping: &Shaping,
) -> Option<Vec<Glyph>> {
    let font = face.shaper()?;
    let mut buffer = harfrust::Buffer::new();
    let [before, after] = around;
    buffer.push_str(text);
    buffer.set_pre_context(before);
    buffer.set_post_context(after);
    buffer.guess_segment_properties();
    if let Some(script) = script.and_then(|script| script.short_name().parse().ok()) {
        buffer.set_script(Some(script));
    }
    buffer.set_direction(if is_backward {
        harfrust::Direction::RightToLeft
    } else {
        harfrust::Direction::LeftToRight
    });
    if let Shaping::Full {
        language: Some(language),
        ..
    } = shaping
    {
        buffer.set_language(harfrust::Language::new(language));
    }
    let shaper = harfrust::ShaperFont::new(font);
    harfrust::shape(&shaper, &mut buffer, harfrust::ShapeOptions::new()).ok()?;
    let per_unit = 1000.0 / face.units_per_em();
    let mille = |value: i32| f64::from(value) * per_unit;

    let infos = buffer.glyph_infos();
    let mut clusters: Vec<u32> = infos.iter().map(|info| info.cluster).collect();
    clusters.sort_unstable();
    clusters.dedup();
    let end_of = |cluster: u32| {
        let next = clusters.partition_point(|other| *other <= cluster);
        clusters
            .get(next)
            .copied()
            .unwrap_or_else(|| plain::offset(text.len()))
    };
    let glyphs = infos.iter().zip(buffer.glyph_positions());
    Some(
        glyphs
            .map(|(info, place)| Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                // The shaper's offset does not move the pen; a glyph's does.
                advance: mille(place.x_advance) - mille(place.x_offset),
                x_offset: mille(place.x_offset),
                y_offset: mille(place.y_offset),
                start: info.cluster,
                end: end_of(info.cluster),
            })
            .collect(),
    )
}
