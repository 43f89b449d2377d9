//! The state that the element loop carries: pages, columns, the current position
//! (`docs/spec/pages.md#0.4`, `#2.2`, `#2.3`, `#3.2`, `#3.3`).

mod placing;
mod saying;

use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::PageClass;
use chordpro_fonts::FontBook;
use chordpro_song::{Assets, BlockKind, Budget, Diagnostic, Severity, Song};

use crate::control::Controls;
use crate::drawings::Drawings;
use crate::element_font::{ElementFont, ElementFonts, FontElement};
use crate::error::LayoutError;
use crate::geometry::{Columns, Geometry, Side};
use crate::image::svg::SvgReader;
use crate::page::{Item, Layers, Page, Pt};
use crate::parts::Parts;
use crate::structure::Parent;
use crate::typeface::Typefaces;
use crate::typeset::Typesetter;

/// What the layout of all songs of a book shares.
pub struct Surroundings<'a> {
    /// The fonts.
    pub fonts: &'a FontBook,
    /// What the songs may see.
    pub assets: &'a dyn Assets,
    /// What the conversion may still use.
    pub budget: &'a Budget,
    /// The drawings of the document.
    pub drawings: Drawings,
    /// Reads SVGs.
    pub svg: SvgReader<'a>,
    /// What was said.
    pub diagnostics: Vec<Diagnostic>,
    /// The size of the letters that were set last, by which the reference measures the indent of wrapped lines.
    pub last_size: Option<Pt>,
    /// Whether a song may begin on the page on which another one ends.
    pub are_pages_shared: bool,
    /// How many sections of the document were begun.
    pub sections: usize,
}

impl Surroundings<'_> {
    /// Warns about the book.
    pub(crate) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::new(code, Severity::Warning, message));
    }
}

/// How the numbers of pages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumberStyle {
    /// `1`, `2`, `3`.
    #[default]
    Decimal,
    /// `i`, `ii`, `iii`.
    Roman,
}

/// The numbers of a song's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbering {
    /// The number of the first page.
    pub first: u32,
    /// How numbers are shown.
    pub style: NumberStyle,
}

impl Default for Numbering {
    fn default() -> Self {
        Numbering {
            first: 1,
            style: NumberStyle::Decimal,
        }
    }
}

/// A page of a song, with what headings need to know of it.
#[derive(Debug, Clone)]
pub struct SongPage {
    /// The page.
    pub page: Page,
    /// Its number.
    pub number: u32,
    /// Its class.
    pub class: PageClass,
    /// Its side.
    pub side: Side,
    /// The lower limit of its body.
    pub bottom: Pt,
    /// The names of destinations on it.
    pub destinations: Vec<String>,
}

/// Which layers something is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plane {
    /// Those of the body.
    Body,
    /// Those of headings and footers.
    Headings,
}

/// What a song is laid out for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Purpose {
    /// For its pages.
    Pages,
    /// To see whether one page holds it: there is no second one.
    OnePage {
        /// Whether a second page was asked for.
        overflows: bool,
    },
    /// To see how far down some lines reach: columns have no end.
    Measuring {
        /// The lowest place so far.
        lowest: Pt,
    },
}

/// The label of a section that no line has shown yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingLabel {
    /// The text.
    pub text: String,
    /// The line of the source that asks for it; 0 for none.
    pub line: u32,
}

/// The state of a song's layout.
pub struct Flow<'a, 'b> {
    /// The song.
    pub song: &'a Song,
    /// The settings in force.
    pub config: Arc<Config>,
    /// What all songs share.
    pub surroundings: &'b mut Surroundings<'a>,
    /// Sets texts.
    pub typesetter: Typesetter<'a>,
    /// The fonts in force.
    pub fonts: ElementFonts,
    /// The chord size at the start of the song; bars of grids are measured by it.
    pub chord_size: Pt,
    /// Paper and margins.
    pub geometry: Geometry,
    /// The columns.
    pub columns: Columns,
    /// The pages so far; the last one is the current one.
    pub pages: Vec<SongPage>,
    /// How pages are numbered.
    pub numbering: Numbering,
    /// The left and the right edge of the page's text area.
    pub area: (Pt, Pt),
    /// The right edge of that area where nothing stands beside it.
    pub widest: Pt,
    /// The left edge of the current column.
    pub left: Pt,
    /// The right edge of the current column.
    pub right: Pt,
    /// Where the body starts on this page.
    pub top: Pt,
    /// The lower limit of this page.
    pub bottom: Pt,
    /// The current column, from 0.
    pub column: usize,
    /// The width of the label margin.
    pub indent: Pt,
    /// The current height.
    pub y: Pt,
    /// The label that the next line draws.
    pub pending_label: Option<PendingLabel>,
    /// The section that lines are in; `None` outside of sections.
    pub(crate) section: Option<Parent>,
    /// Whether lines begin at the right edge of their column.
    pub(crate) is_mirrored: bool,
    /// Whether blank lines are skipped.
    pub ignores_blanks: bool,
    /// What each column of this page leaves free at its top.
    pub spread_space: Pt,
    /// What is drawn again on each further page of the song, in the layer of shapes.
    pub every_page: Vec<Item>,
    /// Whether marks show where lines begin and end.
    pub(crate) shows_spacing: bool,
    pub(crate) purpose: Purpose,
    /// How large the song is drawn: it is laid out on paper that is larger by as much as this is less than 1.
    pub(crate) scale: f64,
    pub(crate) controls: Controls,
    pub(crate) is_capo_drawn: bool,
    /// The paths that the song sets more than once.
    pub(crate) repeated_settings: BTreeSet<String>,
    pub(crate) parts: Parts,
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

impl<'a, 'b> Flow<'a, 'b> {
    /// Keeps in mind that letters of this font are set now.
    pub(crate) fn sets_in(&mut self, font: &ElementFont) {
        self.surroundings.last_size = Some(font.size);
    }

    /// The state before the first page of `song`.
    ///
    /// # Errors
    /// [`LayoutError::Font`] where a font cannot be had.
    pub fn new(
        song: &'a Song,
        config: &Arc<Config>,
        numbering: Numbering,
        surroundings: &'b mut Surroundings<'a>,
    ) -> Result<Self, LayoutError> {
        Flow::scaled(song, config, numbering, 1.0, surroundings)
    }

    /// As [`Flow::new`], for a song that is drawn smaller by `scale`.
    pub(crate) fn scaled(
        song: &'a Song,
        config: &Arc<Config>,
        numbering: Numbering,
        scale: f64,
        surroundings: &'b mut Surroundings<'a>,
    ) -> Result<Self, LayoutError> {
        let mut typesetter = Typesetter::new(Typefaces::new(surroundings.fonts), config);
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
        let geometry = Geometry::new(&config.pdf).enlarged(1.0 / scale);
        let columns = Columns::new(
            &config.settings.columns,
            song.settings.columns,
            geometry.text_width(),
            geometry.column_space,
        );
        let mut flow = Flow {
            song,
            config: Arc::clone(config),
            surroundings,
            typesetter,
            controls: Controls::new(&fonts),
            chord_size: fonts.get(FontElement::Chord).size,
            fonts,
            geometry,
            columns,
            pages: Vec::new(),
            numbering,
            area: (0.0, 0.0),
            widest: 0.0,
            left: 0.0,
            right: 0.0,
            top: 0.0,
            bottom: 0.0,
            column: 0,
            indent: 0.0,
            y: 0.0,
            pending_label: None,
            section: None,
            is_mirrored: false,
            ignores_blanks: true,
            spread_space: 0.0,
            every_page: Vec::new(),
            shows_spacing: config
                .debug
                .get("spacing")
                .is_some_and(|value| *value != 0.0),
            purpose: Purpose::Pages,
            scale,
            is_capo_drawn: false,
            repeated_settings: repeated_settings(song),
            parts: Parts::default(),
        };
        flow.indent = flow.label_margin();
        Ok(flow)
    }

    /// Adds a page and goes to its first column.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub fn new_page(&mut self) -> Result<(), LayoutError> {
        match &mut self.purpose {
            Purpose::Pages => self.surroundings.budget.charge_page()?,
            Purpose::OnePage { .. } if self.pages.is_empty() => {
                self.surroundings.budget.check_time()?;
            }
            Purpose::OnePage { overflows } => {
                *overflows = true;
                return Ok(());
            }
            Purpose::Measuring { .. } => return Ok(()),
        }
        let count = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        let number = self.numbering.first.saturating_add(count);
        let class = if number == 1 {
            PageClass::First
        } else if count == 0 {
            PageClass::Title
        } else {
            PageClass::Default
        };
        let side = if self.config.pdf.songbook.dual_pages && number % 2 == 0 {
            Side::Left
        } else {
            Side::Right
        };
        self.geometry = self.page_geometry();
        self.area = self.geometry.text_area(side);
        self.widest = self.area.1;
        self.top = self.geometry.body_top();
        if self.config.pdf.head_first_only && class == PageClass::Default {
            self.top += self.geometry.head_space;
        }
        self.bottom = self.geometry.margin_bottom;
        self.spread_space = 0.0;
        let layers = Layers {
            shapes: self.every_page.clone(),
            ..Layers::default()
        };
        self.pages.push(SongPage {
            page: Page {
                width: self.geometry.width,
                height: self.geometry.height,
                background: self.typesetter.theme.page_background(),
                underlay: None,
                layers,
                structure: Vec::new(),
                links: Vec::new(),
            },
            number,
            class,
            side,
            bottom: self.geometry.margin_bottom,
            destinations: Vec::new(),
        });
        self.ignores_blanks = true;
        self.enter_column(0);
        Ok(())
    }

    /// The geometry of a page that begins now.
    pub(crate) fn page_geometry(&self) -> Geometry {
        Geometry::new(&self.config.pdf).enlarged(1.0 / self.scale)
    }

    /// Whether the song, laid out for one page, needs more.
    pub(crate) fn overflows(&self) -> bool {
        matches!(self.purpose, Purpose::OnePage { overflows: true })
    }

    /// Goes to the top of a column of this page.
    pub fn enter_column(&mut self, column: usize) {
        self.column = column;
        (self.left, self.right) = self.columns.edges(column, self.area);
        self.y = self.top - self.spread_space;
    }

    /// Makes sure that there is room for `height` below the current position: else goes to the next column or page.
    /// Gives whether there was room.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub fn check_space(&mut self, height: Pt) -> Result<bool, LayoutError> {
        if let Purpose::Measuring { lowest } = &mut self.purpose {
            *lowest = lowest.min(self.y - height);
            return Ok(true);
        }
        if self.y - height >= self.bottom {
            return Ok(true);
        }
        self.break_column()?;
        Ok(false)
    }

    /// Goes to the next column, or to the next page.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub fn break_column(&mut self) -> Result<(), LayoutError> {
        if matches!(self.purpose, Purpose::Measuring { .. }) {
            return Ok(());
        }
        if self.column + 1 >= self.columns.count() {
            self.new_page()?;
            self.ignores_blanks = false;
        } else {
            self.enter_column(self.column + 1);
        }
        Ok(())
    }

    /// Narrows the text of this page to `right`; columns keep their new widths for the rest of the song.
    pub fn narrow(&mut self, right: Pt) {
        self.area.1 = right;
        self.columns = Columns::new(
            &self.config.settings.columns,
            self.song.settings.columns,
            self.area.1 - self.area.0,
            self.geometry.column_space,
        );
        (self.left, self.right) = self.columns.edges(self.column, self.area);
    }

    /// Makes the body of this page start at the current height, in all columns.
    pub fn lower_top(&mut self, top: Pt) {
        self.top = top;
        self.y = top;
    }
}
