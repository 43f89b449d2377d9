//! Makes flowables of the elements of a song, by the styles in force.

mod diagnostics;
mod label_margin;
mod rest;
mod text;

pub(crate) use self::label_margin::lines as label_lines;
pub(crate) use self::rest::Resting;

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::Song;

use crate::context::BookContext;
use crate::draw_context::DrawContext;
use crate::drawing::Drawing;
use crate::element_font::{ElementFont, ElementFonts, FontElement};
use crate::error::LayoutError;
use crate::flowable::{Flowable, Frame, Point};
use crate::geometry::{Columns, Geometry};
use crate::image::block::Fitted;
use crate::image::inline::Pictures;
use crate::image::prepare::Prepared;
use crate::page::{Pt, SourcePlace};
use crate::paginator::Paginator;
use crate::paper::Paper;
use crate::position::{Measure, Position};
use crate::structure::Parent;
use crate::style::Style;
use crate::typeface::Typefaces;
use crate::typeset::{InlinePicture, PictureRequest, Typesetter};

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
    /// Pictures that were made ready.
    pub(crate) pictures: Pictures,
    /// The section that lines are in; `None` outside of sections.
    pub(crate) section: Option<Parent>,
    /// Where the element in hand stands in the source.
    pub(crate) source: SourcePlace,
    /// What the flowable in hand is made for.
    pub(crate) measure: Measure,
    /// Where its element began, and where it goes on there; `None` where it is made from its beginning.
    pub(crate) resumed: Option<(Measure, Point)>,
    /// What the flowable in hand draws.
    pub(crate) drawing: Drawing,
    /// Drawings whose memory can be used again.
    spare: Vec<Drawing>,
    shows_spacing: bool,
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
        let style = Style::new(config, fonts, book.last_size);
        let shows_spacing = config.debug.get("spacing");
        let mut composer = Composer {
            song,
            book,
            typesetter,
            chord_size: style.fonts.get(FontElement::Chord).size,
            style,
            indent: 0.0,
            scale,
            pictures: Pictures::default(),
            section: None,
            source: SourcePlace {
                input: song.source.input,
                ..SourcePlace::default()
            },
            measure: Position::new(Geometry::new(&config.pdf), Columns::equal(1, 0.0, 0.0))
                .measure(),
            resumed: None,
            drawing: Drawing::default(),
            spare: Vec::new(),
            shows_spacing: shows_spacing.is_some_and(|value| *value != 0.0),
        };
        composer.pictures.available = composer.start().available(0.0);
        composer.indent = composer.label_margin();
        Ok(composer)
    }

    /// The place before the first page.
    pub(crate) fn start(&self) -> Position {
        let geometry = self.paper().geometry;
        let width = geometry.text_width();
        let columns = self.columns(width, geometry.column_space);
        Position::new(geometry, columns)
    }

    /// The columns that the settings and the song ask for, in `width`.
    pub(crate) fn columns(&self, width: Pt, space: Pt) -> Columns {
        let columns = &self.style.config.settings.columns;
        Columns::new(columns, self.song.settings.columns, width, space)
    }

    /// What a page is like that begins now.
    pub(crate) fn paper(&self) -> Paper {
        let pdf = &self.style.config.pdf;
        Paper {
            geometry: Geometry::new(pdf).enlarged(1.0 / self.scale),
            is_head_on_first_only: pdf.head_first_only,
            is_dual: pdf.songbook.dual_pages,
            background: self.typesetter.theme.page_background(),
        }
    }

    /// Goes on in another style; gives the one that was in force.
    pub(crate) fn enter(&mut self, style: Style) -> Style {
        if !Arc::ptr_eq(&style.config, &self.style.config) {
            self.typesetter.configure(&style.config);
        }
        std::mem::replace(&mut self.style, style)
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

    /// Where the element in hand goes on, if it does in its part `part`: how far its text is set.
    pub(crate) fn resumes_at(&self, part: usize) -> usize {
        match self.resumed {
            Some((_, point)) if point.part == part => point.at,
            _ => 0,
        }
    }

    /// The row that was begun: it asks for `room`, is `height` high, and is marked where it begins and ends.
    pub(crate) fn row(&mut self, room: Option<Pt>, height: Pt) -> Flowable {
        Flowable {
            room,
            marks: self.marks(),
            ..self.finish(height, Frame::Column)
        }
    }

    /// The flowable that was begun, `height` high, in the section in force.
    pub(crate) fn finish(&mut self, height: Pt, frame: Frame) -> Flowable {
        let next = self.spare.pop().unwrap_or_default();
        Flowable {
            room: None,
            height,
            frame,
            drawing: std::mem::replace(&mut self.drawing, next),
            picture: None,
            marks: None,
            section: self.section,
            point: None,
        }
    }

    /// Puts a flowable on `pages`. What there is to say about it is said now.
    pub(crate) fn put(&mut self, pages: &mut Paginator<'_>, flowable: Flowable) {
        self.put_fitted(pages, flowable, None);
    }

    /// As [`Composer::put`], with the size of its picture.
    pub(crate) fn put_fitted(
        &mut self,
        pages: &mut Paginator<'_>,
        mut flowable: Flowable,
        fitted: Option<Fitted>,
    ) {
        let diagnostics = &mut flowable.drawing.diagnostics;
        self.book.diagnostics.append(diagnostics);
        // Further ones draw into the same memory.
        self.spare.push(pages.put(flowable, fitted));
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
