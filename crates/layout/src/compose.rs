//! Makes flowables of an element of a song.

use chordpro_song::Severity;

use crate::body::{Entry, Part, is_setting};
use crate::comment::{comment_line, tab_line};
use crate::composer::Composer;
use crate::control::change_style;
use crate::diagrams::diagrams_here;
use crate::element_font::FontElement;
use crate::elements::{Element, ElementKind};
use crate::error::LayoutError;
use crate::flowable::{Flowable, Frame};
use crate::grid_row::{grid_row, grid_shape, shows_grids};
use crate::label::put_label;
use crate::picture::picture;
use crate::recall::{comment_font, recall_line};
use crate::songline::songline;

/// What an element means for blank lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blanks {
    /// Nothing.
    Unchanged,
    /// Those that follow are shown.
    Shown,
    /// Those that follow are skipped.
    Skipped,
    /// It is one: where it is skipped, those that follow are as well, or not.
    Own(bool),
}

/// Makes flowables of an element, by the styles in force, which it may change, for the measure of `composer`.
///
/// # Errors
/// [`LayoutError::Exceeded`], [`LayoutError::RecallKind`].
pub(crate) fn compose(
    composer: &mut Composer<'_, '_>,
    entry: &Entry<'_>,
    rows: &mut Vec<Flowable>,
) -> Result<Blanks, LayoutError> {
    (composer.section, composer.source) = (entry.section, entry.source);
    element(composer, entry, rows)?;
    if !composer.drawing.diagnostics.is_empty() {
        // What is said about an element that draws nothing.
        rows.push(composer.finish(0.0, Frame::Column));
    }
    Ok(match (&entry.part, &entry.element.kind) {
        (Part::Blank(goes_on), _) => Blanks::Own(*goes_on),
        (Part::Diagrams(chords), _) if chords.is_empty() => Blanks::Unchanged,
        (_, ElementKind::GridLine(_)) if !shows_grids(composer) => Blanks::Skipped,
        (_, ElementKind::Ignored | ElementKind::Control(_)) => Blanks::Unchanged,
        (_, kind) if is_setting(kind) => Blanks::Unchanged,
        _ => Blanks::Shown,
    })
}

fn element(
    composer: &mut Composer<'_, '_>,
    entry: &Entry<'_>,
    rows: &mut Vec<Flowable>,
) -> Result<(), LayoutError> {
    let element = &entry.element;
    match &entry.part {
        Part::Blank(_) => rows.push(blank_line(composer)),
        Part::Diagrams(chords) => diagrams_here(composer, rows, chords, element.place.line),
        Part::Settings(config) => {
            let mut style = composer.style.clone();
            style.config = config.clone();
            composer.enter(style);
        }
        Part::Quoted => {}
        Part::TooDeep => composer.say(
            "recall-depth",
            Severity::Warning,
            "Choruses are recalled within each other too deeply",
        ),
        Part::Plain => return plain(composer, element, rows),
    }
    Ok(())
}

fn plain(
    composer: &mut Composer<'_, '_>,
    element: &Element<'_>,
    rows: &mut Vec<Flowable>,
) -> Result<(), LayoutError> {
    let (context, line) = (element.context, element.place.line);
    match &element.kind {
        ElementKind::SongLine(content) => songline(composer, rows, content, context, line),
        ElementKind::TabLine(text) => {
            rows.push(tab_line(composer, text, context, line));
            Ok(())
        }
        ElementKind::Comment(comment) => {
            let kind = comment_font(comment.style);
            comment_line(composer, rows, kind, &comment.content, context, line)
        }
        ElementKind::GridLine(row) => {
            rows.extend(grid_row(composer, row, line));
            Ok(())
        }
        ElementKind::Image(image) => picture(composer, rows, image, element),
        ElementKind::Recall(recall) => recall_line(composer, rows, recall, line),
        ElementKind::Control(control) => {
            change_style(composer, control);
            Ok(())
        }
        // Without chords there are no grids, nor their labels.
        ElementKind::Label(_)
            if context == "grid" && composer.style.config.settings.lyrics_only =>
        {
            Ok(())
        }
        ElementKind::Label(label) => put_label(composer, rows, label, context, line),
        ElementKind::GridShape(shape) => {
            grid_shape(composer, shape);
            match &shape.label {
                Some(_) if composer.style.config.settings.lyrics_only => Ok(()),
                Some(label) => put_label(composer, rows, label.as_written(), context, line),
                None => Ok(()),
            }
        }
        ElementKind::Empty
        | ElementKind::Diagrams(_)
        | ElementKind::Setting(_)
        | ElementKind::NewPage
        | ElementKind::ColumnBreak
        | ElementKind::TextBlock
        | ElementKind::Key
        | ElementKind::SectionEnd
        | ElementKind::Ignored => Ok(()),
    }
}

/// A blank line: it moves on without asking for space.
pub(crate) fn blank_line(composer: &mut Composer<'_, '_>) -> Flowable {
    let size = composer.font(FontElement::Empty).size;
    let height = size * composer.style.config.pdf.spacing.empty;
    composer.row(None, height)
}
