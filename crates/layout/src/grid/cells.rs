//! The cells of a grid row: which token goes where (`docs/spec/pages.md#6.1`).

use chordpro_song::{ChordRef, GridRow, GridShape, GridToken, Line, SubCell};

use super::bars::{self, Place};
use super::stroke::vertical;
use super::volta::OpenVolta;
use super::{GridStyle, RowFrame, repeat, volta};
use crate::page::{Item, Pt};

/// The widths of a grid's cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cells {
    /// Cells of the left margin.
    pub left: u32,
    /// Cells of the right margin.
    pub right: u32,
    /// From one cell to the next.
    pub pitch: Pt,
    /// The room for a bar.
    pub bar: Pt,
}

impl Cells {
    /// The cells of `shape` in `width`, where bars take `bar` points.
    pub fn new(shape: &GridShape, width: Pt, bar: Pt) -> Cells {
        let cells = f64::from(shape.measures) * f64::from(shape.beats.max(1))
            + f64::from(shape.left)
            + f64::from(shape.right);
        let cells = cells.max(1.0);
        Cells {
            left: shape.left,
            right: shape.right,
            pitch: (width - cells * bar) / cells + bar,
            bar,
        }
    }
}

/// What a row leaves for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Alignment {
    /// Where the first volta of the last row that had one stands.
    first_volta: Option<Pt>,
}

/// A row, placed; texts are still to be set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlacedRow<'a> {
    /// Bars and signs.
    pub items: Vec<Item>,
    /// Texts, in order.
    pub texts: Vec<PlacedText<'a>>,
}

/// A text of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedText<'a> {
    /// Where it begins.
    pub x: Pt,
    /// What it is.
    pub content: Content<'a>,
}

/// What stands in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Content<'a> {
    /// A chord or a strum, in the font of grids or of strums.
    Chord(&'a ChordRef),
    /// A slash, in the font of grids.
    Slash,
    /// The text of a margin.
    Margin(String),
    /// The number of a volta, raised.
    Volta(&'a str),
}

/// Places the row `line`.
pub fn place<'a>(
    line: &'a GridRow,
    kind: RowKind,
    cells: &Cells,
    frame: &RowFrame,
    style: &GridStyle,
    alignment: &mut Alignment,
) -> PlacedRow<'a> {
    let mut row = Row {
        cells,
        frame,
        style,
        kind,
        x: frame.left + cells.bar,
        volta: None,
        first_volta: None,
        is_repeat_pending: false,
        placed: PlacedRow::default(),
    };
    row.margin(line);
    row.tokens(&line.tokens, alignment);
    row.comment(line);
    if row.first_volta.is_some() {
        alignment.first_volta = row.first_volta;
    }
    row.placed
}

/// What a row shows besides its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Chords: bars and, where configured, cell lines.
    Chords,
    /// Strums with bars and cell lines (`|S`).
    StrumsWithBars,
    /// Strums alone (`|s`).
    Strums,
}

struct Row<'a, 'r> {
    cells: &'r Cells,
    frame: &'r RowFrame,
    style: &'r GridStyle,
    kind: RowKind,
    x: Pt,
    volta: Option<OpenVolta>,
    first_volta: Option<Pt>,
    is_repeat_pending: bool,
    placed: PlacedRow<'a>,
}

impl<'a> Row<'a, '_> {
    fn text(&mut self, x: Pt, content: Content<'a>) {
        self.placed.texts.push(PlacedText { x, content });
    }

    fn margin(&mut self, line: &'a GridRow) {
        if self.cells.left == 0 {
            return;
        }
        if let Some(margin) = &line.margin {
            self.text(self.frame.left, Content::Margin(flat(margin)));
        }
        self.x = self.frame.left + f64::from(self.cells.left) * self.cells.pitch + self.cells.bar;
    }

    fn comment(&mut self, line: &'a GridRow) {
        if self.cells.right == 0 || self.x > self.frame.paper_width {
            return;
        }
        if let Some(comment) = &line.comment {
            self.text(self.x, Content::Margin(format!(" {}", flat(comment))));
        }
    }

    fn tokens(&mut self, tokens: &'a [GridToken], alignment: &Alignment) {
        let is_bar = |token: &GridToken| matches!(token, GridToken::Bar(_));
        let first = tokens.iter().position(is_bar);
        let last = tokens.iter().rposition(is_bar);
        let mut follows_bar = true;
        for (index, token) in tokens.iter().enumerate() {
            if self.x > self.frame.paper_width {
                break;
            }
            if let GridToken::Bar(bar) = token {
                if index == 0
                    && bar.is_aligned
                    && let Some(x) = alignment.first_volta
                {
                    self.x = x;
                }
                let place = if Some(index) == first {
                    Place::First
                } else if Some(index) == last {
                    Place::Last
                } else {
                    Place::Inner
                };
                self.bar(&bar.symbol, bar.volta.as_deref(), place);
                follows_bar = true;
                continue;
            }
            if !follows_bar {
                self.cell_line();
            }
            // The sign stands for the bars that it repeats.
            follows_bar = matches!(token, GridToken::RepeatTwoMeasures);
            self.cell(token, || between_bars(tokens, index));
            self.x += self.cells.pitch;
        }
    }

    fn bar(&mut self, symbol: &str, volta: Option<&'a str>, place: Place) {
        if self.kind == RowKind::Strums {
            return;
        }
        let x = self.x - self.cells.bar;
        let items = &mut self.placed.items;
        if let Some(open) = self.volta.take() {
            open.close(x, self.frame, self.style, items);
        }
        if std::mem::take(&mut self.is_repeat_pending) {
            repeat::two(x + self.style.size / 2.0, self.frame, self.style, items);
            return;
        }
        match volta {
            None => bars::draw(symbol, x, place, self.frame, self.style, items),
            Some(number) => {
                let open = volta::open(symbol, x, place, self.frame, self.style, items);
                self.volta = Some(open);
                self.first_volta.get_or_insert(self.x);
                self.text(open.number(self.style), Content::Volta(number));
            }
        }
    }

    fn cell_line(&mut self) {
        let width = self.style.cell_line_width;
        if width > 0.0 && self.kind != RowKind::Strums {
            let x = self.x - self.cells.bar - width / 2.0;
            let color = self.style.cell_line_color;
            let line = vertical(x, width, color, self.frame, self.style);
            self.placed.items.push(line);
        }
    }

    fn cell(&mut self, token: &'a GridToken, count: impl FnOnce() -> usize) {
        match token {
            GridToken::Chord(chord) => self.text(self.x, Content::Chord(chord)),
            GridToken::Chords(parts) => {
                let step = self.cells.pitch / parts.len().max(1) as f64;
                for (index, part) in parts.iter().enumerate() {
                    let x = self.x + index as f64 * step;
                    match part {
                        SubCell::Empty => {}
                        SubCell::Slash => self.text(x, Content::Slash),
                        SubCell::Chord(chord) => self.text(x, Content::Chord(chord)),
                    }
                }
            }
            GridToken::Slash => self.text(self.x, Content::Slash),
            GridToken::RepeatMeasure => {
                let x = self.x + count() as f64 * self.cells.pitch / 2.0;
                repeat::one(x, self.frame, self.style, &mut self.placed.items);
            }
            GridToken::RepeatTwoMeasures => self.is_repeat_pending = true,
            GridToken::Space | GridToken::Bar(_) => {}
        }
    }
}

/// How many cells there are between the bars around the token at `index`.
fn between_bars(tokens: &[GridToken], index: usize) -> usize {
    let is_cell = |token: &&GridToken| !matches!(token, GridToken::Bar(_));
    let (before, after) = tokens.split_at_checked(index).unwrap_or((tokens, &[]));
    before.iter().rev().take_while(is_cell).count() + after.iter().take_while(is_cell).count()
}

/// A margin's text, its chords among the words without brackets.
fn flat(line: &Line) -> String {
    let mut text = String::new();
    for segment in &line.segments {
        if let Some(chord) = &segment.chord {
            text.push_str(chord.display.as_written());
        }
        text.push_str(segment.text.as_written());
    }
    text
}

#[cfg(test)]
mod tests {
    use chordpro_song::{Bar, ChordInfo};

    use super::*;
    use crate::grid::tests::{frame, style};

    const SHAPE: GridShape = GridShape {
        measures: 4,
        beats: 4,
        left: 1,
        right: 1,
        label: None,
    };

    fn chord(name: &str) -> ChordRef {
        ChordRef {
            name: name.into(),
            display: name.into(),
            plain: name.into(),
            format: None,
            info: ChordInfo::Annotation,
        }
    }

    fn bar(symbol: &str, volta: Option<&str>, is_aligned: bool) -> GridToken {
        GridToken::Bar(Bar {
            symbol: symbol.to_owned(),
            volta: volta.map(str::to_owned),
            is_aligned,
        })
    }

    fn line(tokens: Vec<GridToken>) -> GridRow {
        GridRow {
            tokens,
            ..GridRow::default()
        }
    }

    fn labelled() -> (Cells, RowFrame) {
        let frame = RowFrame {
            left: 64.8,
            ..frame()
        };
        (Cells::new(&SHAPE, 515.0 - 24.8, 5.0), frame)
    }

    fn placed<'a>(line: &'a GridRow, kind: RowKind, alignment: &mut Alignment) -> PlacedRow<'a> {
        let (cells, frame) = labelled();
        place(line, kind, &cells, &frame, &style(), alignment)
    }

    fn near(left: f64, right: f64) {
        assert!((left - right).abs() < 0.01, "{left} is not {right}");
    }

    #[test]
    fn cells_have_the_measured_pitch() {
        near(Cells::new(&SHAPE, 515.0 - 24.8, 5.0).pitch, 27.233);
    }

    #[test]
    fn chords_stand_where_they_were_measured() {
        let line = GridRow {
            tokens: vec![
                bar("|", None, false),
                GridToken::Chord(chord("C")),
                GridToken::Space,
                GridToken::Chord(chord("F")),
                GridToken::Space,
                bar("|", None, false),
                GridToken::Chord(chord("G")),
            ],
            margin: Some(Line {
                segments: vec![chordpro_song::Segment {
                    chord: Some(chord("C")),
                    text: "mar".into(),
                    ..chordpro_song::Segment::default()
                }],
                has_brackets: true,
            }),
            ..GridRow::default()
        };
        let row = placed(&line, RowKind::Chords, &mut Alignment::default());
        let xs: Vec<_> = row.texts.iter().map(|text| text.x).collect();
        assert_eq!(xs.len(), 4);
        for (x, expected) in xs.iter().zip([64.80, 97.04, 151.50, 205.97]) {
            near(*x, expected);
        }
        assert_eq!(row.texts[0].content, Content::Margin("Cmar".to_owned()));
    }

    #[test]
    fn chords_that_share_a_cell_share_its_width() {
        let line = line(vec![GridToken::Chords(vec![
            SubCell::Chord(chord("C")),
            SubCell::Empty,
            SubCell::Slash,
        ])]);
        let row = placed(&line, RowKind::Chords, &mut Alignment::default());
        assert_eq!(row.texts.len(), 2);
        near(row.texts[1].x - row.texts[0].x, 27.233 * 2.0 / 3.0);
    }

    #[test]
    fn a_repeated_measure_has_its_sign_in_the_middle() {
        let line = line(vec![
            GridToken::RepeatMeasure,
            GridToken::Space,
            GridToken::Space,
            GridToken::Space,
        ]);
        let row = placed(&line, RowKind::Chords, &mut Alignment::default());
        let Some(Item::Line(stroke)) = row.items.first() else {
            panic!("the sign is made of lines");
        };
        near(stroke.from.0, 97.04 + 2.0 * 27.233 - 20.0 / 3.0);
    }

    #[test]
    fn the_bar_after_two_repeated_measures_is_their_sign() {
        let line = line(vec![
            GridToken::RepeatTwoMeasures,
            bar("|", None, false),
            GridToken::Space,
            bar("|", None, false),
        ]);
        let row = placed(&line, RowKind::Chords, &mut Alignment::default());
        assert_eq!(row.items.len(), 5);
    }

    #[test]
    fn a_row_can_begin_under_the_volta_of_the_row_before() {
        let mut alignment = Alignment::default();
        let above = line(vec![
            bar("|", None, false),
            GridToken::Space,
            bar("|", Some("1"), false),
            GridToken::Space,
            bar(":|", None, false),
        ]);
        let below = line(vec![bar("|", Some("2"), true), GridToken::Space]);
        let first = placed(&above, RowKind::Chords, &mut alignment);
        let second = placed(&below, RowKind::Chords, &mut alignment);
        near(first.texts[0].x + 1.0, second.texts[0].x);
    }

    #[test]
    fn rows_of_strums_alone_have_no_bars() {
        let line = line(vec![
            bar("|", None, false),
            GridToken::Chord(chord("dn")),
            bar("|", None, false),
        ]);
        let bare = placed(&line, RowKind::Strums, &mut Alignment::default());
        let barred = placed(&line, RowKind::StrumsWithBars, &mut Alignment::default());
        assert!(bare.items.is_empty());
        assert_eq!(barred.items.len(), 2);
        assert_eq!(bare.texts, barred.texts);
    }

    #[test]
    fn a_row_ends_at_the_edge_of_the_paper() {
        let line = line(vec![GridToken::Slash; 1000]);
        let row = placed(&line, RowKind::Chords, &mut Alignment::default());
        assert!(row.texts.len() < 30);
    }
}
