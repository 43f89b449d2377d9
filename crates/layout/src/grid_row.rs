//! Grids in the flow of a song (`docs/spec/pages.md#6.1`, `#6.5`).

use std::rc::Rc;

use chordpro_song::{self as song, GridRow, GridShape, GridToken};

use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::flowable::{Flowable, Point};
use crate::grid::{Alignment, Cells, GridStyle, RowFrame, RowKind, draw};
use crate::label::draw_label;
use crate::page::Tag;
use crate::textline::Canvas;

/// Takes the shape of the grid that begins.
pub(crate) fn grid_shape(composer: &mut Composer<'_, '_>, shape: &GridShape) {
    composer.style.grid = Rc::new(shape.clone());
    composer.style.alignment = Alignment::default();
}

/// Whether grids are shown. Where they are not, what follows skips blank lines instead.
pub(crate) fn shows_grids(composer: &Composer<'_, '_>) -> bool {
    composer.style.config.pdf.grids.show && !composer.style.config.settings.lyrics_only
}

/// A row of a grid; `None` where grids are not shown.
pub(crate) fn grid_row(
    composer: &mut Composer<'_, '_>,
    line: &GridRow,
    number: u32,
) -> Option<Flowable> {
    let kind = match line.kind {
        song::RowKind::StrumsWithBars => RowKind::StrumsWithBars,
        song::RowKind::Strums => RowKind::Strums,
        song::RowKind::Chords => RowKind::Chords,
    };
    if !shows_grids(composer) {
        return None;
    }
    let font = composer.font(FontElement::Grid);
    let height = font.size * composer.style.config.pdf.spacing.grid;
    let left = composer.measure.left + composer.indent;
    let baseline = composer.measure.top - font.baseline();
    draw_label(composer, left, baseline);
    let cells = Cells::new(
        &composer.style.grid,
        composer.measure.right - left,
        0.5 * composer.chord_size,
    );
    let frame = RowFrame {
        left,
        baseline,
        paper_width: composer.measure.paper,
    };
    let style = GridStyle::new(
        &composer.style.config,
        &composer.typesetter.theme,
        &composer.style.fonts,
    );
    let drawing = &mut composer.drawing;
    let mut canvas = Canvas {
        shapes: &mut drawing.shapes,
        text: &mut drawing.text,
        links: &mut drawing.links,
        destinations: &mut drawing.destinations,
        bookmark: &composer.song.bookmark,
    };
    let tags = draw(
        line,
        kind,
        (&cells, &frame, &style),
        &mut composer.style.alignment,
        (&mut composer.typesetter, &composer.style.fonts),
        &mut canvas,
    );
    composer.tag(Tag::GridRow, number, tags);
    let sets_number =
        |token: &GridToken| matches!(token, GridToken::Bar(bar) if bar.volta.is_some());
    if line.tokens.iter().any(sets_number) {
        composer.sets_in(&font);
    }
    Some(Flowable {
        point: Some(Point::default()),
        ..composer.row(Some(height), height)
    })
}
