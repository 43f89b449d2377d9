//! A song made smaller until it fits on one page (`native.fit-to-page`).
//!
//! The body is laid out on paper that is larger by as much as the song gets smaller, and is then drawn to scale: margins,
//! titles and footers stay as they are.

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::{BlockKind, Break, Severity, Song};

use crate::composer::Composer;
use crate::context::BookContext;
use crate::diagrams::AtFoot;
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::flow::Flow;
use crate::page::Pt;
use crate::paginator::Numbering;
use crate::song_body::place_body;

/// Lyrics are not made smaller than this.
const SMALLEST: Pt = 8.0;

/// The scale at which `song` fits on one page; 1 where it fits as it is, where it would be too small to read, and where it
/// asks for several pages itself.
pub(crate) fn scale<'a>(
    song: &'a Song,
    config: &Arc<Config>,
    numbering: Numbering,
    context: &mut BookContext<'a>,
) -> Result<f64, LayoutError> {
    let mut blocks = song.sections.iter().flat_map(|section| &section.blocks);
    let asks_for_pages = blocks.any(|block| block.kind == BlockKind::Break(Break::Page));
    if !config.native.fit_to_page || asks_for_pages {
        return Ok(1.0);
    }
    let mut trial = Trial {
        song,
        config,
        numbering,
        context,
    };
    if trial.fits(100)? {
        return Ok(1.0);
    }
    let mut fitting = trial.smallest()?;
    if fitting >= 100 || !trial.fits(fitting)? {
        let mut composer = Composer::new(song, config, context)?;
        composer.say(
            "does-not-fit",
            Severity::Warning,
            "The song does not fit on one page in a readable size",
        );
        composer.flush_diagnostics();
        return Ok(1.0);
    }
    let mut too_large = 100;
    while too_large - fitting > 1 {
        let middle = fitting.midpoint(too_large);
        if trial.fits(middle)? {
            fitting = middle;
        } else {
            too_large = middle;
        }
    }
    Ok(f64::from(fitting) / 100.0)
}

/// A song that is laid out on trial, in percent of its size.
struct Trial<'t, 'a> {
    song: &'a Song,
    config: &'t Arc<Config>,
    numbering: Numbering,
    context: &'t mut BookContext<'a>,
}

impl Trial<'_, '_> {
    fn fits(&mut self, percent: u32) -> Result<bool, LayoutError> {
        let said = self.context.diagnostics.len();
        let scale = f64::from(percent) / 100.0;
        let mut flow = Flow::of_song(self.song, self.config, scale, self.context)?;
        let mut pages = flow.one_page(self.numbering);
        place_body(&mut flow, &mut pages, AtFoot::UnlessShared)?;
        let fits = !pages.is_full();
        self.context.diagnostics.truncate(said);
        Ok(fits)
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
