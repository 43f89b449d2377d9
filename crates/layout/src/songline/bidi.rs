//! Lines of which parts run from right to left: their chords and phrases stand in the order of the whole line, a chord
//! over the beginning of its phrase, which is its right end where it runs from right to left.

use std::borrow::Cow;
use std::ops::Range;

use chordpro_fonts::visual_order;
use chordpro_song::{ChordRef, Span};

use super::part::{MOST_MARKERS, Mode, Pair, Setting, chord_font, is_blank, is_split, source_of};
use super::rows::Rows;
use crate::bidi_text::bidi_parts;
use crate::comment::body_left;
use crate::composer::Composer;
use crate::element_font::ElementFont;
use crate::label::draw_label;
use crate::page::Pt;
use crate::songline::inline::inline_chord;
use crate::textline::{Fragment, TextLine};
use crate::typeset::{Markup, PartOfLine, Typesetter};

/// What stands beside others on a line.
struct Cell {
    /// Its pair.
    pair: usize,
    /// Odd where it runs from right to left.
    level: u8,
    content: Content,
    width: Pt,
    /// The space left and right of it.
    space: [Pt; 2],
    /// Its left edge, once it is known.
    x: Pt,
}

enum Content {
    Blank,
    Text(Fragment),
    /// A chord among the lyrics.
    Chord(TextLine),
}

impl Cell {
    fn new(pair: usize, level: u8, content: Content, width: Pt) -> Self {
        Cell {
            pair,
            level,
            content,
            width,
            space: [0.0; 2],
            x: 0.0,
        }
    }

    fn is_backward(&self) -> bool {
        self.level % 2 == 1
    }

    /// The width that it takes with the space around it.
    fn room(&self) -> Pt {
        let [before, after] = self.space;
        before + self.width + after
    }
}

/// A chord over a line.
struct Name<'l> {
    chord: &'l ChordRef,
    /// Where it stands in the source.
    brackets: Span,
    line: TextLine,
    /// The cell at whose beginning it stands.
    cell: usize,
}

/// The cells of a line, and what stands over them.
#[derive(Default)]
struct Row<'l> {
    /// In logical order.
    cells: Vec<Cell>,
    names: Vec<Name<'l>>,
    /// Of each pair, its cells and the width that its chord asks for.
    asked: Vec<(Range<usize>, Pt)>,
}

/// Whether a line runs from right to left; `None` where nothing in it does.
pub(super) fn runs_backward(
    composer: &Composer<'_, '_>,
    line: &[Pair<'_>],
    setting: &Setting,
) -> Option<bool> {
    let phrases = line.iter().map(|pair| pair.phrase);
    composer.typesetter.is_backward(phrases, &setting.lyrics)
}

/// Draws a part of a line with chords over, under or among its lyrics, where something in the line runs from right to
/// left; gives whether it did. `baselines` are those of the lyrics and of the chords.
pub(super) fn part_bidi(
    composer: &mut Composer<'_, '_>,
    part: &[Pair<'_>],
    phrases: &[Cow<'_, str>],
    setting: &Setting,
    indent: Pt,
    baselines: (Pt, Pt),
    rows: &mut Rows,
) -> bool {
    let Some(is_backward) = setting.is_backward else {
        return false;
    };
    let texts = bidi_parts(composer, phrases, &setting.lyrics, is_backward);
    let mut row = cells_of(composer, part, phrases, texts, setting);
    let levels: Vec<u8> = row.cells.iter().map(|cell| cell.level).collect();
    let order = visual_order(&levels);
    let markers = make_room(composer, &mut row, &order, part, phrases, setting);
    let widths = row.cells.iter().map(Cell::room);
    let x = body_left(composer, setting.is_chorus) + indent;
    let mut x = composer.mirrored(x, widths.sum());
    for at in &order {
        if let Some(cell) = row.cells.get_mut(*at) {
            let [before, after] = cell.space;
            cell.x = x + before;
            x = cell.x + cell.width + after;
        }
    }
    let (lyrics_at, chords_at) = baselines;
    draw_label(composer, composer.measure.left + composer.indent, lyrics_at);
    let cells = row.cells;
    for Name {
        chord,
        brackets,
        line,
        cell,
    } in row.names
    {
        if let Some(cell) = cells.get(cell) {
            let x = if cell.is_backward() {
                cell.x + cell.width - line.width
            } else {
                cell.x
            };
            let placed = composer.place(x, chords_at, line);
            rows.chord(chord, placed, composer.source.at(brackets));
        }
    }
    for (line, room) in markers {
        if let Some(cell) = cells.get(room.end) {
            let x = if room.is_backward {
                cell.x - line.width
            } else {
                cell.x + cell.width
            };
            let source = composer.source.at(source_of(part));
            rows.words(composer.place(x, lyrics_at, line), source);
        }
    }
    for text in lines(cells, &order, &setting.lyrics) {
        let lyrics = part.get(text.pair).map_or(Span::default(), |pair| {
            if text.is_chord {
                pair.brackets
            } else {
                pair.lyrics
            }
        });
        let placed = composer.place(text.x, lyrics_at, text.line);
        rows.words(placed, composer.source.at(lyrics));
    }
    true
}

/// The cells of a part, in logical order.
fn cells_of<'l>(
    composer: &mut Composer<'_, '_>,
    part: &[Pair<'l>],
    phrases: &[Cow<'_, str>],
    texts: Vec<PartOfLine>,
    setting: &Setting,
) -> Row<'l> {
    let is_inline = setting.mode == Mode::Inline;
    let blank = composer.width(" ", &setting.lyrics);
    let mut row = Row::default();
    let cells = &mut row.cells;
    for (index, (pair, text)) in part.iter().zip(texts).enumerate() {
        let phrase = phrases.get(index).map_or("", AsRef::as_ref);
        let fragments = text.fragments;
        let level = fragments.first().map_or(text.level, |first| first.level);
        let start = cells.len();
        let mut asked = 0.0;
        if let Some(chord) = pair.chord {
            let (line, width) = chord_bidi(composer, chord, setting);
            if is_inline {
                let width = line.width;
                cells.push(Cell::new(index, level, Content::Chord(line), width));
            } else {
                asked = width;
                row.names.push(Name {
                    chord,
                    brackets: pair.brackets,
                    line,
                    cell: start,
                });
            }
        }
        if !is_inline && (fragments.is_empty() || is_blank(phrase)) {
            #[expect(clippy::cast_precision_loss, reason = "a count of blanks")]
            let width = if phrase.is_empty() || !is_blank(phrase) {
                0.0
            } else {
                asked + phrase.chars().count() as f64 * blank
            };
            cells.push(Cell::new(index, level, Content::Blank, width));
        } else {
            cells.extend(fragments.into_iter().map(|fragment| {
                let (level, width) = (fragment.level, fragment.width);
                Cell::new(index, level, Content::Text(fragment), width)
            }));
        }
        row.asked.push((start..cells.len(), asked));
    }
    row
}

/// Makes room for chords that are wider than their phrases; gives the split markers that fill it, where words go on.
fn make_room(
    composer: &mut Composer<'_, '_>,
    row: &mut Row<'_>,
    order: &[usize],
    part: &[Pair<'_>],
    phrases: &[Cow<'_, str>],
    setting: &Setting,
) -> Vec<(TextLine, Room)> {
    let mut places = vec![0; order.len()];
    for (place, at) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*at) {
            *slot = place;
        }
    }
    let mut markers = Vec::new();
    for (index, (own, asked)) in row.asked.iter().enumerate() {
        let Some(room) = Room::of(&row.cells, &places, own.clone()) else {
            continue;
        };
        let gap = asked - room.width;
        if gap <= 0.0 {
            continue;
        }
        let phrase = phrases.get(index).map_or("", AsRef::as_ref);
        let marker = part
            .get(index + 1)
            .filter(|next| is_split(phrase, next.phrase))
            .and_then(|_| marker_bidi(composer, gap, setting));
        let width = marker.as_ref().map_or(gap, |marker| marker.width.max(gap));
        if let Some(cell) = row.cells.get_mut(room.end) {
            cell.space = if room.is_backward {
                [width, 0.0]
            } else {
                [0.0, width]
            };
        }
        markers.extend(marker.map(|line| (line, room)));
    }
    markers
}

/// A chord, set, and the width that it asks for.
fn chord_bidi(
    composer: &mut Composer<'_, '_>,
    chord: &ChordRef,
    setting: &Setting,
) -> (TextLine, Pt) {
    let font = chord_font(chord, setting);
    let text = if setting.mode == Mode::Inline {
        Cow::Owned(inline_chord(composer, chord))
    } else {
        Cow::Borrowed(chord.display.as_written())
    };
    let requests = composer.typesetter.pictures(&text, &font);
    let pictures = composer.inline_pictures(&requests);
    let line = composer
        .typesetter
        .line(&text, &font, Markup::Parsed, &pictures);
    let width = line.width + composer.width(" ", &font);
    (line, width)
}

/// The split marker, wide enough for a gap; `None` where there is none.
fn marker_bidi(composer: &mut Composer<'_, '_>, gap: Pt, setting: &Setting) -> Option<TextLine> {
    let marker = composer.style.config.pdf.split_marker.clone();
    let font = &setting.lyrics;
    let rest = gap - composer.width(&marker.start, font) - composer.width(&marker.end, font);
    let each = composer.width(&marker.repeat, font);
    let mut text = marker.start;
    let mut filled = 0.0;
    for _ in 0..MOST_MARKERS {
        if filled >= rest || each <= 0.0 {
            break;
        }
        text.push_str(&marker.repeat);
        filled += each;
    }
    text.push_str(&marker.end);
    (!text.is_empty()).then(|| composer.typesetter.line(&text, font, Markup::Parsed, &[]))
}

/// The room that a chord has over its phrase.
struct Room {
    width: Pt,
    /// The cell beside which there is more, if need be.
    end: usize,
    is_backward: bool,
}

impl Room {
    /// The whole phrase, where it stands in one piece that starts with its first words; else only those. `own` are the
    /// cells of the phrase, `places` the places of all cells, counted from the left.
    fn of(cells: &[Cell], places: &[usize], own: Range<usize>) -> Option<Self> {
        let first = own.start;
        let phrase = cells.get(own.clone())?;
        let is_backward = phrase.first()?.is_backward();
        let place = |cell: &usize| places.get(*cell).copied();
        let left = own.clone().min_by_key(place)?;
        let right = own.clone().max_by_key(place)?;
        let is_one_piece = place(&right)?.checked_sub(place(&left)?)? + 1 == phrase.len();
        let (begin, end) = if is_backward {
            (right, left)
        } else {
            (left, right)
        };
        let is_whole = is_one_piece && begin == first;
        let counted = if is_whole { phrase } else { phrase.get(..1)? };
        Some(Room {
            width: counted.iter().map(|cell| cell.width).sum(),
            end: if is_whole { end } else { first },
            is_backward,
        })
    }
}

/// The text of neighbouring cells of one pair.
struct PlacedText {
    pair: usize,
    /// The first of its cells in the order of reading.
    first: usize,
    x: Pt,
    line: TextLine,
    /// Whether it is a chord among the lyrics.
    is_chord: bool,
}

/// The texts of cells with their places: neighbours of one pair make one text. In the order of reading.
fn lines(cells: Vec<Cell>, order: &[usize], font: &ElementFont) -> Vec<PlacedText> {
    /// Fragments side by side: the first cell in the order of reading, the place, and where they end.
    struct Group {
        pair: usize,
        first: usize,
        x: Pt,
        end: Pt,
        fragments: Vec<Fragment>,
    }
    let mut cells: Vec<Option<Cell>> = cells.into_iter().map(Some).collect();
    let mut groups: Vec<Group> = Vec::new();
    let mut placed: Vec<PlacedText> = Vec::new();
    for at in order {
        let Some(cell) = cells.get_mut(*at).and_then(Option::take) else {
            continue;
        };
        let end = cell.x + cell.width;
        match cell.content {
            Content::Blank => {}
            Content::Chord(line) => placed.push(PlacedText {
                pair: cell.pair,
                first: *at,
                x: cell.x,
                line,
                is_chord: true,
            }),
            Content::Text(fragment) => match groups.last_mut() {
                Some(last) if last.pair == cell.pair && (last.end - cell.x).abs() < 0.001 => {
                    last.first = last.first.min(*at);
                    last.end = end;
                    last.fragments.push(fragment);
                }
                _ => groups.push(Group {
                    pair: cell.pair,
                    first: *at,
                    x: cell.x,
                    end,
                    fragments: vec![fragment],
                }),
            },
        }
    }
    placed.extend(groups.into_iter().map(|group| PlacedText {
        pair: group.pair,
        first: group.first,
        x: group.x,
        line: Typesetter::line_of(group.fragments, font),
        is_chord: false,
    }));
    placed.sort_by_key(|text| text.first);
    placed
}

#[cfg(test)]
mod tests;
