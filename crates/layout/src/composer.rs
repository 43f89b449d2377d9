//! Makes flowables of the elements of a song, by the styles in force.

mod diagnostics;
mod label_margin;
mod text;

pub(crate) use self::label_margin::lines as label_lines;

use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::PageClass;
use chordpro_song::{BlockKind, GridShape, Song};

use crate::context::BookContext;
use crate::draw_context::DrawContext;
use crate::element_font::{ElementFont, ElementFonts, FontElement};
use crate::error::LayoutError;
use crate::flowable::{Drawing, Flowable, Frame};
use crate::font_changes::FontChanges;
use crate::geometry::{Columns, Geometry, Side};
use crate::grid::Alignment;
use crate::image::inline::Pictures;
use crate::image::prepare::Prepared;
use crate::page::{Pt, SourcePlace, Tag};
use crate::place::{NextPage, PageSource, Place};
use crate::position::{PageFacts, Position};
use crate::structure::Parent;
use crate::typeface::Typefaces;
use crate::typeset::{InlinePicture, PictureRequest, Typesetter};

/// The label of a section that no line has shown yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PendingLabel {
    /// The text.
    pub(crate) text: String,
    /// The line of the source that asks for it; 0 for none.
    pub(crate) line: u32,
}

/// The styles in force at one place of a song: what elements change for those that follow them.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    /// The settings.
    pub(crate) config: Arc<Config>,
    /// The fonts.
    pub(crate) fonts: ElementFonts,
    /// What changes of fonts are made from.
    pub(crate) font_changes: FontChanges,
    /// The label that the next line shows.
    pub(crate) pending_label: Option<PendingLabel>,
    /// Whether lines begin at the right edge of their column.
    pub(crate) is_mirrored: bool,
    /// Whether the heading of the column of chords is drawn.
    pub(crate) is_capo_drawn: bool,
    /// The shape of the grid; it stays for later grids.
    pub(crate) grid: GridShape,
    /// Where voltas of the grid's row before stand.
    pub(crate) alignment: Alignment,
    /// The size of the letters that were set last, by which the reference measures the indent of wrapped lines.
    pub(crate) last_size: Option<Pt>,
}

/// The shape of grids until a song gives one: `1+4x4+1`.
const USUAL_SHAPE: GridShape = GridShape {
    measures: 4,
    beats: 4,
    left: 1,
    right: 1,
    label: None,
};

/// What a flowable is made for: the edges of its column, and the height where it begins, in its own coordinates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    /// The left edge of the column.
    pub(crate) left: Pt,
    /// The right edge of the column.
    pub(crate) right: Pt,
    /// How far the origin of its coordinates is from the left edge of the paper.
    pub(crate) origin: Pt,
    /// Where it begins.
    pub(crate) top: Pt,
    /// The page.
    pub(crate) page: PageFacts,
    frame: Frame,
}

/// Makes flowables of the elements of one song.
pub(crate) struct Composer<'a, 'b> {
    /// The song.
    pub(crate) song: &'a Song,
    /// What all songs share.
    pub(crate) book: &'b mut BookContext<'a>,
    /// Sets texts.
    pub(crate) typesetter: Typesetter<'a>,
    /// The styles in force.
    pub(crate) style: Style,
    /// The chord size at the start of the song; bars of grids are measured by it.
    pub(crate) chord_size: Pt,
    /// The width of the label margin.
    pub(crate) indent: Pt,
    /// How large the song is drawn: it is laid out on paper that is larger by as much as this is less than 1.
    pub(crate) scale: f64,
    /// The paths that the song sets more than once.
    pub(crate) repeated_settings: BTreeSet<String>,
    /// Pictures that were made ready.
    pub(crate) pictures: Pictures,
    /// The section that lines are in; `None` outside of sections.
    pub(crate) section: Option<Parent>,
    /// Where the element in hand stands in the source.
    pub(crate) source: SourcePlace,
    /// What the flowable in hand is made for.
    pub(crate) measure: Measure,
    /// What the flowable in hand draws.
    pub(crate) drawing: Drawing,
    shows_spacing: bool,
}

/// The paths that a song sets more than once.
fn repeated_settings(song: &Song) -> BTreeSet<String> {
    let mut once = BTreeSet::new();
    let mut again = BTreeSet::new();
    for block in song.sections.iter().flat_map(|section| &section.blocks) {
        if let BlockKind::Setting(setting) = &block.kind
            && !once.insert(setting.path.as_str())
        {
            again.insert(setting.path.clone());
        }
    }
    again
}

impl PageSource for Composer<'_, '_> {
    fn next_page(&self, number: u32, class: PageClass) -> NextPage {
        let geometry = self.page_geometry();
        NextPage {
            top: self.page_top(&geometry, class),
            geometry,
            side: self.side(number),
            background: self.typesetter.theme.page_background(),
        }
    }
}

impl<'a, 'b> Composer<'a, 'b> {
    /// The state before the first element of `song`.
    ///
    /// # Errors
    /// [`LayoutError::Font`] where a font cannot be had.
    pub(crate) fn new(
        song: &'a Song,
        config: &Arc<Config>,
        book: &'b mut BookContext<'a>,
    ) -> Result<Self, LayoutError> {
        Composer::scaled(song, config, 1.0, book)
    }

    /// As [`Composer::new`], for a song that is drawn smaller by `scale`.
    pub(crate) fn scaled(
        song: &'a Song,
        config: &Arc<Config>,
        scale: f64,
        book: &'b mut BookContext<'a>,
    ) -> Result<Self, LayoutError> {
        let mut typesetter = Typesetter::new(Typefaces::new(book.fonts), config);
        let fonts = ElementFonts::new(
            config,
            &song.initial_config,
            &typesetter.theme,
            &mut typesetter.typefaces,
        )
        .map_err(|missing| LayoutError::Font {
            element: missing.element.name(),
            asked: missing.asked,
        })?;
        let style = Style {
            config: Arc::clone(config),
            font_changes: FontChanges::new(&fonts),
            fonts,
            pending_label: None,
            is_mirrored: false,
            is_capo_drawn: false,
            grid: USUAL_SHAPE,
            alignment: Alignment::default(),
            last_size: book.last_size,
        };
        let shows_spacing = config.debug.get("spacing");
        let mut composer = Composer {
            song,
            book,
            typesetter,
            chord_size: style.fonts.get(FontElement::Chord).size,
            style,
            indent: 0.0,
            scale,
            repeated_settings: repeated_settings(song),
            pictures: Pictures::default(),
            section: None,
            source: SourcePlace {
                input: song.source.input,
                ..SourcePlace::default()
            },
            measure: Measure {
                left: 0.0,
                right: 0.0,
                origin: 0.0,
                top: 0.0,
                page: Position::new(Geometry::new(&config.pdf), Columns::equal(1, 0.0, 0.0)).page,
                frame: Frame::Column,
            },
            drawing: Drawing::default(),
            shows_spacing: shows_spacing.is_some_and(|value| *value != 0.0),
        };
        composer.pictures.available = composer.start().available(0.0);
        composer.indent = composer.label_margin();
        Ok(composer)
    }

    /// The place before the first page.
    pub(crate) fn start(&self) -> Position {
        let geometry = self.page_geometry();
        let width = geometry.text_width();
        let columns = self.columns(width, geometry.column_space);
        Position::new(geometry, columns)
    }

    /// The columns that the settings and the song ask for, in `width`.
    pub(crate) fn columns(&self, width: Pt, space: Pt) -> Columns {
        let columns = &self.style.config.settings.columns;
        Columns::new(columns, self.song.settings.columns, width, space)
    }

    /// The geometry of a page that begins now.
    pub(crate) fn page_geometry(&self) -> Geometry {
        Geometry::new(&self.style.config.pdf).enlarged(1.0 / self.scale)
    }

    /// Where the body of a page that begins now starts.
    pub(crate) fn page_top(&self, geometry: &Geometry, class: PageClass) -> Pt {
        let top = geometry.body_top();
        if self.style.config.pdf.head_first_only && class == PageClass::Default {
            top + geometry.head_space
        } else {
            top
        }
    }

    /// The side of the page with this number.
    pub(crate) fn side(&self, number: u32) -> Side {
        if self.style.config.pdf.songbook.dual_pages && number.is_multiple_of(2) {
            Side::Left
        } else {
            Side::Right
        }
    }

    /// Whether guides and marks show where lines begin and end (`debug.spacing`).
    pub(crate) fn shows_spacing(&self) -> bool {
        self.shows_spacing
    }

    /// Keeps in mind that letters of this font are set now.
    pub(crate) fn sets_in(&mut self, font: &ElementFont) {
        self.style.last_size = Some(font.size);
    }

    /// Keeps what there is to say, and what the songs that follow depend on.
    pub(crate) fn finish_song(&mut self) {
        self.flush_diagnostics();
        self.book.last_size = self.style.last_size;
    }

    /// Passes on what there is to say, though there is no flowable for it.
    pub(crate) fn flush_diagnostics(&mut self) {
        self.book.diagnostics.append(&mut self.drawing.diagnostics);
    }

    /// Begins a flowable for the column that `place` is in, in coordinates of its own.
    pub(crate) fn start_row(&mut self, place: &dyn Place) {
        let position = place.position();
        self.measure = Measure {
            left: 0.0,
            right: position.right - position.left,
            origin: position.left,
            top: 0.0,
            page: position.page,
            frame: Frame::Column,
        };
    }

    /// Begins a flowable that has its place on the paper.
    pub(crate) fn start_on_paper(&mut self, place: &dyn Place) {
        let position = place.position();
        self.measure = Measure {
            left: position.left,
            right: position.right,
            origin: 0.0,
            top: position.y,
            page: position.page,
            frame: Frame::Paper,
        };
    }

    /// Puts the flowable that was begun into `place`, `height` high, with marks where it begins and ends.
    pub(crate) fn put_row(&mut self, place: &mut dyn Place, height: Pt) {
        let flowable = Flowable {
            marks: self.marks(),
            ..self.finish(height)
        };
        self.put(place, flowable);
    }

    /// Puts the flowable that was begun into `place`, `height` high.
    pub(crate) fn put_unmarked(&mut self, place: &mut dyn Place, height: Pt) {
        let flowable = self.finish(height);
        self.put(place, flowable);
    }

    /// Puts a flowable into `place`, where it is in the section in force. What there is to say about it is said where it
    /// stays.
    pub(crate) fn put(&mut self, place: &mut dyn Place, mut flowable: Flowable) {
        if !place.is_trial() {
            let diagnostics = &mut flowable.drawing.diagnostics;
            self.book.diagnostics.append(diagnostics);
        }
        // The next one draws into the same memory.
        self.drawing = place.put(flowable, self.section);
    }

    /// The flowable that was begun, `height` high.
    pub(crate) fn finish(&mut self, height: Pt) -> Flowable {
        Flowable {
            height,
            frame: self.measure.frame,
            drawing: std::mem::take(&mut self.drawing),
            marks: None,
            is_repeated: false,
        }
    }

    /// Begins a section of the document in line `line` of the source.
    pub(crate) fn new_section(&mut self, line: u32) -> Parent {
        self.book.sections += 1;
        Parent {
            tag: Tag::Section(self.book.sections),
            line,
        }
    }

    /// The tools that drawings are made with.
    pub(crate) fn draw_context(&mut self) -> DrawContext<'_, 'a> {
        DrawContext {
            song: self.song,
            config: &self.style.config,
            typesetter: &mut self.typesetter,
            fonts: &self.style.fonts,
            drawings: &mut self.book.drawings,
            diagrams: &mut self.book.diagrams,
            assets: self.book.assets,
            svg: &self.book.svg,
            budget: self.book.budget,
            diagnostics: &mut self.book.diagnostics,
        }
    }

    /// The drawings of an asset, made when they are first asked for.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn prepared(&mut self, id: &str) -> Result<Prepared, LayoutError> {
        let mut pictures = std::mem::take(&mut self.pictures);
        let prepared = pictures.asset(id, &mut self.draw_context());
        self.pictures = pictures;
        Ok(prepared?)
    }

    /// What becomes of the pictures that a text asks for, in order.
    pub(crate) fn inline_pictures(&mut self, requests: &[PictureRequest]) -> Vec<InlinePicture> {
        if requests.is_empty() {
            return Vec::new();
        }
        let mut pictures = std::mem::take(&mut self.pictures);
        let made = pictures.inline(requests, &mut self.draw_context());
        self.pictures = pictures;
        made
    }
}
