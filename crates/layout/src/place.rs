//! Where flowables go: onto pages, or nowhere, to see how far down they reach.

use chordpro_config::view::PageClass;

use crate::error::LayoutError;
use crate::flowable::{Drawing, Flowable};
use crate::geometry::{Geometry, Side};
use crate::page::{Color, Pt};
use crate::position::Position;
use crate::structure::Parent;

/// A page that begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NextPage {
    /// Paper and margins.
    pub(crate) geometry: Geometry,
    /// Where the body starts.
    pub(crate) top: Pt,
    /// The side of an open book.
    pub(crate) side: Side,
    /// The background, where it is not plain paper.
    pub(crate) background: Option<Color>,
}

/// Tells what the next page is like, by the settings in force.
pub(crate) trait PageSource {
    /// The page with this number, of this class.
    fn next_page(&self, number: u32, class: PageClass) -> NextPage;
}

/// Takes flowables in order.
pub(crate) trait Place {
    /// Where the next one goes.
    fn position(&self) -> &Position;

    /// Where the next one goes, to be changed.
    fn position_mut(&mut self) -> &mut Position;

    /// Whether flowables are only looked at, and do not stay.
    fn is_trial(&self) -> bool;

    /// Whether there is no room for any more, and nothing of what comes counts.
    fn is_full(&self) -> bool;

    /// Makes sure that there is room for `height` below the current position: else goes to the next column or page. Gives
    /// whether there was room.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    fn make_room(&mut self, height: Pt, pages: &dyn PageSource) -> Result<bool, LayoutError>;

    /// Goes to the next column, or to the next page.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    fn break_column(&mut self, pages: &dyn PageSource) -> Result<(), LayoutError>;

    /// Goes to the next page.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    fn new_page(&mut self, pages: &dyn PageSource) -> Result<(), LayoutError>;

    /// Takes a flowable of a section, and goes below it. Gives back its drawing, without what was drawn.
    fn put(&mut self, flowable: Flowable, section: Option<Parent>) -> Drawing;
}
