//! A song as pages.

use std::sync::Arc;

use chordpro_song::{Severity, Song};

use crate::error::LayoutError;
use crate::fit;
use crate::flow::{Flow, Numbering, Purpose, SongPage, Surroundings};
use crate::page::Pt;

/// Whether a song gets a page more where its number of pages is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Extension {
    /// It does not.
    #[default]
    None,
    /// It does; the page has headings.
    ToEven,
}

/// A song on a page that was not charged for.
pub(crate) struct SinglePage {
    /// The page, with titles and without a footer.
    pub(crate) page: SongPage,
    /// Where its titles begin.
    pub(crate) head: Pt,
    /// The lower limit of its body.
    pub(crate) bottom: Pt,
}

/// Lays out a song that one page holds; `None` where it needs more.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn lay_out_single_page<'a>(
    song: &'a Song,
    numbering: Numbering,
    surroundings: &mut Surroundings<'a>,
) -> Result<Option<SinglePage>, LayoutError> {
    let config = Arc::clone(&song.config);
    let mut flow = Flow::new(song, &config, numbering, surroundings)?;
    flow.purpose = Purpose::OnePage { overflows: false };
    flow.body()?;
    if flow.overflows() {
        return Ok(None);
    }
    flow.titles();
    flow.say_what_is_missing();
    let head = flow.geometry.body_top() + flow.geometry.head_space;
    let bottom = flow.geometry.margin_bottom;
    Ok(flow
        .pages
        .pop()
        .map(|page| SinglePage { page, head, bottom }))
}

impl Flow<'_, '_> {
    /// Says where margins leave no room for the song.
    fn say_what_has_no_room(&mut self) {
        if self.geometry.text_width() <= 0.0
            || self.geometry.body_top() <= self.geometry.margin_bottom
        {
            self.say(
                "no-room",
                Severity::Warning,
                "The margins leave no room on the page",
            );
        }
    }
}

/// Lays out a song: body first, then headings.
///
/// Everything is laid out by the configuration at the end of the song, as in the reference: what a song sets, it sets
/// for all of its pages. What the song before it set is forgotten.
///
/// # Errors
/// [`LayoutError`].
pub fn lay_out_song<'a>(
    song: &'a Song,
    numbering: Numbering,
    extension: Extension,
    surroundings: &mut Surroundings<'a>,
) -> Result<Vec<SongPage>, LayoutError> {
    surroundings.budget.at_song(song.index);
    let config = Arc::clone(&song.config);
    let scale = fit::scale(song, &config, numbering, surroundings)?;
    let said = surroundings.diagnostics.len();
    let mut flow = Flow::scaled(song, &config, numbering, scale, surroundings)?;
    flow.body()?;
    if flow.parts.have_diagrams_a_page {
        flow.surroundings.diagnostics.truncate(said);
        flow = Flow::scaled(song, &config, numbering, scale, flow.surroundings)?;
        flow.parts.are_diagrams_at_foot = true;
        flow.body()?;
    }
    flow.shrink();
    if extension == Extension::ToEven && !flow.pages.len().is_multiple_of(2) {
        flow.new_page()?;
    }
    flow.headings()?;
    flow.say_what_has_no_room();
    flow.say_what_is_missing();
    Ok(flow.pages)
}

#[cfg(test)]
mod tests {
    use crate::page::Item;
    use crate::sample::{configured, diagnostics, line, pages, song};

    fn codes(changes: &[(&str, &str)]) -> Vec<String> {
        let song = configured(song(vec![line("[C]a b"), line("c")]), changes);
        diagnostics(&song)
            .iter()
            .map(|said| said.code.to_string())
            .collect()
    }

    #[test]
    fn margins_that_leave_no_room_are_said() {
        assert_eq!(codes(&[("pdf.margintop", "2000")]), ["no-room"]);
        let sides = [("pdf.marginleft", "400"), ("pdf.marginright", "300")];
        assert_eq!(codes(&sides), ["no-room"]);
        assert!(codes(&[]).is_empty());
    }

    #[test]
    fn giants_are_ordinary_fonts() {
        let changes = [("pdf.fonts.text.size", "1e300")];
        let pages = pages(&configured(song(vec![line("a")]), &changes));
        assert_eq!(pages.len(), 1);
        let items = pages.iter().flat_map(|page| page.page.layers.iter());
        let sizes: Vec<_> = items
            .filter_map(|item| match item {
                Item::Text(run) if run.text == "a" => Some(run.size),
                _ => None,
            })
            .collect();
        assert_eq!(sizes, [12.0], "the default is used");
    }
}
