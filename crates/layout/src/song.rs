//! A song as pages.

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::{Severity, Song};

use crate::composer::Composer;
use crate::context::BookContext;
use crate::diagrams::AtFoot;
use crate::error::LayoutError;
use crate::fit;
use crate::flow::Flow;
use crate::geometry::Geometry;
use crate::heading::{headings, titles};
use crate::page::Pt;
use crate::paginator::{Numbering, Paginator, SongPage};
use crate::song_body::place_body;

/// Whether a song gets a page more where its number of pages is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Extension {
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
    context: &mut BookContext<'a>,
) -> Result<Option<SinglePage>, LayoutError> {
    let config = Arc::clone(&song.config);
    let mut flow = Flow::of_song(song, &config, 1.0, context)?;
    let mut pages = flow.one_page(numbering);
    place_body(&mut flow, &mut pages, AtFoot::UnlessShared)?;
    if pages.is_full() {
        return Ok(None);
    }
    let mut composer = flow.composer;
    titles(&mut composer, &mut pages);
    composer.say_what_is_missing();
    composer.finish_song();
    let geometry = pages.position().geometry;
    let head = geometry.body_top() + geometry.head_space;
    let bottom = geometry.margin_bottom;
    let page = pages.pages.pop();
    Ok(page.map(|page| SinglePage { page, head, bottom }))
}

/// Says where margins leave no room for the song.
fn say_what_has_no_room(composer: &mut Composer<'_, '_>, geometry: &Geometry) {
    if geometry.text_width() <= 0.0 || geometry.body_top() <= geometry.margin_bottom {
        composer.say(
            "no-room",
            Severity::Warning,
            "The margins leave no room on the page",
        );
    }
}

/// The body of a song in its own size. Its diagrams stand at the foot of a page if they would take a page more below it.
fn as_it_is<'a, 'b>(
    song: &'a Song,
    config: &Arc<Config>,
    numbering: Numbering,
    context: &'b mut BookContext<'a>,
) -> Result<(Composer<'a, 'b>, Paginator<'a>), LayoutError> {
    let said = context.diagnostics.len();
    let mut flow = Flow::of_song(song, config, 1.0, context)?;
    let mut pages = flow.pages(numbering);
    if place_body(&mut flow, &mut pages, AtFoot::UnlessShared)? {
        let book = flow.composer.book;
        book.diagnostics.truncate(said);
        flow = Flow::of_song(song, config, 1.0, book)?;
        pages = flow.pages(numbering);
        place_body(&mut flow, &mut pages, AtFoot::Always)?;
    }
    Ok((flow.composer, pages))
}

/// Lays out a song: body first, then headings.
///
/// Everything is laid out by the configuration at the end of the song, as in the reference: what a song sets, it sets
/// for all of its pages. What the song before it set is forgotten.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn lay_out_song<'a>(
    song: &'a Song,
    numbering: Numbering,
    extension: Extension,
    context: &mut BookContext<'a>,
) -> Result<Vec<SongPage>, LayoutError> {
    context.budget.at_song(song.index);
    let config = Arc::clone(&song.config);
    let (mut composer, mut pages) = match fit::fitted(song, &config, numbering, context)? {
        Some(mut fitted) => {
            fitted.pages.keep()?;
            context.diagnostics.append(&mut fitted.diagnostics);
            (fitted.composer.wake(context), fitted.pages)
        }
        None => as_it_is(song, &config, numbering, context)?,
    };
    let scale = composer.scale;
    if scale < 1.0 {
        composer.scale = 1.0;
        pages.paper = composer.paper();
        pages.shrink(scale);
    }
    if extension == Extension::ToEven && !pages.pages.len().is_multiple_of(2) {
        pages.new_page()?;
    }
    headings(&mut composer, &mut pages)?;
    say_what_has_no_room(&mut composer, &pages.position().geometry);
    composer.say_what_is_missing();
    composer.finish_song();
    Ok(pages.pages)
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
