//! Shaping: from text to positioned glyphs, with directions, fallback, and the shaper if it is needed.

use std::borrow::Cow;
use std::ops::Range;

use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_normalization::UnicodeNormalization;
use unicode_script::Script;

use crate::coverage::{self, Piece};
use crate::glyph::{Glyph, ShapedRun, width};
use crate::{Face, FaceId, FontBook, cluster, plain};

/// How text is turned into glyphs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Shaping {
    /// Character by character with the pairs of the `kern` table, as the reference sets fonts that do not request
    /// shaping. Scripts that are unreadable that way are shaped nevertheless.
    #[default]
    Plain,
    /// By the font's own rules: ligatures, marks, its kerning (`shaping` in `pdf.fontconfig`).
    Full {
        /// The direction of the text.
        direction: Direction,
        /// The language, as a BCP 47 tag.
        language: Option<String>,
    },
}

/// The direction of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// From the text's characters.
    #[default]
    Auto,
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl FontBook {
    /// The width of `text` in thousandths of the em: the total width of the runs of [`FontBook::shape`].
    pub fn width(&self, face: FaceId, text: &str) -> f64 {
        self.width_with(face, text, &Shaping::Plain)
    }

    /// As [`FontBook::width`], with the given shaping.
    pub fn width_with(&self, face: FaceId, text: &str, shaping: &Shaping) -> f64 {
        width_of(self, face, text, shaping)
    }

    /// The glyphs of `text`, in visual order: one run for each face that is needed.
    ///
    /// Left-to-right text that the face can show is set character by character with kerning (`docs/spec/pages.md#1.3`). Missing
    /// characters are taken from other faces, and scripts that need it are shaped.
    pub fn shape(&self, face: FaceId, text: &str) -> Vec<ShapedRun> {
        self.shape_with(face, text, &Shaping::Plain)
    }

    /// As [`FontBook::shape`], with the given shaping.
    pub fn shape_with(&self, face: FaceId, text: &str, shaping: &Shaping) -> Vec<ShapedRun> {
        shape(self, face, text, shaping)
    }
}

/// The width of `text` in thousandths of the em.
pub(crate) fn width_of(book: &FontBook, face: FaceId, text: &str, shaping: &Shaping) -> f64 {
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

/// Whether `text` is set character by character in one face: if that face can show it, or fallback is off.
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
            glyphs: plain_glyphs(book, face, text),
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

/// The runs of a single-direction part of `text`, in visual order.
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

/// The single-direction parts of a text in visual order, each with whether it runs from right to left.
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
    let (seen, origins) = seen(text, &piece);
    let face = book.face(piece.face);
    let shaped = (piece.script.is_some() || is_backward || *shaping != Shaping::Plain)
        .then(|| shaped_glyphs(face, &seen, around, piece.script, is_backward, shaping))
        .flatten();
    let mut glyphs = shaped.unwrap_or_else(|| plain_glyphs(book, piece.face, &seen));
    for glyph in glyphs.iter_mut().filter(|_| !origins.is_empty()) {
        let origin = |byte: u32| origins.get(byte as usize).copied().unwrap_or_default();
        (glyph.start, glyph.end) = (origin(glyph.start), origin(glyph.end));
    }
    ShapedRun {
        face: piece.face,
        glyphs,
        text: text
            .get(piece.start..piece.end)
            .unwrap_or_default()
            .to_owned(),
        missing: piece.missing,
    }
}

/// The glyphs of a text that is set character by character. If several marks would overlap, they are placed
/// where the face wants them, without moving anything else.
fn plain_glyphs(book: &FontBook, face: FaceId, text: &str) -> Vec<Glyph> {
    let glyphs = book
        .face(face)
        .with_tables(|lookup| plain::glyphs(lookup, text));
    if !book.has_fallback() || text.is_ascii() || !text.chars().any(cluster::is_combining) {
        return glyphs;
    }
    let mut placed = Vec::with_capacity(glyphs.len());
    let mut glyphs = glyphs.into_iter().peekable();
    for (start, part) in cluster::clusters(text) {
        let end = plain::offset(start + part.len());
        let mut own: Vec<Glyph> = Vec::new();
        while let Some(glyph) = glyphs.next_if(|glyph| glyph.start < end) {
            own.push(glyph);
        }
        let marks = part.chars().filter(|mark| cluster::is_combining(*mark));
        if marks.count() > 1 {
            put_marks(book, face, part, &mut own);
        }
        placed.append(&mut own);
    }
    placed
}

/// Places the marks of a letter where the face wants them: as one glyph if it has one, which is best for programs that
/// extract text from pages. The total advance does not change.
fn put_marks(book: &FontBook, face: FaceId, text: &str, glyphs: &mut Vec<Glyph>) {
    let (Some(first), Some(last)) = (glyphs.first().copied(), glyphs.last().copied()) else {
        return;
    };
    let mut composed = text.nfc();
    let whole = composed.next().filter(|_| composed.next().is_none());
    if let Some(id) = whole.and_then(|whole| book.face(face).glyph(whole)) {
        *glyphs = vec![Glyph {
            id,
            advance: width(glyphs) - first.x_offset,
            end: last.end,
            ..first
        }];
        return;
    }
    let shaped = shape_cluster(book, face, text, Script::Latin).unwrap_or_default();
    if shaped.len() != glyphs.len() || shaped.iter().any(|glyph| glyph.id == 0) {
        return;
    }
    let rest = width(glyphs) - width(&shaped) - first.x_offset;
    for (glyph, shaped) in glyphs.iter_mut().zip(shaped) {
        let kerning = if glyph.start == first.start {
            first.x_offset
        } else {
            0.0
        };
        *glyph = Glyph {
            x_offset: shaped.x_offset + kerning,
            start: glyph.start,
            end: glyph.end,
            ..shaped
        };
    }
    if let Some(last) = glyphs.last_mut() {
        last.advance += rest;
    }
}

/// The text of a run without hidden characters, and the offsets of its bytes, and of its end, in the text of the run: hidden
/// characters belong to the character before them. There are no offsets if everything is shown.
fn seen<'t>(text: &'t str, piece: &Piece) -> (Cow<'t, str>, Vec<u32>) {
    if piece.hidden.is_empty() {
        let text = text.get(piece.start..piece.end).unwrap_or_default();
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut seen = String::new();
    let mut origins = Vec::new();
    let mut from = piece.start;
    for hidden in piece.hidden.iter().chain([&(piece.end..piece.end)]) {
        seen.push_str(text.get(from..hidden.start).unwrap_or_default());
        origins.extend((from..hidden.start).map(|byte| plain::offset(byte - piece.start)));
        from = hidden.end;
    }
    origins.push(plain::offset(piece.end - piece.start));
    (Cow::Owned(seen), origins)
}

/// Shapes a cluster by itself.
pub(crate) fn shape_cluster(
    book: &FontBook,
    face: FaceId,
    text: &str,
    script: Script,
) -> Option<Vec<Glyph>> {
    let face = book.face(face);
    shaped_glyphs(face, text, [""; 2], Some(script), false, &Shaping::Plain)
}

/// Shapes `text`, which stands between two others; `None` if the shaper cannot read the face.
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
    if script == Some(Script::Common) && !is_backward {
        // Selectors are part of their emoji. In other scripts, joiners stay, so that their text has a position.
        buffer.set_flags(harfrust::BufferFlags::REMOVE_DEFAULT_IGNORABLES);
    }
    if is_backward {
        // Programs that extract text from pages reverse it glyph by glyph, so each glyph needs its own text.
        buffer.set_cluster_level(harfrust::ClusterLevel::MonotoneCharacters);
    }
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
