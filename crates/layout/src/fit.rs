//! A song made smaller until it fits on one page (`native.fit-to-page`).
//!
//! The body is laid out on paper that is larger by as much as the song gets smaller, and is then drawn to scale: margins,
//! titles and footers stay as they are.

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::{BlockKind, Break, Diagnostic, Severity, Song};

use crate::composer::{Composer, Resting};
use crate::context::BookContext;
use crate::diagrams::AtFoot;
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::flow::Flow;
use crate::page::Pt;
use crate::paginator::{Numbering, Paginator};
use crate::song_body::place_body;

/// Lyrics are not made smaller than this.
const SMALLEST: Pt = 8.0;

/// A body on one page, at the scale of its composer, whose page is not charged.
pub(crate) struct Fitted<'a> {
    /// What its headings are made with.
    pub(crate) composer: Resting<'a>,
    /// The page.
    pub(crate) pages: Paginator<'a>,
    /// What there is to say about it.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The body of `song` as it fits on one page; `None` where that is not asked for, where it would be too small to read, and where it
/// asks for several pages itself.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn fitted<'a>(
    song: &'a Song,
    config: &Arc<Config>,
    numbering: Numbering,
    context: &mut BookContext<'a>,
) -> Result<Option<Fitted<'a>>, LayoutError> {
    let mut blocks = song.sections.iter().flat_map(|section| &section.blocks);
    let asks_for_pages = blocks.any(|block| block.kind == BlockKind::Break(Break::Page));
    if !config.native.fit_to_page || asks_for_pages {
        return Ok(None);
    }
    let mut trial = Trial {
        song,
        config,
        numbering,
        context,
    };
    if let Some(whole) = trial.at(100)? {
        return Ok(Some(whole));
    }
    let mut fitting = trial.smallest()?;
    let smallest = if fitting < 100 {
        trial.at(fitting)?
    } else {
        None
    };
    let Some(mut best) = smallest else {
        let mut composer = Composer::new(song, config, context)?;
        composer.say(
            "does-not-fit",
            Severity::Warning,
            "The song does not fit on one page in a readable size",
        );
        composer.flush_diagnostics();
        return Ok(None);
    };
    let mut too_large = 100;
    while too_large - fitting > 1 {
        let middle = fitting.midpoint(too_large);
        match trial.at(middle)? {
            Some(fitted) => (fitting, best) = (middle, fitted),
            None => too_large = middle,
        }
    }
    Ok(Some(best))
}

/// A song that is laid out on trial, in percent of its size.
struct Trial<'t, 'a> {
    song: &'a Song,
    config: &'t Arc<Config>,
    numbering: Numbering,
    context: &'t mut BookContext<'a>,
}

impl<'a> Trial<'_, 'a> {
    /// The body on one page, if it fits at this percentage.
    fn at(&mut self, percent: u32) -> Result<Option<Fitted<'a>>, LayoutError> {
        let said = self.context.diagnostics.len();
        let scale = f64::from(percent) / 100.0;
        let mut flow = Flow::of_song(self.song, self.config, scale, self.context)?;
        let mut pages = flow.one_page(self.numbering);
        place_body(&mut flow, &mut pages, AtFoot::UnlessShared)?;
        let composer = Resting::new(flow.composer);
        let diagnostics = self.context.diagnostics.split_off(said);
        Ok((!pages.is_full()).then_some(Fitted {
            composer,
            pages,
            diagnostics,
        }))
    }

    /// The least percentage at which lyrics can be read.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is clamped to percentages"
    )]
    fn smallest(&mut self) -> Result<u32, LayoutError> {
        let composer = Composer::new(self.song, self.config, self.context)?;
        let size = composer.font(FontElement::Text).size;
        Ok((SMALLEST / size * 100.0).ceil().clamp(1.0, 100.0) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{configured, line, pages, place, song, texts};

    fn long(lines: usize) -> Song {
        let mut song = song((0..lines).map(|n| line(&format!("[C]line {n}"))).collect());
        song.meta.push("title", "Long");
        song
    }

    fn fitted(song: Song) -> Song {
        configured(song, &[("native.fit-to-page", "1")])
    }

    #[test]
    fn a_song_that_is_too_long_gets_smaller() {
        assert_eq!(pages(&long(34)).len(), 2);
        let pages = pages(&fitted(long(34)));
        assert_eq!(pages.len(), 1);
        let last = texts(&pages[0])
            .into_iter()
            .find(|run| run.text == "line 33")
            .expect("all lines are on the page");
        assert!(last.size >= SMALLEST && last.size < 12.0, "{}", last.size);
        assert!(last.y >= 40.0 && last.y < 55.0, "{}", last.y);
        assert_eq!(place(&pages[0], "C ").0, 40.0);
    }

    #[test]
    fn titles_and_margins_keep_their_size() {
        let (before, after) = (pages(&long(34)), pages(&fitted(long(34))));
        assert_eq!(place(&before[0], "Long"), place(&after[0], "Long"));
        assert_eq!((after[0].page.width, after[0].page.height), (595.0, 842.0));
    }

    #[test]
    fn a_song_that_fits_stays_as_it_is() {
        let (before, after) = (pages(&long(10)), pages(&fitted(long(10))));
        assert_eq!(place(&before[0], "line 9"), place(&after[0], "line 9"));
    }

    #[test]
    fn a_song_that_would_be_too_small_to_read_stays_as_it_is() {
        let (before, after) = (pages(&long(90)), pages(&fitted(long(90))));
        assert_eq!(before.len(), after.len());
        assert_eq!(place(&before[0], "line 9"), place(&after[0], "line 9"));
    }

    #[test]
    fn pages_that_a_song_asks_for_are_kept() {
        let mut song = long(34);
        let page = chordpro_song::Block {
            kind: BlockKind::Break(Break::Page),
            place: chordpro_song::Span::at_line(1),
        };
        song.sections[0].blocks.insert(2, page);
        assert_eq!(pages(&fitted(song)).len(), 3);
    }

    #[test]
    fn columns_are_used_before_the_next_page_is() {
        let song = configured(long(60), &[("settings.columns", "2")]);
        assert_eq!(pages(&song).len(), 2);
        assert_eq!(pages(&fitted(song)).len(), 1);
    }
}
