//! Puts flowables into the columns of pages, one below the other (`docs/spec/pages.md#0.4`, `#2.2`, `#2.3`, `#3.2`, `#3.3`).

use chordpro_config::view::PageClass;

use crate::composer::Composer;
use crate::error::LayoutError;
use crate::flowable::{Drawing, Flowable, Frame, Tagged};
use crate::geometry::{Geometry, Side};
use crate::page::{Cap, Color, Item, Layers, Line, Page, Pt, TagNode};
use crate::place::Place;
use crate::position::{PageFacts, Position};
use crate::structure::{self, Lengths, Parent};
use crate::textline::{Canvas, Placed, TextLine};
use crate::transform::Transform;

/// How the numbers of pages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum NumberStyle {
    /// `1`, `2`, `3`.
    #[default]
    Decimal,
    /// `i`, `ii`, `iii`.
    Roman,
}

/// The numbers of a song's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbering {
    /// The number of the first page.
    pub(crate) first: u32,
    /// How numbers are shown.
    pub(crate) style: NumberStyle,
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
pub(crate) struct SongPage {
    /// The page.
    pub(crate) page: Page,
    /// Its number.
    pub(crate) number: u32,
    /// Its class.
    pub(crate) class: PageClass,
    /// Its side.
    pub(crate) side: Side,
    /// The lower limit of its body.
    pub(crate) bottom: Pt,
    /// The names of destinations on it.
    pub(crate) destinations: Vec<String>,
}

/// How many pages there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// As many as the song takes.
    Any,
    /// One, to see whether it holds the song: what goes beyond it is left out.
    OnePage {
        /// Whether a second one was asked for.
        overflows: bool,
    },
}

/// The pages of a song, the last of which grows.
pub(crate) struct Paginator {
    /// The pages so far.
    pub(crate) pages: Vec<SongPage>,
    numbering: Numbering,
    position: Position,
    /// What is drawn again on each further page of the song, in the layer of shapes.
    every_page: Vec<Item>,
    extent: Extent,
}

/// How long marks are: those of beginnings start at the edge of the paper, those of ends follow them.
const MARK: Pt = 100.0;

/// The width of marks.
const MARK_WIDTH: Pt = 0.25;

/// The mark of a height: that something ends there, or else begins.
pub(crate) fn mark(y: Pt, is_end: bool, scale: f64, color: Color) -> Item {
    let from = if is_end { MARK } else { 0.0 };
    Item::Line(Line {
        from: (from / scale, y),
        to: ((from + MARK) / scale, y),
        width: MARK_WIDTH,
        color,
        cap: Cap::Square,
    })
}

impl Paginator {
    /// No pages yet, for as many as the song of `composer` takes.
    pub(crate) fn new(composer: &Composer<'_, '_>, numbering: Numbering) -> Self {
        Paginator {
            pages: Vec::new(),
            numbering,
            position: composer.start(),
            every_page: Vec::new(),
            extent: Extent::Any,
        }
    }

    /// No page yet, for at most one, whose pages and memory are not charged.
    pub(crate) fn one_page(composer: &Composer<'_, '_>, numbering: Numbering) -> Self {
        Paginator {
            extent: Extent::OnePage { overflows: false },
            ..Paginator::new(composer, numbering)
        }
    }

    /// How the numbers of pages are shown.
    pub(crate) fn number_style(&self) -> NumberStyle {
        self.numbering.style
    }

    /// The facts of the page at `index`.
    pub(crate) fn facts(&self, index: usize) -> PageFacts {
        let page = self.pages.get(index);
        PageFacts {
            number: page.map_or(0, |page| page.number),
            class: page.map_or(PageClass::First, |page| page.class),
            side: page.map_or(Side::Right, |page| page.side),
            count: self.pages.len(),
        }
    }

    /// Draws what is on the pages so far to scale; what follows is drawn as it is.
    pub(crate) fn shrink(&mut self, scale: f64, geometry: Geometry) {
        self.position.geometry = geometry;
        let transform = Transform { scale, up: 0.0 };
        for page in &mut self.pages {
            page.page.width = geometry.width;
            page.page.height = geometry.height;
            page.bottom = geometry.margin_bottom;
            transform.page(&mut page.page);
        }
    }

    /// Places a line of text of a heading on the page at `index`.
    pub(crate) fn place_heading(
        &mut self,
        index: usize,
        (x, baseline): (Pt, Pt),
        line: TextLine,
        composer: &Composer<'_, '_>,
    ) -> Placed {
        if self.extent == Extent::Any {
            // What fills the pages ticks, and ends.
            let _ = composer.book.budget.charge_memory(line.size());
        }
        let Some(target) = self.pages.get_mut(index) else {
            return Placed::nothing(x + line.width);
        };
        let page = &mut target.page;
        line.place(
            x,
            baseline,
            &mut Canvas {
                shapes: &mut page.layers.heading_shapes,
                text: &mut page.layers.heading_text,
                links: &mut page.links,
                destinations: &mut target.destinations,
                bookmark: &composer.song.bookmark,
            },
        )
    }

    /// The structure of the page at `index`.
    pub(crate) fn structure(&mut self, index: usize) -> Option<&mut Vec<TagNode>> {
        let page = self.pages.get_mut(index);
        page.map(|page| &mut page.page.structure)
    }

    /// Enters the page that was added last.
    fn enter_page(&mut self, composer: &Composer<'_, '_>, facts: PageFacts) {
        let position = &mut self.position;
        position.page = facts;
        position.geometry = composer.page_geometry();
        position.area = position.geometry.text_area(facts.side);
        position.widest = position.area.1;
        position.top = composer.page_top(&position.geometry, facts.class);
        position.bottom = position.geometry.margin_bottom;
        position.spread_space = 0.0;
        position.ignores_blanks = true;
        position.enter_column(0);
    }

    fn draw(&mut self, mut drawing: Drawing, section: Option<Parent>) {
        let Some(page) = self.pages.last_mut() else {
            return;
        };
        let there = Lengths::of(&page.page.layers, page.page.links.len());
        let structure = &mut page.page.structure;
        for tagged in drawing.tags {
            match tagged {
                Tagged::New(node) => structure::add(structure, section, node.shifted(&there)),
                Tagged::Further(node) => {
                    structure::continue_last(structure, section, node.shifted(&there));
                }
            }
        }
        page.page.layers.shapes.append(&mut drawing.shapes);
        page.page.layers.text.append(&mut drawing.text);
        page.page.links.append(&mut drawing.links);
        page.destinations.append(&mut drawing.destinations);
    }

    fn mark(&mut self, y: Pt, is_end: bool, color: Option<Color>, composer: &Composer<'_, '_>) {
        if let (Some(color), Some(page)) = (color, self.pages.last_mut()) {
            let mark = mark(y, is_end, composer.scale, color);
            page.page.layers.shapes.push(mark);
        }
    }
}

impl Place for Paginator {
    fn position(&self) -> &Position {
        &self.position
    }

    fn position_mut(&mut self) -> &mut Position {
        &mut self.position
    }

    fn looks_ahead(&self) -> bool {
        true
    }

    fn is_full(&self) -> bool {
        self.extent == Extent::OnePage { overflows: true }
    }

    fn make_room(&mut self, height: Pt, composer: &Composer<'_, '_>) -> Result<bool, LayoutError> {
        if self.position.y - height >= self.position.bottom {
            return Ok(true);
        }
        self.break_column(composer)?;
        Ok(false)
    }

    fn break_column(&mut self, composer: &Composer<'_, '_>) -> Result<(), LayoutError> {
        if self.position.column + 1 >= self.position.columns.count() {
            self.new_page(composer)?;
            self.position.ignores_blanks = false;
        } else {
            self.position.enter_column(self.position.column + 1);
        }
        Ok(())
    }

    fn new_page(&mut self, composer: &Composer<'_, '_>) -> Result<(), LayoutError> {
        match &mut self.extent {
            Extent::Any => composer.book.budget.charge_page()?,
            Extent::OnePage { .. } if self.pages.is_empty() => {
                composer.book.budget.check_time()?;
            }
            Extent::OnePage { overflows } => {
                *overflows = true;
                return Ok(());
            }
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
        let facts = PageFacts {
            number,
            class,
            side: composer.side(number),
            count: self.pages.len().saturating_add(1),
        };
        self.enter_page(composer, facts);
        let geometry = &self.position.geometry;
        self.pages.push(SongPage {
            page: Page {
                width: geometry.width,
                height: geometry.height,
                background: composer.typesetter.theme.page_background(),
                underlay: None,
                layers: Layers {
                    shapes: self.every_page.clone(),
                    ..Layers::default()
                },
                structure: Vec::new(),
                links: Vec::new(),
            },
            number,
            class,
            side: facts.side,
            bottom: geometry.margin_bottom,
            destinations: Vec::new(),
        });
        Ok(())
    }

    fn put(&mut self, flowable: Flowable, composer: &mut Composer<'_, '_>) {
        let Flowable {
            height,
            frame,
            mut drawing,
            marks,
            is_repeated,
        } = flowable;
        composer.book.diagnostics.append(&mut drawing.diagnostics);
        if self.extent == Extent::Any && drawing.memory > 0 {
            // What fills the pages ticks, and ends.
            let _ = composer.book.budget.charge_memory(drawing.memory);
        }
        if frame == Frame::Column {
            drawing.shift(self.position.left, self.position.y);
        }
        if is_repeated {
            self.every_page.extend(drawing.shapes.iter().cloned());
        }
        self.mark(self.position.y, false, marks, composer);
        self.draw(drawing, composer.section);
        self.position.y -= height;
        self.mark(self.position.y, true, marks, composer);
    }
}
