//! Puts flowables into the columns of pages, one below the other (`docs/spec/pages.md#0.4`, `#2.2`, `#2.3`, `#3.2`, `#3.3`).

use chordpro_config::view::PageClass;
use chordpro_song::Budget;

use crate::drawing::{Drawing, Tagged};
use crate::error::LayoutError;
use crate::flowable::{Edge, Flowable, Frame, Marks};
use crate::geometry::Side;
use crate::image::block::Fitted;
use crate::page::{Item, Layers, Page, Pt, TagNode};
use crate::page_variables::NumberStyle;
use crate::paper::Paper;
use crate::position::{PageFacts, Position};
use crate::structure::{self, Lengths, Parent};
use crate::textline::{Canvas, Placed, TextLine};
use crate::transform::Transform;

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
        /// The memory that what is on it takes, in bytes.
        memory: u64,
    },
}

/// The pages of a song, the last of which grows.
pub(crate) struct Paginator<'a> {
    /// The pages so far.
    pub(crate) pages: Vec<SongPage>,
    /// What the next page is like.
    pub(crate) paper: Paper,
    budget: &'a Budget,
    numbering: Numbering,
    position: Position,
    /// What is drawn again on each further page of the song, in the layer of shapes.
    every_page: Vec<Item>,
    extent: Extent,
}

impl<'a> Paginator<'a> {
    /// No pages yet, for as many as a song takes.
    pub(crate) fn new(
        start: Position,
        paper: Paper,
        numbering: Numbering,
        budget: &'a Budget,
    ) -> Self {
        Paginator {
            pages: Vec::new(),
            paper,
            budget,
            numbering,
            position: start,
            every_page: Vec::new(),
            extent: Extent::Any,
        }
    }

    /// No page yet, for at most one, whose pages and memory are not charged.
    pub(crate) fn one_page(
        start: Position,
        paper: Paper,
        numbering: Numbering,
        budget: &'a Budget,
    ) -> Self {
        Paginator {
            extent: Extent::OnePage {
                overflows: false,
                memory: 0,
            },
            ..Paginator::new(start, paper, numbering, budget)
        }
    }

    fn charge(&mut self, bytes: u64) {
        match &mut self.extent {
            // What fills the pages ticks, and ends.
            Extent::Any if bytes > 0 => {
                let _ = self.budget.charge_memory(bytes);
            }
            Extent::Any => {}
            Extent::OnePage { memory, .. } => *memory = memory.saturating_add(bytes),
        }
    }

    /// Charges for the pages so far, where they were not charged, and lets there be more of them.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn keep(&mut self) -> Result<(), LayoutError> {
        if let Extent::OnePage { memory, .. } = std::mem::replace(&mut self.extent, Extent::Any) {
            for _ in &self.pages {
                self.budget.charge_page()?;
            }
            self.charge(memory);
        }
        Ok(())
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

    /// Draws what is on the pages so far to scale, on pages as they are now; what follows is drawn as it is.
    pub(crate) fn shrink(&mut self, scale: f64) {
        let geometry = self.paper.geometry;
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
        bookmark: &str,
    ) -> Placed {
        self.charge(line.size());
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
                bookmark,
            },
        )
    }

    /// The structure of the page at `index`.
    pub(crate) fn structure(&mut self, index: usize) -> Option<&mut Vec<TagNode>> {
        let page = self.pages.get_mut(index);
        page.map(|page| &mut page.page.structure)
    }

    /// Enters the page that is added now.
    fn enter_page(&mut self, facts: PageFacts) {
        let (position, geometry) = (&mut self.position, self.paper.geometry);
        position.page = facts;
        position.geometry = geometry;
        position.area = geometry.text_area(facts.side);
        position.widest = position.area.1;
        position.top = self.paper.top(facts.class);
        position.bottom = geometry.margin_bottom;
        position.spread_space = 0.0;
        position.ignores_blanks = true;
        position.enter_column(0);
    }

    fn draw(&mut self, drawing: &mut Drawing, section: Option<Parent>) {
        let Some(page) = self.pages.last_mut() else {
            return;
        };
        let there = Lengths::of(&page.page.layers, page.page.links.len());
        let structure = &mut page.page.structure;
        for tagged in drawing.tags.drain(..) {
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

    fn mark(&mut self, edge: Option<Edge>, marks: Option<Marks>) {
        if let (Some(edge), Some(marks), Some(page)) = (edge, marks, self.pages.last_mut()) {
            let mark = marks.at(self.position.y, edge);
            page.page.layers.shapes.push(mark);
        }
    }

    /// Where the next flowable goes.
    pub(crate) fn position(&self) -> &Position {
        &self.position
    }

    /// Where the next flowable goes, to be changed.
    pub(crate) fn position_mut(&mut self) -> &mut Position {
        &mut self.position
    }

    /// Whether there is no room for any more, and nothing of what comes counts.
    pub(crate) fn is_full(&self) -> bool {
        matches!(
            self.extent,
            Extent::OnePage {
                overflows: true,
                ..
            }
        )
    }

    /// Makes sure that there is room for `height` below the current position: else goes to the next column or page. Gives
    /// whether there was room.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn make_room(&mut self, height: Pt) -> Result<bool, LayoutError> {
        if self.position.y - height >= self.position.bottom {
            return Ok(true);
        }
        self.break_column()?;
        Ok(false)
    }

    /// Goes to the next column, or to the next page.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn break_column(&mut self) -> Result<(), LayoutError> {
        if self.position.column + 1 >= self.position.columns.count() {
            self.new_page()?;
            self.position.ignores_blanks = false;
        } else {
            self.position.enter_column(self.position.column + 1);
        }
        Ok(())
    }

    /// Goes to the next page.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn new_page(&mut self) -> Result<(), LayoutError> {
        match &mut self.extent {
            Extent::Any => self.budget.charge_page()?,
            Extent::OnePage { .. } if self.pages.is_empty() => {
                self.budget.check_time()?;
            }
            Extent::OnePage { overflows, .. } => {
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
        let side = self.paper.side(number);
        let facts = PageFacts {
            number,
            class,
            side,
            count: self.pages.len().saturating_add(1),
        };
        self.enter_page(facts);
        let geometry = self.paper.geometry;
        self.pages.push(SongPage {
            page: Page {
                width: geometry.width,
                height: geometry.height,
                background: self.paper.background,
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
            side,
            bottom: geometry.margin_bottom,
            destinations: Vec::new(),
        });
        Ok(())
    }

    /// Puts a flowable down, `fitted` being the size of its picture, and goes below it. Gives back its drawing, without what was
    /// drawn.
    pub(crate) fn put(&mut self, flowable: Flowable, fitted: Option<Fitted>) -> Drawing {
        let height = flowable.height_at(fitted, &self.position);
        let Flowable {
            frame,
            mut drawing,
            picture,
            marks,
            section,
            ..
        } = flowable;
        self.charge(drawing.memory);
        if frame == Frame::Column {
            drawing.shift(self.position.left, self.position.y);
        }
        self.mark(marks.map(|marks| marks.first), marks);
        self.draw(&mut drawing, section);
        if let (Some(picture), Some(fitted)) = (picture, fitted) {
            picture.draw(fitted, &self.position, &mut drawing);
            if picture.is_repeated() {
                self.every_page.extend(drawing.shapes.iter().cloned());
            }
            self.draw(&mut drawing, section);
        }
        self.position.y -= height;
        self.mark(Some(Edge::End), marks);
        drawing.cleared()
    }
}
