//! Diagrams in the flow of a song: at the top, the bottom or the right of its first page, or below its lines (`docs/spec/pages.md#5.1`).

use std::sync::Arc;

use chordpro_chords::Chord;
use chordpro_config::view::DiagramPosition;

use super::placing::{Align, Measures, Row, Rows, SideColumns};
use super::{Instrument, Look, look};
use crate::element_font::{ElementFont, FontElement};
use crate::error::LayoutError;
use crate::flow::Flow;
use crate::page::{Item, ItemRange, Layer, PlacedForm, Pt, Tag, TagChild};
use crate::structure::Parent;
use crate::studio;
use crate::typeset::Markup;

/// Which name stands above a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// The one that the song shows.
    AsShown,
    /// The plain one, whatever the formats of chords say.
    Plain,
}

/// Diagrams to be drawn, and how.
struct Set {
    chords: Vec<Arc<Chord>>,
    naming: Naming,
    look: Look,
    measures: Measures,
    align: Align,
    font: ElementFont,
    spacing: f64,
    /// The line of the source that asks for them; 0 where they are those of the song.
    line: u32,
}

/// The diagrams of a song, beside its lines.
const ASIDE: Parent = Parent {
    tag: Tag::Aside,
    line: 0,
};

impl Flow<'_, '_> {
    /// Places the song's diagrams where its first page begins, unless they stand below.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn place_diagrams(&mut self) -> Result<(), LayoutError> {
        let position = self.diagram_position();
        let Some(set) = self.song_diagrams() else {
            return Ok(());
        };
        let section = self.section.replace(ASIDE);
        match position {
            DiagramPosition::Top => self.diagrams_at_top(&set)?,
            DiagramPosition::Bottom => self.diagrams_at_bottom(&set)?,
            DiagramPosition::Right => self.diagrams_at_right(&set),
            DiagramPosition::Below => {}
        }
        self.section = section;
        Ok(())
    }

    /// Places the song's diagrams below its last line, where they stand there.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn place_diagrams_below(&mut self) -> Result<(), LayoutError> {
        if self.diagram_position() != DiagramPosition::Below {
            return Ok(());
        }
        let Some(set) = self.song_diagrams() else {
            return Ok(());
        };
        let count = self.pages.len();
        self.section = Some(ASIDE);
        self.diagrams_below(&set)?;
        self.parts.have_diagrams_a_page =
            self.asked_position() == DiagramPosition::Bottom && self.pages.len() > count;
        Ok(())
    }

    /// Draws diagrams where they are asked for: `{chord}`.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn diagrams_here(&mut self, names: &[&str], line: u32) -> Result<(), LayoutError> {
        if self.config.settings.lyrics_only {
            return Ok(());
        }
        match self.diagram_set(names, Naming::Plain, line) {
            Some(set) => self.diagrams_below(&set),
            None => Ok(()),
        }
    }

    fn instrument(&self) -> Instrument {
        Instrument::parse(&self.config.instrument.kind)
    }

    /// Where the song's diagrams stand. The foot of a page is for one song only: where pages are shared, they stand below,
    /// unless that would take a page more.
    fn diagram_position(&self) -> DiagramPosition {
        let is_shared = self.config.native.share_pages
            && self.surroundings.are_pages_shared
            && !self.parts.are_diagrams_at_foot;
        match self.asked_position() {
            DiagramPosition::Bottom if is_shared => DiagramPosition::Below,
            position => position,
        }
    }

    fn asked_position(&self) -> DiagramPosition {
        match self.song.settings.diagram_position.as_deref() {
            Some("top") => DiagramPosition::Top,
            Some("bottom") => DiagramPosition::Bottom,
            Some("right") => DiagramPosition::Right,
            Some("below") => DiagramPosition::Below,
            _ => match self.instrument() {
                Instrument::Strings => self.config.pdf.diagrams.show,
                Instrument::Keyboard => self.config.pdf.kbdiagrams.show,
            },
        }
    }

    fn song_diagrams(&mut self) -> Option<Set> {
        if self.config.settings.lyrics_only {
            return None;
        }
        let list = self.song.diagrams.as_ref()?;
        let names: Vec<&str> = list.chords.iter().map(String::as_str).collect();
        self.diagram_set(&names, Naming::AsShown, 0)
    }

    /// The diagrams of these chords; those that have none are left out. `None` where nothing is left.
    fn diagram_set(&mut self, names: &[&str], naming: Naming, line: u32) -> Option<Set> {
        let instrument = self.instrument();
        let song = self.song;
        let font = self.font(FontElement::Diagram);
        let spacing = self.config.pdf.spacing.diagramchords;
        let studio = self.studio();
        let look = Look::new(instrument, &studio);
        let chords: Vec<Arc<Chord>> = names
            .iter()
            .filter_map(|name| song.chords.get(*name))
            .filter(|chord| chord.diagram.as_deref() != Some("0") && look.has(chord, &studio))
            .cloned()
            .collect();
        let align = match instrument {
            Instrument::Strings => self.config.pdf.diagrams.align,
            Instrument::Keyboard => self.config.pdf.kbdiagrams.align,
        };
        (!chords.is_empty()).then(|| Set {
            chords,
            naming,
            measures: look.measures(font.size, spacing),
            look,
            align: look::align(align),
            font,
            spacing,
            line,
        })
    }

    fn diagrams_at_bottom(&mut self, set: &Set) -> Result<(), LayoutError> {
        let width = self.area.1 - self.area.0;
        let rows = Rows::new(set.measures, set.chords.len(), width, set.align);
        #[expect(clippy::cast_precision_loss, reason = "rows are few")]
        let height = rows.rows(set.chords.len()) as f64 * set.measures.row();
        let mut y = self.geometry.margin_bottom + height;
        self.bottom = y;
        y -= set.measures.row_gap;
        self.diagram_rows_at(set, &rows, y)?;
        Ok(())
    }

    fn diagrams_at_top(&mut self, set: &Set) -> Result<(), LayoutError> {
        let width = self.area.1 - self.area.0;
        let rows = Rows::new(set.measures, set.chords.len(), width, set.align);
        let y = self.diagram_rows_at(set, &rows, self.y)?;
        self.lower_top(y);
        Ok(())
    }

    /// Draws rows from `y` down; gives where they end. The body's position is what decides on a break, as in the reference.
    fn diagram_rows_at(&mut self, set: &Set, rows: &Rows, mut y: Pt) -> Result<Pt, LayoutError> {
        let mut chords = set.chords.as_slice();
        while !chords.is_empty() {
            self.check_space(set.measures.row())?;
            self.mark_start(y);
            let row = rows.next(chords.len());
            chords = self.diagram_row(set, chords, row, self.left, y);
            y -= set.measures.row();
            self.mark_end(y);
        }
        Ok(y)
    }

    fn diagrams_below(&mut self, set: &Set) -> Result<(), LayoutError> {
        let width = self.right - self.left - self.indent;
        let rows = Rows::new(set.measures, set.chords.len(), width, set.align);
        let mut chords = set.chords.as_slice();
        while !chords.is_empty() {
            self.check_space(set.measures.row())?;
            self.mark_start(self.y);
            // A row that would be spread stays at the left here.
            let row = Row {
                pitch: set.measures.pitch(),
                ..rows.next(chords.len())
            };
            let left = self.left + self.indent;
            chords = self.diagram_row(set, chords, row, left, self.y);
            self.y -= set.measures.row();
            self.mark_end(self.y);
        }
        Ok(())
    }

    fn diagrams_at_right(&mut self, set: &Set) {
        let height = self.geometry.body_top() - self.geometry.margin_bottom;
        let side = SideColumns::new(set.measures, set.chords.len(), height);
        let left = self.left + (self.area.1 - self.area.0) - side.width;
        let top = self.y;
        self.narrow(left - self.geometry.column_space);
        let mut chords = set.chords.as_slice();
        let mut y = top;
        while !chords.is_empty() {
            let row = Row {
                count: side.columns.min(chords.len()),
                offset: 0.0,
                pitch: set.measures.pitch(),
            };
            chords = self.diagram_row(set, chords, row, left, y);
            y -= set.measures.row();
        }
    }

    /// Draws a row whose slot begins at `y`; gives the chords that are left.
    fn diagram_row<'c>(
        &mut self,
        set: &Set,
        chords: &'c [Arc<Chord>],
        row: Row,
        left: Pt,
        y: Pt,
    ) -> &'c [Arc<Chord>] {
        let (now, later) = chords
            .split_at_checked(row.count.max(1))
            .unwrap_or((chords, &[]));
        let mut x = left + row.offset;
        for chord in now {
            self.diagram(set, chord, x, y);
            x += row.pitch;
        }
        later
    }

    fn diagram(&mut self, set: &Set, chord: &Chord, x: Pt, y: Pt) {
        let mut studio = self.studio();
        let is_changed = chord.untransposed.is_some() || chord.untranscoded.is_some();
        let mut name = match set.naming {
            Naming::Plain if !is_changed => chord.name.clone(),
            _ => chordpro_song::shown_name(chord, studio.config).to_string(),
        };
        let form = set.look.form(chord, &name, &mut studio);
        if set.look.is_questionable(chord, &studio) {
            name.push('?');
        }
        let mut font = set.font;
        if let Some(color) = chord.diagram.as_deref() {
            font.color = studio.typesetter.theme.ink(color);
        }
        let width = studio.typesetter.width(&name, &font);
        let line = studio.typesetter.line(&name, &font, Markup::Parsed, &[]);
        let left = x + (set.measures.width - width) / 2.0;
        let baseline = y - font.baseline();
        self.sets_in(&font);
        let shapes = &mut self.page().page.layers.shapes;
        let start = shapes.len();
        studio::place(line, left, baseline, shapes);
        shapes.push(Item::Form(PlacedForm {
            form,
            x,
            y: y - set.look.origin(set.font.size, set.spacing),
            scale_x: 1.0,
            scale_y: 1.0,
        }));
        let items = ItemRange {
            layer: Layer::Shapes,
            start,
            end: shapes.len(),
        };
        self.tag(Tag::Diagram, set.line, vec![TagChild::Items(items)]);
    }
}
