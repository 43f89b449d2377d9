//! Where flowables go: onto pages, or nowhere, to see how far down they reach.

use crate::composer::Composer;
use crate::error::LayoutError;
use crate::flowable::Flowable;
use crate::page::Pt;
use crate::position::Position;

/// Takes flowables in order.
pub(crate) trait Place {
    /// Where the next one goes.
    fn position(&self) -> &Position;

    /// Where the next one goes, to be changed.
    fn position_mut(&mut self) -> &mut Position;

    /// Whether it is worth while to look ahead: lines that are looked at already are not looked at once more.
    fn looks_ahead(&self) -> bool;

    /// Whether there is no room for any more, and nothing of what comes counts.
    fn is_full(&self) -> bool;

    /// Makes sure that there is room for `height` below the current position: else goes to the next column or page. Gives
    /// whether there was room.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    fn make_room(&mut self, height: Pt, composer: &Composer<'_, '_>) -> Result<bool, LayoutError>;

    /// Goes to the next column, or to the next page.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    fn break_column(&mut self, composer: &Composer<'_, '_>) -> Result<(), LayoutError>;

    /// Goes to the next page.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    fn new_page(&mut self, composer: &Composer<'_, '_>) -> Result<(), LayoutError>;

    /// Takes a flowable, and goes below it.
    fn put(&mut self, flowable: Flowable, composer: &mut Composer<'_, '_>);
}
