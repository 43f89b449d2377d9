//! Grids in the flow of a song (`docs/spec/pages.md#6.1`, `#6.5`).

use chordpro_song::{self as song, GridRow, GridShape, GridToken};

use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::grid::{Alignment, Cells, GridStyle, RowFrame, RowKind, draw};
use crate::label::draw_label;
use crate::page::Tag;
use crate::place::Place;
use crate::textline::Canvas;

/// Takes the shape of the grid that begins.
pub(crate) fn grid_shape(composer: &mut Composer<'_, '_>, shape: &GridShape) {
    composer.style.grid = shape.clone();
    composer.style.alignment = Alignment::default();
}

/// Draws a row of a grid, and goes below it. Where grids are not shown, what follows skips blank lines instead.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn grid_row(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    line: &GridRow,
    number: u32,
) -> Result<(), LayoutError> {
    let kind = match line.kind {
        song::RowKind::StrumsWithBars => RowKind::StrumsWithBars,
        song::RowKind::Strums => RowKind::Strums,
        song::RowKind::Chords => RowKind::Chords,
    };
    if !composer.style.config.pdf.grids.show || composer.style.config.settings.lyrics_only {
        place.position_mut().ignores_blanks = true;
        return Ok(());
    }
    let font = composer.font(FontElement::Grid);
    let height = font.size * composer.style.config.pdf.spacing.grid;
    place.make_room(height, composer)?;
    composer.start_row(place);
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
        paper_width: place.position().geometry.width - place.position().left,
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
    composer.put_row(place, height);
    Ok(())
}
