//! The body of a song on its pages: what stands on the first one besides the lines, then the flow, then the diagrams below it.

use crate::column_end::keep_together;
use crate::composer::Composer;
use crate::diagrams::{AtFoot, place_diagrams, place_diagrams_below};
use crate::error::LayoutError;
use crate::flow::Flow;
use crate::guides::guides;
use crate::image::textblock;
use crate::paginator::Paginator;
use crate::picture::spread_picture;

/// Places the whole body: the first page, all elements, what comes after them. Gives whether diagrams that belong to
/// the foot of a page took a page of their own below the song.
///
/// # Errors
/// [`LayoutError::Exceeded`], [`LayoutError::RecallKind`].
pub(crate) fn place_body(
    flow: &mut Flow<'_, '_>,
    pages: &mut Paginator<'_>,
    at_foot: AtFoot,
) -> Result<bool, LayoutError> {
    pages.new_page()?;
    let count = flow.body.entries.len();
    let source = flow.composer.source;
    let together = std::mem::take(&mut flow.body.together);
    let mut together = together.into_iter().peekable();
    for index in 0..count {
        if index == flow.body.first_shown {
            furnish(&mut flow.composer, pages, at_foot)?;
        }
        if let Some(entry) = flow.body.entries.get(index) {
            flow.composer.book.budget.at_line(entry.element.place.line);
        }
        if pages.is_full() {
            return Ok(false);
        }
        while let Some(range) = together.next_if(|range| range.start == index) {
            keep_together(flow, pages, range)?;
        }
        flow.place_next(pages)?;
    }
    let composer = &mut flow.composer;
    composer.source = source;
    if flow.body.first_shown == count {
        guides(composer, pages);
    }
    pages.paper = composer.paper();
    let count = pages.pages.len();
    let is_foot_wanted = place_diagrams_below(composer, pages, at_foot)?;
    Ok(is_foot_wanted && pages.pages.len() > count)
}

/// Prepares the first page for the first element that shows something: diagrams, text blocks, the spread picture, guides.
/// Text blocks are set here: later fonts of the song are not theirs.
///
/// # Errors
/// [`LayoutError::Exceeded`].
fn furnish(
    composer: &mut Composer<'_, '_>,
    pages: &mut Paginator<'_>,
    diagrams: AtFoot,
) -> Result<(), LayoutError> {
    pages.paper = composer.paper();
    place_diagrams(composer, pages, diagrams)?;
    composer.pictures.available = pages.position().available(composer.indent);
    let song = composer.song;
    for (id, asset) in &song.assets {
        if textblock::lines(&asset.content).is_some() {
            composer.prepared(id)?;
        }
    }
    spread_picture(composer, pages)?;
    guides(composer, pages);
    Ok(())
}
