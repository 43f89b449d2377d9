//! Grids in the flow of a song (`docs/spec/pages.md#6.1`, `#6.5`).

use chordpro_song::{self as song, GridRow, GridShape, GridToken};

use super::{Cells, GridStyle, RowFrame, RowKind, draw};
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::flow::{Flow, SongPage};
use crate::page::Tag;
use crate::textline::Canvas;

impl Flow<'_, '_> {
    /// Takes the shape of the grid that begins.
    pub(crate) fn grid_shape(&mut self, shape: &GridShape) {
        self.parts.grid = shape.clone();
        self.parts.alignment = super::Alignment::default();
    }

    /// Draws a row of a grid, and goes below it. Where grids are not shown, what follows skips blank lines instead.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn grid_row(&mut self, line: &GridRow, number: u32) -> Result<(), LayoutError> {
        let kind = match line.kind {
            song::RowKind::StrumsWithBars => RowKind::StrumsWithBars,
            song::RowKind::Strums => RowKind::Strums,
            song::RowKind::Chords => RowKind::Chords,
        };
        if !self.config.pdf.grids.show || self.config.settings.lyrics_only {
            self.ignores_blanks = true;
            return Ok(());
        }
        let font = self.font(FontElement::Grid);
        let height = font.size * self.config.pdf.spacing.grid;
        self.check_space(height)?;
        self.mark_start(self.y);
        let left = self.left + self.indent;
        let baseline = self.y - font.baseline();
        self.draw_label(left, baseline);
        let cells = Cells::new(&self.parts.grid, self.right - left, 0.5 * self.chord_size);
        let frame = RowFrame {
            left,
            baseline,
            paper_width: self.geometry.width,
        };
        let style = GridStyle::new(&self.config, &self.typesetter.theme, &self.fonts);
        let SongPage {
            page, destinations, ..
        } = self
            .pages
            .last_mut()
            .expect("the first page is made before anything is drawn");
        let mut canvas = Canvas {
            shapes: &mut page.layers.shapes,
            text: &mut page.layers.text,
            links: &mut page.links,
            destinations,
            bookmark: &self.song.bookmark,
        };
        let tags = draw(
            line,
            kind,
            (&cells, &frame, &style),
            &mut self.parts.alignment,
            (&mut self.typesetter, &self.fonts),
            &mut canvas,
        );
        self.tag(Tag::GridRow, number, tags);
        let sets_number =
            |token: &GridToken| matches!(token, GridToken::Bar(bar) if bar.volta.is_some());
        if line.tokens.iter().any(sets_number) {
            self.sets_in(&font);
        }
        self.y -= height;
        self.mark_end(self.y);
        Ok(())
    }
}
