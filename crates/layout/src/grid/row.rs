//! Grids in the flow of a song (`docs/spec/pages.md#6.1`, `#6.5`).

use chordpro_song::{self as song, GridRow, GridShape, GridToken};

use super::{Cells, GridStyle, RowFrame, RowKind, draw};
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::page::Tag;
use crate::place::Place;
use crate::textline::Canvas;

impl Composer<'_, '_> {
    /// Takes the shape of the grid that begins.
    pub(crate) fn grid_shape(&mut self, shape: &GridShape) {
        self.style.grid = shape.clone();
        self.style.alignment = super::Alignment::default();
    }

    /// Draws a row of a grid, and goes below it. Where grids are not shown, what follows skips blank lines instead.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn grid_row(
        &mut self,
        place: &mut dyn Place,
        line: &GridRow,
        number: u32,
    ) -> Result<(), LayoutError> {
        let kind = match line.kind {
            song::RowKind::StrumsWithBars => RowKind::StrumsWithBars,
            song::RowKind::Strums => RowKind::Strums,
            song::RowKind::Chords => RowKind::Chords,
        };
        if !self.style.config.pdf.grids.show || self.style.config.settings.lyrics_only {
            place.position_mut().ignores_blanks = true;
            return Ok(());
        }
        let font = self.font(FontElement::Grid);
        let height = font.size * self.style.config.pdf.spacing.grid;
        place.make_room(height, self)?;
        self.start_row(place);
        let left = self.measure.left + self.indent;
        let baseline = self.measure.top - font.baseline();
        self.draw_label(left, baseline);
        let cells = Cells::new(
            &self.style.grid,
            self.measure.right - left,
            0.5 * self.chord_size,
        );
        let frame = RowFrame {
            left,
            baseline,
            paper_width: place.position().geometry.width - place.position().left,
        };
        let style = GridStyle::new(
            &self.style.config,
            &self.typesetter.theme,
            &self.style.fonts,
        );
        let drawing = &mut self.drawing;
        let mut canvas = Canvas {
            shapes: &mut drawing.shapes,
            text: &mut drawing.text,
            links: &mut drawing.links,
            destinations: &mut drawing.destinations,
            bookmark: &self.song.bookmark,
        };
        let tags = draw(
            line,
            kind,
            (&cells, &frame, &style),
            &mut self.style.alignment,
            (&mut self.typesetter, &self.style.fonts),
            &mut canvas,
        );
        self.tag(Tag::GridRow, number, tags);
        let sets_number =
            |token: &GridToken| matches!(token, GridToken::Bar(bar) if bar.volta.is_some());
        if line.tokens.iter().any(sets_number) {
            self.sets_in(&font);
        }
        self.put_row(place, height);
        Ok(())
    }
}
