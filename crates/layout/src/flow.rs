//! The flow of a song: its elements as flowables, each composed when it is asked for, once for each measure that makes a
//! difference, and placed in order.

use std::collections::VecDeque;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::Song;

use crate::body::{Body, Entry};
use crate::compose::{Blanks, compose};
use crate::composer::Composer;
use crate::context::BookContext;
use crate::elements::ElementKind;
use crate::error::LayoutError;
use crate::flowable::{Flowable, Point};
use crate::guides::guides;
use crate::paginator::{Numbering, Paginator};
use crate::paper::Paper;
use crate::position::Measure;
use crate::style::Style;

/// The flow of a song.
pub(crate) struct Flow<'a, 'b> {
    /// What flowables are made with; its styles are those behind the last element that was composed.
    pub(crate) composer: Composer<'a, 'b>,
    /// The elements.
    pub(crate) body: Body<'a>,
    /// What is composed and not placed yet, in order.
    ahead: VecDeque<Composed>,
    /// How many elements were placed.
    placed: usize,
}

/// An element as flowables.
pub(crate) struct Composed {
    /// The styles before it.
    before: Style,
    /// What pages are like that begin before it.
    pub(crate) paper: Paper,
    /// What it is made for.
    measure: Measure,
    /// What it means for blank lines.
    pub(crate) blanks: Blanks,
    /// The flowables.
    pub(crate) rows: Vec<Flowable>,
}

/// Whether the place of a column on the paper, and its page, make a difference to an element; else only its width does.
fn depends_on_place(entry: &Entry<'_>, style: &Style) -> bool {
    match entry.element.kind {
        ElementKind::GridLine(_) => true,
        ElementKind::SongLine(_) => style.config.pdf.chordscolumn != 0.0,
        _ => false,
    }
}

impl Composed {
    /// Whether it is as it would be for `measure`.
    fn is_for(&self, measure: &Measure, entry: &Entry<'_>) -> bool {
        self.measure.right == measure.right
            && (self.measure == *measure || !depends_on_place(entry, &self.before))
    }
}

impl<'a, 'b> Flow<'a, 'b> {
    /// The flow of `song` by the settings `config`, drawn smaller by `scale`.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub(crate) fn of_song(
        song: &'a Song,
        config: &Arc<Config>,
        scale: f64,
        book: &'b mut BookContext<'a>,
    ) -> Result<Self, LayoutError> {
        let composer = Composer::scaled(song, config, scale, book)?;
        let body = Body::new(song, config, composer.book)?;
        Ok(Flow {
            composer,
            body,
            ahead: VecDeque::new(),
            placed: 0,
        })
    }

    /// No pages yet for it, but as many as it takes.
    pub(crate) fn pages(&self, numbering: Numbering) -> Paginator<'a> {
        let composer = &self.composer;
        let budget = composer.book.budget;
        Paginator::new(composer.start(), composer.paper(), numbering, budget)
    }

    /// No page yet for it, but one, which is not charged.
    pub(crate) fn one_page(&self, numbering: Numbering) -> Paginator<'a> {
        let composer = &self.composer;
        let budget = composer.book.budget;
        Paginator::one_page(composer.start(), composer.paper(), numbering, budget)
    }

    /// The element at `index`, composed for `measure`. It is not placed yet.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub(crate) fn composed(
        &mut self,
        index: usize,
        measure: Measure,
    ) -> Result<Option<&Composed>, LayoutError> {
        while self.placed + self.ahead.len() <= index {
            if !self.compose_next(measure)? {
                return Ok(None);
            }
        }
        let at = index.saturating_sub(self.placed);
        let entry = self.body.entries.get(index);
        if let (Some(entry), Some(composed)) = (entry, self.ahead.get_mut(at))
            && !composed.is_for(&measure, entry)
        {
            composed.rows = again(&mut self.composer, entry, composed, measure, None)?;
            composed.measure = measure;
        }
        Ok(self.ahead.get(at))
    }

    /// Composes one element more; gives whether there was one.
    fn compose_next(&mut self, measure: Measure) -> Result<bool, LayoutError> {
        let index = self.placed + self.ahead.len();
        let Some(entry) = self.body.entries.get(index) else {
            return Ok(false);
        };
        let composer = &mut self.composer;
        composer.book.budget.at_line(entry.element.place.line);
        composer.book.budget.tick()?;
        let (before, paper) = (composer.style.clone(), composer.paper());
        let mut rows = Vec::new();
        composer.measure = measure;
        let blanks = compose(composer, entry, &mut rows)?;
        self.ahead.push_back(Composed {
            before,
            paper,
            measure,
            blanks,
            rows,
        });
        Ok(true)
    }

    /// Places the next element.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub(crate) fn place_next(&mut self, pages: &mut Paginator<'_>) -> Result<(), LayoutError> {
        let index = self.placed;
        self.composed(index, pages.position().measure())?;
        let Some(composed) = self.ahead.pop_front() else {
            return Ok(());
        };
        self.placed += 1;
        pages.paper = composed.paper;
        let Some(entry) = self.body.entries.get(index) else {
            return Ok(());
        };
        match composed.blanks {
            Blanks::Unchanged => {}
            Blanks::Shown => pages.position_mut().ignores_blanks = false,
            Blanks::Skipped => pages.position_mut().ignores_blanks = true,
            Blanks::Own(goes_on) if pages.position().ignores_blanks => {
                pages.position_mut().ignores_blanks = goes_on;
                return Ok(());
            }
            Blanks::Own(_) => {}
        }
        match entry.element.kind {
            ElementKind::NewPage => {
                pages.new_page()?;
                let style = self.composer.enter(composed.before);
                guides(&mut self.composer, pages);
                self.composer.enter(style);
            }
            ElementKind::ColumnBreak => pages.break_column()?,
            _ => place(&mut self.composer, entry, composed, pages)?,
        }
        Ok(())
    }
}

/// Places the flowables of an element. Those that come to a column in which they would be otherwise are composed again.
fn place(
    composer: &mut Composer<'_, '_>,
    entry: &Entry<'_>,
    mut composed: Composed,
    pages: &mut Paginator<'_>,
) -> Result<(), LayoutError> {
    let started = composed.measure;
    let mut rows = std::mem::take(&mut composed.rows).into_iter();
    let mut is_resumed = false;
    while let Some(mut row) = rows.next() {
        let fitted = row.fitted(pages.position());
        let room = row.room_at(fitted, pages.position());
        if let Some(room) = room
            && !pages.make_room(room)?
            && let Some(point) = row.point
        {
            let now = pages.position().measure();
            if !composed.is_for(&now, entry) {
                let goes_on = Some((started, point));
                rows = again(composer, entry, &composed, now, goes_on)?.into_iter();
                composed.measure = now;
                // What only asks for the room of all rows is not there again; the first row asks for its own.
                if row.height == 0.0 && !std::mem::replace(&mut is_resumed, true) {
                    continue;
                }
                let Some(next) = rows.next() else {
                    break;
                };
                row = next;
            }
        }
        composer.put_fitted(pages, row, fitted);
    }
    Ok(())
}

/// Composes an element once more, for another measure: from its beginning, or from a point on at which it goes on there.
fn again(
    composer: &mut Composer<'_, '_>,
    entry: &Entry<'_>,
    composed: &Composed,
    measure: Measure,
    resumed: Option<(Measure, Point)>,
) -> Result<Vec<Flowable>, LayoutError> {
    let mut before = composed.before.clone();
    if resumed.is_some_and(|(_, point)| point != Point::default()) {
        // Its first rows have shown what is shown once.
        before.pending_label = None;
        before.is_capo_drawn = true;
    }
    let style = composer.enter(before);
    composer.measure = measure;
    composer.resumed = resumed;
    let mut rows = Vec::new();
    let warned = composer.typesetter.warnings.len();
    let made = compose(composer, entry, &mut rows);
    // It was said before what is wrong with its markup, where its rows do not say it themselves.
    composer.typesetter.warnings.truncate(warned);
    composer.resumed = None;
    composer.enter(style);
    made?;
    Ok(rows)
}
